package org.pesadb.storage.codec;

import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowPredicate;

/**
 * Tests rows that look exactly as {@link JsonRowCodec} writes them, straight on the bytes: once from the front to the last column
 * that is looked at, or to the first test that does not hold. It asks for the tests in the order of their columns.
 */
final class JsonTester {
    /** No test fails. */
    static final int HOLDS = 1;

    /** One fails. */
    static final int FAILS = 0;

    /** The row looks otherwise, as far as it was read: it is to be decoded. */
    static final int UNKNOWN = -1;

    private JsonTester() {}

    static int test(TableSchema schema, JsonShape shape, byte[] bytes, int offset, int length, RowPredicate predicate) {
        int end = offset + length;
        int at = offset;
        int tests = predicate.tests();
        for (int test = 0, column = 0; test < tests; column++) {
            if (column > 0 && JsonScanner.isEnd(bytes, at, end)) {
                return initial(schema, column, predicate, test);
            }
            int from = column == shape.text.length ? -1 : JsonScanner.value(shape, column, bytes, at, end);
            if (from < 0) {
                return UNKNOWN;
            }
            boolean tested = predicate.column(test) == column;
            boolean isNull = bytes[from] == 'n';
            if (isNull) {
                at = JsonScanner.endOfNull(bytes, from, end);
            } else if (!shape.text[column]) {
                at = JsonScanner.endOfNumber(bytes, from, end);
            } else if (bytes[from] != '"') {
                return UNKNOWN;
            } else {
                at = tested ? JsonScanner.endOfText(bytes, from + 1, end) : JsonScanner.skipText(bytes, from + 1, end);
            }
            if (at < 0 || !JsonScanner.goesOn(shape, column, bytes, at, end)) {
                return UNKNOWN;
            }
            for (; tested; tested = ++test < tests && predicate.column(test) == column) {
                boolean holds = isNull
                        ? predicate.testNull(test)
                        : shape.text[column]
                                ? predicate.test(test, bytes, from + 1, at - 2 - from)
                                : predicate.test(test, JsonScanner.number(bytes, from, at));
                if (!holds) {
                    return FAILS;
                }
            }
        }
        return HOLDS;
    }

    /** The rest of the tests, where the row ends before this column. */
    private static int initial(TableSchema schema, int column, RowPredicate predicate, int from) {
        for (int test = from; test < predicate.tests(); test++) {
            if (predicate.column(test) < column) {
                return UNKNOWN;
            } else if (!Initial.test(schema, predicate.column(test), predicate, test)) {
                return FAILS;
            }
        }
        return HOLDS;
    }
}
