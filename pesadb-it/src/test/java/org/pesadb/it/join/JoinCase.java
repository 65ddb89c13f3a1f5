package org.pesadb.it.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Predicate;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;

/**
 * A random join of two to four of some tables, a table with itself too, and what it gives by plain loops over lists. Every
 * table is {@code id:INT:PK k:INT n:TEXT x:INT}, with NULLs and many equal values.
 */
final class JoinCase {
    static final List<String> COLUMNS = List.of("id", "k", "n", "x");

    private static final List<ColumnType> TYPES =
            List.of(ColumnType.INT, ColumnType.INT, ColumnType.TEXT, ColumnType.INT);

    private final Map<String, List<Object[]>> tables;
    private final Random random;
    private final List<String> names = new ArrayList<>();
    private final List<String> aliases = new ArrayList<>();
    private List<Object[]> rows;
    private final Command.Join command;

    JoinCase(Map<String, List<Object[]>> tables, Random random, String using) {
        this.tables = tables;
        this.random = random;
        Command.TableRef first = reference();
        rows = new ArrayList<>(tables.get(first.table()));
        List<Command.JoinStep> steps = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            steps.add(step());
        }
        List<Condition> where = where();
        int[] shown = shown();
        int order = random.nextInt(3) == 0 ? random.nextInt(width()) : -1;
        boolean descending = random.nextBoolean();
        List<String> columns = Arrays.stream(shown).mapToObj(this::qualified).toList();
        command = new Command.Join(
                first,
                steps,
                columns,
                where,
                order < 0 ? null : new Command.Ordering(qualified(order), descending),
                Command.Limit.NONE,
                using);
        rows = rows.stream()
                .map(row -> Arrays.stream(shown).mapToObj(column -> row[column]).toArray())
                .toList();
    }

    /** Random rows for tables of these names. */
    static Map<String, List<Object[]>> tables(Random random, int mostRows, String... names) {
        Map<String, List<Object[]>> tables = new LinkedHashMap<>();
        for (String name : names) {
            int count = random.nextInt(8) == 0 ? random.nextInt(2) : 1 + random.nextInt(mostRows);
            int distinct = 1 + random.nextInt(mostRows);
            List<Object[]> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                rows.add(new Object[] {
                    (long) i,
                    random.nextInt(9) == 0 ? null : (Object) (long) random.nextInt(distinct),
                    random.nextInt(9) == 0 ? null : "n" + random.nextInt(distinct) % 40,
                    random.nextInt(9) == 0 ? null : (Object) (long) random.nextInt(distinct)
                });
            }
            tables.put(name, rows);
        }
        return tables;
    }

    private Command.TableRef reference() {
        List<String> all = List.copyOf(tables.keySet());
        String table = all.get(random.nextInt(all.size()));
        names.add(table);
        String alias = random.nextBoolean() ? "t" + names.size() : null;
        if (alias == null) {
            // What a table without an alias is called: its name, and from the second time on a number behind it.
            long times = 1
                    + aliases.stream()
                            .filter(name -> name.equals(table) || name.matches(table + "_\\d+"))
                            .count();
            aliases.add(times == 1 ? table : table + "_" + times);
        } else {
            aliases.add(alias);
        }
        return new Command.TableRef(table, alias);
    }

    private int width() {
        return names.size() * COLUMNS.size();
    }

    private String qualified(int position) {
        return aliases.get(position / COLUMNS.size()) + "." + COLUMNS.get(position % COLUMNS.size());
    }

    private Command.JoinStep step() {
        int before = width();
        Command.TableRef table = reference();
        List<Command.JoinOn> on = new ArrayList<>();
        List<int[]> pairs = new ArrayList<>();
        int keys = 1 + random.nextInt(2);
        while (on.size() < keys) {
            int left = random.nextInt(before);
            int right = random.nextInt(COLUMNS.size());
            if (TYPES.get(left % COLUMNS.size()) == TYPES.get(right)) {
                pairs.add(new int[] {left, right});
                on.add(new Command.JoinOn(qualified(left), aliases.get(aliases.size() - 1) + "." + COLUMNS.get(right)));
            }
        }
        boolean keep = random.nextBoolean();
        join(tables.get(table.table()), pairs, keep, before);
        return new Command.JoinStep(table, on, keep);
    }

    private void join(List<Object[]> right, List<int[]> pairs, boolean keep, int before) {
        List<Object[]> joined = new ArrayList<>();
        for (Object[] one : rows) {
            boolean met = false;
            for (Object[] other : right) {
                boolean equal =
                        pairs.stream().allMatch(pair -> one[pair[0]] != null && one[pair[0]].equals(other[pair[1]]));
                if (equal) {
                    met = true;
                    joined.add(both(one, before, other));
                }
            }
            if (keep && !met) {
                joined.add(both(one, before, new Object[COLUMNS.size()]));
            }
        }
        rows = joined;
    }

    private static Object[] both(Object[] one, int before, Object[] other) {
        Object[] both = Arrays.copyOf(one, before + other.length);
        System.arraycopy(other, 0, both, before, other.length);
        return both;
    }

    private List<Condition> where() {
        List<Condition> where = new ArrayList<>();
        while (random.nextInt(2) == 0) {
            int position = random.nextInt(width());
            boolean text = TYPES.get(position % COLUMNS.size()) == ColumnType.TEXT;
            int value = random.nextInt(20);
            Operator operator = List.of(
                            Operator.IS_NULL, Operator.IS_NOT_NULL, Operator.NOT_EQUAL, Operator.LESS, Operator.EQUAL)
                    .get(random.nextInt(5));
            boolean bare = operator == Operator.IS_NULL || operator == Operator.IS_NOT_NULL;
            Object wanted = text ? "n" + value : (Object) (long) value;
            Operand operand = text ? new Operand.Text("n" + value) : new Operand.Int(value);
            where.add(new Condition(qualified(position), operator, bare ? List.of() : List.of(operand)));
            Predicate<Object> holds = switch (operator) {
                case IS_NULL -> found -> found == null;
                case IS_NOT_NULL -> found -> found != null;
                case NOT_EQUAL -> found -> found != null && !found.equals(wanted);
                case EQUAL -> wanted::equals;
                default -> found -> found != null && compare(found, wanted) < 0;
            };
            rows = rows.stream().filter(row -> holds.test(row[position])).toList();
        }
        return where;
    }

    private static int compare(Object one, Object other) {
        return one instanceof Long number ? number.compareTo((Long) other) : ((String) one).compareTo((String) other);
    }

    private int[] shown() {
        BitSet shown = new BitSet();
        for (int i = 0; i < 1 + random.nextInt(width()); i++) {
            shown.set(random.nextInt(width()));
        }
        return shown.stream().toArray();
    }

    Command.Join command() {
        return command;
    }

    /** The same, but for a limit. */
    Command.Join limited(long count) {
        return new Command.Join(
                command.first(),
                command.steps(),
                command.columns(),
                command.where(),
                command.order(),
                new Command.Limit(OptionalLong.of(count), 1),
                command.using());
    }

    /** What it gives, without an order: how often each row comes. */
    Map<List<Object>, Integer> wanted() {
        return counted(rows.stream().map(Arrays::asList).toList());
    }

    static Map<List<Object>, Integer> counted(List<List<Object>> rows) {
        Map<List<Object>, Integer> counted = new java.util.HashMap<>();
        rows.forEach(row -> counted.merge(row, 1, Integer::sum));
        return counted;
    }

    static Column[] columns() {
        return new Column[] {
            Column.of("id", ColumnType.INT).asPrimaryKey(),
            Column.of("k", ColumnType.INT),
            Column.of("n", ColumnType.TEXT),
            Column.of("x", ColumnType.INT)
        };
    }
}
