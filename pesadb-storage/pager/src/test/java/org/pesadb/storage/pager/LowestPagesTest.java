package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;

/** A transaction that takes the lowest pages first, and gives those at the end up: the database and its file become shorter. */
class LowestPagesTest {
    private static final int PAGES = 3 * FreeList.CAPACITY;

    private final Fixture db = new Fixture().create();
    private Pager pager = db.open();

    private static PageWriter writer(PageTransaction transaction) {
        return transaction.writer(Fixture.TYPE, Fixture.OWNER);
    }

    /** Pages 1 to the last, each with its number, all but every third free. */
    private void fillAndFree(int pages) {
        PageTransaction filling = pager.write(Fixture.NOW);
        for (int i = 1; i <= pages; i++) {
            writer(filling).allocate().putLong(0, i);
        }
        filling.commit();
        PageTransaction freeing = pager.write(Fixture.NOW);
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= pages; id++) {
            if (id % 3 != 0) {
                ids.add(id);
            }
        }
        java.util.Collections.shuffle(ids, new Random(1));
        ids.forEach(writer(freeing)::free);
        freeing.commit();
    }

    /** Moves every page into a lower one, as far as there is one. */
    private static void gather(PageTransaction transaction, int pages) {
        transaction.takeLowestPages();
        for (long id = 3; id <= pages; id += 3) {
            long value = transaction.page(id).getLong(0);
            writer(transaction).free(id);
            writer(transaction).allocate().putLong(0, value);
        }
    }

    private long fileBytes() {
        return db.files.bytes(Fixture.MAIN).length;
    }

    private void assertGathered(Pager opened, int pages) {
        try (PageSnapshot snapshot = opened.read()) {
            assertEquals(1 + pages / 3, snapshot.pageCount());
            for (long id = 1; id <= pages / 3; id++) {
                assertEquals(3 * id, snapshot.page(id).getLong(0));
            }
        }
        assertEquals(0, opened.stats().freePages());
        assertEquals(List.of(), Fixture.faults(opened));
    }

    @Test
    void lowestFreePageComesFirstAndFreedOnesTakeTheirPlace() {
        fillAndFree(9);
        PageTransaction transaction = pager.write(Fixture.NOW);
        transaction.takeLowestPages();
        assertEquals(6, transaction.freePages());
        assertTrue(transaction.isFree(8));
        assertFalse(transaction.isFree(9));
        assertEquals(1, writer(transaction).allocate().id());
        assertEquals(2, writer(transaction).allocate().id());
        assertEquals(4, writer(transaction).allocate().id());
        writer(transaction).free(3);
        assertEquals(3, writer(transaction).allocate().id());
        assertEquals(5, writer(transaction).allocate().id());
        assertEquals(7, writer(transaction).allocate().id());
        assertEquals(8, writer(transaction).allocate().id());
        assertEquals(10, writer(transaction).allocate().id(), "none is free: the database grows");
        transaction.commit();
        assertEquals(List.of(), Fixture.faults(pager));
    }

    @Test
    void databaseBecomesShorterAndTheFileWithTheNextCheckpoint() {
        fillAndFree(PAGES);
        pager.checkpoint();
        assertEquals((1 + PAGES) * 4096L, fileBytes());
        PageTransaction transaction = pager.write(Fixture.NOW);
        gather(transaction, PAGES);
        assertEquals(PAGES - PAGES / 3, transaction.cutFreePages());
        assertEquals(0, transaction.cutFreePages());
        assertEquals(0, transaction.freePages());
        assertEquals(1 + PAGES / 3, transaction.pageCount());
        assertThrows(CorruptException.class, () -> transaction.page(PAGES));
        transaction.commit();
        assertEquals((1 + PAGES) * 4096L, fileBytes());
        pager.checkpoint();
        assertEquals((1 + PAGES / 3) * 4096L, fileBytes());
        assertGathered(pager, PAGES);
        pager = db.crash().open();
        assertGathered(pager, PAGES);
    }

    @Test
    void olderSnapshotSeesEverythingWhereItWasAndTheFileBecomesShorterAfterIt() {
        db.cacheBytes = 0;
        pager = db.crash().open();
        fillAndFree(90);
        try (PageSnapshot old = pager.read()) {
            PageTransaction transaction = pager.write(Fixture.NOW);
            gather(transaction, 90);
            transaction.cutFreePages();
            transaction.commit();
            pager.checkpoint();
            assertEquals(91 * 4096L, fileBytes(), "the snapshot needs its pages");
            assertEquals(91, old.pageCount());
            for (long id = 3; id <= 90; id += 3) {
                assertEquals(id, old.page(id).getLong(0));
            }
            for (int more = 0; more < 40; more++) {
                assertEquals(31 + more, Fixture.add(pager, 7), "the numbers that were given up are given out again");
            }
            pager.checkpoint();
            assertEquals(90, old.page(90).getLong(0));
            assertEquals(7, Fixture.get(pager, 70));
        }
        pager.checkpoint();
        assertEquals(71 * 4096L, fileBytes());
        assertEquals(7, Fixture.get(pager, 70));
        assertEquals(List.of(), Fixture.faults(pager));
    }

    @Test
    void listForThoseWhoComeAfterIsWholeAndBeginsWithTheLowest() {
        fillAndFree(PAGES);
        PageTransaction transaction = pager.write(Fixture.NOW);
        transaction.takeLowestPages();
        writer(transaction).free(PAGES);
        transaction.commit();
        assertEquals(List.of(), Fixture.faults(pager));
        assertEquals(PAGES - PAGES / 3 + 1, pager.stats().freePages());
        PageTransaction after = pager.write(Fixture.NOW);
        long last = 0;
        for (int i = 0; i <= PAGES - PAGES / 3; i++) {
            long id = writer(after).allocate().id();
            assertTrue(id > last && (id % 3 != 0 || id == PAGES), "page " + id + " after " + last);
            last = id;
        }
        assertEquals(PAGES + 1, writer(after).allocate().id());
        after.commit();
        assertEquals(List.of(), Fixture.faults(pager));
    }

    @Test
    void rolledBackTransactionLeavesTheListAsItWas() {
        fillAndFree(90);
        PageTransaction transaction = pager.write(Fixture.NOW);
        gather(transaction, 90);
        transaction.cutFreePages();
        transaction.rollback();
        assertEquals(91, pager.stats().pages());
        assertEquals(60, pager.stats().freePages());
        assertEquals(90, Fixture.get(pager, 90));
        assertEquals(List.of(), Fixture.faults(pager));
    }

    @Test
    void knowsNoSavepoints() {
        fillAndFree(9);
        PageTransaction transaction = pager.write(Fixture.NOW);
        assertThrows(IllegalStateException.class, () -> transaction.isFree(1));
        assertThrows(IllegalStateException.class, transaction::cutFreePages);
        int savepoint = transaction.savepoint();
        assertThrows(IllegalStateException.class, transaction::takeLowestPages);
        transaction.release(savepoint);
        writer(transaction).free(9); // changes the first trunk, which is itself free
        transaction.takeLowestPages();
        transaction.takeLowestPages();
        assertThrows(IllegalStateException.class, transaction::savepoint);
        assertEquals(7, transaction.freePages());
        assertThrows(CorruptException.class, () -> writer(transaction).free(9));
        assertThrows(CorruptException.class, () -> writer(transaction).free(8), "free since an earlier transaction");
        transaction.rollback();
    }

    @Test
    void damagedListIsRefused() {
        fillAndFree(9);
        for (int[] damage : new int[][] {
            {FreeList.IDS, 70}, {FreeList.IDS, 0}, {FreeList.NEXT, 3}, {FreeList.COUNT, 2}, {FreeList.COUNT, 1017}
        }) {
            WriteTransaction transaction = (WriteTransaction) pager.write(Fixture.NOW);
            long trunk = pager.stats().pages();
            trunk = Root.of(transaction.page(0)).trunk();
            transaction.editTrunk(transaction.trunk(trunk)).putInt(damage[0], damage[1]);
            assertThrows(
                    CorruptException.class, transaction::takeLowestPages, () -> damage[1] + " at offset " + damage[0]);
            transaction.rollback();
        }
        WriteTransaction circle = (WriteTransaction) pager.write(Fixture.NOW);
        long trunk = Root.of(circle.page(0)).trunk();
        circle.editTrunk(circle.trunk(trunk)).putInt(FreeList.NEXT, (int) trunk);
        assertThrows(CorruptException.class, circle::takeLowestPages);
        circle.rollback();
    }

    @Test
    void deathOrFailureAtAnyCallLeavesTheOldDatabaseOrTheNewOne() {
        Random random = new Random(3);
        for (int at = 0; ; at++) {
            for (boolean dies : new boolean[] {true, false}) {
                Fixture fresh = new Fixture().create();
                pager = fresh.open();
                fillAndFree(60);
                pager.checkpoint();
                int[] left = {at};
                fresh.files.hook((call, path, position, length) -> {
                    if (left[0]-- == 0 || dies && left[0] < 0) {
                        throw new java.io.IOException("crash");
                    }
                });
                boolean done = false;
                try {
                    PageTransaction transaction = pager.write(Fixture.NOW);
                    gather(transaction, 60);
                    transaction.cutFreePages();
                    transaction.commit();
                    done = true;
                    pager.checkpoint();
                } catch (PesaDbException expected) {
                    assertTrue(expected.getMessage().contains("crash"), expected.getMessage());
                }
                boolean struck = left[0] < 0;
                fresh.files = random.nextBoolean() ? fresh.files.crash(random) : fresh.files.crash(null);
                String when = (dies ? "death" : "failure") + " at call " + at;
                try (Pager again = fresh.open()) {
                    if (again.stats().pages() < 61) {
                        assertGathered(again, 60);
                    } else {
                        assertFalse(done, when);
                        assertEquals(60, Fixture.get(again, 60), when);
                        assertEquals(40, again.stats().freePages(), when);
                        assertEquals(List.of(), Fixture.faults(again), when);
                    }
                }
                if (!struck && !dies) {
                    assertTrue(at > 8, "the work is too little");
                    return;
                }
            }
        }
    }
}
