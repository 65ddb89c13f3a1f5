package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;

/** What a pager remembers of the past, and what it tells of its pages. A pager that does neither keeps these rules as it is. */
abstract class PagerSightRules extends PagerPageRules {
    private static final int MOST_PAGES = 30;
    private static final int ROUNDS = 40;

    PagerSightRules() {}

    /** A pager's states of the past, by the transactions that made them. Of one thread. */
    private static final class Past {
        private final Pager pager;
        private final TreeMap<Long, PagerContents> states = new TreeMap<>();
        private final TreeMap<Long, Long> positions = new TreeMap<>();

        Past(Pager pager) {
            this.pager = pager;
        }

        void note(PagerContents committed) {
            try (PageSnapshot newest = pager.read()) {
                states.put(newest.transaction(), committed);
            }
        }

        /** Judges whatever it tells of the past; gives snapshots of it that are left open. */
        List<PageSnapshot> judge() {
            List<PageSnapshot> open = new ArrayList<>();
            List<LogPoint> points = pager.points();
            long before = -1;
            for (LogPoint point : points) {
                long last = before;
                assertTrue(point.position() > last, () -> point + " comes behind position " + last);
                before = point.position();
                // A pager may commit something of its own in between, of which nobody sees more than before.
                Map.Entry<Long, PagerContents> known = states.floorEntry(point.transaction());
                assertNotNull(known, () -> point + " is older than the database");
                PagerContents state = known.getValue();
                states.put(point.transaction(), state);
                PageSnapshot snapshot = pager.read(point.position());
                assertNotNull(snapshot, () -> point + " is told, and cannot be read");
                open.add(snapshot);
                assertEquals(point.transaction(), snapshot.transaction(), () -> "transaction in " + point);
                assertEquals(point.pages(), snapshot.pageCount(), () -> "number of pages in " + point);
                assertNull(state.difference(snapshot, snapshot.root()), () -> "what is seen in " + point);
                positions.put(point.position(), point.transaction());
            }
            if (!points.isEmpty()) {
                assertEquals(
                        states.lastKey(), points.get(points.size() - 1).transaction(), "the newest commit comes last");
            }
            positions.forEach(this::judge);
            return open;
        }

        /** A position that was named once shows the same state as ever, or none. */
        private void judge(long position, long transaction) {
            try (PageSnapshot snapshot = pager.read(position)) {
                if (snapshot != null) {
                    assertEquals(transaction, snapshot.transaction(), () -> "transaction at position " + position);
                    require(snapshot);
                }
            }
        }

        void require(PageSnapshot snapshot) {
            PagerContents state = states.get(snapshot.transaction());
            assertNull(
                    state.difference(snapshot, snapshot.root()),
                    () -> "what is seen in a snapshot of transaction " + snapshot.transaction());
        }
    }

    @Test
    @DisplayName(
            "points are commits of the past, the newest last, and a snapshot of one sees what was committed then, for as long as it is open, or there is none")
    final void points() {
        PagerBench bench = bench().create();
        bench.cacheBytes = 1;
        bench.checkpointPages = 100;
        Random random = random();
        PagerWork work = new PagerWork(random, MOST_PAGES);
        List<PageSnapshot> held = new ArrayList<>();
        Pager pager = bench.open();
        try {
            Past past = new Past(pager);
            past.note(work.committed());
            for (int round = 0; round < ROUNDS; round++) {
                work.transaction(pager);
                past.note(work.committed());
                List<PageSnapshot> open = past.judge();
                for (PageSnapshot snapshot : open) {
                    if (random.nextInt(open.size()) == 0 && held.size() < 3) {
                        held.add(snapshot);
                    } else {
                        snapshot.close();
                    }
                }
                if (round % 4 == 3) {
                    pager.checkpoint();
                }
                held.forEach(past::require);
                if (round % 6 == 5 && !held.isEmpty()) {
                    held.remove(random.nextInt(held.size())).close();
                }
            }
        } finally {
            held.forEach(PageSnapshot::close);
            pager.close();
        }
        assertEquals(0, bench.disk.handles(), "files are left open");
    }

    /** What the engine may have put before a state: nothing of the pager's own can be seen through it. */
    private record Behind(PageReader reader) implements PageReader {
        @Override
        public Page page(long id) {
            return reader.page(id);
        }

        @Override
        public long pageCount() {
            return reader.pageCount();
        }
    }

    @Test
    @DisplayName(
            "free pages are told of a snapshot and of a transaction, each once, none that is in use, and as verify finds them")
    final void freePages() {
        PagerBench bench = bench().create();
        Random random = random();
        PagerWork work = new PagerWork(random, MOST_PAGES);
        try (Pager pager = bench.open()) {
            for (int round = 0; round < ROUNDS; round++) {
                work.transaction(pager);
                try (PageSnapshot snapshot = pager.read()) {
                    long[] free = requireFree(
                            pager, snapshot, work.committed().pages().keySet());
                    if (free == null) {
                        return;
                    }
                    long[] found = pager.verify(snapshot, fault -> {
                        throw new AssertionError("a sound pager has the fault " + fault);
                    });
                    Arrays.sort(free);
                    assertArrayEquals(found, free, "the free pages of a snapshot, beside those that verify finds");
                }
                requireFreeWithin(pager, work.committed(), random);
                if (round % 10 == 9) {
                    pager.checkpoint();
                }
            }
        }
    }

    /** In a transaction that takes and gives back pages, and is undone. */
    private static void requireFreeWithin(Pager pager, PagerContents committed, Random random) {
        PageTransaction transaction = PagerBench.write(pager);
        try {
            Set<Long> used = new HashSet<>(committed.pages().keySet());
            for (int i = random.nextInt(8); i > 0; i--) {
                if (random.nextInt(3) > 0 || used.isEmpty()) {
                    used.add(transaction
                            .writer(PagerBench.TYPE, PagerBench.OWNER)
                            .allocate()
                            .id());
                } else {
                    long id = used.iterator().next();
                    PageWriter owner = transaction.writer(
                            PagerBench.TYPE, transaction.page(id).owner());
                    owner.free(id);
                    used.remove(id);
                }
                requireFree(pager, transaction, used);
            }
        } finally {
            transaction.rollback();
        }
    }

    private static long[] requireFree(Pager pager, PageReader state, Set<Long> used) {
        long[] free = pager.freePages(new Behind(state));
        if (free != null) {
            Set<Long> once = new HashSet<>();
            for (long id : free) {
                assertTrue(id > 0 && id < state.pageCount(), () -> "page " + id + " of " + state.pageCount());
                assertTrue(once.add(id), () -> "page " + id + " is told as free twice");
                assertFalse(used.contains(id), () -> "page " + id + " is told as free, and in use");
            }
        }
        return free;
    }

    @Test
    @DisplayName(
            "what a pager describes of a page is its own part of it, piece by piece without overlaps; of a damaged one it tells what it can, or of the damage")
    final void describesItsPart() {
        PagerBench bench = bench().create();
        Random random = random();
        PagerWork work = new PagerWork(random, MOST_PAGES);
        try (Pager pager = bench.open()) {
            for (int round = 0; round < ROUNDS; round++) {
                work.transaction(pager);
            }
            work.large(pager, 3 * MOST_PAGES);
            work.small(pager, MOST_PAGES);
            pager.checkpoint();
            PageTransaction transaction = PagerBench.write(pager);
            try (PageSnapshot snapshot = pager.read()) {
                long written = work.committed().any(random);
                transaction
                        .writer(PagerBench.TYPE, snapshot.page(written).owner())
                        .edit(written);
                for (Map.Entry<String, PageReader> state : Map.<String, PageReader>of(
                                "snapshot", snapshot, "transaction", transaction)
                        .entrySet()) {
                    for (long id = 0; id < state.getValue().pageCount(); id++) {
                        describe(pager, state.getValue().page(id), random);
                    }
                }
            } finally {
                transaction.rollback();
            }
        }
    }

    private static void describe(Pager pager, Page page, Random random) {
        boolean whole = page.type() == PageType.ROOT || page.type() == PageType.FREE || page.type() == PageType.NONE;
        int end = whole ? page.array().length : page.arrayIndex(0);
        DescribedBytes.requireSound(pager::describe, page, 0, end);
        byte[] garbled = page.array().clone();
        for (int i = random.nextInt(40); i >= 0; i--) {
            garbled[random.nextInt(random.nextBoolean() ? 64 : garbled.length)] = (byte) random.nextInt();
        }
        DescribedBytes.requireTyped(
                pager::describe, new Page(page.id(), page.type(), page.owner(), garbled, page.arrayIndex(0)));
    }
}
