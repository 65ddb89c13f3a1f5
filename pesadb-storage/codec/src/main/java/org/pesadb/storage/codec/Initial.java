package org.pesadb.storage.codec;

import java.nio.charset.StandardCharsets;
import org.pesadb.api.Column;
import org.pesadb.api.CorruptException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowPredicate;

/** What a row answers for a column that was added after it was written: the column's default. */
final class Initial {
    private Initial() {}

    static void decode(TableSchema schema, int position, RowBuffer into) {
        Object value = value(schema, position);
        if (value instanceof Long number) {
            into.setLong(position, number);
        } else {
            into.setText(position, (String) value);
        }
    }

    static boolean test(TableSchema schema, int position, RowPredicate predicate, int test) {
        Object value = value(schema, position);
        if (value instanceof Long number) {
            return predicate.test(test, number);
        } else if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return predicate.test(test, bytes, 0, bytes.length);
        }
        return predicate.testNull(test);
    }

    private static Object value(TableSchema schema, int position) {
        Column column = schema.column(position);
        if (column.initial() == null && column.notNull()) {
            // Such a column is never added to a table that has rows.
            throw new CorruptException("a row of table " + schema.name() + " is damaged: it lacks column "
                    + column.name() + ", which is never NULL");
        }
        return column.initial();
    }
}
