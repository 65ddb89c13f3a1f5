package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.SimulatedDisk;

/** What is there after the power was lost, or the process ended, at any call to the disk. */
abstract class LogCrashRules extends LogSightRules {
    private static final int RECORDED_IN_RECOVERY = 4;

    LogCrashRules() {}

    @Test
    @DisplayName(
            "whatever call the power is lost at, what was acknowledged is there, and the rest whole or absent, in order")
    void powerLoss() {
        Work done = work(SyncMode.FULL);
        Random chance = random();
        for (LogWork.Moment moment : done.moments) {
            SimulatedDisk nothingMore = moment.disk().copy().crash(null);
            judge(done, nothingMore, moment.main().crash(null), moment.durable(), chance);
            SimulatedDisk some = moment.disk().copy().crash(chance);
            judge(done, some, moment.main().crash(chance), moment.durable(), chance);
        }
    }

    @Test
    @DisplayName("whatever call the process ends at, what was acknowledged is there, with every sync mode")
    void kill() {
        for (SyncMode sync : SyncMode.values()) {
            Work done = work(sync);
            for (LogWork.Moment moment : done.moments) {
                judge(done, moment.disk().copy(), moment.main().copy(), moment.acknowledged(), random());
            }
        }
    }

    @Test
    @DisplayName(
            "with sync normal a loss of power takes no more than the last commits, and nothing from before a checkpoint or a close")
    void normal() {
        Work done = work(SyncMode.NORMAL);
        Random chance = random();
        for (LogWork.Moment moment : done.moments) {
            SimulatedDisk left = moment.disk().copy().crash(chance);
            judge(done, left, moment.main().crash(chance), moment.durable(), chance);
        }
    }

    @Test
    @DisplayName("what a recovery has shown stays, and a crash at any call of a recovery is harmless")
    void inRecovery() {
        Work done = work(SyncMode.FULL);
        Random chance = random();
        for (LogWork.Moment moment : done.moments) {
            if (chance.nextInt(RECORDED_IN_RECOVERY) == 0) {
                SimulatedDisk left = chance.nextBoolean()
                        ? moment.disk().copy()
                        : moment.disk().copy().crash(chance);
                for (LogWork.Moment within : recovery(done, left, moment)) {
                    SimulatedDisk again = within.disk().copy().crash(chance.nextBoolean() ? chance : null);
                    judge(done, again, within.main().crash(chance), within.durable(), chance);
                }
            }
        }
    }

    @Test
    @DisplayName("what stands behind a torn end never comes back to life")
    void tornEnd() {
        Random chance = random();
        for (int round = 0; round < 40; round++) {
            LogBench bench = bench().withFiles().create();
            bench.put(1, 10);
            List<SimulatedDisk> moments = new ArrayList<>();
            for (long value = 11; value < 16; value++) {
                bench.commit(value, value);
            }
            long end = bench.commit(1, 20);
            SimulatedDisk disk = bench.disk();
            disk.plan(call -> {
                moments.add(disk.copy());
                return Injection.NONE;
            });
            bench.log().force(end);
            moments.add(0, disk.copy()); // of a log whose force has nothing left to call
            SimulatedDisk torn = moments.get(moments.size() - 1).crash(chance);
            LogBench left = bench.on(torn, bench.main().crash(null)).recover();
            Map<Long, Long> expected = new HashMap<>();
            for (long page = 1; page < 16; page++) {
                expected.put(page, left.see(page));
            }
            for (long value = 30; value < 34; value++) { // of the same lengths, in the place of those that were torn
                left.put(2, value);
                expected.put(2L, value);
                LogBench again = left.afterPowerLoss().open();
                expected.forEach((page, seen) -> assertEquals(seen, again.see(page), "page " + page));
            }
        }
    }

    private record Work(LogBench bench, LogWork work, List<LogWork.Moment> moments) {}

    /** Random work with what the disk was at each of its calls. */
    private Work work(SyncMode sync) {
        LogBench bench = bench().withFiles().sync(sync).checkpointPages(8).create();
        LogWork work = new LogWork(bench, random());
        List<LogWork.Moment> moments = new ArrayList<>();
        bench.disk().plan(call -> {
            if (call.kind().changes()) {
                moments.add(work.moment());
            }
            return Injection.NONE;
        });
        work.run(size("log-crash-steps", 150));
        bench.disk().plan(call -> Injection.NONE);
        moments.add(work.moment());
        return new Work(bench, work, moments);
    }

    /** Opens what is left, judges it, goes on with it, and judges that after another crash. */
    private void judge(Work done, SimulatedDisk left, LogMainFile main, long atLeast, Random chance) {
        LogBench bench = done.bench.on(left, main).open();
        long newest = requireState(done, bench, atLeast);
        if (bench.log().needsCheckpoint()) {
            assertTrue(bench.checkpoint().cut(), "the checkpoint after recovery cuts");
            assertEquals(newest, requireState(done, bench, newest), "the newest transaction after the checkpoint");
        }
        Map<Long, Long> state = new HashMap<>(done.work.states().get(newest));
        for (long value = 1_000_000; value < 1_000_002; value++) {
            bench.put(3, value);
            state.put(3L, value);
        }
        boolean power = bench.sync() == SyncMode.FULL;
        LogBench again =
                power ? bench.on(left.copy().crash(chance), bench.main().crash(chance)) : bench.afterKill();
        again.open();
        for (long page = 0; page < LogWork.PAGES; page++) {
            assertEquals(state.getOrDefault(page, LogPage.NOTHING), again.see(page), "page " + page + ", once more");
        }
    }

    /** What the log holds must be what some commit left, not before one that must be there. */
    private static long requireState(Work done, LogBench bench, long atLeast) {
        try (LogSnapshot snapshot = bench.log().register()) {
            long newest = snapshot.transaction();
            assertTrue(
                    newest >= atLeast,
                    () -> "transaction " + atLeast + " must be there, and the newest in the log is " + newest);
            Map<Long, Long> state = done.work.states().get(newest);
            assertNotNull(state, () -> "the log ends with transaction " + newest + ", which never committed");
            for (long page = 0; page < LogWork.PAGES; page++) {
                assertEquals(
                        state.getOrDefault(page, LogPage.NOTHING),
                        bench.see(snapshot, page),
                        "page " + page + " after transaction " + newest);
            }
            return newest;
        }
    }

    /** Recovers what is left, and returns the disk at each call: with what a snapshot had shown by then. */
    private List<LogWork.Moment> recovery(Work done, SimulatedDisk left, LogWork.Moment before) {
        LogMainFile main = before.main().copy();
        long[] shown = {before.durable()};
        List<LogWork.Moment> moments = new ArrayList<>();
        left.plan(call -> {
            if (call.kind().changes()) {
                moments.add(new LogWork.Moment(left.copy(), main.copy(), shown[0], shown[0]));
            }
            return Injection.NONE;
        });
        LogBench bench = done.bench.on(left, main).open();
        shown[0] = requireState(done, bench, before.durable());
        moments.add(new LogWork.Moment(left.copy(), main.copy(), shown[0], shown[0]));
        if (bench.log().needsCheckpoint()) {
            bench.checkpoint();
        }
        left.plan(call -> Injection.NONE);
        return moments;
    }
}
