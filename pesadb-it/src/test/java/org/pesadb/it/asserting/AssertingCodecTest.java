package org.pesadb.it.asserting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowPredicate;

/** Whoever misuses a codec is told how. */
class AssertingCodecTest {
    private static final TableSchema SCHEMA = new TableSchema(
            "t", List.of(Column.of("id", ColumnType.INT).asPrimaryKey(), Column.of("n", ColumnType.TEXT)));
    private static final RowBuffer ROW = RowBuffer.of(7, "Ada");

    private final RowCodec codec = new AssertingBinaryCodec();
    private final byte[] bytes = codec.encode(SCHEMA, ROW);

    @Test
    void whatIsRightIsPassedOn() {
        RowBuffer into = new RowBuffer(2);
        codec.decode(SCHEMA, bytes, 0, bytes.length, new int[] {0, 1}, into);
        assertEquals(ROW.toString(), into.toString());
        assertTrue(codec.test(SCHEMA, bytes, 0, bytes.length, tests(new int[] {1}, 1), new RowBuffer(2)));
        assertEquals(2, codec.describe(bytes, 0, bytes.length).size());
        assertEquals("assert-binary", codec.name());
        assertTrue(codec.tombstone().length > 0);
    }

    private void decode(int offset, int length, RowBuffer into, int... columns) {
        codec.decode(SCHEMA, bytes, offset, length, columns, into);
    }

    @TestFactory
    Stream<DynamicTest> misuseIsTold() {
        int length = bytes.length;
        RowBuffer two = new RowBuffer(2);
        Map<String, Executable> misuses = new TreeMap<>();
        misuses.put("a row of 1 values", () -> codec.encode(SCHEMA, RowBuffer.of(1)));
        misuses.put("NULL in Column[name=id", () -> codec.encode(SCHEMA, RowBuffer.of(null, "x")));
        misuses.put("x in Column[name=id", () -> codec.encode(SCHEMA, RowBuffer.of("x", "x")));
        misuses.put("5 in Column[name=n", () -> codec.encode(SCHEMA, RowBuffer.of(1, 5)));
        misuses.put("\ud83c in Column[name=n", () -> codec.encode(SCHEMA, RowBuffer.of(1, "\ud83c")));
        misuses.put("0 bytes from 0", () -> decode(0, 0, two, 0));
        misuses.put("from -1", () -> decode(-1, 2, two, 0));
        misuses.put("bytes from 1 of an array", () -> decode(1, length, two, 0));
        misuses.put("column 0 after 1", () -> decode(0, length, two, 1, 0));
        misuses.put("column 1 after 1", () -> decode(0, length, two, 1, 1));
        misuses.put("column 2 after -1 of 2", () -> decode(0, length, two, 2));
        misuses.put("into a row of 1 values", () -> decode(0, length, new RowBuffer(1), 0));
        misuses.put("describe: 99 bytes", () -> codec.describe(bytes, 0, 99));
        misuses.put("scratch of 3", () -> codec.test(SCHEMA, bytes, 0, length, tests(new int[0]), new RowBuffer(3)));
        misuses.put(
                "test 0 looks at column 1", () -> codec.test(SCHEMA, bytes, 0, length, tests(new int[] {0}, 1), two));
        misuses.put(
                "test 1 looks at column 0",
                () -> codec.test(SCHEMA, bytes, 0, length, tests(new int[] {0, 1}, 1, 0), two));
        return misuses.entrySet().stream()
                .map(each -> dynamicTest(each.getKey(), () -> {
                    long before = Misuse.found();
                    Misuse misuse = assertThrows(Misuse.class, each.getValue());
                    assertTrue(misuse.getMessage().contains(each.getKey()), misuse::getMessage);
                    assertTrue(misuse.getMessage().startsWith("misuse of codec 'assert-binary'"), misuse::getMessage);
                    assertEquals(before + 1, Misuse.found());
                }));
    }

    /** A predicate that always holds. */
    private static RowPredicate tests(int[] columns, int... tested) {
        return new RowPredicate() {
            @Override
            public int[] columns() {
                return columns;
            }

            @Override
            public boolean test(Row row) {
                return true;
            }

            @Override
            public int tests() {
                return tested.length;
            }

            @Override
            public int column(int test) {
                return tested[test];
            }

            @Override
            public boolean test(int test, long value) {
                return true;
            }

            @Override
            public boolean test(int test, byte[] text, int offset, int length) {
                return true;
            }

            @Override
            public boolean testNull(int test) {
                return true;
            }
        };
    }
}
