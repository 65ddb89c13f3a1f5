package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.PlannedFault;
import org.pesadb.it.fault.SimulatedDisk;

/** Making, opening and closing a log. */
abstract class LogOpeningRules extends LogRules {
    LogOpeningRules() {}

    @Test
    @DisplayName("exists tells whether a log was made, be it open or closed")
    void existence() {
        LogBench bench = bench();
        assertFalse(bench.exists(), "before it was made");
        bench.create();
        assertTrue(bench.exists(), "while it is open");
        bench.log().close();
        assertTrue(bench.exists(), "after it was closed");
    }

    @Test
    @DisplayName("a new log begins where it is told to: generation, stamp, pages, ids and positions")
    void start() {
        LogStart start = new LogStart(7, 99, 123, 1_000, 5_000_000_000L);
        LogBench bench = bench();
        bench.create(start);
        requireBeginning(bench, start);
        bench.log().close();
        bench.recover();
        requireBeginning(bench, start);
        LogPage page = bench.page(122, 1);
        long transaction = bench.log().begin();
        assertTrue(transaction > start.transaction(), () -> "the first id is " + transaction);
        long end = bench.log().commit(transaction, List.of(page), start.pages());
        assertTrue(page.position() > start.position(), () -> "the first version is named " + page.position());
        assertTrue(end > start.position(), () -> "the first commit ends at " + end);
        bench.log().force(end);
        assertEquals(1, bench.see(122));
    }

    private static void requireBeginning(LogBench bench, LogStart start) {
        assertTrue(bench.log().generation() >= start.generation(), "the generation");
        assertEquals(start.stamp(), bench.log().stamp(), "the stamp");
        try (LogSnapshot snapshot = bench.log().register()) {
            assertEquals(start.pages(), snapshot.pages(), "the number of pages");
            assertEquals(start.transaction(), snapshot.transaction(), "the newest transaction");
            assertEquals(0, bench.log().locate(1, snapshot.position()), "a page that the main file has");
        }
    }

    @Test
    @DisplayName("a log made in place of another has nothing of that one")
    void inPlaceOfAnother() {
        LogBench bench = bench().create();
        long end = bench.put(3, 30);
        bench.log().close();
        bench.create(new LogStart(2, 8, 4, 50, end));
        assertEquals(LogPage.NOTHING, bench.see(3));
        assertTrue(bench.put(2, 20) > end, "positions go on");
        bench.reopen();
        assertEquals(LogPage.NOTHING, bench.see(3));
        assertEquals(20, bench.see(2));
    }

    @Test
    @DisplayName("making a log that is cut short leaves the one before, a new one, or none that exists")
    void creationCutShort() {
        for (int before = 0; before < 2; before++) {
            boolean another = before == 1;
            LogBench made = bench().withFiles();
            if (another) {
                made.create().put(3, 30);
                made.log().close();
            }
            List<SimulatedDisk> moments = new ArrayList<>();
            SimulatedDisk disk = made.disk();
            disk.plan(call -> {
                moments.add(disk.copy());
                return Injection.NONE;
            });
            made.create(new LogStart(5, 70, 4, 60, 1_000_000));
            disk.plan(call -> Injection.NONE);
            moments.add(disk.copy());
            Random chance = random();
            for (SimulatedDisk moment : moments) {
                LogBench left = made.on(moment.crash(chance), new LogMainFile(70));
                if (another || left.exists()) {
                    long seen = left.recover().see(3);
                    long newest = left.newest();
                    assertTrue(
                            another && seen == 30 && newest < 60 || seen == LogPage.NOTHING && newest == 60,
                            () -> "page 3 holds " + seen + " and the newest transaction is " + newest);
                }
            }
            assertTrue(
                    made.on(disk.copy().crash(null), new LogMainFile(70)).exists(), "what create returned is durable");
        }
    }

    @Test
    @DisplayName("closing forces every commit, and a second close does nothing")
    void closing() {
        LogBench bench = bench().create();
        bench.put(1, 10);
        bench.commit(2, 20);
        bench.commit(1, 11);
        bench.log().close();
        bench.log().close();
        bench.recover();
        assertEquals(11, bench.see(1));
        assertEquals(20, bench.see(2));
        bench.put(3, 30);
        bench.commit(3, 31);
        bench.log().close();
        if (usesFileLayer()) {
            bench = bench.afterPowerLoss();
        }
        assertEquals(31, bench.recover().see(3));
    }

    @Test
    @DisplayName("what is closed, or could not be opened, leaves no file open")
    void handles() {
        LogBench bench = bench().withFiles().create();
        int before = bench.disk().handles();
        assertTrue(before >= 0);
        for (int i = 0; i < 20; i++) {
            bench.put(i % 5, i + 1);
            if (i % 7 == 0) {
                bench.checkpoint();
            }
        }
        bench.log().close();
        assertEquals(0, bench.disk().handles(), "open files after closing");
        bench.openReadOnly().log().close();
        assertEquals(0, bench.disk().handles(), "open files after closing what was opened to read only");
        LogBench killed = bench.afterKill();
        killed.recover().put(9, 90);
        LogBench left = killed.afterKill();
        for (int call = 1; ; call++) {
            LogBench fails = left.afterKill();
            PlannedFault fault = PlannedFault.of(Injection.EIO).at(call);
            fails.disk().plan(fault);
            try {
                fails.open();
                fails.disk().plan(any -> Injection.NONE);
            } catch (PesaDbException failed) {
                assertEquals(0, fails.disk().handles(), "open files after call " + call + " of an opening failed");
            }
            assertEquals(90, fails.afterKill().recover().see(9), "after call " + call + " of an opening failed");
            if (fault.struck() == 0) {
                return;
            }
        }
    }

    @Test
    @DisplayName("a log of another database, or what is no log, is CORRUPT")
    void foreign() {
        LogBench bench = bench().withFiles().create();
        bench.put(1, 10);
        bench.log().close();
        UUID other = UUID.randomUUID();
        for (boolean readOnly : new boolean[] {true, false}) {
            assertThrows(
                    CorruptException.class,
                    () -> opened(provider().open(bench.context(other, readOnly))),
                    "the log of another database");
        }
        assertEquals(0, bench.disk().handles(), "open files after that");
        byte[] noise = new byte[20_000];
        random().nextBytes(noise);
        for (byte[] content : List.of(new byte[0], new byte[100], new byte[20_000], noise)) {
            LogBench junk = bench();
            junk.disk().set(LogBench.PATH, content);
            assertThrows(
                    CorruptException.class,
                    junk::open,
                    () -> content.length + " bytes that are no log must not be taken for an empty one");
        }
        assertEquals(10, bench.recover().see(1), "and the log is as it was");
    }

    @Test
    @DisplayName("opened to read only, it shows everything, writes nothing, makes no file, and takes no transaction")
    void readOnly() {
        LogBench bench = bench().create();
        bench.put(1, 10);
        bench.put(2, 20);
        if (usesFileLayer()) { // what a process that ended has left
            bench = bench.afterKill();
            bench.disk().plan(call -> {
                boolean harmless = !call.kind().changes() || call.kind() == IoCall.Kind.LOCK;
                return harmless ? Injection.NONE : new Injection.Failure("to read only, but there is " + call);
            });
        } else {
            bench.log().close();
        }
        bench.openReadOnly();
        assertEquals(10, bench.see(1));
        assertEquals(20, bench.see(2));
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, bench.log()::begin).code());
        List<Long> pages = new ArrayList<>();
        bench.log().verify(version -> pages.add(version.page()), fault -> {
            throw new AssertionError("a sound log has the fault " + fault);
        });
        assertEquals(List.of(1L, 2L), pages.stream().sorted().toList());
        bench.log().close();
    }

    @Test
    @DisplayName("ids and positions go up, over openings and generations too")
    void neverGoBack() {
        LogBench bench = bench().create();
        long id = 0;
        long version = 0;
        long position = 0;
        long generation = 0;
        Random random = random();
        for (int round = 0; round < 12; round++) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                LogPage page = bench.page(random.nextInt(5), round + 1);
                long transaction = bench.log().begin();
                assertTrue(transaction > id, "id " + transaction + " comes after " + id);
                id = transaction;
                long end = bench.commit(transaction, List.of(page));
                assertTrue(page.position() > version, "version " + page.position() + " comes after " + version);
                assertTrue(
                        page.position() >= position,
                        "version " + page.position() + " comes after a commit up to " + position);
                version = page.position();
                assertTrue(end > version, "a commit ends behind its versions");
                position = end;
                bench.log().force(end);
                assertEquals(transaction, bench.newest(), "the newest transaction");
            }
            assertTrue(bench.log().generation() >= generation, "generations never go back");
            generation = bench.log().generation();
            switch (random.nextInt(3)) {
                case 0 -> bench.checkpoint();
                case 1 -> bench.reopen();
                default -> {
                    if (usesFileLayer()) {
                        bench = bench.afterKill().recover();
                    } else {
                        bench.reopen();
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("page images may be of any length that is a multiple of 16")
    void lengths() {
        for (int bytes : new int[] {64, 272, 4_096, 4_112, 32_768}) {
            LogBench bench = bench().pageBytes(bytes).create();
            for (int i = 1; i <= 6; i++) {
                bench.put(i % 4, i);
            }
            bench.reopen();
            bench.put(3, 30);
            assertEquals(5, bench.see(1), () -> "pages of " + bytes + " bytes");
            assertEquals(30, bench.see(3), () -> "pages of " + bytes + " bytes");
        }
    }
}
