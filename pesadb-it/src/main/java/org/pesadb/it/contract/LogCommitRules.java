package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.LogSnapshot;

/** Transactions, and what snapshots see of them. */
abstract class LogCommitRules extends LogOpeningRules {
    private static final long LAST_PAGE = (1L << 32) - 1;

    LogCommitRules() {}

    @Test
    @DisplayName("a commit is seen whole by every snapshot registered after its force, and by none registered before")
    void visibleWithForce() {
        LogBench bench = bench().create();
        bench.put(1, 10);
        try (LogSnapshot before = bench.log().register()) {
            long transaction = bench.log().begin();
            long end = bench.commit(transaction, List.of(bench.page(1, 11), bench.page(2, 21)));
            try (LogSnapshot between = bench.log().register()) {
                assertEquals(before.position(), between.position(), "a commit that is not forced is not seen");
                assertEquals(10, bench.see(between, 1), "a commit that is not forced is not seen");
                bench.log().force(end);
                assertEquals(10, bench.see(between, 1), "a snapshot does not change");
                assertEquals(LogPage.NOTHING, bench.see(between, 2), "a snapshot does not change");
            }
            try (LogSnapshot after = bench.log().register()) {
                assertEquals(end, after.position(), "the newest commit");
                assertEquals(transaction, after.transaction(), "the newest transaction");
                assertEquals(3, after.pages(), "the number of pages");
                assertEquals(11, bench.see(after, 1));
                assertEquals(21, bench.see(after, 2));
            }
            assertEquals(10, bench.see(before, 1), "a snapshot does not change");
        }
    }

    @Test
    @DisplayName("a commit without pages is one too: with an id, an end, and a number of pages")
    void emptyCommits() {
        LogBench bench = bench().create();
        long last = bench.put(1, 10);
        for (long pages = 5; pages < 9; pages++) {
            long transaction = bench.log().begin();
            long end = bench.log().commit(transaction, List.of(), pages);
            assertTrue(end > last, "ends go up");
            last = end;
            bench.log().force(end);
            try (LogSnapshot snapshot = bench.log().register()) {
                assertEquals(end, snapshot.position());
                assertEquals(transaction, snapshot.transaction());
                assertEquals(pages, snapshot.pages());
                assertEquals(10, bench.see(snapshot, 1));
            }
        }
        bench.reopen();
        try (LogSnapshot snapshot = bench.log().register()) {
            assertEquals(8, snapshot.pages(), "the number of pages after opening it again");
            assertEquals(10, bench.see(snapshot, 1));
        }
    }

    @Test
    @DisplayName(
            "a snapshot sees the newest version of each page before it, by its own name, and no page never written")
    void versions() {
        LogBench bench = bench().create();
        Random random = random();
        List<LogSnapshot> snapshots = new ArrayList<>();
        List<Map<Long, LogPage>> seen = new ArrayList<>();
        Map<Long, LogPage> newest = new HashMap<>();
        long value = 0;
        for (int commit = 0; commit < 40; commit++) {
            List<LogPage> pages = new ArrayList<>();
            for (long page = 0; page < 6; page++) {
                if (random.nextInt(3) == 0) {
                    pages.add(bench.page(page, ++value));
                }
            }
            long end = bench.commit(bench.log().begin(), pages);
            bench.log().force(end);
            for (LogPage page : pages) {
                assertTrue(page.position() < end, "a version is named before the end of its commit");
                newest.put(page.id(), page);
            }
            snapshots.add(bench.log().register());
            seen.add(new HashMap<>(newest));
        }
        byte[] image = new byte[bench.pageBytes()];
        for (int i = 0; i < snapshots.size(); i++) {
            long position = snapshots.get(i).position();
            for (long page = 0; page < 6; page++) {
                LogPage expected = seen.get(i).get(page);
                long located = bench.log().locate(page, position);
                assertEquals(expected == null ? 0 : expected.position(), located, "the version of page " + page);
                if (expected != null) {
                    assertTrue(bench.log().read(page, located, image), "nothing was cut");
                    LogPage.value(page, located, image);
                }
            }
            assertEquals(0, bench.log().locate(777, position), "a page never written");
        }
        snapshots.forEach(LogSnapshot::close);
        snapshots.get(0).close();
        assertTrue(snapshots.get(0).position() > 0, "a closed snapshot still has its figures");
    }

    @Test
    @DisplayName("what is abandoned leaves no trace, appended early or not")
    void abandoned() {
        LogBench bench = bench().create();
        bench.put(1, 10);
        long bare = bench.log().begin();
        bench.log().abandon(bare);
        long spilled = bench.log().begin();
        bench.log().append(spilled, List.of(bench.page(1, 11), bench.page(2, 21)));
        bench.log().abandon(spilled);
        assertEquals(10, bench.see(1));
        long next = bench.log().begin();
        bench.log().force(bench.commit(next, List.of(bench.page(3, 30))));
        for (int opening = 0; opening < 2; opening++) {
            assertEquals(10, bench.see(1), "a page of an abandoned transaction");
            assertEquals(LogPage.NOTHING, bench.see(2), "a page of an abandoned transaction");
            assertEquals(30, bench.see(3), "a page of the transaction after it");
            assertEquals(next, bench.newest());
            bench.reopen();
        }
    }

    @Test
    @DisplayName("pages appended early count with the commit only, and of each page the last version counts")
    void appendedEarly() {
        LogBench bench = bench().create();
        bench.put(1, 10);
        long transaction = bench.log().begin();
        bench.log().append(transaction, List.of(bench.page(1, 11), bench.page(2, 21)));
        bench.log().append(transaction, List.of(bench.page(3, 31), bench.page(1, 12)));
        assertEquals(10, bench.see(1), "before the commit");
        assertEquals(LogPage.NOTHING, bench.see(2), "before the commit");
        long end = bench.commit(transaction, List.of(bench.page(3, 32), bench.page(4, 42)));
        assertEquals(LogPage.NOTHING, bench.see(2), "before the force");
        bench.log().force(end);
        for (int opening = 0; opening < 2; opening++) {
            assertEquals(12, bench.see(1));
            assertEquals(21, bench.see(2));
            assertEquals(32, bench.see(3));
            assertEquals(42, bench.see(4));
            bench.reopen();
        }
    }

    @Test
    @DisplayName(
            "a transaction reads what it appended, and the next one what is committed and not forced yet, by the names given to seal")
    void readsItsOwn() {
        LogBench bench = bench().create();
        byte[] image = new byte[bench.pageBytes()];
        long transaction = bench.log().begin();
        LogPage early = bench.page(1, 11);
        bench.log().append(transaction, List.of(early));
        assertTrue(bench.log().read(1, early.position(), image), "what the transaction has appended itself");
        assertEquals(11, LogPage.value(1, early.position(), image));
        LogPage last = bench.page(2, 21);
        long end = bench.commit(transaction, List.of(last));
        long next = bench.log().begin();
        for (LogPage page : List.of(early, last)) {
            assertTrue(bench.log().read(page.id(), page.position(), image), "what the one before has committed");
            LogPage.value(page.id(), page.position(), image);
        }
        bench.log().force(bench.commit(next, List.of(bench.page(3, 31))));
        bench.log().force(end);
        assertEquals(11, bench.see(1));
        assertEquals(31, bench.see(3));
    }

    @Test
    @DisplayName("page numbers go up to 2^32 - 1")
    void pageNumbers() {
        LogBench bench = bench().create();
        long[] numbers = {0, 1, Integer.MAX_VALUE, 1L << 31, LAST_PAGE - 1, LAST_PAGE};
        List<LogPage> pages = new ArrayList<>();
        for (long number : numbers) {
            pages.add(bench.page(number, number + 7));
        }
        bench.log().force(bench.commit(bench.log().begin(), pages));
        for (int opening = 0; opening < 2; opening++) {
            try (LogSnapshot snapshot = bench.log().register()) {
                assertEquals(LAST_PAGE + 1, snapshot.pages(), "the number of pages");
                for (long number : numbers) {
                    assertEquals(number + 7, bench.see(snapshot, number), "page " + number);
                }
            }
            bench.reopen();
        }
    }

    @Test
    @DisplayName(
            "random work gives what a plain model gives: no snapshot ever changes, and each new one sees what is forced")
    void randomWork() {
        for (SyncMode sync : SyncMode.values()) {
            LogBench bench = bench().sync(sync).checkpointPages(8).create();
            new LogWork(bench, random()).run(size("log-steps", 1_500));
        }
    }
}
