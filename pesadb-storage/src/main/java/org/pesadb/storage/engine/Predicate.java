package org.pesadb.storage.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowPredicate;
import org.pesadb.storage.plan.Term;

/**
 * Conditions joined by AND, with their columns found and their values brought to the columns' types. Tests are done in the order of
 * their columns, since a codec may have to read a row from its front. Immutable.
 */
final class Predicate implements RowPredicate {
    /** Holds for every row. */
    static final Predicate ALL = new Predicate(List.of());

    private final List<Test> conditions;
    private final Test[] tests;
    private final int[] columns;

    private Predicate(List<Test> conditions) {
        this.conditions = conditions;
        this.tests = conditions.toArray(Test[]::new);
        if (tests.length > 1) {
            Arrays.sort(tests, Comparator.comparingInt(test -> test.column));
        }
        int[] used = new int[tests.length];
        int count = 0;
        for (Test test : tests) {
            if (count == 0 || used[count - 1] != test.column) {
                used[count++] = test.column;
            }
        }
        this.columns = Arrays.copyOf(used, count);
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
        List<Test> all = new ArrayList<>(conditions);
        for (int column : columns) {
            all.add(new Test(column, schema.column(column).type(), Operator.IS_NOT_NULL, List.of()));
        }
        return new Predicate(all);
    }

    /** The tests, for whoever looks for ways to answer them without reading every row. */
    List<Term> terms(TableSchema schema) {
        List<Term> terms = new ArrayList<>(tests.length);
        for (Test test : conditions) {
            terms.add(new Term(test.column, schema.column(test.column).type(), test.operator, test.values));
        }
        return terms;
    }

    /** What is left to be tested where an index has answered all that is asked of some columns. */
    Predicate without(BitSet answered) {
        return where(answered, false);
    }

    /** What an index has answered: the tests of some columns. */
    Predicate only(BitSet answered) {
        return where(answered, true);
    }

    private Predicate where(BitSet columns, boolean included) {
        List<Test> kept = new ArrayList<>(tests.length);
        for (Test test : conditions) {
            if (columns.get(test.column) == included) {
                kept.add(test);
            }
        }
        return kept.size() == tests.length ? this : kept.isEmpty() ? ALL : new Predicate(kept);
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
        return tests[test].holds(bytes, offset, length);
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
        private final long least;
        private final long greatest;
        private final NumberSet numbers;
        private final byte[] text;
        private final TextSet texts;
        private final LikePattern pattern;

        private Test(int column, ColumnType type, Operator operator, List<Object> values) {
            this.column = column;
            this.operator = operator;
            this.values = values;
            this.number = type == ColumnType.INT;
            boolean one = !values.isEmpty() && operator != Operator.IN;
            long wanted = one && number ? (Long) values.get(0) : 0;
            // A number meets <, <=, = , >= and > where it lies within two bounds, which an impossible one turns around.
            boolean upwards = operator == Operator.GREATER || operator == Operator.GREATER_OR_EQUAL;
            boolean downwards = operator == Operator.LESS || operator == Operator.LESS_OR_EQUAL;
            boolean impossible = operator == Operator.GREATER && wanted == Long.MAX_VALUE
                    || operator == Operator.LESS && wanted == Long.MIN_VALUE;
            this.least =
                    impossible ? 1 : downwards ? Long.MIN_VALUE : operator == Operator.GREATER ? wanted + 1 : wanted;
            this.greatest = impossible ? 0 : upwards ? Long.MAX_VALUE : operator == Operator.LESS ? wanted - 1 : wanted;
            this.text = one && !number ? utf8(values.get(0)) : null;
            this.numbers = operator == Operator.IN && number
                    ? new NumberSet(values.stream().mapToLong(Long.class::cast).toArray())
                    : null;
            this.texts = operator == Operator.IN && !number
                    ? new TextSet(values.stream().map(Test::utf8).toList())
                    : null;
            this.pattern = one && operator == Operator.LIKE ? new LikePattern((String) values.get(0)) : null;
        }

        private static byte[] utf8(Object text) {
            return ((String) text).getBytes(StandardCharsets.UTF_8);
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
            if (number) {
                return holds(row.getLong(column));
            }
            byte[] bytes = utf8(row.getText(column));
            return holds(bytes, 0, bytes.length);
        }

        boolean holds(long value) {
            return switch (operator) {
                case IS_NULL -> false;
                case IS_NOT_NULL -> true;
                case IN -> numbers.contains(value);
                case NOT_EQUAL -> value != least;
                default -> value >= least && value <= greatest;
            };
        }

        /** Bytes of UTF-8, taken as unsigned, are in the order of the code points. */
        boolean holds(byte[] bytes, int offset, int length) {
            return switch (operator) {
                case IS_NULL -> false;
                case IS_NOT_NULL -> true;
                case IN -> texts.contains(bytes, offset, length);
                case LIKE -> pattern.matches(bytes, offset, length);
                case EQUAL -> equal(bytes, offset, length);
                case NOT_EQUAL -> !equal(bytes, offset, length);
                case LESS -> compare(bytes, offset, length) < 0;
                case LESS_OR_EQUAL -> compare(bytes, offset, length) <= 0;
                case GREATER -> compare(bytes, offset, length) > 0;
                case GREATER_OR_EQUAL -> compare(bytes, offset, length) >= 0;
            };
        }

        private boolean equal(byte[] bytes, int offset, int length) {
            return length == text.length && Arrays.equals(bytes, offset, offset + length, text, 0, length);
        }

        private int compare(byte[] bytes, int offset, int length) {
            return Arrays.compareUnsigned(bytes, offset, offset + length, text, 0, text.length);
        }
    }
}
