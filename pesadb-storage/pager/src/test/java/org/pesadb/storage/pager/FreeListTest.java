package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;

/** Free pages are handed out again, each once, and come back with a rollback. */
class FreeListTest {
    private static final int MANY = 2 * FreeList.CAPACITY + 500;

    private final Fixture db = new Fixture().create();
    private final Pager pager = db.open();

    private PageTransaction write() {
        return pager.write(Fixture.NOW);
    }

    private static PageWriter writer(PageTransaction transaction) {
        return transaction.writer(Fixture.TYPE, Fixture.OWNER);
    }

    private static long[] free(Pager pager, List<Fault> found) {
        try (PageSnapshot snapshot = pager.read()) {
            return pager.verify(snapshot, found::add);
        }
    }

    private void assertSound() {
        assertEquals(List.of(), Fixture.faults(pager));
    }

    @Test
    void manyPagesOverSeveralTrunksComeBackEachOnce() {
        PageTransaction filling = write();
        for (int i = 0; i < MANY; i++) {
            writer(filling).allocate();
        }
        filling.commit();
        PageTransaction freeing = write();
        for (long id = 1; id <= MANY; id++) {
            writer(freeing).free(id);
        }
        freeing.commit();
        assertEquals(MANY, pager.stats().freePages());
        assertEquals(MANY, free(pager, new ArrayList<>()).length);
        assertSound();

        PageTransaction again = write();
        TreeSet<Long> ids = new TreeSet<>();
        for (int i = 0; i < MANY; i++) {
            ids.add(writer(again).allocate().id());
        }
        assertEquals(MANY, ids.size());
        assertEquals(1, ids.first());
        assertEquals(MANY, ids.last());
        assertEquals(MANY + 1, writer(again).allocate().id());
        again.commit();
        assertEquals(0, pager.stats().freePages());
        assertSound();
    }

    @Test
    void contentOfFreedPagesIsNotLogged() {
        PageTransaction filling = write();
        for (int i = 0; i < 100; i++) {
            writer(filling).allocate();
        }
        filling.commit();
        long before = pager.stats().log().pages();
        PageTransaction freeing = write();
        for (long id = 1; id <= 100; id++) {
            writer(freeing).edit(id).putLong(0, 7);
            writer(freeing).free(id);
        }
        freeing.commit();
        assertEquals(before + 2, pager.stats().log().pages(), "the trunk and page 0");
    }

    @Test
    void allocatedPageIsBlankWhateverItWas() {
        long page = Fixture.add(pager, 77);
        Fixture.free(pager, page);
        PageTransaction transaction = write();
        MutablePage fresh = transaction.writer(PageType.INDEX, 9).allocate();
        assertEquals(page, fresh.id());
        assertEquals(0, fresh.getLong(0));
        assertEquals(PageType.INDEX, fresh.type());
        assertEquals(9, fresh.owner());
        transaction.commit();
        try (PageSnapshot snapshot = pager.read()) {
            assertEquals(9, snapshot.page(page).owner());
        }
    }

    @Test
    void allocatedAndFreedInOneTransaction() {
        PageTransaction transaction = write();
        long first = writer(transaction).allocate().id();
        writer(transaction).free(first);
        assertEquals(first, writer(transaction).allocate().id());
        long second = writer(transaction).allocate().id();
        writer(transaction).free(second);
        transaction.commit();
        assertArrayEquals(new long[] {second}, free(pager, new ArrayList<>()));
        assertSound();
    }

    @Test
    void freedPageMayNotBeUsedInTheSameTransaction() {
        Fixture.add(pager, 1);
        Fixture.add(pager, 2);
        PageTransaction transaction = write();
        writer(transaction).free(1); // becomes a trunk
        writer(transaction).free(2); // is listed in it
        for (long id = 1; id <= 2; id++) {
            long page = id;
            for (Executable use : List.<Executable>of(
                    () -> writer(transaction).edit(page),
                    () -> writer(transaction).free(page))) {
                assertThrows(CorruptException.class, use, "page " + id);
            }
        }
        assertThrows(CorruptException.class, () -> transaction.page(2));
        transaction.rollback();
        assertEquals(1, Fixture.get(pager, 1));
        assertSound();
    }

    @Test
    void onlyTheOwnerMayEditOrFree() {
        long page = Fixture.add(pager, 1);
        PageTransaction transaction = write();
        PageWriter other = transaction.writer(Fixture.TYPE, Fixture.OWNER + 1);
        PagerOpenTest.assertMessage(
                assertThrows(CorruptException.class, () -> other.edit(page)), "data.pesa page 1", "owner 4", "owner 5");
        assertThrows(CorruptException.class, () -> other.free(page));
        assertThrows(CorruptException.class, () -> other.edit(99));
        PageWriter system = transaction.writer(PageType.CATALOG, 0);
        assertThrows(CorruptException.class, () -> system.edit(0));
        assertThrows(CorruptException.class, () -> system.free(0));
        assertThrows(IllegalArgumentException.class, () -> transaction.writer(PageType.FREE, 0));
        transaction.rollback();
    }

    @Test
    void oldSnapshotStillReadsAPageFreedAndReused() {
        long page = Fixture.add(pager, 1);
        try (PageSnapshot old = pager.read()) {
            Fixture.free(pager, page);
            assertEquals(page, Fixture.add(pager, 2));
            pager.checkpoint();
            assertEquals(1, old.page(page).getLong(0));
            assertEquals(2, Fixture.get(pager, page));
        }
    }

    @Test
    void listThatLeadsAstrayIsFound() {
        for (int i = 0; i < 5; i++) {
            Fixture.add(pager, i);
        }
        Fixture.free(pager, 2);
        Fixture.free(pager, 3);
        pager.close();
        assertDamage("twice", FreeList.NEXT, 2);
        assertDamage("names page 70 of 6", FreeList.IDS, 70);
        assertDamage("names page 0", FreeList.IDS, 0);
        assertDamage("of type HEAP", FreeList.NEXT, 4);
        assertDamage("lists 1017", FreeList.COUNT, 1017);
        assertDamage("counts 2 free pages, but their list has 1", FreeList.COUNT, 0);
    }

    /** Changes a number of the trunk, which is page 2, and seals it again: damage that no checksum shows. */
    private void assertDamage(String message, int offset, int value) {
        byte[] whole = db.files.bytes(Fixture.MAIN);
        byte[] trunk = java.util.Arrays.copyOfRange(whole, 2 * 4096, 3 * 4096);
        new MutablePage(2, PageType.FREE, 0, trunk, PageFormat.base(2)).putInt(offset, value);
        PageFormat.seal(2, PageFormat.position(2, trunk), trunk);
        byte[] damaged = whole.clone();
        System.arraycopy(trunk, 0, damaged, 2 * 4096, 4096);
        db.files.set(Fixture.MAIN, damaged);
        try (Pager opened = db.openToRead()) {
            List<Fault> found = Fixture.faults(opened);
            assertTrue(found.stream().anyMatch(fault -> fault.message().contains(message)), message + ": " + found);
        }
        db.files.set(Fixture.MAIN, whole);
    }

    @Test
    void pageInUseIsNotHandedOutByADamagedList() {
        Fixture.add(pager, 1);
        Fixture.add(pager, 2);
        Fixture.free(pager, 1);
        PageTransaction transaction = write();
        writer(transaction).edit(2).putLong(0, 5);
        writer(transaction).free(writer(transaction).allocate().id());
        WriteTransaction own = (WriteTransaction) transaction;
        MutablePage trunk = own.editTrunk(own.trunk(1));
        trunk.putInt(FreeList.COUNT, 1);
        trunk.putInt(FreeList.IDS, 2);
        PagerOpenTest.assertMessage(
                assertThrows(CorruptException.class, () -> writer(transaction).allocate()), "page 1", "in use");
        transaction.rollback();
    }

    @Test
    void lastPageNumberIsTheFormatsLimit() {
        Root full = new Root(PageFormat.MAX_PAGES, 0, 1, 0, 0, Root.State.IN_USE, 0);
        FreeList list = new FreeList(null, new DirtyPages(full, null), "data.pesa");
        PesaDbException failed = assertThrows(PesaDbException.class, () -> list.allocate(PageType.HEAP, 1));
        assertEquals(ErrorCode.OUT_OF_RANGE, failed.code());
    }
}
