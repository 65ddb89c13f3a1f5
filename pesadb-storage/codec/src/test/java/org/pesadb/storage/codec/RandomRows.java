package org.pesadb.storage.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/** Tables and rows by chance, with what is likely to go wrong among them. */
final class RandomRows {
    private RandomRows() {}

    /** A table of 1 to 11 columns, some with a default, none NOT NULL. */
    static TableSchema schema(Random random) {
        List<Column> columns = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 11);
        for (int i = 0; i < count; i++) {
            Column column = Column.of(
                    (random.nextInt(3) == 0 ? text(random) : "c") + i,
                    random.nextBoolean() ? ColumnType.INT : ColumnType.TEXT);
            columns.add(
                    random.nextBoolean()
                            ? column
                            : column.withDefault(
                                    column.type() == ColumnType.INT ? (Object) number(random) : text(random)));
        }
        return new TableSchema("t", columns);
    }

    static RowBuffer row(TableSchema schema, Random random) {
        RowBuffer row = new RowBuffer(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            if (random.nextInt(6) == 0) {
                continue;
            }
            if (schema.column(i).type() == ColumnType.TEXT) {
                row.setText(i, text(random));
            } else {
                row.setLong(i, number(random));
            }
        }
        return row;
    }

    static long number(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> Long.MIN_VALUE + random.nextInt(2);
            case 1 -> Long.MAX_VALUE - random.nextInt(2);
            case 2 -> (long) Math.pow(10, random.nextInt(19)) - random.nextInt(2);
            case 3 -> -(long) Math.pow(10, random.nextInt(19)) + random.nextInt(2);
            case 4 -> (random.nextBoolean() ? 1L : -1L) << 8 * random.nextInt(8) + 7 << random.nextInt(2);
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    /** Of all planes, U+0000 among them. */
    static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int kind = random.nextInt(4);
        for (int i = random.nextInt(random.nextInt(5) == 0 ? 200 : 20); i > 0; i--) {
            int point = switch (kind == 3 ? random.nextInt(3) : kind) {
                case 0 -> ' ' + random.nextInt(95);
                case 1 -> random.nextInt(0x100);
                default -> random.nextInt(Character.MAX_CODE_POINT + 1);
            };
            text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
        }
        return text.toString();
    }
}
