package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.testing.MemoryFiles;

/** EXPLAIN through the API: what it refuses, what it sees in a transaction, and that it changes nothing. */
class ExplainTest {
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = PesaDb.open(
                Path.of("/d/explain.pesa").toAbsolutePath(),
                PesaDb.options().files(new MemoryFiles()).build());
        session = database.openSession();
        Tables.create(session, "t", Tables.key("id"), Tables.number("n"), Tables.text("s"));
        session.run(new Command.CreateIndex("t", "n", false, "btree"));
        session.run(new Command.Begin(false));
        for (long id = 0; id < 200; id++) {
            Tables.insert(session, "t", id, id % 50, "text " + id);
        }
        session.run(new Command.Commit());
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private String actions(Command command) {
        StringBuilder actions = new StringBuilder();
        Tables.rows(session, new Command.Explain(command))
                .forEach(step -> actions.append(step.get(1)).append('\n'));
        return actions.toString();
    }

    private static Condition parameter(String column) {
        return Condition.of(column, Operator.EQUAL, new Operand.Parameter(0));
    }

    @Test
    void theColumnsAreThoseThatWerePromised() {
        try (Cursor cursor = session.execute(new Command.Explain(Tables.all("t")))) {
            assertEquals(
                    "step INT, action TEXT, rows INT, cost INT, why TEXT",
                    String.join(
                            ", ",
                            cursor.columns().stream()
                                    .map(column -> column.name() + " " + column.type())
                                    .toList()));
        }
    }

    @Test
    void whatIsUnboundIsRefusedAndWhatIsBoundIsExplained() {
        Command.Explain explain = new Command.Explain(Tables.all("t", parameter("n")));
        assertEquals(
                ErrorCode.VALUE_COUNT,
                assertThrows(PesaDbException.class, () -> session.run(explain)).code());
        try (Prepared prepared = session.prepare(explain)) {
            assertEquals(
                    ErrorCode.VALUE_COUNT,
                    assertThrows(PesaDbException.class, prepared::execute).code());
            try (Cursor steps = prepared.bind(0, 7).execute()) {
                assertTrue(steps.next());
                assertEquals("look up n = 7 in the btree index on t.n", steps.getText(1));
                assertEquals(4, steps.getLong(2));
            }
            try (Cursor steps = prepared.bindNull(0).execute()) {
                assertTrue(steps.next());
                assertEquals("read nothing", steps.getText(1));
            }
        }
    }

    @Test
    void aTransactionIsExplainedAsItStands() {
        Command range = Tables.all("t", Condition.of("n", Operator.GREATER_OR_EQUAL, Operand.of(49)));
        assertTrue(actions(range).contains("btree index on t.n"), actions(range));
        session.run(new Command.Begin(false));
        session.run(Tables.set("t", "n", 60, Condition.of("n", Operator.LESS, Operand.of(49))));
        assertTrue(actions(range).contains("scan t"), actions(range));
        session.run(new Command.DropIndex("t", "n"));
        String told = Tables.rows(session, new Command.Explain(range)).toString();
        assertTrue(told.contains("no index begins with n"), told);
        session.run(new Command.Rollback());
        assertTrue(actions(range).contains("btree index on t.n"), actions(range));
        session.run(new Command.Begin(true));
        assertTrue(actions(new Command.Delete("t", List.of())).contains("delete each row"));
        session.run(new Command.Rollback());
    }

    @Test
    void nothingIsDone() {
        long pages = Tables.figure(database, "pages");
        long commits = Tables.figure(database, "log_commits");
        actions(new Command.Delete("t", List.of()));
        actions(new Command.DeleteByKey("t", Operand.of(3)));
        actions(Tables.set("t", "n", 5));
        actions(new Command.Insert("t", List.of(Operand.of(1_000), Operand.of(1), Operand.of("x"))));
        assertEquals(200, Tables.count(session, "t"));
        assertEquals(pages, Tables.figure(database, "pages"));
        assertEquals(commits, Tables.figure(database, "log_commits"));
    }

    @Test
    void aggregatesAreExplained() {
        assertTrue(actions(aggregate(Command.Function.MAX, "n"))
                .startsWith("go through the btree index on t.n where n IS NOT NULL, backwards"));
        assertTrue(actions(aggregate(Command.Function.SUM, "n")).endsWith("take the sum of n\n"));
        assertTrue(actions(aggregate(Command.Function.COUNT, null)).contains("headers of t's pages"));
        assertTrue(
                actions(aggregate(Command.Function.COUNT, "s", "n")).contains("group by n and take the count of each"));
        assertTrue(actions(aggregate(Command.Function.COUNT, "id")).contains("headers of t's pages"), "never NULL");
        assertTrue(
                actions(aggregate(Command.Function.COUNT, "n")).contains("btree index on t.n where n IS NOT NULL"),
                "an index knows where it is not");
    }

    @Test
    void theIndexOfAJoinIsTheOneThatIsUsed() {
        Tables.create(session, "empty", Tables.key("id"), Tables.number("t_id"));
        for (boolean indexedFirst : new boolean[] {true, false}) {
            Command.JoinOn on = indexedFirst ? new Command.JoinOn("id", "t_id") : new Command.JoinOn("t_id", "id");
            String told = actions(new Command.Join(
                    new Command.TableRef(indexedFirst ? "t" : "empty", null),
                    new Command.TableRef(indexedFirst ? "empty" : "t", null),
                    List.of(on),
                    List.of(),
                    List.of(),
                    null,
                    Command.Limit.NONE,
                    "index"));
            assertTrue(told.contains("scan empty: "), told);
            assertTrue(told.contains("look id up in an index of t for"), told);
        }
    }

    private static Command aggregate(Command.Function function, String column, String... by) {
        return new Command.Aggregate(function, "t", column, List.of(), List.of(by));
    }

    @Test
    void whatCannotBeExecutedCannotBeExplained() {
        refused(ErrorCode.SYNTAX, new Command.ListTables());
        refused(ErrorCode.SYNTAX, new Command.Explain(Tables.all("t")));
        refused(ErrorCode.NO_SUCH_TABLE, Tables.all("nowhere"));
        refused(ErrorCode.NO_SUCH_COLUMN, Tables.all("t", Condition.equal("x", 1)));
        refused(ErrorCode.NO_SUCH_COLUMN, aggregate(Command.Function.SUM, "n", "x"));
        refused(ErrorCode.READ_ONLY, new Command.Delete("pesa_tables", List.of()));
        refused(ErrorCode.TYPE_MISMATCH, Tables.set("t", "n", "text"));
        refused(ErrorCode.TYPE_MISMATCH, aggregate(Command.Function.SUM, "s"));
        refused(ErrorCode.SYNTAX, aggregate(Command.Function.COUNT, null, "n", "n"));
        Command.Assignment n = new Command.Assignment("n", Operand.of(1));
        refused(ErrorCode.SYNTAX, new Command.Update("t", List.of(n, n), List.of()));
        refused(
                ErrorCode.NOT_NULL,
                new Command.Insert("t", List.of(new Operand.Null(), Operand.of(1), Operand.of("x"))));
        refused(ErrorCode.VALUE_COUNT, new Command.Insert("t", List.of(Operand.of(1))));
    }

    private void refused(ErrorCode code, Command command) {
        Command explain = new Command.Explain(command);
        assertEquals(
                code,
                assertThrows(PesaDbException.class, () -> session.run(explain), explain::toString)
                        .code(),
                explain::toString);
    }
}
