package org.pesadb.storage.sort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;
import org.pesadb.storage.spill.Spills;
import org.pesadb.storage.spill.StatementFiles;
import org.pesadb.storage.spill.Workspace;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/** The sort against a stable sort of a list, in memory and in files of one and of several passes. */
class ExternalSortTest {
    private final Spills spills = new Spills();

    private record Entry(byte[] key, byte[] payload) {}

    private static ByteSink sink(byte[] bytes) {
        ByteSink sink = new ByteSink();
        sink.put(bytes, 0, bytes.length);
        return sink;
    }

    private static byte[] key(Random random, int kind) {
        return switch (kind) {
            case 0 -> KeyEncoding.ofLong(random.nextInt(1_000));
            case 1 -> KeyEncoding.ofLong(random.nextLong());
            case 2 -> KeyEncoding.of(random.nextInt(4) == 0 ? null : Seeds.text(random, 12));
            case 3 ->
                KeyEncoding.of(RowBuffer.of(random.nextInt(3), Seeds.text(random, 2), random.nextInt(5)), 0, 1, 2);
            case 4 -> new byte[random.nextInt(12)]; // zeros alone: only their number tells them apart
            default -> {
                byte[] any = new byte[random.nextInt(30)];
                random.nextBytes(any);
                yield any;
            }
        };
    }

    private static List<Entry> entries(Random random, int count) {
        int kind = random.nextInt(6);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteSink payload = new ByteSink();
            payload.putLong(i); // so that every record is another one
            payload.put(new byte[40], 0, random.nextInt(40));
            if (random.nextInt(400) == 0) {
                payload.put(new byte[20_000], 0, random.nextInt(20_000)); // longer than the whole memory at times
            }
            entries.add(new Entry(key(random, kind), Arrays.copyOf(payload.bytes(), payload.length())));
        }
        if (random.nextInt(4) == 0) {
            entries.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
        }
        return entries;
    }

    @Test
    void agreesWithAStableSort() {
        long seed = Seeds.one();
        Random random = new Random(seed);
        int spilled = 0;
        int severalPasses = 0;
        for (int round = 0; round < 60; round++) {
            List<Entry> entries = entries(random, random.nextInt(random.nextInt(4) == 0 ? 12_000 : 1_000));
            boolean descending = random.nextBoolean();
            long wanted = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(20);
                case 1 -> random.nextInt(5_000);
                default -> Long.MAX_VALUE;
            };
            long memory = random.nextBoolean() ? 1 : 1L << 12 + random.nextInt(10);
            String repeat = "-Dpesadb.seed=" + seed + ", round " + round + ": " + entries.size() + " records, first "
                    + wanted + (descending ? " descending" : "") + " in " + memory + " bytes";

            Comparator<Entry> order = (a, b) -> Arrays.compareUnsigned(a.key, b.key);
            List<Entry> expected = new ArrayList<>(entries);
            expected.sort(descending ? order.reversed() : order);
            try (ExternalSort sort = new ExternalSort(spills.work(memory), "records", descending, wanted, null)) {
                entries.forEach(entry -> sort.add(sink(entry.key), sink(entry.payload)));
                try (Records sorted = sort.sorted(random.nextBoolean())) {
                    for (Entry entry : expected.subList(0, (int) Math.min(wanted, expected.size()))) {
                        assertTrue(sorted.next(), repeat);
                        assertArrayEquals(entry.key, keyOf(sorted), repeat);
                        assertArrayEquals(entry.payload, payloadOf(sorted), repeat);
                    }
                    assertFalse(sorted.next(), repeat);
                }
                spilled += sort.runs() > 0 ? 1 : 0;
                severalPasses += sort.passes() > 0 ? 1 : 0;
            }
            assertEquals(List.of(), spills.left(), repeat);
        }
        assertTrue(spilled > 8, spilled + " sorts in files, -Dpesadb.seed=" + seed);
        assertTrue(severalPasses > 0, severalPasses + " sorts of several passes, -Dpesadb.seed=" + seed);
    }

    private static byte[] keyOf(Records records) {
        return Arrays.copyOfRange(records.keyBytes(), records.keyAt(), records.keyAt() + records.keyLength());
    }

    private static byte[] payloadOf(Records records) {
        return Arrays.copyOfRange(
                records.payloadBytes(), records.payloadAt(), records.payloadAt() + records.payloadLength());
    }

    /** Sums of numbers by key: whether records meet in a run, in a pass or at the end, each counts once. */
    @Test
    void combinesRecordsOfOneKey() {
        long seed = Seeds.one();
        Random random = new Random(seed);
        for (int round = 0; round < 15; round++) {
            int keys = 1 + random.nextInt(random.nextBoolean() ? 10 : 3_000);
            TreeMap<Long, Long> expected = new TreeMap<>();
            TreeMap<Long, Long> found = new TreeMap<>();
            try (ExternalSort sort =
                    new ExternalSort(spills.work(1), "records", false, Long.MAX_VALUE, ExternalSortTest::sum)) {
                for (int i = random.nextInt(15_000); i > 0; i--) {
                    long key = random.nextInt(keys);
                    long value = random.nextInt();
                    expected.merge(key, value, Long::sum);
                    ByteSink payload = new ByteSink();
                    payload.putLong(value);
                    sort.add(sink(KeyEncoding.ofLong(key)), payload);
                }
                Records sorted = sort.sorted(false);
                while (sorted.next()) {
                    RowBuffer key = new RowBuffer(1);
                    Keys.read(sorted.keyBytes(), sorted.keyAt(), key, 0);
                    long value = Bytes.getLong(sorted.payloadBytes(), sorted.payloadAt());
                    assertEquals(null, found.put(key.getLong(0), value), "-Dpesadb.seed=" + seed);
                }
            }
            assertEquals(expected, found, "-Dpesadb.seed=" + seed);
        }
        assertEquals(List.of(), spills.left());
    }

    private static void sum(ByteSink before, Records records, ByteSink into) {
        into.putLong(Bytes.getLong(before.bytes(), 0) + Bytes.getLong(records.payloadBytes(), records.payloadAt()));
    }

    @Test
    void aFewOfManyNeedNoFile() {
        try (ExternalSort sort = new ExternalSort(spills.work(64 << 10), "records", true, 10, null)) {
            ByteSink key = new ByteSink();
            ByteSink payload = sink(new byte[100]);
            for (long i = 0; i < 100_000; i++) { // the worst order: each is better than all before
                key.clear();
                key.put(1);
                key.putLong(i ^ Long.MIN_VALUE);
                assertTrue(sort.wants(key));
                sort.add(key, payload);
            }
            key.clear();
            key.put(1);
            key.putLong(5 ^ Long.MIN_VALUE);
            assertFalse(sort.wants(key), "far behind the tenth");
            assertEquals(0, sort.runs());
            Records sorted = sort.sorted(false);
            for (long i = 99_999; i > 99_989; i--) {
                assertTrue(sorted.next());
                assertArrayEquals(KeyEncoding.ofLong(i), keyOf(sorted));
            }
            assertFalse(sorted.next());
        }
        assertEquals(List.of(), spills.left());
    }

    @Test
    void keysAreThoseOfKeyEncoding() {
        long seed = Seeds.one();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Object value = switch (i % 4) {
                case 0 -> null;
                case 1 -> random.nextLong();
                default -> Seeds.text(random, 10) + (random.nextBoolean() ? "\0" : "");
            };
            ByteSink key = new ByteSink();
            RowBuffer row = RowBuffer.of(value, "after");
            Keys.write(row, 0, key);
            assertArrayEquals(
                    KeyEncoding.of(value), Arrays.copyOf(key.bytes(), key.length()), value + ", seed " + seed);
            Keys.write(row, 1, key);
            RowBuffer back = new RowBuffer(2);
            int next = Keys.read(key.bytes(), 0, back, 0);
            assertEquals(key.length(), Keys.read(key.bytes(), next, back, 1));
            assertEquals(row.toString(), back.toString(), "seed " + seed);
        }
    }

    @Test
    void memoryStaysWithinTheBudget() {
        long memory = 1 << 20;
        KeyOrder order = new KeyOrder(false);
        RecordBuffer buffer = new RecordBuffer(memory, order);
        ByteSink key = new ByteSink();
        ByteSink payload = sink(new byte[20]);
        do {
            key.clear();
            key.putLong(buffer.count());
        } while (buffer.add(key, payload));
        assertTrue(buffer.memoryBytes() <= memory, buffer.memoryBytes() + " bytes");
        assertTrue(buffer.count() > memory / 80, "only " + buffer.count() + " records in it");
        int before = buffer.count();
        buffer.clear();
        while (buffer.add(key, payload)) {
            assertTrue(buffer.count() <= before);
        }
        assertTrue(buffer.count() > before * 3L / 4, buffer.count() + " of " + before + " the second time");
    }

    private void fill(ExternalSort sort, int count) {
        ByteSink key = new ByteSink();
        for (int i = 0; i < count; i++) {
            key.clear();
            key.putLong(i * 0x9E3779B97F4A7C15L);
            sort.add(key, sink(new byte[30]));
        }
    }

    @Test
    void everyFailingWriteIsToldAndLeavesNothing() {
        for (int failing = 1; ; failing += failing < 10 ? 1 : 37) {
            int[] writes = {0};
            int last = failing;
            spills.files.hook((call, path, position, length) -> {
                if (call == MemoryFiles.Call.WRITE && ++writes[0] == last) {
                    throw new IOException("No space left on device");
                }
            });
            StatementFiles statement = spills.statement();
            Workspace work = new Workspace(statement, 1, () -> {}, Progress.NONE);
            try (ExternalSort sort = new ExternalSort(work, "records", false, Long.MAX_VALUE, null)) {
                PesaDbException failed = null;
                try {
                    fill(sort, 5_000);
                    sort.sorted(false);
                } catch (PesaDbException thrown) {
                    failed = thrown;
                }
                if (failed == null) {
                    assertTrue(writes[0] > 100 && last > writes[0], "only " + writes[0] + " writes");
                    return;
                }
                assertEquals(ErrorCode.DISK_FULL, failed.code());
            }
            assertEquals(List.of(), spills.left(), "after write " + failing);
        }
    }

    @Test
    void damageIsFound() {
        try (ExternalSort sort = new ExternalSort(spills.work(1), "records", false, Long.MAX_VALUE, null)) {
            fill(sort, 5_000);
            spills.flip(spills.left().get(0), 20_000);
            CorruptException damaged = assertThrows(CorruptException.class, () -> {
                Records sorted = sort.sorted(false);
                while (sorted.next()) {
                    assertEquals(8, sorted.keyLength());
                }
            });
            assertTrue(damaged.getMessage().contains("sort-"), damaged.getMessage());
        }
        assertEquals(List.of(), spills.left());
    }

    @Test
    void canBeCancelledAtEveryStage() {
        for (int stage = 1; stage < 60; stage += 4) {
            int[] left = {stage};
            Workspace work = new Workspace(
                    spills.statement(),
                    1,
                    () -> {
                        if (--left[0] == 0) {
                            throw new PesaDbException(ErrorCode.CANCELLED, "cancelled");
                        }
                    },
                    Progress.NONE);
            try (ExternalSort sort = new ExternalSort(work, "records", false, Long.MAX_VALUE, null)) {
                assertEquals(
                        ErrorCode.CANCELLED,
                        assertThrows(PesaDbException.class, () -> {
                                    fill(sort, 20_000);
                                    Records sorted = sort.sorted(false);
                                    while (sorted.next()) {
                                        assertEquals(8, sorted.keyLength());
                                    }
                                })
                                .code());
            }
            assertEquals(List.of(), spills.left(), "at " + stage);
        }
    }

    @Test
    void progressIsTold() {
        List<String> told = new ArrayList<>();
        Workspace work = new Workspace(spills.statement(), 1, () -> {}, (step, done, total) -> {
            told.add(step);
            assertTrue(done > 0 && (total < 0 || done <= total), step + " " + done + " of " + total);
        });
        try (ExternalSort sort = new ExternalSort(work, "entries", false, Long.MAX_VALUE, null)) {
            fill(sort, 20_000);
            assertTrue(sort.sorted(false).next());
        }
        assertEquals(
                List.of("sorting entries", "merging sorted entries"),
                told.stream().distinct().toList());
    }
}
