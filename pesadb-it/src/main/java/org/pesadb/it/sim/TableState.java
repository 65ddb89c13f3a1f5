package org.pesadb.it.sim;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.pesadb.api.Column;
import org.pesadb.api.Condition;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.TableSchema;
import org.pesadb.api.TextOrder;

/**
 * A table of the model: its rows by primary key, and the columns that an index was made on. Never changed; a change makes a
 * copy. Rows hold {@link Long}, {@link String} and null.
 *
 * @param schema  its columns; the first one is the primary key
 * @param indexes the columns with an index of their own, and whether it is unique
 * @param rows    every row
 */
record TableState(TableSchema schema, Map<String, Boolean> indexes, TreeMap<Long, List<Object>> rows) {

    /** The same table with other rows. */
    TableState with(TreeMap<Long, List<Object>> changed) {
        return new TableState(schema, indexes, changed);
    }

    /** Whether no two rows may hold the same value of a column. */
    boolean isUnique(int column) {
        Column declared = schema.column(column);
        return declared.unique() || indexes.getOrDefault(declared.name(), false);
    }

    /** Whether some index leads to the values of a column. */
    boolean isIndexed(Column column) {
        return column.unique() || indexes.containsKey(column.name());
    }

    /** Whether another row than that of a key holds a value; NULL is held by none. */
    boolean isTaken(int column, Object value, Long except) {
        return value != null
                && rows.entrySet().stream()
                        .anyMatch(row -> value.equals(row.getValue().get(column))
                                && !row.getKey().equals(except));
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

    /** The columns that an index leads to, as the database lists them, for people. */
    Set<String> indexed() {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < schema.size(); i++) {
            Column column = schema.column(i);
            if (isIndexed(column)) {
                names.add(column.name() + (isUnique(i) ? " unique" : ""));
            }
        }
        return names;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableState table
                && schema.columns().equals(table.schema.columns())
                && indexed().equals(table.indexed())
                && rows.equals(table.rows);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema.columns(), rows);
    }
}
