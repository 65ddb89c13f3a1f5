package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.SyncMode;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogStats;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.PlannedFault;
import org.pesadb.it.fault.SimulatedDisk;

/** The part of {@link PagerContract} about what outlives crashes, failures and damage: on a simulated disk, in one thread. */
abstract class PagerDurabilityRules extends PagerSightRules {
    PagerDurabilityRules() {}

    @Test
    @DisplayName(
            "a creation cut short at any call leaves no main file or a whole database, and the next one replaces what else it left")
    final void creationCutShort() {
        Random random = random();
        boolean cut = true;
        for (int at = 1; cut; at++) {
            for (int outcome = 0; outcome < PagerCrashes.OUTCOMES; outcome++) {
                PagerBench first = bench();
                first.disk.stopAt(at);
                try {
                    first.create();
                } catch (PesaDbException told) {
                    assertTrue(first.disk.isDead(), () -> "nothing was wrong with the disk: " + told);
                }
                cut = first.disk.isDead();
                PagerBench next = first.on(PagerCrashes.left(first.disk, outcome, random));
                String when = "cut short at call " + at + ", outcome " + outcome;
                if (next.disk.bytes(next.main) == null) {
                    next.create();
                }
                PagerContents contents = new PagerContents();
                try (Pager pager = next.open()) {
                    PagerBench.assertSound(contents, pager, when);
                    contents = holding(addMany(pager, 3), 0);
                }
                next.assertNothingLeft(when);
                try (Pager pager = next.open()) {
                    PagerBench.assertSound(contents, pager, when);
                }
            }
        }
    }

    @Test
    @DisplayName(
            "an acknowledged commit outlives a loss of power at any call, in recovery too; of the one under way there is all or nothing")
    final void lossOfPower() {
        new PagerCrashes(bench(), random()).all().judgeAll();
    }

    @Test
    @DisplayName("the same of long random work, at moments that are drawn by chance")
    final void lossOfPowerInLongWork() {
        new PagerCrashes(bench(), random())
                .drawn(size("pager-steps", 300), size("pager-crashes", 40))
                .judgeAll();
    }

    @Test
    @DisplayName(
            "with sync normal a loss of power leaves what one commit left, whole, and nothing from before a checkpoint or a close is lost; where the process ends, nothing is")
    final void syncNormal() {
        PagerBench bench = bench();
        bench.sync = SyncMode.NORMAL;
        new PagerCrashes(bench, random()).all().judgeAsFarAsForced();
    }

    @Test
    @DisplayName(
            "with sync off nothing is lost where the process ends, at any call, or closes; what a loss of power has damaged is told")
    final void syncOff() {
        PagerBench bench = bench();
        bench.sync = SyncMode.OFF;
        new PagerCrashes(bench, random()).all().judgeAsFarAsForced();
    }

    @Test
    @DisplayName(
            "a call to the disk that fails, once or from then on, comes out as a typed error; only the commit that waits may be in doubt; nothing acknowledged is lost")
    final void failingCalls() {
        Random random = random();
        PagerBench bench = bench().create();
        bench.checkpointPages = 10;
        bench.transactionBytes = 1;
        bench.cacheBytes = 1;
        PagerWork before = new PagerWork(random, 12);
        try (Pager pager = bench.open()) {
            for (int i = 0; i < 5; i++) {
                before.transaction(pager);
            }
        }
        SimulatedDisk closed = bench.disk.copy();
        long seed = random.nextLong();
        PagerBench whole = bench.on(closed.copy());
        workBeside(whole, before.committed(), seed, PlannedFault.of(Injection.NONE), random);
        long calls = whole.disk.calls();
        for (Injection injection : List.of(Injection.EIO, Injection.ENOSPC, new Injection.LostForce(0))) {
            for (int i = 0; i < size("pager-faults", 100); i++) {
                PlannedFault fault = PlannedFault.of(injection).at(1 + random.nextInt((int) calls));
                if (injection instanceof Injection.LostForce) {
                    fault.on(IoCall.Kind.FORCE, IoCall.Kind.FORCE_FOLDER).at(1 + random.nextInt(20));
                }
                workBeside(
                        bench.on(closed.copy()),
                        before.committed(),
                        seed,
                        random.nextBoolean() ? fault : fault.always(),
                        random);
            }
        }
    }

    /** Works while something fails, closes, and looks at what is there when nothing fails any more. */
    private static void workBeside(
            PagerBench bench, PagerContents begun, long seed, PlannedFault fault, Random random) {
        PagerWork work = new PagerWork(new Random(seed), 12);
        work.found(begun);
        bench.disk.plan(fault);
        try (Pager pager = bench.open()) {
            for (int i = 0; i < 10 && work.inDoubt() == null; i++) {
                try {
                    work.transaction(pager);
                } catch (PesaDbException told) {
                    assertTrue(fault.struck() > 0, () -> "nothing fails, but " + told);
                    if (!fault.isLasting()) {
                        assertReadsGoOn(work, pager, told);
                    }
                }
            }
            if (work.inDoubt() != null) {
                assertEquals(
                        ErrorCode.READ_ONLY,
                        assertThrows(PesaDbException.class, () -> pager.write(PagerBench.WAIT))
                                .code());
            }
        } catch (PesaDbException told) { // from opening or closing
            assertTrue(fault.struck() > 0, () -> "nothing fails, but " + told);
        }
        String when = fault + " at " + fault.first();
        if (fault.first() == null || fault.first().kind() != IoCall.Kind.CLOSE) {
            assertEquals(0, bench.disk.handles(), () -> when + ": files or locks are left open");
        }
        PagerContents done = work.committed();
        PagerCrashes.judge(
                bench.on(PagerCrashes.left(bench.disk.copy(), random.nextInt(PagerCrashes.OUTCOMES), random)),
                work.inDoubt() == null ? List.of(done) : List.of(done, work.inDoubt()),
                when);
    }

    private static void assertReadsGoOn(PagerWork work, Pager pager, PesaDbException after) {
        String missed = work.committed().difference(pager);
        if (missed != null && work.inDoubt() != null) {
            missed = work.inDoubt().difference(pager); // it may have become durable meanwhile
        }
        String wrong = missed;
        assertNull(wrong, () -> "what readers see after " + after);
    }

    @Test
    @DisplayName(
            "after a force that failed the commit is in doubt, reads go on, writing is READ_ONLY, and opening anew finds out")
    final void failedForce() {
        PagerBench bench = bench().create();
        Pager pager = bench.open();
        List<Long> ids = addMany(pager, 5);
        PageTransaction transaction = PagerBench.write(pager);
        refill(transaction, ids, 1);
        bench.disk.plan(PlannedFault.of(new Injection.LostForce(0))
                .on(IoCall.Kind.FORCE)
                .always());
        UnknownOutcomeException doubt = assertThrows(UnknownOutcomeException.class, transaction::commit);
        assertTrue(doubt.outcomeUnknown());
        assertFilled(pager, ids, 0);
        assertEquals(
                ErrorCode.READ_ONLY,
                assertThrows(PesaDbException.class, () -> pager.write(PagerBench.WAIT))
                        .code());
        try {
            pager.close();
        } catch (PesaDbException told) {
            assertFalse(told.getMessage().isBlank());
        }
        PagerBench after = bench.on(bench.disk.crash(null));
        try (Pager again = after.open()) {
            assertFilled(again, ids, 0);
            PagerBench.set(again, ids.get(0), 5);
        }
    }

    @Test
    @DisplayName("a commit that the log has no room for is DISK_FULL, leaves nothing, and is done once there is room")
    final void fullDisk() {
        PagerBench bench = bench().create();
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 20);
            bench.disk.capacity(bench.disk.used());
            boolean full = false;
            long plus = 0;
            for (int i = 0; i < 200 && !full; i++) {
                PageTransaction transaction = PagerBench.write(pager);
                try {
                    refill(transaction, ids, plus + 1);
                    transaction.commit();
                    plus++;
                } catch (PesaDbException told) {
                    assertEquals(ErrorCode.DISK_FULL, told.code(), told::getMessage);
                    full = true;
                } finally {
                    transaction.rollback();
                }
                assertFilled(pager, ids, plus);
            }
            assertTrue(full, "200 commits of 20 pages found room on a full disk");
            bench.disk.capacity(Long.MAX_VALUE);
            PageTransaction transaction = PagerBench.write(pager);
            refill(transaction, ids, 1000);
            transaction.commit();
            assertFilled(pager, ids, 1000);
        }
        bench.assertNothingLeft("after closing");
    }

    @Test
    @DisplayName(
            "on a full disk a database that was left by a crash opens to be read, closing is no failure, and nothing is lost once there is room")
    final void fullDiskFromTheBeginning() {
        PagerBench bench = bench().create();
        Pager killed = bench.open();
        List<Long> ids = new ArrayList<>(addMany(killed, 5));
        killed.checkpoint();
        for (int i = 0; i < 10; i++) {
            ids.addAll(addMany(killed, 5)); // in the log alone: the main file has no place for them
        }
        PagerBench left = bench.on(bench.disk.killed());
        left.disk.capacity(left.disk.used());
        for (int opening = 0; opening < 2; opening++) {
            try (Pager pager = left.open()) {
                assertFilled(pager, ids, 0);
                try {
                    PagerBench.set(pager, ids.get(0), ids.get(0));
                } catch (PesaDbException told) {
                    assertEquals(ErrorCode.DISK_FULL, told.code(), told::getMessage);
                }
                assertFilled(pager, ids, 0);
            }
            assertEquals(0, left.disk.handles(), "files or locks are left open");
        }
        left.disk.capacity(Long.MAX_VALUE);
        try (Pager pager = left.open()) {
            PagerBench.assertSound(holding(ids, 0), pager, "once there is room");
            ids.addAll(addMany(pager, 60));
            left.disk.capacity(left.disk.used());
        }
        PagerBench after = left.on(left.disk.crash(null));
        try (Pager pager = after.open()) {
            PagerBench.assertSound(holding(ids, 0), pager, "after closing without room");
            addMany(pager, 1);
        }
        after.assertNothingLeft("after closing");
    }

    @Test
    @DisplayName(
            "what a transaction was built on is durable once awaitBase() returns, also where it is called after the end")
    final void awaitBase() {
        PagerBench bench = bench().create();
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 3);
            PageTransaction transaction = PagerBench.write(pager);
            assertFilled(transaction, ids, 0);
            transaction.awaitBase();
            PagerBench after = bench.on(bench.disk.copy().crash(null));
            try (Pager again = after.open()) {
                assertFilled(again, ids, 0);
            }
            transaction.rollback();
            transaction.awaitBase();
            PageTransaction next = PagerBench.write(pager);
            refill(next, ids, 1);
            next.commit();
            next.awaitBase();
        }
    }

    @Test
    @DisplayName("steady commits beside short snapshots keep the log bounded")
    final void logIsBounded() {
        PagerBench bench = bench().create();
        bench.checkpointPages = 50;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 10);
            long greatest = 0;
            for (int i = 1; i <= 200; i++) {
                try (PageSnapshot beside = pager.read()) {
                    PageTransaction transaction = PagerBench.write(pager);
                    refill(transaction, ids, i);
                    transaction.commit();
                    assertFilled(beside, ids, i - 1);
                }
                byte[] log = bench.disk.bytes(bench.log());
                greatest = Math.max(greatest, log == null ? 0 : log.length);
            }
            long bound = 10L * bench.checkpointPages * PagerBench.PAGE_BYTES;
            long reached = greatest;
            assertTrue(reached <= bound, () -> "2,000 pages were logged, and the log grew to " + reached + " bytes");
            pager.checkpoint();
            assertFilled(pager, ids, 200);
        }
    }

    @Test
    @DisplayName("a checkpoint cuts the log where no snapshot forbids it, as far as its figures tell")
    final void checkpointsCutTheLog() {
        PagerBench bench = bench().create();
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 200);
            LogStats before = pager.stats().log();
            pager.checkpoint();
            LogStats after = pager.stats().log();
            assertTrue(
                    before == null || before.bytes() < 0 || after.bytes() < before.bytes(),
                    () -> "its length was " + before.bytes() + " bytes and is " + after.bytes());
            assertFilled(pager, ids, 0);
        }
    }

    @Test
    @DisplayName("after a clean close the log may be deleted: everything is there, and no transaction id comes twice")
    final void withoutLogAfterACleanClose() throws IOException {
        PagerBench bench = bench().create();
        long newest = 0;
        PagerContents contents = new PagerContents();
        for (int opening = 0; opening < 4; opening++) {
            try (Pager pager = bench.open()) {
                PagerBench.assertSound(contents, pager, "opening " + opening);
                contents.pages().putAll(holding(addMany(pager, 10), 0).pages());
                PageTransaction transaction = PagerBench.write(pager);
                assertTrue(transaction.transaction() > newest, newest + " was there before");
                newest = transaction.transaction();
                contents.root(opening);
                transaction.setRoot(opening);
                transaction.commit();
            }
            bench.assertNothingLeft("after closing");
            if (bench.disk.bytes(bench.log()) != null) {
                bench.disk.delete(bench.log());
            }
            try (Pager pager = bench.openToRead()) {
                PagerBench.assertSound(contents, pager, "to read");
            }
        }
    }

    @Test
    @DisplayName("a log that is missing after a crash is CORRUPT, to write and to read")
    final void withoutLogAfterACrash() throws IOException {
        PagerBench bench = bench().create();
        Pager pager = bench.open();
        addMany(pager, 3);
        PagerBench after = bench.on(bench.disk.killed());
        after.withLog();
        after.disk.delete(after.log());
        assertThrows(CorruptException.class, after::open);
        assertThrows(CorruptException.class, after::openToRead);
        assertEquals(0, after.disk.handles(), "files or locks are left open");
    }

    @Test
    @DisplayName("a main file and a log of different times are CORRUPT")
    final void filesOfDifferentTimes() {
        PagerBench bench = bench().create();
        byte[] main = null;
        byte[] log = null;
        for (int opening = 0; opening < 4; opening++) {
            try (Pager pager = bench.open()) {
                addMany(pager, 3);
            }
            main = main == null ? bench.disk.bytes(bench.main) : main;
            log = log == null ? bench.disk.bytes(bench.log()) : log;
        }
        if (log != null) { // else it is not kept after a clean close
            PagerBench olderMain = bench.on(bench.disk.copy());
            olderMain.disk.set(olderMain.main, main);
            assertThrows(CorruptException.class, olderMain::open, "an older main file");
            PagerBench olderLog = bench.on(bench.disk.copy());
            olderLog.disk.set(olderLog.log(), log);
            assertThrows(CorruptException.class, olderLog::open, "an older log");
        }
    }

    @Test
    @DisplayName(
            "who opens to read changes no file, whatever state it is in, sees what a crash left in the log, and is told READ_ONLY where it would write")
    final void readOnly() throws IOException {
        PagerBench bench = bench().create();
        bench.transactionBytes = 1;
        bench.cacheBytes = 1;
        assertReadsOnly(bench.on(bench.disk.copy()), new PagerContents(), "a new one");
        List<Long> ids;
        try (Pager pager = bench.open()) {
            ids = addMany(pager, 30);
        }
        PagerContents contents = holding(ids, 0);
        assertReadsOnly(bench.on(bench.disk.copy()), contents, "one that was closed");
        PagerBench alone = bench.on(bench.disk.copy());
        if (alone.disk.bytes(alone.log()) != null) {
            alone.disk.delete(alone.log());
        }
        assertReadsOnly(alone, contents, "one that was closed, without its log");
        Pager crashed = bench.open();
        contents.pages().putAll(holding(addMany(crashed, 5), 0).pages());
        assertReadsOnly(bench.on(bench.disk.copy().killed()), contents, "one whose process ended");
        assertReadsOnly(bench.on(bench.disk.copy().crash(null)), contents, "one that lost its power");
        allocate(PagerBench.write(crashed), 200);
        bench.disk.set(bench.main.resolveSibling(bench.main.getFileName() + ".new"), new byte[9]);
        assertReadsOnly(bench.on(bench.disk.killed()), contents, "one with files of a transaction that was under way");
    }

    private static void assertReadsOnly(PagerBench reader, PagerContents contents, String when) {
        List<IoCall> changes = new ArrayList<>();
        reader.disk.plan(call -> {
            if (call.kind().changes()) {
                changes.add(call);
            }
            return Injection.NONE;
        });
        try (Pager pager = reader.openToRead()) {
            PagerBench.assertSound(contents, pager, when);
            for (Executable write : List.<Executable>of(() -> pager.write(PagerBench.WAIT), pager::checkpoint)) {
                PesaDbException told = assertThrows(PesaDbException.class, write, when);
                assertEquals(ErrorCode.READ_ONLY, told.code(), when);
            }
        }
        assertEquals(List.of(), changes, () -> when + ": calls that change files");
        assertEquals(0, reader.disk.handles(), () -> when + ": files are left open");
    }

    @Test
    @DisplayName("openDamaged() gives all of a sound database, also what a crash left in the log, and tells nothing")
    final void remainsOfSoundOnes() {
        new PagerRemains(bench(), random()).assertSoundOnesWhole();
    }

    @Test
    @DisplayName(
            "openDamaged() invents nothing: of a damaged main file or log it gives what some commit left or CORRUPT, no less than open(), tells what is missing, and changes no file")
    final void remainsOfDamagedOnes() {
        new PagerRemains(bench(), random()).assertNothingInvented(size("pager-flips", 300));
    }

    @Test
    @DisplayName(
            "a damaged byte of the main file gives the right answer or CORRUPT that names the file, never a wrong byte, and verify() tells it")
    final void damagedBytes() {
        Random random = random();
        PagerBench bench = bench().create();
        PagerContents contents = closedDatabase(bench);
        int length = bench.disk.bytes(bench.main).length;
        int stride = Math.max(1, (length - PagerContext.HEADER_BYTES) / size("pager-flips", 300));
        for (int at = PagerContext.HEADER_BYTES + random.nextInt(stride); at < length; at += stride) {
            PagerBench damaged = bench.on(bench.disk.copy());
            damaged.disk.damage(damaged.main, at, 1 << random.nextInt(8));
            assertNeverWrong(damaged, contents, "byte " + at + " of " + length);
        }
    }

    @Test
    @DisplayName("pages that stand in each other's place, and a main file cut short, are found out")
    final void misplacedPages() {
        PagerBench bench = bench().create();
        PagerContents contents = closedDatabase(bench);
        byte[] main = bench.disk.bytes(bench.main);
        int blocks = main.length / PagerBench.PAGE_BYTES;
        for (int block = 1; block + 1 < blocks; block++) {
            byte[] exchanged = main.clone();
            int at = block * PagerBench.PAGE_BYTES;
            System.arraycopy(main, at, exchanged, at + PagerBench.PAGE_BYTES, PagerBench.PAGE_BYTES);
            System.arraycopy(main, at + PagerBench.PAGE_BYTES, exchanged, at, PagerBench.PAGE_BYTES);
            PagerBench damaged = bench.on(bench.disk.copy());
            damaged.disk.set(damaged.main, exchanged);
            assertNeverWrong(damaged, contents, "blocks " + block + " and the next are exchanged");
        }
        for (int cut : new int[] {1, PagerBench.PAGE_BYTES, 3 * PagerBench.PAGE_BYTES + 7}) {
            if (main.length - cut < PagerContext.HEADER_BYTES) {
                continue; // a pager that packs its pages; without its header a file is not its pager's affair
            }
            PagerBench damaged = bench.on(bench.disk.copy());
            damaged.disk.set(damaged.main, Arrays.copyOf(main, main.length - cut));
            assertNeverWrong(damaged, contents, cut + " bytes are missing");
        }
    }

    @Test
    @DisplayName(
            "what was cut off a main file is damage also where a log is to be recovered: it does not come back as blank pages")
    final void cutShortBeforeRecovery() {
        PagerBench bench = bench().create();
        PagerContents contents;
        PagerBench crashed;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 16);
            free(pager, ids.subList(0, 4));
            pager.checkpoint();
            PagerBench.set(pager, ids.get(4), 5);
            contents = holding(ids.subList(4, 16), 0);
            contents.pages().putAll(holding(ids.subList(4, 5), 5 - ids.get(4)).pages());
            crashed = bench.on(bench.disk.copy());
        }
        byte[] main = crashed.disk.bytes(crashed.main);
        for (int cut = 1; cut < main.length - PagerBench.PAGE_BYTES; cut += PagerBench.PAGE_BYTES) {
            PagerBench damaged = crashed.on(crashed.disk.copy());
            damaged.disk.set(damaged.main, Arrays.copyOf(main, main.length - cut));
            String when = cut + " bytes are missing";
            assertNeverWrong(crashed.on(damaged.disk.copy()), contents, when);
            List<PesaDbException> refused = new ArrayList<>();
            try (Pager pager = damaged.open();
                    PageSnapshot snapshot = pager.read()) {
                assertNull(contents.wrongBytes(snapshot, refused), when);
            } catch (CorruptException told) {
                refused.add(told);
            }
            refused.forEach(told -> assertEquals(ErrorCode.CORRUPT, told.code(), () -> when + ": " + told));
        }
    }

    private static PagerContents closedDatabase(PagerBench bench) {
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 16);
            free(pager, ids.subList(0, 4));
            return holding(ids.subList(4, 16), 0);
        }
    }

    private static void assertNeverWrong(PagerBench bench, PagerContents contents, String when) {
        List<PesaDbException> refused = new ArrayList<>();
        List<Fault> found = new ArrayList<>();
        boolean opened = false;
        try (Pager pager = bench.openToRead();
                PageSnapshot snapshot = pager.read()) {
            opened = true;
            assertEquals(contents.root(), snapshot.root(), when);
            assertNull(contents.wrongBytes(snapshot, refused), when);
            pager.verify(snapshot, found::add);
        } catch (CorruptException told) {
            assertFalse(opened, () -> when + ": verify() throws what it should tell: " + told);
            refused.add(told);
        }
        for (PesaDbException told : refused) {
            assertEquals(ErrorCode.CORRUPT, told.code(), () -> when + ": " + told);
            assertTrue(
                    told.getMessage().contains(bench.main.getFileName().toString()),
                    () -> when + ": the message names no file: " + told.getMessage());
        }
        assertTrue(
                !opened || refused.isEmpty() || !found.isEmpty(),
                () -> when + ": a page cannot be read, and verify() finds nothing: " + refused);
        assertEquals(0, bench.disk.handles(), () -> when + ": files are left open");
    }

    @Test
    @DisplayName(
            "a backup is what its snapshot sees, a database of its own with the header given, and goes on from there")
    final void backup() {
        PagerBench bench = bench().create();
        Path copy = bench.main.resolveSibling("copy.pesa");
        PagerBench other = bench.at(copy);
        PagerContents contents;
        long newest;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 40);
            free(pager, ids.subList(0, 5));
            contents = holding(ids.subList(5, 40), 0);
            PageTransaction root = PagerBench.write(pager);
            root.setRoot(77);
            root.commit();
            contents.root(77);
            pager.checkpoint();
            PagerBench.set(pager, ids.get(39), 5);
            contents.pages()
                    .putAll(holding(ids.subList(39, 40), 5 - ids.get(39)).pages());
            try (PageSnapshot snapshot = pager.read()) {
                newest = snapshot.transaction();
                PagerBench.set(pager, ids.get(20), -1);
                addMany(pager, 10);
                bench.disk.set(copy.resolveSibling("copy.pesa" + Pager.PARTIAL), new byte[9]); // of one that was killed
                pager.backup(snapshot, copy, other.header(), Progress.NONE);
                assertNull(contents.difference(snapshot, snapshot.root()), "the snapshot itself");
            }
        }
        assertEquals(List.of(), partials(bench));
        PagerBench crashed = other.on(bench.disk.crash(null));
        crashed.main = copy;
        crashed.id = other.id;
        assertNotNull(crashed.disk.bytes(copy), "a finished backup outlives a loss of power");
        assertArrayEquals(other.header(), Arrays.copyOf(crashed.disk.bytes(copy), PagerContext.HEADER_BYTES));
        try (Pager pager = crashed.openToRead()) {
            PagerBench.assertSound(contents, pager, "the backup, to read");
        }
        try (Pager pager = crashed.open()) {
            PagerBench.assertSound(contents, pager, "the backup");
            PageTransaction transaction = PagerBench.write(pager);
            assertTrue(transaction.transaction() > newest, "transaction ids go on");
            transaction.rollback();
            addMany(pager, 5);
        }
    }

    private static List<Path> partials(PagerBench bench) {
        return bench.disk.files().stream()
                .filter(file -> file.toString().endsWith(Pager.PARTIAL))
                .toList();
    }

    @Test
    @DisplayName(
            "a backup that fails at any call, or is ended by its caller, leaves neither name; one cut short by a loss of power is absent or whole")
    final void failingBackup() {
        PagerBench bench = bench().create();
        PagerContents contents = closedDatabase(bench);
        Path copy = bench.main.resolveSibling("copy.pesa");
        byte[] header = bench.at(copy).header();
        boolean struck = true;
        for (int at = 1; struck; at++) {
            String when = "call " + at;
            PagerBench failing = bench.on(bench.disk.copy());
            PlannedFault fault = PlannedFault.of(at % 2 == 0 ? Injection.EIO : Injection.ENOSPC)
                    .on(
                            IoCall.Kind.CREATE,
                            IoCall.Kind.WRITE,
                            IoCall.Kind.FORCE,
                            IoCall.Kind.RENAME,
                            IoCall.Kind.FORCE_FOLDER,
                            IoCall.Kind.READ)
                    .at(at);
            List<SimulatedDisk> moments = new ArrayList<>();
            try (Pager pager = failing.open();
                    PageSnapshot snapshot = pager.read()) {
                failing.disk.plan(call -> {
                    if (call.kind().changes()) {
                        moments.add(failing.disk.copy());
                    }
                    return fault.before(call);
                });
                try {
                    pager.backup(snapshot, copy, header, Progress.NONE);
                    assertNotNull(failing.disk.bytes(copy), when);
                } catch (PesaDbException told) {
                    assertTrue(fault.struck() > 0, () -> "nothing fails, but " + told);
                    assertNull(failing.disk.bytes(copy), () -> when + " fails, and the backup stands there: " + told);
                }
                assertEquals(List.of(), partials(failing), when);
                failing.disk.plan(call -> Injection.NONE);
                assertNull(contents.difference(pager), when);
            }
            struck = fault.struck() > 0;
            if (!struck) {
                assertAbsentOrWhole(bench, copy, contents, moments);
            }
        }
        try (Pager pager = bench.open();
                PageSnapshot snapshot = pager.read()) {
            IllegalStateException end = new IllegalStateException("enough");
            try {
                pager.backup(snapshot, copy, header, (step, done, total) -> {
                    throw end;
                });
            } catch (IllegalStateException ended) {
                assertEquals(end, ended);
                assertNull(bench.disk.bytes(copy), "the backup was ended by its caller");
            }
            assertEquals(List.of(), partials(bench));
        }
    }

    private void assertAbsentOrWhole(PagerBench bench, Path copy, PagerContents contents, List<SimulatedDisk> moments) {
        Random random = random();
        for (SimulatedDisk moment : moments) {
            PagerBench other = bench.on(PagerCrashes.left(moment, random.nextInt(PagerCrashes.OUTCOMES), random));
            if (other.disk.bytes(copy) != null) {
                PagerBench made = other.at(copy);
                try (Pager pager = made.open()) {
                    PagerBench.assertSound(contents, pager, "a backup after a loss of power");
                }
            }
        }
    }

    @Test
    @DisplayName(
            "temporaryFiles() gives files that hold what was written to them, at every place, until they are deleted")
    final void temporaryFiles() throws IOException {
        Random random = random();
        PagerBench bench = bench().create();
        Path path = bench.main.resolveSibling("data.pesa-temporary");
        try (Pager pager = bench.open()) {
            FileLayer files = pager.temporaryFiles(bench.files());
            byte[] expected = new byte[100_000];
            int length = 0;
            try (DataFile file = files.open(path, FileLayer.Mode.CREATE)) {
                for (int i = 0; i < 200; i++) {
                    byte[] bytes = new byte[1 + random.nextInt(9000)];
                    random.nextBytes(bytes);
                    int at = random.nextInt(Math.min(length, expected.length - bytes.length) + 1);
                    file.write(ByteBuffer.wrap(bytes), at);
                    System.arraycopy(bytes, 0, expected, at, bytes.length);
                    length = Math.max(length, at + bytes.length);
                    int from = random.nextInt(length);
                    ByteBuffer into = ByteBuffer.allocate(Math.min(1 + random.nextInt(9000), length - from));
                    assertEquals(into.capacity(), file.read(into, from));
                    assertArrayEquals(Arrays.copyOfRange(expected, from, from + into.capacity()), into.array());
                }
                assertEquals(length, file.length());
            }
            assertTrue(files.exists(path));
            files.delete(path);
            assertFalse(files.exists(path));
        }
        bench.assertNothingLeft("after closing");
    }
}
