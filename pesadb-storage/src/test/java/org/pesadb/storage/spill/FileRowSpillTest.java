package org.pesadb.storage.spill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/** Rows put aside come back, in order, as often as asked for. */
class FileRowSpillTest {
    private final Spills spills = new Spills();
    private final StatementFiles statement = spills.statement();

    private static Object value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> random.nextLong();
            case 2 -> (long) random.nextInt(200) - 100;
            case 3 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
            case 4 -> "x".repeat(random.nextInt(500) == 0 ? 100_000 : random.nextInt(200));
            default -> Seeds.text(random, 20);
        };
    }

    @Test
    void rowsComeBackAsTheyWent() {
        long seed = Seeds.one();
        Random random = new Random(seed);
        String repeat = "-Dpesadb.seed=" + seed;
        for (int round = 0; round < 30; round++) {
            int width = 1 + random.nextInt(5);
            int[] columns = random.ints(0, width)
                    .distinct()
                    .limit(random.nextInt(width + 1))
                    .sorted()
                    .toArray();
            List<RowBuffer> rows = new ArrayList<>();
            for (int i = random.nextInt(random.nextBoolean() ? 20 : 3_000); i > 0; i--) {
                Object[] values = new Object[width];
                for (int c = 0; c < width; c++) {
                    values[c] = value(random);
                }
                rows.add(RowBuffer.of(values));
            }
            try (RowSpill spill = new FileRowSpill(statement, width, columns)) {
                rows.forEach(spill::add);
                assertEquals(rows.size(), spill.rows(), repeat);
                for (int time = 0; time < 2; time++) {
                    assertRows(rows, columns, width, spill, repeat);
                }
                boolean large = spill.bytes() > FileRowSpill.BLOCK_BYTES;
                assertEquals(large ? 1 : 0, spills.left().size(), "a file only beyond the buffer, " + repeat);
            }
            assertEquals(List.of(), spills.left(), repeat);
        }
    }

    private static void assertRows(List<RowBuffer> rows, int[] columns, int width, RowSpill spill, String repeat) {
        List<RowBuffer> kept = new ArrayList<>();
        try (RowStream found = spill.read()) {
            while (found.next()) {
                kept.add(RowBuffer.copyOf(found.row())); // its texts stay parts of the bytes that were read
            }
        }
        assertEquals(rows.size(), kept.size(), repeat);
        for (int i = 0; i < rows.size(); i++) {
            RowBuffer expected = new RowBuffer(width);
            for (int column : columns) {
                expected.copy(column, rows.get(i), column);
            }
            assertEquals(expected.toString(), kept.get(i).toString(), "row " + i + ", " + repeat);
        }
    }

    @Test
    void severalOfAStatementHaveFilesOfTheirOwn() {
        RowBuffer row = RowBuffer.of("x".repeat(1_000));
        try (RowSpill one = new FileRowSpill(statement, 1, new int[] {0});
                RowSpill other = new FileRowSpill(statement, 1, new int[] {0})) {
            for (int i = 0; i < 100; i++) {
                one.add(row);
                other.add(row);
            }
            assertEquals(2, spills.left().size());
        }
        assertEquals(List.of(), spills.left());
    }

    @Test
    void whatAStatementForgetsGoesWithIt() {
        RowSpill forgotten = new FileRowSpill(statement, 1, new int[] {0});
        RowBuffer row = RowBuffer.of("x".repeat(1_000));
        for (int i = 0; i < 100; i++) {
            forgotten.add(row);
        }
        assertEquals(1, spills.left().size());
        statement.close();
        assertEquals(List.of(), spills.left());
        PesaDbException late = assertThrows(PesaDbException.class, () -> {
            for (int i = 0; i < 100; i++) {
                forgotten.add(row);
            }
        });
        assertEquals(ErrorCode.IO, late.code());
        assertThrows(PesaDbException.class, () -> {
            RowSpill after = new FileRowSpill(statement, 1, new int[] {0});
            for (int i = 0; i < 100; i++) {
                after.add(row);
            }
        });
        assertEquals(List.of(), spills.left(), "nothing is made after the end");
    }

    @Test
    void aFullDiskIsTold() {
        spills.files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.WRITE && position > 60_000) {
                throw new IOException("No space left on device");
            }
        });
        try (RowSpill spill = new FileRowSpill(statement, 1, new int[] {0})) {
            PesaDbException full = assertThrows(PesaDbException.class, () -> {
                for (int i = 0; i < 1_000; i++) {
                    spill.add(RowBuffer.of("x".repeat(500)));
                }
            });
            assertEquals(ErrorCode.DISK_FULL, full.code());
        }
        assertEquals(List.of(), spills.left());
    }

    @Test
    void aFlippedBitAnywhereIsFound() {
        try (RowSpill spill = new FileRowSpill(statement, 2, new int[] {0, 1})) {
            for (int i = 0; i < 3_000; i++) {
                spill.add(RowBuffer.of(i, "text " + i));
            }
            int length = spills.files.bytes(spills.left().get(0)).length;
            assertTrue(length > 32_000, length + " bytes");
            for (int at = 0; at < length; at += at < 16 ? 1 : 997) {
                spills.flip(spills.left().get(0), at);
                CorruptException damaged = assertThrows(CorruptException.class, () -> {
                    try (RowStream rows = spill.read()) {
                        while (rows.next()) {
                            assertFalse(rows.row().isNull(0));
                        }
                    }
                });
                assertTrue(damaged.getMessage().contains("rows-1"), damaged.getMessage());
                spills.flip(spills.left().get(0), at);
            }
        }
    }
}
