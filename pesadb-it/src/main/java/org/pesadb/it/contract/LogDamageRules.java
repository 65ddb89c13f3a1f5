package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.it.fault.SimulatedDisk;

/** Bits that turn over on the device. */
abstract class LogDamageRules extends LogFailureRules {
    private static final int COMMITS = 8;
    private static final int PAGES = 3;

    LogDamageRules() {}

    /** A log of some commits, and what must be seen after each. */
    private static final class Filled {
        private final LogBench bench;
        private final Map<Long, Map<Long, Long>> states = new HashMap<>();
        private final List<Long> transactions = new ArrayList<>();

        Filled(LogBench empty) {
            bench = empty.create();
            Map<Long, Long> state = new HashMap<>();
            states.put(bench.newest(), Map.of());
            for (long value = 1; value <= COMMITS; value++) {
                state.put(value % PAGES, value);
                bench.put(value % PAGES, value);
                states.put(bench.newest(), new HashMap<>(state));
                transactions.add(bench.newest());
            }
        }

        /** Judges what a damaged log shows; null where it says that it is damaged. */
        Long seen(LogBench damaged) {
            try {
                damaged.open();
                try (LogSnapshot snapshot = damaged.log().register()) {
                    Map<Long, Long> expected = states.get(snapshot.transaction());
                    assertTrue(expected != null, () -> "transaction " + snapshot.transaction() + " never was");
                    for (long page = 0; page < PAGES; page++) {
                        assertEquals(
                                expected.getOrDefault(page, LogPage.NOTHING),
                                damaged.see(snapshot, page),
                                "page " + page + " after transaction " + snapshot.transaction());
                    }
                    return snapshot.transaction();
                }
            } catch (CorruptException told) {
                String file = LogBench.PATH.getFileName().toString();
                assertTrue(
                        String.valueOf(told.getMessage()).contains(file),
                        () -> "CORRUPT must name the file: " + told.getMessage());
                return null;
            }
        }
    }

    /** Bytes to harm: half of them where something stands, the others anywhere. */
    private int[] places(byte[] file) {
        Random random = random();
        int[] used = IntStream.range(0, file.length).filter(i -> file[i] != 0).toArray();
        return IntStream.range(0, size("log-flips", 600))
                .map(i -> i % 2 == 0 ? used[random.nextInt(used.length)] : random.nextInt(file.length))
                .toArray();
    }

    private void flips(Filled filled, long mustSee) {
        SimulatedDisk disk = filled.bench.disk();
        for (Path path : disk.files()) {
            for (int at : places(disk.bytes(path))) {
                SimulatedDisk harmed = disk.copy();
                harmed.damage(path, at, 1 << at % 8);
                LogBench bench = filled.bench.on(harmed, new LogMainFile(LogBench.BEGINNING.stamp()));
                Long seen;
                try {
                    seen = filled.seen(bench);
                } catch (RuntimeException | AssertionError wrong) {
                    throw new AssertionError(
                            "with a bit turned over in byte " + at + " of " + path + ": " + wrong, wrong);
                }
                assertTrue(
                        seen == null || seen >= mustSee,
                        () -> "with a bit turned over in byte " + at + " of " + path + " the log ends with transaction "
                                + seen + " and says nothing of " + mustSee);
            }
        }
    }

    @Test
    @DisplayName(
            "a bit turned over in a log that was closed is harmless or CORRUPT by the file's name: nothing is wrong, and nothing missing")
    void damagedAfterClose() {
        Filled filled = new Filled(bench().withFiles());
        filled.bench.log().close();
        flips(filled, filled.transactions.get(COMMITS - 1));
    }

    @Test
    @DisplayName(
            "a bit turned over in a log that a crash left is harmless or CORRUPT, and only in the very last commit taken for a torn end")
    void damagedAfterCrash() {
        Filled filled = new Filled(bench().withFiles());
        flips(filled, filled.transactions.get(COMMITS - 2));
    }

    @Test
    @DisplayName("bytes that are lost behind a crash leave the commits that are whole, or CORRUPT")
    void cutShort() {
        Filled filled = new Filled(bench().withFiles());
        SimulatedDisk disk = filled.bench.disk();
        Random random = random();
        for (Path path : disk.files()) {
            byte[] whole = disk.bytes(path);
            for (int i = 0; i < 100; i++) {
                SimulatedDisk harmed = disk.copy();
                harmed.set(path, Arrays.copyOf(whole, random.nextInt(whole.length)));
                filled.seen(filled.bench.on(harmed, new LogMainFile(LogBench.BEGINNING.stamp())));
            }
        }
    }

    @Test
    @DisplayName("damage under an open log is never read as data, and verify tells of it")
    void damagedWhileOpen() {
        Filled filled = new Filled(bench().withFiles());
        SimulatedDisk disk = filled.bench.disk();
        int told = 0;
        for (Path path : disk.files()) {
            for (int at : places(disk.bytes(path))) {
                disk.damage(path, at, 1);
                try (LogSnapshot snapshot = filled.bench.log().register()) {
                    boolean damaged = isDamaged(filled.bench, snapshot);
                    List<Fault> faults = new ArrayList<>();
                    filled.bench
                            .log()
                            .verify(
                                    version -> LogPage.value(version.page(), version.position(), version.image()),
                                    faults::add);
                    assertFalse(
                            damaged && faults.isEmpty(),
                            () -> "byte " + at + " of " + path + " is damaged, a read says so, and verify does not");
                    told += faults.isEmpty() ? 0 : 1;
                } finally {
                    disk.damage(path, at, 1);
                }
            }
        }
        assertTrue(told > 0, "verify has found none of the damage");
    }

    private static boolean isDamaged(LogBench bench, LogSnapshot snapshot) {
        boolean damaged = false;
        for (long page = 0; page < PAGES; page++) {
            try {
                bench.see(snapshot, page);
            } catch (CorruptException told) {
                damaged = true;
                assertTrue(told.getMessage() != null, "CORRUPT says where");
            }
        }
        return damaged;
    }
}
