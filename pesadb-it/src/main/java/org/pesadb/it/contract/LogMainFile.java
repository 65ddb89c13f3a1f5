package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.pesadb.api.spi.CheckpointSink;

/**
 * A main file in memory: what checkpoints bring, with what is forced and what is only written kept apart. It notes the first thing that a log
 * does to it against the rules, and tells of it when the checkpoint is over: what a sink throws is the log's to deal with.
 */
class LogMainFile implements CheckpointSink {
    private final Map<Long, Long> durable = new HashMap<>();
    private final Map<Long, Long> written = new HashMap<>();
    private long stamp;
    private long last = -1;
    private boolean unfinished;
    private boolean held;
    private long handed;
    private long finishes;
    private long cuts;
    private AssertionError broken;

    /** Names the state of a new main file. */
    LogMainFile(long stamp) {
        this.stamp = stamp;
    }

    @Override
    public synchronized void page(long id, long position, byte[] image) throws IOException {
        note(id > last, "page " + id + " comes after page " + last + " in one round");
        last = id;
        unfinished = true;
        handed++;
        try {
            written.put(id, LogPage.value(id, position, image));
        } catch (AssertionError wrong) {
            broken = broken == null ? wrong : broken;
        }
    }

    @Override
    public synchronized long finish() throws IOException {
        durable.putAll(written);
        last = -1;
        unfinished = false;
        finishes++;
        return ++stamp;
    }

    @Override
    public synchronized void cut() {
        note(!unfinished, "the log is cut before finish() was called for the pages handed over");
        cuts++;
    }

    @Override
    public synchronized boolean hold() {
        note(!held, "hold() is called again before release()");
        return false;
    }

    @Override
    public synchronized void release() {
        note(held, "release() is called where hold() returned false or was not called");
        held = false;
    }

    /** For a sink that does hold transactions back: says that it was asked to. */
    synchronized void holding() {
        held = true;
    }

    final synchronized void note(boolean right, String otherwise) {
        if (!right && broken == null) {
            broken = new AssertionError(otherwise);
        }
    }

    /** For a main file that keeps nothing: says that a page came. */
    final synchronized void count() {
        handed++;
        unfinished = true;
    }

    /** Begins a checkpoint: what an earlier one, which failed, did not finish is nobody's. */
    synchronized void beginCheckpoint() {
        last = -1;
        unfinished = false;
    }

    /** Tells of the first thing that was against the rules. */
    synchronized void requireUnbroken() {
        if (broken != null) {
            throw broken;
        }
    }

    /** Tells what a whole checkpoint owes. */
    synchronized void requireFinished() {
        requireUnbroken();
        assertNull(unfinished ? "a checkpoint ended without finish() for the pages it handed over" : null);
        assertNull(held ? "a checkpoint ended without release() for a hold()" : null);
    }

    /** The value of a page. */
    synchronized long value(long page) {
        return written.getOrDefault(page, LogPage.NOTHING);
    }

    /** Names the state that it has. */
    synchronized long stamp() {
        return stamp;
    }

    /** How many pages came, of all checkpoints. */
    synchronized long handed() {
        return handed;
    }

    /** How often it was to be forced. */
    synchronized long finishes() {
        return finishes;
    }

    /** How often the log was cut. */
    synchronized long cuts() {
        return cuts;
    }

    /** As it may be found after a loss of power: of what is not forced some is there, or nothing. */
    synchronized LogMainFile crash(Random chance) {
        LogMainFile left = new LogMainFile(stamp);
        left.durable.putAll(durable);
        if (chance != null) {
            written.forEach((page, value) -> {
                if (chance.nextBoolean()) {
                    left.durable.put(page, value);
                }
            });
        }
        left.written.putAll(left.durable);
        return left;
    }

    /** As it is now, for another process. */
    synchronized LogMainFile copy() {
        LogMainFile copy = new LogMainFile(stamp);
        copy.durable.putAll(durable);
        copy.written.putAll(written);
        return copy;
    }
}
