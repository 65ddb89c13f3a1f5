package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.Components;
import org.pesadb.testing.MemoryFiles;

/**
 * Whatever indexes a table has, its answers are those of a list of rows: random indexes on one or more columns, hash and ordered, random
 * conditions, orders and limits, over values at the edges of their types, in and out of transactions. {@code -Dpesadb.paths.seed} repeats
 * one run.
 */
class AccessPathModelTest {
    private static final int RUNS = 8;
    private static final int QUERIES = 80;
    private static final String[] KINDS = {"hash", "assert-hash", "btree", "assert-btree", "sorted"};
    private static final String[] COLUMNS = {"id", "a", "b", "c", "d"};
    private static final boolean[] NUMBER = {true, true, false, true, false};

    private static final Object[] NUMBERS = {
        null,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        -256L,
        -1L,
        0L,
        1L,
        2L,
        3L,
        255L,
        256L,
        511L,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    private static final Object[] TEXTS = {
        null,
        "",
        "\0",
        "\0\0",
        "\0a",
        "a",
        "a\0",
        "a\0b",
        "a\u0001",
        "ab",
        "abc",
        "abd",
        "b",
        "\u00FF",
        "\u00FFa",
        "\uFFFF",
        "\uD83D\uDE00",
        "\uDBFF\uDFFF",
        "%",
        "a_c",
        "10",
        "9"
    };

    private static final String[] PATTERNS = {
        "%",
        "a%",
        "ab%",
        "a",
        "",
        "_",
        "a_%",
        "%b",
        "a%c",
        "\0%",
        "a\0%",
        "\u00FF%",
        "\uD83D\uDE00%",
        "\uDBFF\uDFFF%",
        "a%%",
        "\uFFFF_",
        "__%"
    };

    /** What the first words of all explanations were, to know that every way was tried. */
    private static final Set<String> SEEN = Collections.synchronizedSet(new TreeSet<>());

    private final TreeMap<Long, Object[]> model = new TreeMap<>();
    private Random random;
    private Session session;

    @TestFactory
    Stream<DynamicTest> answersAreThoseOfAList() {
        Long only = Long.getLong("pesadb.paths.seed");
        Random seeds = new Random();
        return (only != null
                        ? Stream.of(only)
                        : Stream.generate(seeds::nextLong).limit(RUNS))
                .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> new AccessPathModelTest().run(seed)));
    }

    @AfterAll
    static void everyWayWasTried() {
        if (Long.getLong("pesadb.paths.seed") == null) {
            for (String way : List.of("read", "scan", "look", "go", "count", "backwards")) {
                assertTrue(SEEN.contains(way), () -> way + " is not among " + SEEN);
            }
        }
    }

    private void run(long seed) {
        random = new Random(seed);
        Path path = Path.of("/d/paths.pesa").toAbsolutePath();
        var components = Components.installed().with(List.of(new SortedPages()));
        try (Database database = PesaDb.open(
                        path,
                        PesaDb.options()
                                .files(new MemoryFiles())
                                .components(components)
                                .build());
                Session opened = database.openSession()) {
            session = opened;
            Tables.create(
                    session,
                    "t",
                    Tables.key("id"),
                    Tables.number("a"),
                    Tables.text("b"),
                    Tables.number("c"),
                    Tables.text("d"));
            int rows = random.nextInt(4) == 0 ? random.nextInt(5) : 100 + random.nextInt(400);
            session.run(new Command.Begin(false));
            for (long id = 0; id < rows; id++) {
                insert(id);
            }
            session.run(new Command.Commit());
            for (int round = 0; round < 3; round++) {
                Set<List<String>> indexes = index();
                boolean transaction = random.nextBoolean();
                TreeMap<Long, Object[]> before = new TreeMap<>(model);
                if (transaction) {
                    session.run(new Command.Begin(false));
                }
                for (int i = 0; i < QUERIES; i++) {
                    step();
                }
                if (transaction && random.nextBoolean()) {
                    session.run(new Command.Rollback());
                    model.clear();
                    model.putAll(before);
                } else if (transaction) {
                    session.run(new Command.Commit());
                }
                assertEquals(List.of(), Tables.faults(database));
                indexes.forEach(columns -> session.run(new Command.DropIndex("t", columns)));
            }
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("-Dpesadb.paths.seed=" + seed + ": " + failed.getMessage(), failed);
        }
    }

    private void insert(long id) {
        Object[] row = {id, value(1), value(2), value(3), value(4)};
        Tables.insert(session, "t", row);
        model.put(id, row);
    }

    private Object value(int column) {
        Object[] values = NUMBER[column] ? NUMBERS : TEXTS;
        return values[random.nextInt(values.length)];
    }

    private Object notNull(int column) {
        Object value = value(column);
        return value != null ? value : notNull(column);
    }

    private Set<List<String>> index() {
        Set<List<String>> made = new HashSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            List<String> columns = new ArrayList<>(List.of(COLUMNS));
            Collections.shuffle(columns, random);
            columns = columns.subList(0, 1 + random.nextInt(3));
            if (!columns.equals(List.of("id")) && made.add(columns)) {
                String kind = KINDS[random.nextInt(KINDS.length)];
                boolean unique = columns.contains("id") && random.nextBoolean();
                session.run(new Command.CreateIndex("t", columns, unique, kind));
            }
        }
        return made;
    }

    private void step() {
        int action = random.nextInt(20);
        List<Condition> where = conditions();
        List<Object[]> matching =
                model.values().stream().filter(row -> holds(where, row)).toList();
        if (action < 11) {
            select(where, matching);
        } else if (action < 14) {
            Command count = new Command.Count("t", where);
            explain(count);
            assertEquals(List.of(List.of((long) matching.size())), Tables.rows(session, count), () -> "COUNT " + where);
        } else if (action < 16) {
            extreme(where, matching);
        } else if (action == 16 && matching.size() < model.size() / 4) {
            explain(new Command.Delete("t", where));
            assertEquals(
                    matching.size(), session.run(new Command.Delete("t", where)).rows(), () -> "DEL " + where);
            matching.forEach(row -> model.remove((Long) row[0]));
        } else if (action == 17) {
            update(where, matching);
        } else {
            insert(model.isEmpty() ? 0 : model.lastKey() + 1);
        }
    }

    private void update(List<Condition> where, List<Object[]> matching) {
        int column = 1 + random.nextInt(4);
        Object value = value(column);
        Command.Update update =
                new Command.Update("t", List.of(new Command.Assignment(COLUMNS[column], Operand.of(value))), where);
        explain(update);
        assertEquals(matching.size(), session.run(update).rows(), () -> "UPD " + where);
        for (Object[] row : matching) {
            Object[] after = row.clone();
            after[column] = value;
            model.put((Long) row[0], after);
        }
    }

    private void extreme(List<Condition> where, List<Object[]> matching) {
        int column = random.nextInt(COLUMNS.length);
        boolean greatest = random.nextBoolean();
        Command.Function function = greatest ? Command.Function.MAX : Command.Function.MIN;
        Command command = new Command.Aggregate(function, "t", COLUMNS[column], where, List.of());
        explain(command);
        List<Object> values = matching.stream()
                .map(row -> row[column])
                .filter(value -> value != null)
                .sorted(AccessPathModelTest::compare)
                .toList();
        Object wanted = values.isEmpty() ? null : values.get(greatest ? values.size() - 1 : 0);
        assertEquals(
                List.of(Collections.singletonList(wanted)),
                Tables.rows(session, command),
                () -> function + " " + COLUMNS[column] + " " + where);
    }

    private void select(List<Condition> where, List<Object[]> matching) {
        int order = random.nextInt(COLUMNS.length + 2) - 2;
        boolean descending = random.nextBoolean();
        int offset = random.nextInt(3) == 0 ? random.nextInt(6) : 0;
        OptionalLong limit = random.nextInt(3) == 0 ? OptionalLong.of(random.nextInt(12)) : OptionalLong.empty();
        Command.Ordering ordering = order < 0 ? null : new Command.Ordering(COLUMNS[order], descending);
        Command.Select select = new Command.Select(
                "t", List.of(), where, ordering, new Command.Limit(limit, limit.isPresent() ? offset : 0));
        explain(select);
        List<List<Object>> got = Tables.rows(session, select);
        int from = limit.isPresent() ? Math.min(offset, matching.size()) : 0;
        int to = (int) Math.min(matching.size(), from + limit.orElse(matching.size()));
        assertEquals(to - from, got.size(), select::toString);
        Set<Object> ids = new HashSet<>();
        for (List<Object> row : got) {
            assertTrue(ids.add(row.get(0)), () -> select + " gives " + row + " twice");
            assertTrue(
                    holds(where, row.toArray()) && Arrays.equals(model.get((Long) row.get(0)), row.toArray()),
                    () -> select + " gives " + row);
        }
        if (order >= 0) {
            Comparator<Object> comparator = AccessPathModelTest::compare;
            List<Object> wanted = matching.stream()
                    .map(row -> row[order])
                    .sorted(descending ? comparator.reversed() : comparator)
                    .toList();
            assertEquals(
                    wanted.subList(from, to),
                    got.stream().map(row -> row.get(order)).toList(),
                    select::toString);
        }
    }

    private void explain(Command command) {
        List<List<Object>> steps = Tables.rows(session, new Command.Explain(command));
        String action = (String) steps.get(0).get(1);
        SEEN.add(action.substring(0, action.indexOf(' ')));
        if (action.endsWith(", backwards")) {
            SEEN.add("backwards");
        }
        for (int i = 0; i < steps.size(); i++) {
            assertEquals(i + 1L, steps.get(i).get(0));
            assertTrue((Long) steps.get(i).get(2) >= 0 && (Long) steps.get(i).get(3) >= 0, steps::toString);
        }
    }

    // ---- conditions

    private List<Condition> conditions() {
        List<Condition> where = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int column = random.nextInt(COLUMNS.length);
            where.add(condition(column));
        }
        return where;
    }

    private Condition condition(int column) {
        Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
        if (random.nextInt(3) == 0) {
            operator = Operator.EQUAL;
        }
        if (operator == Operator.LIKE) {
            if (NUMBER[column]) {
                return condition(column);
            }
            return Condition.of(COLUMNS[column], operator, Operand.of(PATTERNS[random.nextInt(PATTERNS.length)]));
        }
        List<Operand> operands = new ArrayList<>();
        int count = switch (operator) {
            case IS_NULL, IS_NOT_NULL -> 0;
            case IN -> 1 + random.nextInt(5);
            default -> 1;
        };
        for (int i = 0; i < count; i++) {
            operands.add(Operand.of(column == 0 ? (Object) (long) random.nextInt(500) : notNull(column)));
        }
        return new Condition(COLUMNS[column], operator, operands);
    }

    private static boolean holds(List<Condition> where, Object[] row) {
        return where.stream().allMatch(condition -> holds(condition, row));
    }

    private static boolean holds(Condition condition, Object[] row) {
        Object value = row[List.of(COLUMNS).indexOf(condition.column())];
        if (value == null) {
            return condition.operator() == Operator.IS_NULL;
        }
        List<Object> operands = condition.operands().stream()
                .map(operand -> operand instanceof Operand.Int number
                        ? (Object) number.value()
                        : ((Operand.Text) operand).value())
                .toList();
        int comparison = operands.isEmpty() ? 0 : compare(value, operands.get(0));
        return switch (condition.operator()) {
            case IS_NULL -> false;
            case IS_NOT_NULL -> true;
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_OR_EQUAL -> comparison >= 0;
            case IN -> operands.contains(value);
            case LIKE -> like((String) operands.get(0), (String) value);
        };
    }

    private static boolean like(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints()
                .forEach(point -> regex.append(
                        point == '%' ? ".*" : point == '_' ? "." : Pattern.quote(Character.toString(point))));
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    private static int compare(Object one, Object other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return one instanceof Long number
                ? number.compareTo((Long) other)
                : TextOrder.compare((String) one, (String) other);
    }
}
