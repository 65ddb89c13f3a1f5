package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.PlannedFault;

/** Devices that fail, and disks that are full. */
abstract class LogFailureRules extends LogCrashRules {
    private static final int COMMITS = 15;
    /** After so many commits a thread has waited long enough to be told. */
    private static final int PATIENCE = 1_000;

    LogFailureRules() {}

    @Test
    @DisplayName(
            "a device that stops to write or to force leaves every waiter with an unknown outcome and the log READ_ONLY: "
                    + "reading goes on, nothing is cut, and nothing acknowledged is lost")
    void deadDevice() {
        for (IoCall.Kind kind : new IoCall.Kind[] {IoCall.Kind.WRITE, IoCall.Kind.FORCE}) {
            LogBench bench = bench().withFiles().create();
            bench.put(1, 10);
            bench.disk().plan(PlannedFault.of(Injection.EIO).on(kind).always());
            long generation = bench.log().generation();
            long first = 0;
            long second = 0;
            try {
                first = bench.commit(1, 11);
                second = bench.commit(2, 21);
            } catch (PesaDbException refused) {
                assertEquals(ErrorCode.IO, refused.code(), "a commit on a device that is dead");
            }
            for (long end : new long[] {second, first}) {
                if (end > 0) {
                    UnknownOutcomeException unknown = assertThrows(
                            UnknownOutcomeException.class,
                            () -> bench.log().force(end),
                            "force, while " + kind + " fails");
                    assertTrue(unknown.outcomeUnknown());
                }
            }
            assertEquals(
                    ErrorCode.READ_ONLY,
                    assertThrows(PesaDbException.class, bench.log()::begin, "begin, after " + kind + " failed")
                            .code());
            bench.disk().plan(call -> Injection.NONE);
            assertEquals(
                    ErrorCode.READ_ONLY,
                    assertThrows(PesaDbException.class, bench.log()::begin, "begin, when it works again")
                            .code());
            assertThrows(PesaDbException.class, () -> bench.log().checkpoint(bench.main()), "a checkpoint after that");
            assertEquals(generation, bench.log().generation(), "no cut");
            assertEquals(0, bench.main().cuts(), "no cut");
            assertEquals(10, bench.see(1), "reading goes on");
            LogBench left = bench.afterPowerLoss().recover();
            long one = left.see(1);
            long two = left.see(2);
            assertTrue(
                    one == 10 && two == LogPage.NOTHING || one == 11 && (two == LogPage.NOTHING || two == 21),
                    () -> "a loss of power leaves " + one + " and " + two);
        }
    }

    @Test
    @DisplayName(
            "whichever single call fails, with whatever it loses, what was acknowledged survives, and what cannot be known is said")
    void everyCall() {
        Random chance = random();
        for (Injection injection : List.of(Injection.EIO, new Injection.LostForce(1 + chance.nextInt(1_000)))) {
            for (int at = 1; ; at += size("log-call-stride", 1)) {
                LogBench bench = bench().withFiles().checkpointPages(8).create();
                PlannedFault fault = PlannedFault.of(injection)
                        .on(
                                IoCall.Kind.WRITE,
                                IoCall.Kind.FORCE,
                                IoCall.Kind.TRUNCATE,
                                IoCall.Kind.CREATE,
                                IoCall.Kind.RENAME,
                                IoCall.Kind.FORCE_FOLDER)
                        .at(at);
                bench.disk().plan(fault);
                putUntilFailure(bench, at, chance);
                if (fault.struck() == 0) {
                    assertTrue(at > COMMITS, "the work made " + at + " calls");
                    break;
                }
            }
        }
    }

    private void putUntilFailure(LogBench bench, int at, Random chance) {
        long acknowledged = 0;
        try {
            for (long value = 1; value <= COMMITS; value++) {
                bench.put(1, value);
                acknowledged = value;
                if (value % 5 == 0) {
                    try (LogSnapshot snapshot = bench.log().register()) {
                        bench.put(1, ++value);
                        acknowledged = value;
                        bench.checkpoint();
                        assertEquals(value - 1, bench.see(snapshot, 1));
                    }
                    bench.checkpoint();
                }
            }
        } catch (PesaDbException failed) {
            assertTrue(
                    bench.see(1) >= acknowledged,
                    "after call " + at + " failed a snapshot no longer sees value " + acknowledged);
            acknowledged = goOn(bench, acknowledged);
        }
        bench.disk().plan(call -> Injection.NONE);
        for (int outcome = 0; outcome < 4; outcome++) {
            LogMainFile main = bench.main().crash(outcome == 0 ? null : chance);
            LogBench left = bench.on(bench.disk().copy().crash(outcome == 0 ? null : chance), main)
                    .open();
            long seen = left.see(1);
            long least = acknowledged;
            assertTrue(
                    seen == least || seen == least + 1,
                    () -> "call " + at + " failed, value " + least + " was acknowledged, and " + seen + " is left");
        }
    }

    /** Either it takes no more, or it does and means it. */
    private static long goOn(LogBench bench, long acknowledged) {
        try {
            long end = bench.commit(1, acknowledged + 1);
            bench.log().force(end);
            return acknowledged + 1;
        } catch (UnknownOutcomeException unknown) {
            throw new AssertionError("after a failure the log took a commit that it then could not force", unknown);
        } catch (PesaDbException refused) {
            assertEquals(ErrorCode.READ_ONLY, refused.code(), "after a failure");
            return acknowledged;
        }
    }

    @Test
    @DisplayName(
            "of threads that commit while the device dies each learns that its outcome is unknown, or that it is durable")
    void waiters() throws Exception {
        LogBench bench = bench().withFiles().create();
        PlannedFault fault =
                PlannedFault.of(Injection.EIO).on(IoCall.Kind.FORCE).at(12).always();
        bench.disk().plan(fault);
        ReentrantLock place = new ReentrantLock();
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong values = new AtomicLong();
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            work.add(() -> {
                for (int turn = 0; turn < PATIENCE; turn++) {
                    long end;
                    long value;
                    place.lock();
                    try {
                        value = values.incrementAndGet();
                        end = bench.commit(1, value);
                    } catch (PesaDbException refused) {
                        return refused.code() == ErrorCode.READ_ONLY;
                    } finally {
                        place.unlock();
                    }
                    try {
                        bench.log().force(end);
                    } catch (UnknownOutcomeException unknown) {
                        return true;
                    }
                    acknowledged.accumulateAndGet(value, Math::max);
                }
                return false;
            });
        }
        for (boolean said : LogThreads.all(work)) {
            assertTrue(said, "what a thread was told after the device had died");
        }
        bench.disk().plan(call -> Injection.NONE);
        long seen = bench.afterPowerLoss().open().see(1);
        assertTrue(seen >= acknowledged.get(), () -> acknowledged + " was acknowledged, and " + seen + " is left");
    }

    @Test
    @DisplayName(
            "a full disk refuses a commit with DISK_FULL and nothing of it counts; the log goes on once there is room, and closes where there is none")
    void fullDisk() {
        LogBench bench = bench().withFiles().create();
        bench.put(1, 10);
        bench.disk().capacity(bench.disk().used());
        boolean full = false;
        long value = 0;
        while (!full) {
            long transaction = bench.log().begin();
            List<LogPage> pages = new ArrayList<>();
            for (long page = 2; page < 42; page++) {
                pages.add(bench.page(page, value + 1));
            }
            try {
                if (value % 2 == 0) {
                    bench.log().append(transaction, pages);
                    pages = List.of(bench.page(2, value + 1));
                }
                bench.log().force(bench.commit(transaction, pages));
                value++;
            } catch (UnknownOutcomeException unknown) {
                throw new AssertionError("a full disk leaves nothing unknown where the room is made first", unknown);
            } catch (PesaDbException refused) {
                assertEquals(ErrorCode.DISK_FULL, refused.code(), "on a full disk");
                bench.log().abandon(transaction);
                full = true;
            }
            long committed = value;
            assertTrue(committed < 10_000, "a disk that is full must be found full");
        }
        assertEquals(10, bench.see(1));
        assertEquals(value == 0 ? LogPage.NOTHING : value, bench.see(41));
        LogBench left = bench.afterPowerLoss();
        left.recover();
        assertEquals(value == 0 ? LogPage.NOTHING : value, left.see(41), "after a loss of power");
        bench.disk().capacity(Long.MAX_VALUE);
        bench.put(1, 11);
        assertEquals(11, bench.see(1), "once there is room");
        assertFalse(bench.log().needsCheckpoint());
        assertEquals(11, bench.afterPowerLoss().recover().see(1));
        bench.disk().capacity(bench.disk().used());
        bench.log().close();
        assertEquals(11, bench.afterPowerLoss().recover().see(1), "after closing on a full disk");
    }
}
