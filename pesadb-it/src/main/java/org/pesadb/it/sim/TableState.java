package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.pesadb.api.Column;
import org.pesadb.api.Condition;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.TableSchema;
import org.pesadb.api.TextOrder;

/**
 * A table of the model: its rows by primary key, and the lists of columns that an index was made on. Never changed; a change makes a
 * copy. Rows hold {@link Long}, {@link String} and null.
 *
 * @param schema  its columns; the first one is the primary key
 * @param indexes the columns of each index that was made, in their order, and whether it is unique
 * @param rows    every row
 */
record TableState(TableSchema schema, Map<List<String>, Boolean> indexes, TreeMap<Long, List<Object>> rows) {

    /** The same table with other rows. */
    TableState with(TreeMap<Long, List<Object>> changed) {
        return new TableState(schema, indexes, changed);
    }

    /** Whether there is an index on exactly these columns, in this order. */
    boolean hasIndex(List<String> columns) {
        return indexes.containsKey(columns)
                || columns.size() == 1
                        && schema.column(schema.position(columns.get(0))).unique();
    }

    /** The lists of columns whose values no two rows may share. */
    List<List<String>> uniques() {
        List<List<String>> uniques = new ArrayList<>();
        schema.columns().stream().filter(Column::unique).forEach(column -> uniques.add(List.of(column.name())));
        indexes.forEach((columns, unique) -> {
            if (unique) {
                uniques.add(columns);
            }
        });
        return uniques;
    }

    /** Whether another row than that of a key holds the values that a row has in some columns; NULL is held by none. */
    boolean isTaken(List<String> columns, List<Object> values, Long except) {
        int[] positions = columns.stream().mapToInt(schema::position).toArray();
        return rows.entrySet().stream()
                .filter(row -> !row.getKey().equals(except))
                .anyMatch(row -> Arrays.stream(positions)
                        .allMatch(at -> values.get(at) != null
                                && values.get(at).equals(row.getValue().get(at))));
    }

    /** The rows that fulfil every condition. */
    TreeMap<Long, List<Object>> where(List<Condition> conditions) {
        TreeMap<Long, List<Object>> found = new TreeMap<>(rows);
        for (Condition condition : conditions) {
            found.values().removeIf(test(condition).negate());
        }
        return found;
    }

    private Predicate<List<Object>> test(Condition condition) {
        int column = schema.position(condition.column());
        if (condition.operands().isEmpty()) {
            boolean wanted = condition.operator() == Operator.IS_NULL;
            return row -> (row.get(column) == null) == wanted;
        }
        Object with = value(condition.operands().get(0));
        return row -> {
            Object value = row.get(column);
            if (value == null || with == null) {
                return false;
            }
            int order = value instanceof Long number
                    ? Long.compare(number, (Long) with)
                    : TextOrder.compare((String) value, (String) with);
            return switch (condition.operator()) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
                default -> throw new IllegalArgumentException("the model knows no " + condition.operator());
            };
        };
    }

    /** The Java value of an operand. */
    static Object value(Operand operand) {
        if (operand instanceof Operand.Int number) {
            return number.value();
        } else if (operand instanceof Operand.Text text) {
            return text.value();
        } else if (operand instanceof Operand.Null) {
            return null;
        }
        throw new IllegalArgumentException("the model knows no " + operand);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableState table
                && schema.columns().equals(table.schema.columns())
                && indexes.equals(table.indexes)
                && rows.equals(table.rows);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema.columns(), rows);
    }
}
