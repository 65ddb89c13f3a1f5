package org.pesadb.storage.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.RowPredicate;
import org.pesadb.storage.plan.Term;

/** Conditions joined by AND, with their columns found and their values brought to the columns' types. Immutable. */
final class Predicate implements RowPredicate {
    /** Holds for every row. */
    static final Predicate ALL = new Predicate(List.of());

    private final Test[] tests;
    private final int[] columns;

    private Predicate(List<Test> tests) {
        this.tests = tests.toArray(Test[]::new);
        BitSet used = new BitSet();
        tests.forEach(test -> used.set(test.column));
        this.columns = used.stream().toArray();
    }

    static Predicate of(TableSchema schema, List<Condition> where, Object[] parameters) {
        if (where.isEmpty()) {
            return ALL;
        }
        List<Test> tests = new ArrayList<>();
        for (Condition condition : where) {
            int column = schema.position(condition.column());
            tests.add(Test.of(column, schema.column(column), condition, parameters));
        }
        return new Predicate(tests);
    }

    /** These conditions, and that none of some columns is NULL. */
    Predicate andNotNull(TableSchema schema, int... columns) {
        List<Test> all = new ArrayList<>(List.of(tests));
        for (int column : columns) {
            all.add(new Test(column, schema.column(column).type(), Operator.IS_NOT_NULL, List.of()));
        }
        return new Predicate(all);
    }

    /** The tests, for whoever looks for one that an index answers. */
    List<Test> conditions() {
        return List.of(tests);
    }

    /** The tests, for whoever looks for ways to answer them without reading every row. */
    List<Term> terms(TableSchema schema) {
        return conditions().stream()
                .map(test -> new Term(test.column, schema.column(test.column).type(), test.operator, test.values))
                .toList();
    }

    /** What is left to be tested where an index has answered all that is asked of some columns. */
    Predicate without(BitSet answered) {
        if (Arrays.stream(tests).noneMatch(test -> answered.get(test.column))) {
            return this;
        }
        List<Test> left =
                Arrays.stream(tests).filter(test -> !answered.get(test.column)).toList();
        return left.isEmpty() ? ALL : new Predicate(left);
    }

    @Override
    public int[] columns() {
        return columns;
    }

    @Override
    public boolean test(Row row) {
        for (Test test : tests) {
            if (!test.holds(row)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int tests() {
        return tests.length;
    }

    @Override
    public int column(int test) {
        return tests[test].column;
    }

    @Override
    public boolean test(int test, long value) {
        return tests[test].holds(value);
    }

    @Override
    public boolean test(int test, byte[] bytes, int offset, int length) {
        return tests[test].holds(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public boolean testNull(int test) {
        return tests[test].operator == Operator.IS_NULL;
    }

    /** One condition; {@code values} are of the column's type. */
    static final class Test {
        final int column;
        final Operator operator;
        final List<Object> values;
        private final boolean number;
        private final long wanted;
        private final Set<Object> set;
        private final LikePattern pattern;

        private Test(int column, ColumnType type, Operator operator, List<Object> values) {
            this.column = column;
            this.operator = operator;
            this.values = values;
            this.number = type == ColumnType.INT;
            this.wanted = number && !values.isEmpty() ? (Long) values.get(0) : 0;
            this.set = operator == Operator.IN ? new HashSet<>(values) : Set.of();
            this.pattern = operator == Operator.LIKE ? new LikePattern((String) values.get(0)) : null;
        }

        static Test of(int position, Column column, Condition condition, Object[] parameters) {
            Operator operator = condition.operator();
            if (operator == Operator.LIKE && column.type() != ColumnType.TEXT) {
                throw new PesaDbException(ErrorCode.TYPE_MISMATCH, column.name() + " is INT; LIKE compares TEXT");
            }
            List<Object> values = new ArrayList<>();
            for (Operand operand : condition.operands()) {
                Object value = Values.resolve(operand, column, parameters);
                if (value == null && !(operand instanceof Operand.Parameter)) {
                    throw new PesaDbException(
                            ErrorCode.SYNTAX,
                            "NULL equals nothing, in " + column.name() + " " + operator.symbol() + " NULL; use "
                                    + column.name() + " IS NULL or IS NOT NULL");
                }
                if (value != null) {
                    values.add(value);
                } else if (operator != Operator.IN) {
                    return new Test(position, column.type(), Operator.IN, List.of()); // NULL bound: holds for no row
                }
            }
            return new Test(position, column.type(), operator, values);
        }

        boolean holds(Row row) {
            if (row.isNull(column)) {
                return operator == Operator.IS_NULL;
            }
            return number ? holds(row.getLong(column)) : holds(row.getText(column));
        }

        boolean holds(long value) {
            return switch (operator) {
                case IS_NULL -> false;
                case IS_NOT_NULL -> true;
                case IN -> set.contains(value);
                case EQUAL -> value == wanted;
                case NOT_EQUAL -> value != wanted;
                default -> inOrder(Long.compare(value, wanted));
            };
        }

        boolean holds(String value) {
            return switch (operator) {
                case IS_NULL -> false;
                case IS_NOT_NULL -> true;
                case IN -> set.contains(value);
                case LIKE -> pattern.matches(value);
                case EQUAL -> value.equals(values.get(0));
                case NOT_EQUAL -> !value.equals(values.get(0));
                default -> inOrder(TextOrder.compare(value, (String) values.get(0)));
            };
        }

        private boolean inOrder(int comparison) {
            return switch (operator) {
                case LESS -> comparison < 0;
                case LESS_OR_EQUAL -> comparison <= 0;
                case GREATER -> comparison > 0;
                case GREATER_OR_EQUAL -> comparison >= 0;
                default -> throw new IllegalStateException(operator + " is no order");
            };
        }
    }
}
