package org.pesadb.it.isolation;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;

/**
 * How values stand in the two tables of the {@link Workload}.
 *
 * <pre>
 * lists      id, kind = last mark mod {@value #KINDS} (indexed), marks = "3.7.9|" and a padding that follows from the last mark
 * registers  id, mark
 * </pre>
 *
 * Padding makes rows of many lengths, so that they move between pages and some need overflow pages. A row whose parts do not belong
 * together gets a mark that nobody ever wrote.
 */
final class Rows {
    static final int KINDS = 3;
    static final String LISTS = "lists";
    static final String REGISTERS = "registers";
    static final List<TableSchema> TABLES = List.of(
            new TableSchema(
                    LISTS,
                    List.of(
                            Column.of("id", ColumnType.INT).asPrimaryKey(),
                            Column.of("kind", ColumnType.INT),
                            Column.of("marks", ColumnType.TEXT))),
            new TableSchema(
                    REGISTERS,
                    List.of(Column.of("id", ColumnType.INT).asPrimaryKey(), Column.of("mark", ColumnType.INT))));
    static final Range ALL_LISTS = new Range("all lists", (key, value) -> key.startsWith("l"));
    static final Range ALL_REGISTERS = new Range("all registers", (key, value) -> key.startsWith("r"));

    private static final long DAMAGED = -1;

    private Rows() {}

    static String list(long id) {
        return "l" + id;
    }

    static String register(long id) {
        return "r" + id;
    }

    static String table(String key) {
        return key.startsWith("l") ? LISTS : REGISTERS;
    }

    static long id(String key) {
        return Long.parseLong(key.substring(1));
    }

    static Range kind(long kind) {
        return new Range("lists of kind " + kind, (key, value) -> key.startsWith("l") && value.last() % KINDS == kind);
    }

    static String text(Value value) {
        return value.marks().stream().map(String::valueOf).collect(Collectors.joining(".")) + "|"
                + padding(value.last());
    }

    private static String padding(long mark) {
        int length = mark % 47 == 0 ? 6_000 : (int) (mark * 7_919 % 700);
        return String.valueOf((char) ('a' + mark % 26)).repeat(length);
    }

    static String key(String table, Row row) {
        return table.equals(LISTS) ? list(row.getLong(0)) : register(row.getLong(0));
    }

    static Value value(String table, Row row) {
        if (table.equals(REGISTERS)) {
            return Value.register(row.getLong(1));
        }
        String text = row.getText(2);
        Value value = Value.list(Stream.of(text.substring(0, text.indexOf('|')).split("\\."))
                .map(Long::valueOf)
                .toList());
        return row.getLong(1) == value.last() % KINDS && text.equals(text(value)) ? value : value.with(DAMAGED);
    }
}
