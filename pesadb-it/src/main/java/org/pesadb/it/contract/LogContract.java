package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogSnapshot;

/**
 * What a log must do, as tests: extend it, say which log, and run it.
 *
 * <pre>{@code
 * class MyLogTest extends LogContract {
 *     @Override
 *     protected LogProvider provider() {
 *         return new MyLogProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>It judges what the SPI promises ({@link org.pesadb.api.spi.Log}, {@link org.pesadb.api.spi.LogProvider},
 * {@link org.pesadb.api.spi.CheckpointSink}), and not how PesaDB's own log keeps it. A first version may be as simple as this, and
 * the rules say what it lacks:
 *
 * <pre>
 *   begin      the next id                      register    the newest commit that force has covered
 *   append     seal each page, write it         locate      a map: page, then position before the snapshot
 *   commit     the same, then a commit record   read        from the file, at the position
 *   force      force the file, then enter       checkpoint  locate up to the oldest snapshot → sink.page, in order;
 *              its pages into the map                       sink.finish(); begin a new file; sink.cut()
 *   open       read records up to the first that is broken; force what was read; ask for a checkpoint
 * </pre>
 *
 * <p>The files of a log are on a disk in memory, where each rule begins with nothing, loses the power at any call, fails, and
 * fills up. A log with places of its own, such as other machines, says so by {@link #usesFileLayer()}: rules that need those failures are skipped then, with
 * a message, and it is its author's to try them.
 *
 * <p>What can be set by system properties:
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><td>{@code pesadb.seed}</td><td>repeats the random choices of a test that failed; it stands in the failure</td></tr>
 * <tr><td>{@code pesadb.contract.log-pages}</td><td>page versions in one transaction; 1,000,000</td></tr>
 * <tr><td>{@code pesadb.contract.log-steps}</td><td>steps of random work, for each sync mode; 1,500</td></tr>
 * <tr><td>{@code pesadb.contract.log-crash-steps}</td><td>steps of the work that is crashed at each of its calls; 150</td></tr>
 * <tr><td>{@code pesadb.contract.log-flips}</td><td>bits turned over, for each of three rules, and half as many for a fourth; 600</td></tr>
 * <tr><td>{@code pesadb.contract.log-past-steps}</td><td>steps of work of which the past is read after each; 300</td></tr>
 * <tr><td>{@code pesadb.contract.log-thread-commits}</td><td>commits of each thread; 60</td></tr>
 * <tr><td>{@code pesadb.contract.log-bounded-commits}</td><td>commits beside readers that overlap; 2,000</td></tr>
 * <tr><td>{@code pesadb.contract.log-cut-rounds}</td><td>cuts while a version is read; 20</td></tr>
 * <tr><td>{@code pesadb.contract.log-call-stride}</td><td>every so manieth call to the disk fails once; 1, so each does</td></tr>
 * <tr><td>{@code pesadb.contract.log-millis}</td><td>for how many milliseconds each figure of speed is measured, 1 for not at all; 300</td></tr>
 * </table>
 */
public abstract class LogContract extends LogThreadRules {
    private static final String MILLIS = "log-millis";
    private static final int MILLIS_BY_ITSELF = 300;
    private static final int CHUNK = 1_000;
    private static final int THREADS = 16;
    private static final int REAL_PAGE = 4_096;
    private static final int SHORT_PAGE = 128;
    private static final int ENOUGH_FOR_FILES = 10_000;
    private static final int BULK_PAGES = 64;

    @TempDir
    Path folder;

    /** For tests of logs. */
    protected LogContract() {}

    @Test
    @DisplayName(
            "a transaction of a million page versions is committed, read and brought to the main file without being held in memory")
    void aMillion() {
        int count = size("log-pages", 1_000_000);
        LogBench place = count < ENOUGH_FOR_FILES ? bench() : LogBench.real(this, provider(), folder);
        LogBench bench = place.pageBytes(SHORT_PAGE).create();
        long before = LiveHeap.bytes();
        long transaction = bench.log().begin();
        for (int from = 0; from < count; from += CHUNK) {
            List<LogPage> pages = new ArrayList<>(CHUNK);
            for (long page = from; page < Math.min(count, from + CHUNK); page++) {
                pages.add(bench.page(page, page + 1));
            }
            bench.log().append(transaction, pages);
        }
        bench.log().force(bench.commit(transaction, List.of()));
        long grown = LiveHeap.bytes() - before;
        long most = 16L * 1024 * 1024 + 100L * count; // an index of what is where may be in memory
        assertTrue(
                grown < most || !LiveHeap.canBeMeasured(),
                () -> count + " pages of " + bench.pageBytes() + " bytes take " + grown + " bytes of memory");
        Random random = random();
        try (LogSnapshot snapshot = bench.log().register()) {
            for (int i = 0; i < 1_000; i++) {
                long page = random.nextInt(count);
                assertEquals(page + 1, bench.see(snapshot, page), "page " + page);
            }
        }
        Counting sink = new Counting();
        bench.main(sink);
        assertTrue(bench.checkpoint().cut());
        assertEquals(count, sink.handed(), "pages that came to the main file");
        bench.log().close();
    }

    /** Counts pages, and judges their order and their images. */
    private static final class Counting extends LogMainFile {
        private long last = -1;

        Counting() {
            super(LogBench.BEGINNING.stamp());
        }

        @Override
        public synchronized void page(long id, long position, byte[] image) {
            note(id == last + 1, "page " + id + " comes after page " + last);
            note(LogPage.value(id, position, image) == id + 1, "the image of page " + id);
            last = id;
            count();
        }
    }

    @Test
    @DisplayName(
            "how fast it is, beside PesaDB's own log, is printed; a commit that was acknowledged in between is there")
    void speed() throws Exception {
        assumeTrue(size(MILLIS, MILLIS_BY_ITSELF) > 1, "it is not to be measured");
        print(provider());
        if (Components.installed().defaultName(ComponentKind.LOG).isPresent()) {
            LogProvider ours = Components.installed().choose(ComponentKind.LOG, LogProvider.class, null);
            if (!ours.getClass().equals(provider().getClass())) {
                print(ours);
            }
        }
    }

    private void print(LogProvider provider) throws Exception {
        LogBench bench = LogBench.real(
                        this, provider, folder.resolve(provider.getClass().getName()))
                .pageBytes(REAL_PAGE);
        bench.context(false).files().createFolders(bench.context(false).path().getParent());
        bench.create();
        long nanos = size(MILLIS, MILLIS_BY_ITSELF) * 1_000_000L;
        double one = commits(bench, 1, nanos);
        long forces = bench.log().stats().forces();
        long commits = bench.log().stats().commits();
        double many = commits(bench, THREADS, nanos);
        forces = bench.log().stats().forces() - forces;
        commits = bench.log().stats().commits() - commits;
        long begun = System.nanoTime();
        long pages = 0;
        long transaction = bench.log().begin();
        while (System.nanoTime() - begun < nanos) {
            List<LogPage> chunk = new ArrayList<>();
            for (long page = 0; page < BULK_PAGES; page++) {
                chunk.add(bench.page(page, pages + page + 1));
            }
            bench.log().append(transaction, chunk);
            pages += BULK_PAGES;
        }
        bench.log().force(bench.commit(transaction, List.of()));
        double bulk = pages * 1e9 / (System.nanoTime() - begun);
        System.out.printf(
                "log '%s': %,.0f commits/s by 1 thread, %,.0f by %d (%s), %,.0f pages/s in one transaction (pages of %d bytes)%n",
                provider.name(),
                one,
                many,
                THREADS,
                forces > 0 && commits > 0 ? commits + " in " + forces + " forces" : "it does not tell its forces",
                bulk,
                REAL_PAGE);
        assertEquals(pages, bench.see(BULK_PAGES - 1L), "the last version of the last page");
        bench.log().close();
    }

    /** Commits of one page, each waited for, per second. */
    private static double commits(LogBench bench, int threads, long nanos) throws Exception {
        ReentrantLock place = new ReentrantLock();
        long begun = System.nanoTime();
        Callable<Integer> committer = () -> {
            int done = 0;
            while (System.nanoTime() - begun < nanos) {
                long end;
                place.lock();
                try {
                    end = bench.commit(done % 50, done + 1);
                } finally {
                    place.unlock();
                }
                bench.log().force(end);
                done++;
            }
            return done;
        };
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            work.add(committer);
        }
        int all = LogThreads.all(work).stream().mapToInt(Integer::intValue).sum();
        return all * 1e9 / (System.nanoTime() - begun);
    }
}
