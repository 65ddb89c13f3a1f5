package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;

/**
 * What commands read, counted in visits to pages: by an ordered index no more than what they show, and what EXPLAIN says is what is
 * done. The table has its rows in an order that no index has.
 */
class AccessPathCostTest {
    private static final long ROWS = 100_000;
    private static final long PRIME = 7919;
    private static final String FILLER = "x".repeat(60);

    private static Database database;
    private static Session session;

    @BeforeAll
    static void fill() {
        database = PesaDb.open(
                Path.of("/d/cost.pesa").toAbsolutePath(),
                PesaDb.options().files(new MemoryFiles()).build());
        session = database.openSession();
        Tables.create(
                session,
                "t",
                Tables.key("id"),
                Tables.number("n"),
                Tables.text("g"),
                Tables.text("filler"),
                Tables.number("m"));
        try (BatchInsert batch = session.batchInsert("t")) {
            for (long id = 0; id < ROWS; id++) {
                batch.set(0, id);
                batch.set(1, n(id));
                batch.set(2, "g" + n(id) % 100);
                batch.set(3, FILLER);
                batch.set(4, n(id));
                batch.add();
            }
            batch.finish();
        }
        session.run(new Command.CreateIndex("t", "n", false, "btree"));
        session.run(new Command.CreateIndex("t", List.of("g", "n"), true, "btree"));
    }

    private static long n(long id) {
        return id * PRIME % ROWS;
    }

    @AfterAll
    static void close() {
        session.close();
        database.close();
    }

    private static Condition is(String column, Operator operator, Object value) {
        return Condition.of(column, operator, Operand.of(value));
    }

    private static Command.Select select(String order, boolean descending, int limit, Condition... where) {
        return new Command.Select(
                "t",
                List.of("n"),
                List.of(where),
                order == null ? null : new Command.Ordering(order, descending),
                limit == 0 ? Command.Limit.NONE : new Command.Limit(OptionalLong.of(limit), 0));
    }

    private static List<Object> first(Command command) {
        List<Object> values = new ArrayList<>();
        Tables.rows(session, command).forEach(row -> values.add(row.get(0)));
        return values;
    }

    private static List<Object> numbers(long from, long step, int count) {
        return LongStream.iterate(from, n -> n + step)
                .limit(count)
                .mapToObj(n -> (Object) n)
                .toList();
    }

    /** Runs it, and returns how many pages were visited. */
    private static long visits(Command command, List<Object> wanted) {
        long before = Tables.figure(database, "page_visits");
        List<Object> got = first(command);
        long visits = Tables.figure(database, "page_visits") - before;
        assertEquals(wanted, got, command::toString);
        return visits;
    }

    private static void few(long most, Command command, List<Object> wanted) {
        long visits = visits(command, wanted);
        assertTrue(visits <= most, () -> command + " visits " + visits + " pages, not " + most + " at most");
    }

    private static String explained(Command command) {
        return Tables.rows(session, new Command.Explain(command)).toString();
    }

    @Test
    void aScanVisitsThemAll() {
        Command scan = select("m", false, 10, is("m", Operator.LESS, 100L));
        assertTrue(visits(scan, numbers(0, 1, 10)) > 1_000, "the table is too small to tell the ways apart");
        assertTrue(explained(scan).contains("scan t"));
    }

    @Test
    void aRangeVisitsItsRows() {
        Condition[] where = {is("n", Operator.GREATER_OR_EQUAL, 5_000L), is("n", Operator.LESS, 5_100L)};
        few(200, select("n", false, 0, where), numbers(5_000, 1, 100));
        few(200, select("n", true, 0, where), numbers(5_099, -1, 100));
        String told = explained(select("n", true, 0, where));
        assertTrue(told.contains("the btree index on t.n where n >= 5000 and n < 5100, backwards"), told);
        assertFalse(told.contains("sort by"), told);
    }

    @Test
    void anOrderWithALimitStopsEarly() {
        few(100, select("n", false, 10), numbers(0, 1, 10));
        few(100, select("n", true, 10), numbers(ROWS - 1, -1, 10));
        few(100, select("n", true, 5, is("g", Operator.EQUAL, "g7")), numbers(ROWS - 93, -100, 5));
        few(100, select("n", false, 5, is("n", Operator.GREATER, 777L)), numbers(778, 1, 5));
    }

    @Test
    void aCountByAnIndexReadsNoRow() {
        Command count = new Command.Count("t", List.of(is("n", Operator.LESS, 4_000L)));
        few(150, count, List.of(4_000L));
        assertTrue(explained(count).contains("no row is read"));
        few(80, new Command.Count("t", List.of(is("g", Operator.EQUAL, "g3"))), List.of(ROWS / 100));
        few(60, new Command.Count("t", List.of(is("n", Operator.IS_NULL))), List.of(0L));
    }

    private static Condition is(String column, Operator operator) {
        return new Condition(column, operator, List.of());
    }

    @Test
    void theLeastAndTheGreatestAreAtTheEnds() {
        few(60, extreme(Command.Function.MIN), List.of(0L));
        few(60, extreme(Command.Function.MAX), List.of(ROWS - 1));
        few(60, extreme(Command.Function.MAX, is("g", Operator.EQUAL, "g40")), List.of(ROWS - 60));
    }

    private static Command extreme(Command.Function function, Condition... where) {
        return new Command.Aggregate(function, "t", "n", List.of(where), List.of());
    }

    @Test
    void severalValuesAreLookedUpInTheirOrder() {
        Condition in = new Condition(
                "n", Operator.IN, List.of(Operand.of(900L), Operand.of(3L), Operand.of(700_000L), Operand.of(3L)));
        few(100, select("n", false, 0, in), List.of(3L, 900L));
        few(100, select("n", true, 0, in), List.of(900L, 3L));
        few(
                300,
                select(null, false, 0, is("g", Operator.LIKE, "g99%"), is("n", Operator.LESS, 200L)),
                List.of(99L, 199L));
    }

    @Test
    void contradictionsReadNothing() {
        Condition[] where = {is("m", Operator.LESS, 1L), is("m", Operator.GREATER, 5L)};
        few(5, select(null, false, 0, where), List.of());
        few(5, new Command.Count("t", List.of(where)), List.of(0L));
        few(5, select(null, false, 0, is("m", Operator.GREATER, 4L), is("m", Operator.LESS, 5L)), List.of());
        assertTrue(explained(select(null, false, 0, where)).contains("contradict each other"));
    }

    @Test
    void mostOfTheTableIsScannedAndSorted() {
        String told = explained(select("m", false, 0, is("n", Operator.GREATER, 10L)));
        assertTrue(told.contains("scan t") && told.contains("sort by m"), told);
        assertTrue(told.contains("the btree index on t.n and a sort would cost"), told);
    }

    @Test
    void changesFindTheirRowsByARange() {
        session.run(new Command.Begin(false));
        long before = Tables.figure(database, "page_visits");
        List<Condition> where = List.of(is("n", Operator.GREATER_OR_EQUAL, 100L), is("n", Operator.LESS, 110L));
        Command.Assignment further = new Command.Assignment("n", Operand.of(105L));
        assertEquals(
                10,
                session.run(new Command.Update("t", List.of(further), where)).rows());
        assertEquals(10, session.run(new Command.Delete("t", where)).rows());
        long visits = Tables.figure(database, "page_visits") - before;
        session.run(new Command.Rollback());
        assertTrue(visits < 2_000, () -> visits + " pages");
    }
}
