package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;

/** Committers, readers and checkpoints at once, on real files. */
@Timeout(120)
class ConcurrentTest {
    private static final int COMMITTERS = 4;
    private static final int COMMITS = 150;
    private static final int CUTS = 4;
    private static final int PAGES = 5;
    private static final int READERS = 2;

    @TempDir
    private Path folder;

    private final TestMain main = new TestMain();
    private final ReentrantLock writersPlace = new ReentrantLock();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger cuts = new AtomicInteger();
    /** How many snapshots each reader has registered. */
    private final AtomicIntegerArray turns = new AtomicIntegerArray(READERS);
    /** Guarded by the writer's place, like the end of the newest commit. */
    private long value;

    private long lastEnd;

    private LogContext context(Path path) {
        return new LogContext(
                FileLayer.system(), path, TestLog.ID, TestPage.SMALL, SyncMode.FULL, 50, false, 1, Map.of());
    }

    @Test
    @DisplayName(
            "L11: the cut waits for reads, never for snapshots; no reader ever sees half a commit or an older one than before")
    void readersBesideCuts() throws Exception {
        Path path = folder.resolve("data.pesa-wal");
        Log log = new WalProvider().create(context(path), new LogStart(1, 0, 1, 0, 0));
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < COMMITTERS; i++) {
            work.add(() -> commits(log));
        }
        work.add(() -> reads(log, 0));
        work.add(() -> reads(log, 1));
        work.add(() -> checkpoints(log));
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Future<Void>> running = new ArrayList<>();
            work.forEach(each -> running.add(threads.submit(each)));
            for (Future<Void> committer : running.subList(0, COMMITTERS)) {
                committer.get();
            }
            done.set(true);
            for (Future<Void> each : running) {
                each.get();
            }
        } finally {
            done.set(true);
            threads.shutdown();
        }
        assertTrue(cuts.get() >= CUTS, "the run must cut");
        assertEquals(value, TestLog.newest(log));

        // What a killed process leaves is what is in the file now.
        Path copy = folder.resolve("copy.pesa-wal");
        Files.copy(path, copy);
        Log killed = new WalProvider().open(context(copy));
        assertEquals(value, TestLog.get(killed, main, 0));
        killed.close();
        log.close();
        Log again = new WalProvider().open(context(path));
        assertEquals(value, TestLog.get(again, main, PAGES - 1));
        if (again.needsCheckpoint()) {
            again.checkpoint(main);
        }
        assertFalse(again.needsCheckpoint());
        TestLog.put(again, 0, 5);
        again.close();
        assertFalse(Files.exists(folder.resolve("data.pesa-wal.new")));
    }

    private Void commits(Log log) {
        // On a busy machine the thread that cuts may come late: there is to be something to cut then.
        for (int i = 0; i < COMMITS || cuts.get() < CUTS && !done.get(); i++) {
            long end;
            writersPlace.lock();
            try {
                value++;
                List<TestPage> pages = new ArrayList<>();
                for (int page = 0; page < PAGES; page++) {
                    pages.add(TestPage.of(page, value));
                }
                end = log.commit(log.begin(), pages, PAGES);
                lastEnd = end;
            } finally {
                writersPlace.unlock();
            }
            log.force(end);
        }
        return null;
    }

    private Void reads(Log log, int reader) {
        long last = 0;
        try {
            while (!done.get()) {
                try (LogSnapshot snapshot = log.register()) {
                    turns.incrementAndGet(reader);
                    long expected = snapshot.transaction();
                    assertTrue(expected >= last, "time goes on");
                    last = expected;
                    for (int page = 0; page < PAGES; page++) {
                        assertEquals(expected, main.read(log, snapshot, page), "page " + page);
                    }
                }
            }
        } finally {
            done.set(true); // nobody waits for a reader that failed
        }
        return null;
    }

    /** A checkpoint while nobody appends, and while every reader reads in a snapshot of the newest commit. */
    private void cut(Log log) {
        writersPlace.lock();
        try {
            log.force(lastEnd);
            for (int reader = 0; reader < READERS; reader++) {
                int turn = turns.get(reader);
                while (turns.get(reader) < turn + 2 && !done.get()) {
                    Thread.yield();
                }
            }
            cuts.addAndGet(log.checkpoint(main).cut() ? 1 : 0);
        } finally {
            writersPlace.unlock();
        }
    }

    private Void checkpoints(Log log) {
        for (int i = 0; !done.get(); i++) {
            if (i % 2 == 0) {
                log.checkpoint(main);
            } else {
                cut(log);
            }
            main.forget();
            Thread.yield();
        }
        return null;
    }
}
