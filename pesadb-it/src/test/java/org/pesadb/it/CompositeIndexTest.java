package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;

/** Indexes on several columns: what they refuse, what of them a failure undoes, and that they outlive whatever moves a table. */
class CompositeIndexTest {
    private static final Path PATH = Path.of("/d/composite.pesa").toAbsolutePath();
    private static final Path SALVAGED = Path.of("/d/salvaged.pesa").toAbsolutePath();

    private final MemoryFiles files = new MemoryFiles();
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = PesaDb.open(PATH, PesaDb.options().files(files).build());
        session = database.openSession();
        Tables.create(
                session,
                "t",
                Tables.key("id"),
                Tables.text("a"),
                Tables.number("b"),
                Tables.number("c").asNotNull());
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private String refusal(ErrorCode code, Command command) {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> session.run(command), command::toString);
        assertEquals(code, refused.code(), refused.getMessage());
        return refused.getMessage();
    }

    private static Command.Insert row(Object... values) {
        return new Command.Insert(
                "t", java.util.Arrays.stream(values).map(Operand::of).toList());
    }

    private long found(Object a, Object b) {
        return Tables.count(session, "t", equal("a", a), equal("b", b));
    }

    private static Condition equal(String column, Object value) {
        return value == null
                ? new Condition(column, Operator.IS_NULL, List.of())
                : Condition.of(column, Operator.EQUAL, Operand.of(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "btree"})
    void rowsAreTheSameOnlyInAllTheirValues(String kind) {
        session.run(new Command.CreateIndex("t", List.of("a", "b"), true, kind));
        session.run(row(1, "x", 1, 0));
        session.run(row(2, "x", 2, 0));
        session.run(row(3, "x", null, 0));
        session.run(row(4, "x", null, 0));
        session.run(row(5, null, null, 0));
        session.run(row(6, null, null, 0));
        assertEquals(
                "t.a,b x,1 already exists",
                refusal(ErrorCode.DUPLICATE_KEY, row(7, "x", 1, 0)),
                "named by its columns");
        refusal(ErrorCode.DUPLICATE_KEY, Tables.set("t", "b", 2, equal("id", 3L)));
        assertEquals(2, session.run(Tables.set("t", "a", "y", equal("a", null))).rows());
        refusal(ErrorCode.DUPLICATE_KEY, Tables.set("t", "b", 9, equal("a", "y")));
        assertEquals(2, found("y", null), "undone with its entries");
        assertEquals(0, found("y", 9L));
        assertEquals(2, found("x", null));
        assertEquals(1, found("x", 1L));
        assertEquals(List.of(), Tables.faults(database));
    }

    @Test
    void uniqueIsRefusedWhereRowsAreTheSameAlready() {
        session.run(row(1, "x", 1, 7));
        session.run(row(2, "x", 2, 7));
        session.run(row(3, null, 2, 7));
        session.run(row(4, null, 2, 7));
        refusal(ErrorCode.DUPLICATE_KEY, new Command.CreateIndex("t", List.of("c", "a"), true, "btree"));
        session.run(new Command.CreateIndex("t", List.of("a", "b", "c"), true, "btree"));
        refusal(ErrorCode.DUPLICATE_KEY, row(5, "x", 2, 7));
        assertEquals(List.of(), Tables.faults(database));
    }

    @Test
    void theSameColumnsInTheSameOrderAreOneIndex() {
        Command index = new Command.CreateIndex("t", List.of("a", "b"), false, "btree");
        session.run(index);
        assertEquals("t.a,b has an index of kind btree already", refusal(ErrorCode.INDEX_EXISTS, index));
        session.run(new Command.CreateIndex("t", List.of("b", "a"), false, "hash"));
        session.run(new Command.CreateIndex("t", List.of("a"), false, "hash"));
        refusal(ErrorCode.INDEX_EXISTS, new Command.CreateIndex("t", List.of("id"), false, "btree"));
        refusal(ErrorCode.SYNTAX, new Command.CreateIndex("t", List.of("a", "a"), false, null));
        refusal(ErrorCode.SYNTAX, new Command.CreateIndex("t", List.of(), false, null));
        refusal(ErrorCode.NO_SUCH_COLUMN, new Command.DropIndex("t", List.of("a", "x")));
        assertEquals(
                "t.a,c has no index", refusal(ErrorCode.NO_SUCH_INDEX, new Command.DropIndex("t", List.of("a", "c"))));
        session.run(new Command.DropIndex("t", List.of("a", "b")));
        refusal(ErrorCode.NO_SUCH_INDEX, new Command.DropIndex("t", List.of("a", "b")));
        session.run(index);
        assertEquals(
                List.of("hash", "hash", "hash"),
                Tables.rows(session, new Command.DescribeTable("t")).stream()
                        .map(column -> column.get(5))
                        .filter(kind -> kind != null)
                        .toList(),
                "an index on the column alone comes first");
        assertEquals(List.of(), Tables.faults(database));
    }

    private static List<List<Object>> indexes(Session session) {
        return Tables.rows(
                session,
                new Command.Select(
                        "pesa_indexes",
                        List.of("columns", "uniq", "kind", "made"),
                        List.of(),
                        new Command.Ordering("columns", false),
                        Command.Limit.NONE));
    }

    @Test
    void aCommaInANameMakesNoOtherIndexOfIt() {
        Tables.create(session, "odd", Tables.key("id"), Tables.text("a"), Tables.text("b"), Tables.text("a,b"));
        session.run(new Command.CreateIndex("odd", List.of("a", "b"), true, null));
        session.run(new Command.CreateIndex("odd", List.of("a,b"), false, null));
        Tables.insert(session, "odd", 1, "x", "y", "x,y");
        session.close();
        database.close();
        open(PATH);
        assertEquals(List.of(), Tables.faults(database));
        assertEquals(1, Tables.count(session, "odd", equal("a,b", "x,y")));
        assertEquals(1, Tables.count(session, "odd", equal("a", "x"), equal("b", "y")));
    }

    @Test
    void whatMovesATableMovesItsIndexes() {
        session.run(new Command.CreateIndex("t", List.of("a", "b"), true, "hash"));
        session.run(new Command.CreateIndex("t", List.of("c", "a"), false, "btree"));
        session.run(new Command.Begin(false));
        for (long id = 0; id < 600; id++) {
            session.run(row(id, "a" + id % 9, id, id % 5));
        }
        session.run(new Command.Delete("t", List.of(Condition.of("id", Operator.LESS, Operand.of(400)))));
        session.run(new Command.Commit());
        List<List<Object>> before = indexes(session);
        session.run(new Command.Compact(null));
        requireSame(database, session, before);
        session.close();
        database.close();
        PesaDb.salvage(PATH, SALVAGED, PesaDb.options().files(files).build(), lost -> {}, Progress.NONE);
        try (Database salvaged =
                        PesaDb.open(SALVAGED, PesaDb.options().files(files).build());
                Session reader = salvaged.openSession()) {
            requireSame(salvaged, reader, before);
        }
        open(PATH);
        requireSame(database, session, before);
    }

    private void open(Path path) {
        database = PesaDb.open(path, PesaDb.options().files(files).build());
        session = database.openSession();
    }

    private static void requireSame(Database found, Session reader, List<List<Object>> before) {
        assertEquals(List.of(), Tables.faults(found));
        assertEquals(before, indexes(reader));
        assertEquals(1, Tables.count(reader, "t", equal("a", "a1"), equal("b", 406L)));
        List<Condition> where = List.of(equal("c", 3L), Condition.of("a", Operator.LIKE, Operand.of("a4%")));
        assertEquals(5, Tables.count(reader, "t", where.toArray(Condition[]::new)));
        String told = Tables.rows(reader, new Command.Explain(new Command.Count("t", where)))
                .toString();
        assertTrue(told.contains("the btree index on t.c,a where c = 3 and a LIKE 'a4%'"), told);
    }
}
