package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;

/** No damaged byte is ever returned as data. */
class PageDamageTest {
    private final Fixture db = new Fixture().create();

    private long cleanPage() {
        Pager pager = db.open();
        long page = Fixture.add(pager, 42);
        Fixture.add(pager, 43);
        pager.close();
        return page;
    }

    @Test
    void everyFlippedByteIsFoundByReadAndByVerify() {
        long page = cleanPage();
        byte[] whole = db.files.bytes(Fixture.MAIN);
        for (int at = 0; at < 4096; at++) {
            db.files.set(Fixture.MAIN, whole);
            db.files.flip(Fixture.MAIN, page * 4096 + at, at % 8);
            try (Pager pager = db.openToRead();
                    PageSnapshot snapshot = pager.read()) {
                CorruptException damaged =
                        assertThrows(CorruptException.class, () -> snapshot.page(page), "byte " + at);
                PagerOpenTest.assertMessage(damaged, "data.pesa page 1", "checksum");
                List<Fault> faults = Fixture.faults(pager);
                assertEquals(1, faults.size(), "byte " + at);
                assertEquals(page, faults.get(0).page());
                assertEquals("data.pesa", faults.get(0).file());
                assertEquals(43, snapshot.page(page + 1).getLong(0), "the others stay readable");
            }
        }
    }

    @Test
    void ownerIsNamedWhereTheHeaderCanBeBelieved() {
        long page = cleanPage();
        db.files.flip(Fixture.MAIN, page * 4096 + 1000, 0);
        try (Pager pager = db.open()) {
            PagerOpenTest.assertMessage(
                    assertThrows(CorruptException.class, () -> Fixture.get(pager, page)),
                    "data.pesa page 1 (owner 4):");
            assertEquals("owner 4", Fixture.faults(pager).get(0).object());
        }
    }

    @Test
    void pageInTheWrongPlaceIsNotTakenForTheRightOne() {
        long page = cleanPage();
        byte[] whole = db.files.bytes(Fixture.MAIN);
        System.arraycopy(whole, (int) (page + 1) * 4096, whole, (int) page * 4096, 4096);
        db.files.set(Fixture.MAIN, whole);
        try (Pager pager = db.open()) {
            PagerOpenTest.assertMessage(
                    assertThrows(CorruptException.class, () -> Fixture.get(pager, page)), "page 1", "number 2");
            assertTrue(Fixture.faults(pager).get(0).message().contains("wrong place"));
        }
    }

    @Test
    void unknownTypeIsDamage() {
        byte[] image = new byte[4096];
        for (byte type : new byte[] {0, 1, 8, -1}) {
            PageFormat.label(9, PageType.HEAP, 4, image);
            image[PageFormat.TYPE] = type;
            PageFormat.seal(9, 16, image);
            assertTrue(PageFormat.fault(9, image).contains("type is " + type), PageFormat.fault(9, image));
        }
    }

    @Test
    void blankPageIsLegalInTheMainFileAndNowhereElse() {
        long page = cleanPage();
        byte[] whole = db.files.bytes(Fixture.MAIN);
        Arrays.fill(whole, (int) page * 4096, (int) page * 4096 + 4096, (byte) 0);
        db.files.set(Fixture.MAIN, whole);
        try (Pager pager = db.open();
                PageSnapshot snapshot = pager.read()) {
            assertEquals(PageType.NONE, snapshot.page(page).type());
            assertTrue(Fixture.faults(pager).isEmpty());
            PageTransaction transaction = pager.write(Fixture.NOW);
            assertThrows(
                    CorruptException.class,
                    () -> transaction.writer(PageType.HEAP, 0).edit(page));
            transaction.rollback();
        }
        assertTrue(Versions.logFault(page, 16, new byte[4096]).contains("blank"));
        assertTrue(PageFormat.fault(0, new byte[4096]).contains("blank"));
    }

    @Test
    void damageInTheLogIsFoundByReadAndByVerify() {
        Pager first = db.open();
        long page = Fixture.add(first, 42);
        db.crash();
        LogProvider logs = spy(new MemoryLog.Provider());
        doAnswer(opening -> {
                    Log log = (Log) spy(opening.callRealMethod());
                    doAnswer(reading -> {
                                boolean there = (boolean) reading.callRealMethod();
                                byte[] image = reading.getArgument(2);
                                image[image.length - 1] ^= 2;
                                return there;
                            })
                            .when(log)
                            .read(eq(page), anyLong(), any());
                    return log;
                })
                .when(logs)
                .open(any());
        db.logs = logs;
        try (Pager pager = db.openToRead()) {
            PagerOpenTest.assertMessage(
                    assertThrows(CorruptException.class, () -> Fixture.get(pager, page)),
                    "data.pesa-wal page 1 (owner 4), its version at position",
                    "checksum");
            List<Fault> faults = Fixture.faults(pager);
            assertEquals(1, faults.size());
            assertEquals("data.pesa-wal", faults.get(0).file());
            assertEquals("owner 4", faults.get(0).object());
        }
    }

    @Test
    void versionOfAnotherPositionIsNotTakenForTheRightOne() {
        byte[] image = new byte[4096];
        PageFormat.label(9, PageType.HEAP, 4, image);
        PageFormat.seal(9, 160, image);
        assertNull(Versions.logFault(9, 160, image));
        assertTrue(Versions.logFault(9, 320, image).contains("position 160"));
    }
}
