package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Page;

/**
 * Brings pages from the log to the main file: the very bytes that were sealed. Neighbouring pages become one write of up to
 * 1 MiB.
 *
 * <p>A long checkpoint leaves the device to others for half of the time: every few MiB it forces what it wrote, so that
 * never much is queued in front of a commit's force, and then rests for as long as that took, unless somebody waits for it.
 *
 * <p>Of one thread at a time: the one that makes a checkpoint.
 */
final class CheckpointWriter implements CheckpointSink {
    private static final int RUN_PAGES = 256;
    private static final int STRETCH_PAGES = 8 * RUN_PAGES;

    private static final Duration HOLD_WAIT = Duration.ofMillis(5);

    private final MainFile main;
    private final BufferCache cache;
    private final WriterPlace place;
    private BooleanSupplier hurry = () -> true;
    private int stretchPages;
    private long stretchBegan;
    private ByteBuffer run;
    private long runFirst;
    private boolean begun;
    private long generation;
    private long pages;
    private long forcedPages;

    /**
     * @param main       written to
     * @param cache      told what changes in the main file
     * @param place      of the one writer
     * @param generation that of page 0 in the main file now
     */
    CheckpointWriter(MainFile main, BufferCache cache, WriterPlace place, long generation) {
        this.main = main;
        this.cache = cache;
        this.place = place;
        this.generation = generation;
    }

    /**
     * Forgets what is left of a checkpoint that failed.
     *
     * @param inHurry whether somebody waits for this one, asked from time to time
     */
    void start(BooleanSupplier inHurry) {
        hurry = inHurry;
        stretchPages = 0;
        begun = false;
        forcedPages = 0;
        if (run != null) {
            run.clear();
        }
    }

    @Override
    public void page(long id, long position, byte[] image) throws IOException {
        if (!begun) { // the limit is chosen by now: see BufferCache
            begun = true;
            stretchBegan = System.nanoTime();
            cache.begin();
            if (run == null) {
                run = ByteBuffer.allocateDirect(RUN_PAGES * PageFormat.PAGE_BYTES);
            }
        }
        if (id == 0) {
            wrote(PageFormat.page(0, image));
        } else if (pages > 0 && id >= pages) {
            return; // the database became shorter since: no snapshot sees this version, nor does any that may come
        }
        cache.flushed(id, position);
        if (!run.hasRemaining() || id != runFirst + run.position() / PageFormat.PAGE_BYTES) {
            writeRun();
        }
        if (run.position() == 0) {
            runFirst = id;
        }
        run.put(image, 0, PageFormat.PAGE_BYTES);
    }

    /**
     * Notes what page 0 in the main file says.
     *
     * @param rootPage written there, or about to be
     */
    void wrote(Page rootPage) {
        Root root = Root.of(rootPage);
        generation = root.generation();
        pages = root.pages();
    }

    private void writeRun() throws IOException {
        if (run.position() > 0) {
            run.flip();
            stretchPages += run.remaining() / PageFormat.PAGE_BYTES;
            main.write(runFirst, run);
            run.clear();
            if (stretchPages >= STRETCH_PAGES && !hurry.getAsBoolean()) {
                rest();
            }
        }
    }

    private void rest() throws IOException {
        main.force();
        LockSupport.parkNanos(System.nanoTime() - stretchBegan);
        stretchPages = 0;
        stretchBegan = System.nanoTime();
    }

    @Override
    public long finish() throws IOException {
        try {
            if (begun) {
                writeRun();
                begun = false; // another round has another limit
            }
            main.extend(pages);
        } catch (IOException failed) {
            if (FileFailures.code(failed) == ErrorCode.DISK_FULL) {
                throw FileFailures.of("bring the newest pages to", main.path(), failed); // no force has failed
            }
            throw failed;
        }
        main.force();
        forcedPages = pages;
        return generation;
    }

    /**
     * Cuts off what lies behind the last page, where the checkpoint has made page 0 durable that says so. Once the checkpoint is
     * done.
     *
     * <p>In this order no crash leaves a file that is shorter than its page 0 says. Nor does a snapshot need what is cut
     * off: the limit of the checkpoint, whose page 0 this is, is not beyond the oldest one, and what a newer one has behind that
     * end was allocated since, and is in the log.
     *
     * @throws org.pesadb.api.PesaDbException where the system fails; the file is then merely longer than it must be
     */
    void trim() {
        try {
            if (forcedPages > 0) {
                main.trim(forcedPages);
            }
        } catch (IOException failed) {
            throw FileFailures.of("cut off the end of", main.path(), failed);
        }
    }

    /** {@inheritDoc} It is not had where this thread has the place itself, or waits for one that waits for this checkpoint. */
    @Override
    public boolean hold() {
        return place.tryTake(Deadline.in(HOLD_WAIT));
    }

    @Override
    public void release() {
        place.give();
    }

    @Override
    public void cut() {
        cache.cut();
    }
}
