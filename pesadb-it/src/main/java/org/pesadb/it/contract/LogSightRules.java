package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.LogEntry;
import org.pesadb.it.fault.SimulatedDisk;

/** What a log remembers of the past, and what it shows of its file. A log that does neither keeps these rules as it is. */
abstract class LogSightRules extends LogCheckpointRules {
    private static final int COMMITS = 30;

    LogSightRules() {}

    @Test
    @DisplayName(
            "points are the durable commits of the past that can be read, the newest last, and a snapshot of one sees the very pages committed then")
    void points() {
        LogBench bench = bench().create();
        LogPast past = new LogPast(bench, random());
        past.judge();
        for (int i = 0; i < COMMITS; i++) {
            past.commit();
            past.judge();
            if (i % 3 == 0) {
                past.abandon();
                past.judge();
            }
        }
        past.force();
        past.judge();
        bench.log().close();
    }

    @Test
    @DisplayName(
            "a commit of the past is read as it was, or not at all, whatever checkpoints, cuts and other snapshots come in between, and after opening again")
    void pastAndCheckpoints() {
        LogBench bench = bench().checkpointPages(8).create();
        new LogPast(bench, random()).run(size("log-past-steps", 300));
    }

    @Test
    @DisplayName(
            "entries show each piece of the file once, in its order, and call committed what is, all of it, and nothing else; that changes no file")
    void entries() {
        LogBench bench = bench().withFiles().create();
        requireShown(bench, Map.of());
        LogPast past = new LogPast(bench, random());
        for (int i = 0; i < COMMITS; i++) {
            past.commit();
            if (i % 4 == 0) {
                past.abandon();
            }
            if (i % 7 == 0) {
                past.force();
                requireShown(bench, past.durable());
            }
        }
        past.force();
        requireShown(bench, past.durable());
        requireShown(bench.afterPowerLoss(), past.durable());
        requireShown(bench.afterKill(), past.durable());
        long transaction = bench.log().begin();
        bench.log().append(transaction, List.of(bench.page(1, -1)));
        requireShown(bench, past.durable());
        bench.log().abandon(transaction);
        bench.log().close();
        requireShown(bench, past.durable());
    }

    private static void requireShown(LogBench bench, Map<Long, Set<Long>> commits) {
        List<LogEntry> shown = LogSights.of(bench);
        if (shown != null) {
            LogSights.requireSound(shown, commits);
            LogSights.requireAll(shown, commits);
        }
    }

    @Test
    @DisplayName("entries of a log that is cut, carried over and opened again call nothing committed that never was")
    void entriesAfterCuts() {
        LogBench bench = bench().withFiles().checkpointPages(8).create();
        LogPast past = new LogPast(bench, random());
        for (int i = 0; i < 4 * COMMITS; i++) {
            past.commit();
            if (i % 9 == 0) {
                past.hold();
                past.abandon();
            }
            if (i % 5 == 0) {
                bench.checkpoint();
            }
            if (i % 20 == 0) {
                past.release();
            }
            if (i % 40 == 39) {
                past.reopen();
            }
            past.force();
            List<LogEntry> shown = LogSights.of(bench);
            if (shown != null) {
                LogSights.requireSound(shown, past.durable());
            }
        }
    }

    @Test
    @DisplayName(
            "entries of a damaged file are shown as far as they can be, or CORRUPT: nothing is called committed that never was, and no file is changed")
    void entriesOfDamage() {
        LogBench bench = bench().withFiles().create();
        LogPast past = new LogPast(bench, random());
        for (int i = 0; i < COMMITS / 2; i++) {
            past.commit();
        }
        past.force();
        bench.log().close();
        if (LogSights.of(bench) == null) {
            return; // it does not show itself
        }
        Random random = random();
        int told = 0;
        for (Path path : bench.disk().files()) {
            int length = bench.disk().bytes(path).length;
            for (int i = 0; i < size("log-flips", 600) / 2; i++) {
                SimulatedDisk harmed = bench.disk().copy();
                int at = random.nextInt(length);
                harmed.damage(path, at, 1 << at % 8);
                LogBench left = bench.on(harmed, new LogMainFile(LogBench.BEGINNING.stamp()));
                try {
                    List<LogEntry> shown = LogSights.of(left);
                    assertFalse(shown == null, "a log that shows itself does so where it is damaged, or says CORRUPT");
                    LogSights.requireSound(shown, past.durable());
                    told++;
                } catch (CorruptException damaged) {
                    assertTrue(damaged.getMessage() != null, "CORRUPT says where");
                } catch (RuntimeException | AssertionError wrong) {
                    throw new AssertionError(
                            "with a bit turned over in byte " + at + " of " + path + ": " + wrong, wrong);
                }
            }
        }
        assertEquals(0, bench.disk().handles(), "files that are left open");
        assertTrue(told > 0, "no log with one bit turned over can be shown at all");
    }
}
