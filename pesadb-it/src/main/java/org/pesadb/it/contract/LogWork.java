package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * Random work on a log, beside a model: the state of all pages after each transaction. Of one thread.
 *
 * <p>The same generator gives the same work, also where it meets another log.
 */
final class LogWork {
    static final int PAGES = 10;

    /** A registered snapshot and what it must see. */
    private record Held(LogSnapshot snapshot, Map<Long, Long> sees) {}

    /**
     * The disk at one moment of the work.
     *
     * @param disk         as it was
     * @param main         the main file then
     * @param acknowledged the newest transaction that was: a process that ends takes nothing of it
     * @param durable      the newest one that a loss of power must leave, too
     */
    record Moment(SimulatedDisk disk, LogMainFile main, long acknowledged, long durable) {}

    private final LogBench bench;
    private final Random random;
    private final TreeMap<Long, Map<Long, Long>> states = new TreeMap<>();
    private final List<Held> held = new ArrayList<>();
    private Map<Long, Long> now = Map.of();
    private long value;
    private long end;
    private long acknowledged;
    private long durable;

    /** @param bench with an open log that is new */
    LogWork(LogBench bench, Random random) {
        this.bench = bench;
        this.random = random;
        states.put(bench.newest(), Map.of());
    }

    /** The state after each transaction, also after those that may be lost. */
    NavigableMap<Long, Map<Long, Long>> states() {
        return states;
    }

    /** What is there now. */
    Moment moment() {
        return new Moment(bench.disk().copy(), bench.main().copy(), acknowledged, durable);
    }

    /** Does so many things, and looks at everything in the end. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        held.forEach(this::verify);
        force();
        hold();
        release();
        held.forEach(one -> one.snapshot.close());
        held.clear();
    }

    private void step() {
        int choice = random.nextInt(100);
        if (choice < 50) {
            transaction();
        } else if (choice < 64) {
            force();
        } else if (choice < 75) {
            hold();
        } else if (choice < 86) {
            release();
        } else if (choice < 97) {
            checkpoint();
        } else {
            reopen();
        }
    }

    private void transaction() {
        Log log = bench.log();
        long transaction = log.begin();
        assertTrue(transaction > states.lastKey(), () -> "id " + transaction + " comes after " + states.lastKey());
        Map<Long, Long> state = new HashMap<>(now);
        if (random.nextInt(4) == 0) {
            Map<Long, Long> early = changes();
            state.putAll(early);
            log.append(transaction, bench.pages(early));
            if (!early.isEmpty() && random.nextInt(3) == 0) {
                assertFalse(bench.checkpoint().cut(), "the log is cut while a transaction has pages in it");
            }
        }
        if (random.nextInt(6) == 0) {
            log.abandon(transaction);
            return;
        }
        Map<Long, Long> last = changes();
        state.putAll(last);
        long before = end;
        end = log.commit(transaction, bench.pages(last), PAGES);
        assertTrue(end > before, () -> "a commit ends at " + end + ", the one before at " + before);
        now = state;
        states.put(transaction, state);
    }

    private Map<Long, Long> changes() {
        Map<Long, Long> changes = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            changes.put((long) random.nextInt(PAGES), ++value);
        }
        return changes;
    }

    private void force() {
        if (end > 0) {
            bench.log().force(end);
        }
        acknowledged = states.lastKey();
        if (bench.sync() == SyncMode.FULL) {
            durable = acknowledged;
        }
        assertEquals(acknowledged, bench.newest(), "a new snapshot sees the newest forced commit");
    }

    private void hold() {
        LogSnapshot snapshot = bench.log().register();
        Map<Long, Long> sees = states.get(snapshot.transaction());
        assertNotNull(
                sees, () -> "a snapshot stands on transaction " + snapshot.transaction() + ", which committed nothing");
        assertTrue(snapshot.transaction() >= acknowledged, "a new snapshot sees what was forced");
        held.add(new Held(snapshot, sees));
    }

    private void release() {
        held.forEach(this::verify);
        if (!held.isEmpty()) {
            held.remove(random.nextInt(held.size())).snapshot.close();
        }
    }

    private void verify(Held one) {
        for (long page = 0; page < PAGES; page++) {
            long expected = one.sees.getOrDefault(page, LogPage.NOTHING);
            assertEquals(
                    expected,
                    bench.see(one.snapshot, page),
                    "page " + page + " in a snapshot of transaction " + one.snapshot.transaction());
        }
    }

    private void checkpoint() {
        if (random.nextBoolean()) {
            held.forEach(one -> one.snapshot.close());
            held.clear();
            force();
        }
        Held oldest = null;
        for (Held one : held) {
            oldest = oldest == null || one.snapshot.position() < oldest.snapshot.position() ? one : oldest;
        }
        CheckpointResult result = bench.checkpoint();
        if (oldest != null) {
            requireMain(oldest.sees);
        } else if (end == 0 || acknowledged == states.lastKey()) {
            requireMain(now);
        }
        if (result.cut() && bench.sync() != SyncMode.OFF) {
            long limit = oldest == null ? acknowledged : oldest.snapshot.transaction();
            durable = Math.max(durable, limit);
        }
        held.forEach(this::verify);
    }

    /** Up to the limit everything is in the main file, and nothing beyond it. */
    private void requireMain(Map<Long, Long> expected) {
        for (long page = 0; page < PAGES; page++) {
            assertEquals(
                    expected.getOrDefault(page, LogPage.NOTHING),
                    bench.main().value(page),
                    "page " + page + " in the main file after a checkpoint");
        }
    }

    private void reopen() {
        held.forEach(one -> one.snapshot.close());
        held.clear();
        bench.log().close();
        acknowledged = states.lastKey();
        if (bench.sync() != SyncMode.OFF) {
            durable = acknowledged;
        }
        bench.recover();
        assertEquals(states.lastKey(), bench.newest(), "what was closed is there when it is opened again");
    }
}
