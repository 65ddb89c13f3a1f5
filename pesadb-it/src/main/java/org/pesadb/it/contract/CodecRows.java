package org.pesadb.it.contract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/** Tables and rows to try a codec with, by chance and at the bounds, and strict readers of what it gives. Has no state. */
final class CodecRows {
    static final long[] NUMBERS = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Integer.MIN_VALUE - 1L,
        Integer.MIN_VALUE,
        -32769,
        -32768,
        -129,
        -128,
        -10,
        -1,
        0,
        1,
        9,
        10,
        127,
        128,
        255,
        256,
        32767,
        32768,
        65535,
        65536,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    static final String[] TEXTS = {
        "",
        " ",
        "\u0000",
        "\u0000\u0000 \u0001",
        "a\u0000b",
        "null",
        "NULL",
        "0",
        "-1",
        "\"",
        "\\",
        "'",
        "\\u0000",
        "{\"a\":1}",
        "line\nbreak\r\n\ttab",
        "\u007f\u0080\u009f",
        "\u07ff\u0800",
        "\ud7ff\ue000",
        "\ufeff\ufffd\ufffe\uffff",
        "\ud83c\udf0d",
        "\ud800\udc00\udbff\udfff",
        "Ñandú",
        "e\u0301",
        "مرحبا",
    };

    private CodecRows() {}

    // ---- tables

    /** A table of 1 to 12 columns: with a primary key or without, NOT NULL, UNIQUE, defaults, strange names. */
    static TableSchema schema(Random random) {
        int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 12);
        int key = random.nextInt(count + 1) - 1;
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ColumnType type = random.nextBoolean() ? ColumnType.INT : ColumnType.TEXT;
            Column column = Column.of((random.nextInt(3) == 0 ? text(random) : "c") + "_" + i, type);
            if (i == key) {
                column = column.asPrimaryKey();
            } else if (random.nextInt(4) == 0) {
                column = column.asUnique();
            } else if (random.nextInt(3) == 0) {
                column = column.withDefault(value(type, random));
            }
            columns.add(random.nextInt(4) == 0 ? column.asNotNull() : column);
        }
        return new TableSchema(random.nextInt(3) == 0 ? "t" + text(random) : "t", columns);
    }

    /** A table of as many columns, of both types by turns, without a primary key. */
    static TableSchema wide(int columns) {
        return new TableSchema(
                "wide",
                IntStream.range(0, columns)
                        .mapToObj(i -> Column.of("c" + i, i % 2 == 0 ? ColumnType.INT : ColumnType.TEXT))
                        .toList());
    }

    /** A table as it was before its last columns were added. */
    static TableSchema earlier(TableSchema schema, int columns) {
        return new TableSchema(schema.name(), schema.columns().subList(0, columns));
    }

    /** A table whose columns from a position on can have been added: NULL is allowed, or there is a default. */
    static TableSchema added(TableSchema schema, int from) {
        List<Column> columns = new ArrayList<>(schema.columns());
        for (int i = from; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.initial() == null) {
                columns.set(i, Column.of(column.name(), column.type()));
            }
        }
        return new TableSchema(schema.name(), columns);
    }

    static int[] all(TableSchema schema) {
        return IntStream.range(0, schema.size()).toArray();
    }

    static int[] some(TableSchema schema, Random random) {
        return IntStream.range(0, schema.size())
                .filter(column -> random.nextInt(3) == 0)
                .toArray();
    }

    // ---- rows

    static RowBuffer row(TableSchema schema, Random random) {
        RowBuffer row = new RowBuffer(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            Column column = schema.column(i);
            set(row, i, !column.notNull() && random.nextInt(5) == 0 ? null : value(column.type(), random));
        }
        return row;
    }

    /** A row that has the defaults of all columns that an earlier table lacks. */
    static RowBuffer grown(RowBuffer row, TableSchema schema) {
        RowBuffer grown = new RowBuffer(schema.size());
        for (int i = 0; i < schema.size(); i++) {
            if (i < row.size()) {
                grown.copy(i, row, i);
            } else {
                set(grown, i, schema.column(i).initial());
            }
        }
        return grown;
    }

    static void set(RowBuffer row, int position, Object value) {
        if (value instanceof Long number) {
            row.setLong(position, number);
        } else {
            row.setText(position, (String) value);
        }
    }

    static Object value(ColumnType type, Random random) {
        return type == ColumnType.INT ? (Object) number(random) : text(random);
    }

    static long number(Random random) {
        return random.nextInt(3) == 0
                ? NUMBERS[random.nextInt(NUMBERS.length)]
                : random.nextLong() >> random.nextInt(Long.SIZE);
    }

    /** Of all planes, U+0000 among them, seldom long. */
    static String text(Random random) {
        if (random.nextInt(3) == 0) {
            return TEXTS[random.nextInt(TEXTS.length)];
        }
        StringBuilder text = new StringBuilder();
        int kind = random.nextInt(4);
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 300 : 20); i > 0; i--) {
            int point = switch (kind == 3 ? random.nextInt(3) : kind) {
                case 0 -> ' ' + random.nextInt(95);
                case 1 -> random.nextInt(0x100);
                default -> random.nextInt(Character.MAX_CODE_POINT + 1);
            };
            text.appendCodePoint(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point);
        }
        return text.toString();
    }

    // ---- reading

    /** A row to decode into, all of whose values are recognisably those of nobody. */
    static RowBuffer untouched(int size) {
        RowBuffer row = new RowBuffer(size);
        for (int i = 0; i < size; i++) {
            row.setText(i, "untouched " + i);
        }
        return row;
    }

    /** The values of a row, each of the column's type and each text valid Unicode. */
    static List<Object> values(TableSchema schema, RowBuffer row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            values.add(value(schema.column(i), row, i));
        }
        return values;
    }

    /** One value, of its column's type. */
    static Object value(Column column, RowBuffer row, int position) {
        if (row.isNull(position)) {
            return null;
        }
        if (row.isLong(position) != (column.type() == ColumnType.INT)) {
            throw new AssertionError("column " + column.name() + " of " + column.type() + " was given "
                    + (row.isLong(position) ? "a number" : "a text"));
        }
        return row.isLong(position) ? (Object) row.getLong(position) : text(column, row, position);
    }

    /** Decodes by itself, without a replacement for what is invalid, before {@link RowBuffer#getText} can make something of it. */
    private static String text(Column column, RowBuffer row, int position) {
        int length = row.utf8Length(position);
        byte[] bytes = new byte[2 * length + 4]; // half of a surrogate pair takes more than it says
        int end = row.putUtf8(position, bytes, 0);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, end))
                    .toString();
            if (end != length || !text.equals(row.getText(position))) {
                throw new AssertionError("column " + column.name() + " was given a text that is no valid Unicode");
            }
            return text;
        } catch (CharacterCodingException invalid) {
            throw new AssertionError(
                    "column " + column.name() + " was given a text that is no valid Unicode: "
                            + Arrays.toString(Arrays.copyOf(bytes, Math.min(end, 40))),
                    invalid);
        }
    }

    static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        return values;
    }

    /** A row that stands among other bytes, as in a page. */
    static byte[] within(byte[] row, int before, int after, Random random) {
        byte[] page = new byte[before + row.length + after];
        random.nextBytes(page);
        System.arraycopy(row, 0, page, before, row.length);
        return page;
    }

    /** Bytes for people: short, and told where they were cut. */
    static String show(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + " bytes:");
        for (int i = 0; i < Math.min(bytes.length, 60); i++) {
            text.append(String.format(" %02x", bytes[i]));
        }
        return text.append(bytes.length > 60 ? " ..." : "").toString();
    }
}
