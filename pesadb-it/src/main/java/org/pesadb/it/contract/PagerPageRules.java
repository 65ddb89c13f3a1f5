package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageLook;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.contract.PagerContents.Held;

/** The part of {@link PagerContract} that one thread can judge while nothing fails: pages, snapshots, savepoints. */
abstract class PagerPageRules extends Contract {
    private static final int LEAST_USABLE = 2048;

    PagerPageRules() {}

    /**
     * The pager that is judged.
     *
     * @return the same, or one that does the same, each time
     */
    protected abstract PagerProvider provider();

    /**
     * What is to be set for it, such as where a key is.
     *
     * @return by the names of {@link org.pesadb.api.spi.Component#settings()}; nothing unless overridden
     */
    protected Map<String, String> settings() {
        return Map.of();
    }

    @Override
    final PagerProvider part() {
        return provider();
    }

    final PagerBench bench() {
        return new PagerBench(provider(), settings());
    }

    /** Commits new pages filled with their own numbers. */
    static List<Long> addMany(Pager pager, int count) {
        PageTransaction transaction = PagerBench.write(pager);
        try {
            List<Long> ids = allocate(transaction, count);
            transaction.commit();
            return ids;
        } finally {
            transaction.rollback();
        }
    }

    static List<Long> allocate(PageTransaction transaction, int count) {
        PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MutablePage page = writer.allocate();
            PagerFilling.write(page, page.id());
            ids.add(page.id());
            transaction.releasePages();
        }
        return ids;
    }

    static void free(Pager pager, List<Long> ids) {
        PageTransaction transaction = PagerBench.write(pager);
        try {
            ids.forEach(transaction.writer(PagerBench.TYPE, PagerBench.OWNER)::free);
            transaction.commit();
        } finally {
            transaction.rollback();
        }
    }

    /** Gives pages another filling. */
    static void refill(PageTransaction transaction, List<Long> ids, long plus) {
        PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
        for (long id : ids) {
            PagerFilling.write(writer.edit(id), id + plus);
            transaction.releasePages();
        }
    }

    static void assertFilled(PageReader reader, List<Long> ids, long plus) {
        for (long id : ids) {
            PagerBench.assertHolds(id + plus, reader.page(id));
        }
    }

    static void assertFilled(Pager pager, List<Long> ids, long plus) {
        try (PageSnapshot snapshot = pager.read()) {
            assertFilled(snapshot, ids, plus);
        }
    }

    @Test
    @DisplayName("its name, format versions and settings are well formed, and always the same")
    final void wellFormed() {
        PagerProvider one = provider();
        Components.of(null, List.of(one)); // refuses what is not
        for (PagerProvider again : List.of(one, provider())) {
            assertEquals(one.name(), again.name(), "name");
            assertEquals(one.formatVersion(), again.formatVersion(), "format version");
            assertEquals(one.oldestFormatVersion(), again.oldestFormatVersion(), "oldest format version");
            assertEquals(one.settings(), again.settings(), "settings");
        }
    }

    @Test
    @DisplayName(
            "a database of a newer version than it reads is refused with FORMAT_TOO_NEW, an older one with FORMAT_TOO_OLD, and no refusal changes a file")
    final void otherVersions() {
        new PagerVersions(provider(), settings()).assertOthersRefused();
    }

    @Test
    @DisplayName(
            "a new database has page 0 alone, root 0, no transaction, and a main file that begins with the header as it was given")
    final void newDatabase() {
        PagerBench bench = bench().create();
        try (Pager pager = bench.open();
                PageSnapshot snapshot = pager.read()) {
            assertEquals(1, snapshot.pageCount());
            assertEquals(0, snapshot.root());
            assertEquals(0, snapshot.transaction());
            assertEquals(PageType.ROOT, snapshot.page(0).type());
        }
        assertArrayEquals(bench.header(), Arrays.copyOf(bench.disk.bytes(bench.main), PagerContext.HEADER_BYTES));
    }

    @Test
    @DisplayName("where a log with commits stands and the main file is missing, creation is CORRUPT and harms neither")
    final void creationBesideALog() throws java.io.IOException {
        PagerBench bench = bench().create();
        long page = PagerBench.add(bench.open(), 7);
        PagerBench killed = bench.on(bench.disk.killed());
        killed.withLog();
        byte[] main = killed.disk.bytes(killed.main);
        killed.disk.delete(killed.main);
        assertThrows(CorruptException.class, killed::create);
        assertNull(killed.disk.bytes(killed.main), "no main file is made");
        killed.disk.set(killed.main, main);
        try (Pager pager = killed.open()) {
            assertFilled(pager, List.of(page), 7 - page);
        }
    }

    @Test
    @DisplayName("usableSize() is the size of every page but page 0, and 2,048 or more")
    final void usableSize() {
        try (Pager pager = bench().create().open()) {
            assertTrue(pager.usableSize() >= LEAST_USABLE, () -> "it is " + pager.usableSize());
            List<Long> ids = addMany(pager, 20);
            free(pager, ids.subList(10, 20));
            try (PageSnapshot snapshot = pager.read()) {
                for (long id = 1; id < snapshot.pageCount(); id++) {
                    Page page = snapshot.page(id);
                    assertEquals(id, page.id());
                    assertEquals(pager.usableSize(), page.size(), page::toString);
                }
            }
        }
    }

    @Test
    @DisplayName(
            "look(), where a pager has it, sees what a snapshot sees; neither the figures nor what the cache holds change by that")
    final void look() {
        try (Pager pager = bench().create().open()) {
            addMany(pager, 20);
            try (PageSnapshot snapshot = pager.read();
                    PageLook look = pager.look()) {
                if (look == null) {
                    return; // it may not have any
                }
                assertEquals(snapshot.transaction(), look.transaction());
                assertEquals(snapshot.root(), look.root());
                assertEquals(snapshot.pageCount(), look.pageCount());
                for (long id = 1; id < snapshot.pageCount(); id++) {
                    boolean cached = look.cached(id);
                    long visits = pager.stats().pageVisits();
                    Page page = look.page(id);
                    assertEquals(cached, look.cached(id), page::toString);
                    assertEquals(visits, pager.stats().pageVisits(), page::toString);
                    assertArrayEquals(snapshot.page(id).array(), page.array(), page::toString);
                }
                long beyond = snapshot.pageCount();
                assertThrows(CorruptException.class, () -> look.page(beyond));
            }
        }
    }

    @Test
    @DisplayName(
            "a new page is all zeros, of its writer's type and owner, below the count of pages, and in use by nobody")
    final void newPages() {
        Random random = random();
        try (Pager pager = bench().create().open()) {
            Set<Long> used = new HashSet<>();
            for (int round = 0; round < 6; round++) {
                PageTransaction transaction = PagerBench.write(pager);
                try {
                    for (PageType type : List.of(PageType.CATALOG, PageType.HEAP, PageType.OVERFLOW, PageType.INDEX)) {
                        PageWriter writer = transaction.writer(type, round);
                        for (int i = 0; i < 10; i++) {
                            MutablePage page = writer.allocate();
                            assertTrue(page.id() > 0 && page.id() < writer.pageCount(), page::toString);
                            assertTrue(used.add(page.id()), () -> page + " is in use already");
                            assertEquals(type, page.type());
                            assertEquals(transaction.page(page.id()).owner(), page.owner());
                            assertTrue(PagerFilling.isBlank(page), () -> page + " is not all zeros");
                            PagerFilling.write(page, random.nextLong());
                            if (random.nextInt(3) == 0) {
                                writer.free(page.id());
                                used.remove(page.id());
                            }
                        }
                    }
                    transaction.commit();
                } finally {
                    transaction.rollback();
                }
            }
        }
    }

    @Test
    @DisplayName(
            "what was written is read: by the transaction at once, by snapshots after the commit, by everybody after closing and opening")
    final void whatWasWrittenIsRead() {
        PagerBench bench = bench().create();
        List<Long> ids;
        try (Pager pager = bench.open()) {
            PageTransaction transaction = PagerBench.write(pager);
            ids = allocate(transaction, 50);
            transaction.setRoot(Long.MIN_VALUE);
            assertFilled(transaction, ids, 0);
            assertEquals(Long.MIN_VALUE, transaction.root());
            transaction.commit();
            assertFilled(pager, ids, 0);
            pager.checkpoint();
            assertFilled(pager, ids, 0);
        }
        try (Pager pager = bench.open();
                PageSnapshot snapshot = pager.read()) {
            assertFilled(snapshot, ids, 0);
            assertEquals(Long.MIN_VALUE, snapshot.root());
        }
    }

    @Test
    @DisplayName("editing a page twice gives the same state, and what its other writers of this owner see")
    final void editing() {
        try (Pager pager = bench().create().open()) {
            long id = PagerBench.add(pager, 1);
            PageTransaction transaction = PagerBench.write(pager);
            PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
            PagerFilling.write(writer.edit(id), 2);
            PagerBench.assertHolds(2, writer.page(id));
            PagerBench.assertHolds(2, writer.edit(id));
            PagerBench.assertHolds(
                    2, transaction.writer(PageType.INDEX, PagerBench.OWNER).edit(id));
            assertEquals(PagerBench.TYPE, writer.edit(id).type(), "its type stays");
            transaction.commit();
            assertFilled(pager, List.of(id), 2 - id);
        }
    }

    @Test
    @DisplayName("a number that names no page is CORRUPT, in snapshots and in transactions")
    final void numbersOfNoPage() {
        try (Pager pager = bench().create().open()) {
            PagerBench.add(pager, 1);
            PageTransaction transaction = PagerBench.write(pager);
            try {
                PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
                try (PageSnapshot snapshot = pager.read()) {
                    for (long id : new long[] {-1, Long.MIN_VALUE, snapshot.pageCount(), 1L << 32, Long.MAX_VALUE}) {
                        assertThrows(CorruptException.class, () -> snapshot.page(id), () -> "snapshot, " + id);
                        assertThrows(CorruptException.class, () -> transaction.page(id), () -> "transaction, " + id);
                        assertThrows(CorruptException.class, () -> writer.edit(id), () -> "edit, " + id);
                        assertThrows(CorruptException.class, () -> writer.free(id), () -> "free, " + id);
                    }
                }
                transaction.rollback();
            } finally {
                transaction.rollback();
            }
        }
    }

    @Test
    @DisplayName("a page of somebody else, and page 0, is neither changed nor freed: CORRUPT")
    final void pagesOfSomebodyElse() {
        try (Pager pager = bench().create().open()) {
            List<Long> ids = addMany(pager, 2);
            PageTransaction transaction = PagerBench.write(pager);
            try {
                PageWriter other = transaction.writer(PagerBench.TYPE, PagerBench.OWNER + 1);
                PageWriter nobody = transaction.writer(PageType.CATALOG, 0);
                assertThrows(CorruptException.class, () -> other.edit(ids.get(0)));
                assertThrows(CorruptException.class, () -> other.free(ids.get(0)));
                assertThrows(CorruptException.class, () -> nobody.edit(0));
                assertThrows(CorruptException.class, () -> nobody.free(0));
                refill(transaction, ids.subList(1, 2), 5);
                assertThrows(CorruptException.class, () -> other.edit(ids.get(1)), "also one under change");
                transaction.commit();
                try (PageSnapshot snapshot = pager.read()) {
                    assertFilled(snapshot, ids.subList(0, 1), 0);
                    assertFilled(snapshot, ids.subList(1, 2), 5);
                }
            } finally {
                transaction.rollback();
            }
        }
    }

    @Test
    @DisplayName("freed pages are used again: who frees as much as he takes does not make the database larger")
    final void freedPagesAreUsedAgain() {
        try (Pager pager = bench().create().open()) {
            List<Long> ids = addMany(pager, 100);
            long before = 0;
            for (int round = 0; round < 50; round++) {
                free(pager, ids);
                ids = addMany(pager, 100);
                try (PageSnapshot snapshot = pager.read()) {
                    before = before == 0 ? snapshot.pageCount() : before;
                    // some pages may go to the list of free ones itself
                    assertTrue(
                            snapshot.pageCount() <= before + 20,
                            () -> "100 pages are in use, of " + snapshot.pageCount());
                }
            }
            assertFilled(pager, ids, 0);
        }
    }

    @Test
    @DisplayName("transaction ids rise, and a snapshot names the newest commit that it sees")
    final void transactionIds() {
        PagerBench bench = bench().create();
        long newest = 0;
        for (int opening = 0; opening < 3; opening++) {
            try (Pager pager = bench.open()) {
                for (int i = 0; i < 3; i++) {
                    PageTransaction transaction = PagerBench.write(pager);
                    long id = transaction.transaction();
                    assertTrue(id > newest, id + " after " + newest);
                    transaction.setRoot(id);
                    transaction.commit();
                    newest = id;
                    PageTransaction undone = PagerBench.write(pager);
                    undone.setRoot(-1);
                    undone.rollback();
                    try (PageSnapshot snapshot = pager.read()) {
                        assertEquals(id, snapshot.transaction());
                        assertEquals(id, snapshot.root());
                    }
                }
            }
        }
    }

    @Test
    @DisplayName(
            "a snapshot sees one commit for ever: its root, transaction, count and every page, whatever is committed, freed and checkpointed beside it")
    final void snapshotsStayAsTheyAre() {
        Random random = random();
        PagerBench bench = bench().create();
        bench.cacheBytes = 1;
        List<PageSnapshot> open = new ArrayList<>();
        List<PagerContents> expected = new ArrayList<>();
        try (Pager pager = bench.open()) {
            PagerWork work = new PagerWork(random, 30);
            Map<PageSnapshot, List<Long>> words = new HashMap<>();
            for (int step = 0; step < size("pager-steps", 300); step++) {
                work.transaction(pager);
                if (step % 10 == 0) {
                    PageSnapshot snapshot = pager.read();
                    open.add(snapshot);
                    expected.add(work.committed());
                    words.put(snapshot, List.of(snapshot.root(), snapshot.transaction(), snapshot.pageCount()));
                }
                if (random.nextInt(7) == 0) {
                    pager.checkpoint();
                }
                int look = random.nextInt(open.size());
                PageSnapshot snapshot = open.get(look);
                assertNull(expected.get(look).difference(snapshot, snapshot.root()), "step " + step);
                assertEquals(
                        words.get(snapshot),
                        List.of(snapshot.root(), snapshot.transaction(), snapshot.pageCount()),
                        "step " + step);
                if (open.size() > 8) {
                    open.remove(look).close();
                    expected.remove(look);
                }
            }
            PagerBench.assertSound(work.committed(), pager, "at the end");
            open.forEach(PageSnapshot::close);
        }
    }

    @Test
    @DisplayName("a page that a snapshot has handed out never changes, also when the snapshot is closed")
    final void pagesHandedOutNeverChange() {
        PagerBench bench = bench().create();
        bench.cacheBytes = 1;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 100);
            List<Page> kept = new ArrayList<>();
            try (PageSnapshot snapshot = pager.read()) {
                ids.forEach(id -> kept.add(snapshot.page(id)));
            }
            for (int round = 1; round <= 5; round++) {
                PageTransaction transaction = PagerBench.write(pager);
                refill(transaction, ids, round);
                transaction.commit();
                pager.checkpoint();
                assertFilled(pager, ids, round);
                kept.forEach(page -> PagerBench.assertHolds(page.id(), page));
            }
        }
    }

    @Test
    @DisplayName("a closed snapshot reads no more, and closing it twice does nothing")
    final void closedSnapshots() {
        try (Pager pager = bench().create().open()) {
            long id = PagerBench.add(pager, 1);
            PageSnapshot snapshot = pager.read();
            PageSnapshot other = pager.read();
            snapshot.close();
            snapshot.close();
            assertThrows(IllegalStateException.class, () -> snapshot.page(id));
            PagerBench.set(pager, id, 2);
            pager.checkpoint();
            PagerBench.assertHolds(1, other.page(id));
            other.close();
        }
    }

    @Test
    @DisplayName("nobody sees what is not committed")
    final void nobodySeesWhatIsNotCommitted() {
        try (Pager pager = bench().create().open()) {
            List<Long> ids = addMany(pager, 10);
            PageTransaction transaction = PagerBench.write(pager);
            refill(transaction, ids.subList(0, 5), 9);
            ids.subList(5, 10).forEach(transaction.writer(PagerBench.TYPE, PagerBench.OWNER)::free);
            allocate(transaction, 20);
            transaction.setRoot(9);
            try (PageSnapshot snapshot = pager.read()) {
                assertFilled(snapshot, ids, 0);
                assertEquals(0, snapshot.root());
                pager.checkpoint();
                assertFilled(snapshot, ids, 0);
            }
            transaction.commit();
        }
    }

    @Test
    @DisplayName("a rollback leaves nothing: no page, no root, no count, and what it had taken is free again")
    final void rollback() {
        PagerBench bench = bench().create();
        List<Long> ids;
        try (Pager pager = bench.open()) {
            ids = addMany(pager, 20);
            long count = 0;
            for (int round = 0; round < 20; round++) {
                PageTransaction transaction = PagerBench.write(pager);
                assertEquals(0, transaction.root());
                refill(transaction, ids.subList(0, 10), 100);
                ids.subList(10, 20).forEach(transaction.writer(PagerBench.TYPE, PagerBench.OWNER)::free);
                allocate(transaction, 40);
                transaction.setRoot(5);
                transaction.rollback();
                transaction.rollback();
                try (PageSnapshot snapshot = pager.read()) {
                    assertFilled(snapshot, ids, 0);
                    assertEquals(0, snapshot.root());
                    count = count == 0 ? snapshot.pageCount() : count;
                    assertEquals(count, snapshot.pageCount());
                }
            }
            PageTransaction next = PagerBench.write(pager);
            Set<Long> again = new HashSet<>(allocate(next, 40));
            assertFalse(again.removeAll(ids), "a page in use is not free because its freeing was undone");
            next.rollback();
        }
        try (Pager pager = bench.open()) {
            assertFilled(pager, ids, 0);
        }
    }

    @Test
    @DisplayName(
            "a rollback to a savepoint undoes what came after it and nothing else; savepoints nest, and a released one keeps its changes")
    final void savepoints() {
        try (Pager pager = bench().create().open()) {
            List<Long> ids = addMany(pager, 4);
            PageTransaction transaction = PagerBench.write(pager);
            try {
                PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
                PagerFilling.write(writer.edit(ids.get(0)), 10);
                transaction.setRoot(1);
                long count = transaction.pageCount();
                int outer = transaction.savepoint();
                PagerFilling.write(writer.edit(ids.get(0)), 20);
                PagerFilling.write(writer.edit(ids.get(1)), 21);
                writer.free(ids.get(2));
                List<Long> more = allocate(transaction, 30);
                transaction.setRoot(2);
                int inner = transaction.savepoint();
                PagerFilling.write(writer.edit(ids.get(0)), 30);
                writer.free(ids.get(1));
                writer.free(more.get(0));
                transaction.setRoot(3);
                transaction.rollbackTo(inner);
                PagerBench.assertHolds(20, transaction.page(ids.get(0)));
                PagerBench.assertHolds(21, transaction.page(ids.get(1)));
                assertFilled(transaction, more, 0);
                assertEquals(2, transaction.root());
                int released = transaction.savepoint();
                PagerFilling.write(writer.edit(ids.get(1)), 41);
                transaction.release(released);
                PagerBench.assertHolds(41, transaction.page(ids.get(1)));
                int left = transaction.savepoint();
                assertTrue(left != outer, "open savepoints have marks of their own");
                PagerFilling.write(writer.edit(ids.get(3)), 53);
                transaction.rollbackTo(outer); // and with it the one that is left open
                PagerBench.assertHolds(10, transaction.page(ids.get(0)));
                assertFilled(transaction, ids.subList(1, 4), 0);
                assertEquals(1, transaction.root());
                assertEquals(count, transaction.pageCount());
                transaction.commit();
                try (PageSnapshot snapshot = pager.read()) {
                    PagerBench.assertHolds(10, snapshot.page(ids.get(0)));
                    assertFilled(snapshot, ids.subList(1, 4), 0);
                    assertEquals(1, snapshot.root());
                }
            } finally {
                transaction.rollback();
            }
        }
    }

    @Test
    @DisplayName(
            "random transactions with savepoints, frees and rollbacks, checkpoints and reopenings leave what a plain map of pages holds")
    final void randomTransactions() {
        Random random = random();
        for (int run = 0; run < size("pager-runs", 4); run++) {
            PagerBench bench = bench().create();
            bench.cacheBytes = run % 2 == 0 ? 1 : 64L * PagerBench.PAGE_BYTES;
            bench.transactionBytes = run % 2 == 0 ? 1 : 1L << 20;
            bench.checkpointPages = 1 + random.nextInt(200);
            PagerWork work = new PagerWork(random, 10 << 2 * run % 6);
            for (int opening = 0; opening < 5; opening++) {
                try (Pager pager = bench.open()) {
                    PagerBench.assertSound(work.committed(), pager, "after opening");
                    for (int step = 0; step < size("pager-steps", 300) / 5; step++) {
                        work.transaction(pager);
                    }
                    PagerBench.assertSound(work.committed(), pager, "before closing");
                }
                bench.assertNothingLeft("after closing");
            }
        }
    }

    @Test
    @DisplayName("a transaction without changes appends nothing, and closing twice does nothing")
    final void nothingToDo() {
        PagerBench bench = bench().create();
        Pager pager = bench.open();
        long id = PagerBench.add(pager, 1);
        long[] writes = {0};
        bench.disk.plan(call -> {
            writes[0] += call.kind() == org.pesadb.it.fault.IoCall.Kind.WRITE ? 1 : 0;
            return org.pesadb.it.fault.Injection.NONE;
        });
        PageTransaction transaction = PagerBench.write(pager);
        PagerBench.assertHolds(1, transaction.page(id));
        transaction.awaitBase();
        transaction.commit();
        transaction.rollback();
        assertEquals(0, writes[0], "writes to the disk");
        pager.close();
        pager.close();
        bench.assertNothingLeft("after closing twice");
    }

    @Test
    @DisplayName(
            "who takes the lowest pages gets the lowest free one, and cutting free pages off leaves every page in use and every snapshot")
    final void lowestPages() {
        PagerBench bench = bench().create();
        List<Long> kept;
        try (Pager pager = bench.open()) {
            List<Long> ids = new ArrayList<>(addMany(pager, 200));
            ids.sort(null);
            List<Long> freed = new ArrayList<>(ids.subList(100, 200));
            freed.addAll(ids.subList(10, 30));
            free(pager, freed);
            kept = new ArrayList<>(ids.subList(0, 10));
            kept.addAll(ids.subList(30, 100));
            PageSnapshot before = pager.read();
            long count = before.pageCount();
            PageTransaction transaction = PagerBench.write(pager);
            transaction.takeLowestPages();
            long lowest = 1;
            while (lowest < count && !transaction.isFree(lowest)) {
                lowest++;
            }
            MutablePage taken =
                    transaction.writer(PagerBench.TYPE, PagerBench.OWNER).allocate();
            PagerFilling.write(taken, taken.id());
            assertTrue(lowest == count || taken.id() == lowest, taken + " was taken, but " + lowest + " was free");
            assertFalse(kept.contains(taken.id()));
            kept.add(taken.id());
            for (long id : kept) {
                assertFalse(transaction.isFree(id), () -> "page " + id + " is in use");
            }
            long uncut = transaction.pageCount();
            long cut = transaction.cutFreePages();
            assertEquals(uncut - cut, transaction.pageCount(), "pages after the cut");
            transaction.commit();
            assertFilled(pager, kept, 0);
            pager.checkpoint();
            assertEquals(count, before.pageCount());
            assertFilled(before, kept.subList(0, 80), 0);
            before.close();
            pager.checkpoint();
            assertFilled(pager, kept, 0);
            List<Long> more = addMany(pager, 150);
            assertTrue(java.util.Collections.disjoint(more, kept), "pages in use are not handed out");
            kept.addAll(more);
        }
        try (Pager pager = bench.open()) {
            assertFilled(pager, kept, 0);
            PagerBench.assertSound(holding(kept, 0), pager, "after reopening");
        }
    }

    @Test
    @DisplayName("figures that are told are true: pages, visits, and a cache that keeps to its limit")
    final void figures() {
        PagerBench bench = bench().create();
        bench.cacheBytes = 32L * PagerBench.PAGE_BYTES;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 200);
            assertNotNull(pager.stats());
            long visits = pager.stats().pageVisits();
            assertFilled(pager, ids, 0);
            var stats = pager.stats();
            try (PageSnapshot snapshot = pager.read()) {
                assertTrue(
                        stats.pages() == -1 || stats.pages() == snapshot.pageCount(), () -> "pages: " + stats.pages());
            }
            assertTrue(visits == -1 || stats.pageVisits() >= visits + 200, () -> "visits: " + stats.pageVisits());
            assertTrue(
                    stats.cacheLimitBytes() == -1 || stats.cacheBytes() <= stats.cacheLimitBytes(),
                    () -> stats.cacheBytes() + " bytes are cached, " + stats.cacheLimitBytes() + " are allowed");
            assertNull(stats.checkpointFailure());
        }
    }

    /** Pages filled with their own numbers and something more. */
    static PagerContents holding(List<Long> ids, long plus) {
        PagerContents contents = new PagerContents();
        ids.forEach(id -> contents.pages().put(id, new Held(PagerBench.TYPE, PagerBench.OWNER, id + plus)));
        return contents;
    }
}
