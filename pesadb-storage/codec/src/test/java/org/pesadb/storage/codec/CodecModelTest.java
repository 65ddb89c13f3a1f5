package org.pesadb.storage.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;

/** What holds for every codec, over random tables and rows. {@code -Dcodec.seed=N} repeats one seed. */
class CodecModelTest {
    private static final int MARGIN = 9;

    private interface Property {
        void check(RowCodec codec, Random random);
    }

    private static Stream<DynamicTest> each(int seeds, Property property) {
        Integer only = Integer.getInteger("codec.seed");
        return Stream.of(new JsonRowCodec(), new BinaryRowCodec())
                .flatMap(codec -> (only != null ? IntStream.of(only) : IntStream.range(0, seeds))
                        .mapToObj(seed -> DynamicTest.dynamicTest(
                                codec.name() + " codec.seed=" + seed, () -> property.check(codec, new Random(seed)))));
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrittenComesBack() {
        return each(25, (codec, random) -> {
            TableSchema schema = RandomRows.schema(random);
            for (int i = 0; i < 40; i++) {
                RowBuffer row = RandomRows.row(schema, random);
                byte[] bytes = codec.encode(schema, row);
                assertFalse(Arrays.equals(codec.tombstone(), bytes), "a row is never the tombstone");
                assertEquals(row.toString(), read(codec, schema, bytes).toString());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> someColumnsAreThoseOfAll() {
        return each(25, (codec, random) -> {
            TableSchema schema = RandomRows.schema(random);
            for (int i = 0; i < 40; i++) {
                RowBuffer row = RandomRows.row(schema, random);
                byte[] bytes = within(codec.encode(schema, row));
                byte[] before = bytes.clone();
                RowBuffer into = new RowBuffer(schema.size());
                RowBuffer expected = new RowBuffer(schema.size());
                for (int column = 0; column < schema.size(); column++) {
                    into.setText(column, "untouched");
                    expected.setText(column, "untouched");
                }
                int[] wanted = IntStream.range(0, schema.size())
                        .filter(column -> random.nextBoolean())
                        .toArray();
                for (int column : wanted) {
                    expected.copy(column, row, column);
                }
                codec.decode(schema, bytes, MARGIN, bytes.length - 2 * MARGIN, wanted, into);
                assertEquals(expected.toString(), into.toString());
                assertArrayEquals(before, bytes, "decoding writes nothing");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aColumnThatARowLacksHasItsDefault() {
        return each(25, (codec, random) -> {
            TableSchema schema = RandomRows.schema(random);
            for (int i = 0; i < 30; i++) {
                RowBuffer row = RandomRows.row(schema, random);
                int columns = 1 + random.nextInt(schema.size());
                TableSchema earlier = new TableSchema("t", schema.columns().subList(0, columns));
                RowBuffer expected = RowBuffer.copyOf(row);
                for (int column = columns; column < schema.size(); column++) {
                    Object initial = schema.column(column).initial();
                    if (initial instanceof Long number) {
                        expected.setLong(column, number);
                    } else {
                        expected.setText(column, (String) initial);
                    }
                }
                byte[] bytes = codec.encode(earlier, row);
                assertEquals(expected.toString(), read(codec, schema, bytes).toString());
                RandomTests tests = RandomTests.of(schema, expected, random);
                assertEquals(tests.test(expected), test(codec, schema, bytes, tests), tests + " on " + expected);
                RowBuffer some = new RowBuffer(schema.size());
                codec.decode(schema, bytes, 0, bytes.length, new int[] {schema.size() - 1}, some);
                assertEquals(expected.get(schema.size() - 1), some.get(schema.size() - 1), "the last column alone");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> testsOnTheBytesAgreeWithTestsOnTheRow() {
        return each(30, (codec, random) -> {
            TableSchema schema = RandomRows.schema(random);
            for (int i = 0; i < 60; i++) {
                RowBuffer row = RandomRows.row(schema, random);
                RandomTests tests = RandomTests.of(schema, row, random);
                byte[] bytes = codec.encode(schema, row);
                assertEquals(tests.test(row), test(codec, schema, bytes, tests), () -> tests + " on " + row);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> longTextsAndManyColumns() {
        return each(1, (codec, random) -> {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < 70_000; i++) {
                columns.add(Column.of("c" + i, i % 3 == 0 ? ColumnType.TEXT : ColumnType.INT));
            }
            for (int count : new int[] {1, 3, 8, 9, 254, 255, 256, 257, 70_000}) {
                TableSchema schema = new TableSchema("t", columns.subList(0, count));
                for (int length : new int[] {0, 1, 253, 254, 255, 256, 257, 65_535, 65_536, 100_000}) {
                    RowBuffer row = RandomRows.row(schema, random);
                    row.setText(0, "é".repeat(length));
                    assertEquals(
                            row.toString(),
                            read(codec, schema, codec.encode(schema, row)).toString());
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anyByteTurnedOverGivesARowOrDamage() {
        return each(8, (codec, random) -> {
            TableSchema schema = RandomRows.schema(random);
            RowBuffer row = RandomRows.row(schema, random);
            RandomTests tests = RandomTests.of(schema, row, random);
            byte[] bytes = codec.encode(schema, row);
            for (int at = 0; at < bytes.length; at++) {
                for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255, random.nextInt(256)}) {
                    byte[] damaged = bytes.clone();
                    damaged[at] ^= (byte) flip;
                    rowOrDamage(codec, schema, damaged, tests);
                }
            }
            for (int length = 1; length < bytes.length; length++) {
                rowOrDamage(codec, schema, Arrays.copyOf(bytes, length), tests);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> garbageIsARowOrDamage() {
        return each(25, (codec, random) -> {
            TableSchema schema = RandomRows.schema(random);
            RandomTests tests = RandomTests.of(schema, RandomRows.row(schema, random), random);
            for (int i = 0; i < 800; i++) {
                byte[] garbage = new byte[1 + random.nextInt(40)];
                random.nextBytes(garbage);
                if (random.nextBoolean()) { // begin likely, so that more than the first byte is looked at
                    byte[] row = codec.encode(schema, RandomRows.row(schema, random));
                    System.arraycopy(row, 0, garbage, 0, Math.min(random.nextInt(row.length), garbage.length));
                }
                rowOrDamage(codec, schema, garbage, tests);
            }
        });
    }

    /** Any answer but a row, true, false or damage ends the test as an error. */
    private static void rowOrDamage(RowCodec codec, TableSchema schema, byte[] bytes, RandomTests tests) {
        readable(() -> {
            RowBuffer row = read(codec, schema, bytes);
            codec.encode(schema, row); // also says that every text is valid
        });
        readable(() -> test(codec, schema, bytes, tests));
        readable(() -> {
            byte[] page = within(bytes);
            codec.describe(page, MARGIN, bytes.length);
        });
    }

    private static void readable(Runnable attempt) {
        try {
            attempt.run();
        } catch (CorruptException damage) {
            assertTrue(damage.getMessage().startsWith("a row of "), damage.getMessage());
        }
    }

    private static RowBuffer read(RowCodec codec, TableSchema schema, byte[] bytes) {
        int[] all = IntStream.range(0, schema.size()).toArray();
        RowBuffer alone = new RowBuffer(all.length);
        codec.decode(schema, bytes, 0, bytes.length, all, alone);
        RowBuffer within = new RowBuffer(all.length);
        codec.decode(schema, within(bytes), MARGIN, bytes.length, all, within);
        assertEquals(alone.toString(), within.toString(), "what stands around a row is another's");
        return alone;
    }

    private static boolean test(RowCodec codec, TableSchema schema, byte[] bytes, RandomTests tests) {
        boolean holds = codec.test(schema, bytes, 0, bytes.length, tests, new RowBuffer(schema.size()));
        byte[] page = within(bytes);
        assertEquals(
                holds,
                codec.test(schema, page, MARGIN, bytes.length, tests, new RowBuffer(schema.size())),
                "in a page");
        return holds;
    }

    /** A row as in a page: between others. */
    private static byte[] within(byte[] row) {
        byte[] page = new byte[row.length + 2 * MARGIN];
        Arrays.fill(page, (byte) '1');
        System.arraycopy(row, 0, page, MARGIN, row.length);
        return page;
    }

    @TestFactory
    Stream<DynamicTest> rowsTellTheirTypes() {
        return each(20, (codec, random) -> {
            TableSchema schema = RandomRows.schema(random);
            RowBuffer row = RandomRows.row(schema, random);
            byte[] bytes = codec.encode(schema, row);
            List<ColumnType> expected = new ArrayList<>();
            for (int column = 0; column < schema.size(); column++) {
                expected.add(row.isNull(column) ? null : schema.column(column).type());
            }
            assertEquals(
                    expected,
                    new ArrayList<>(codec.describe(bytes, 0, bytes.length).values()));
        });
    }
}
