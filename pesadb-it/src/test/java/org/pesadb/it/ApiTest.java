package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;

/** What an embedding program relies on, one session at a time: transactions, prepared commands, batches, cursors, errors. */
class ApiTest {
    @TempDir
    Path folder;

    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = PesaDb.open(folder.resolve("api.pesa"));
        session = database.openSession();
        Tables.create(
                session,
                "people",
                Tables.key("id"),
                Tables.text("name").asUnique(),
                Tables.text("town").asNotNull());
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    static void refused(ErrorCode code, Executable work) {
        assertEquals(code, assertThrows(PesaDbException.class, work).code());
    }

    private void person(long id, String name) {
        Tables.insert(session, "people", id, name, "Kisumu");
    }

    private static Operand parameter(int index) {
        return new Operand.Parameter(index);
    }

    private static Command.Select byId() {
        return Tables.all("people", Condition.of("id", Operator.EQUAL, parameter(0)));
    }

    @Test
    void aTransactionIsWhollyThereOrNot() {
        session.run(new Command.Begin(false));
        assertTrue(session.inTransaction());
        person(1, "Ann");
        refused(ErrorCode.DUPLICATE_KEY, () -> person(2, "Ann"));
        refused(ErrorCode.IN_TRANSACTION, () -> session.run(new Command.Begin(true)));
        refused(ErrorCode.IN_TRANSACTION, () -> session.run(new Command.Checkpoint()));
        assertTrue(session.inTransaction(), "a failed command does not end it");
        session.run(new Command.Rollback());
        assertFalse(session.inTransaction());
        assertEquals(0, Tables.count(session, "people"));

        session.run(new Command.Begin(false));
        person(1, "Ann");
        refused(ErrorCode.NOT_NULL, () -> Tables.insert(session, "people", 2, "Ben", null));
        person(2, "Ben");
        Outcome committed = session.run(new Command.Commit());
        assertTrue(committed.transaction() > 0);
        assertEquals(2, Tables.count(session, "people"));
        refused(ErrorCode.NO_TRANSACTION, () -> session.run(new Command.Commit()));
        refused(ErrorCode.NO_TRANSACTION, () -> session.run(new Command.Rollback()));
    }

    @Test
    void closingASessionUndoesItsTransactionAndLetsTheNextWriterIn() {
        Session other = database.openSession();
        other.run(new Command.Begin(false));
        Tables.insert(other, "people", 9, "Zoe", "Voi");
        other.close();
        other.close();
        refused(ErrorCode.IO, () -> other.run(new Command.ListTables()));
        person(1, "Ann");
        assertEquals(1, Tables.count(session, "people"));
    }

    @Test
    void aPreparedCommandTakesValueAfterValue() {
        try (Prepared insert =
                session.prepare(new Command.Insert("people", List.of(parameter(0), parameter(1), parameter(2))))) {
            refused(ErrorCode.VALUE_COUNT, insert::execute);
            insert.bind(0, 1).bind(1, "Ann").bind(2, "Kisumu");
            assertEquals(1, insert.execute().outcome().rows());
            refused(ErrorCode.DUPLICATE_KEY, insert::execute);
            insert.bind(0, 2);
            refused(ErrorCode.DUPLICATE_KEY, insert::execute); // the name stays bound
            insert.bindNull(1).execute().close();
            insert.bind(0, 3).bind(1, (String) null).execute().close();
            refused(ErrorCode.NOT_NULL, () -> insert.bind(0, 4).bindNull(2).execute());
            insert.bind(2, "Voi");
            refused(ErrorCode.NOT_NULL, () -> insert.bindNull(0).execute());
            refused(ErrorCode.TYPE_MISMATCH, () -> insert.bind(0, "five").execute());
            refused(ErrorCode.TYPE_MISMATCH, () -> insert.bind(0, 5).bind(1, 5).execute());
            refused(ErrorCode.VALUE_COUNT, () -> insert.bind(3, 5));
            refused(ErrorCode.VALUE_COUNT, () -> insert.bind(-1, 5));
        }
        assertEquals(
                List.of(
                        List.of(1L, "Ann", "Kisumu"),
                        Arrays.asList(2L, null, "Kisumu"),
                        Arrays.asList(3L, null, "Kisumu")),
                Tables.rows(session, Tables.all("people")));
        refused(ErrorCode.VALUE_COUNT, () -> session.run(byId()));
        refused(
                ErrorCode.VALUE_COUNT,
                () -> session.prepare(Tables.all("people", Condition.of("id", Operator.EQUAL, parameter(1)))));
        refused(ErrorCode.NO_SUCH_TABLE, () -> session.prepare(Tables.all("nobody")));
    }

    @Test
    void everyKindOfCommandTakesParameters() {
        for (int i = 1; i <= 4; i++) {
            person(i, "p" + i);
        }
        try (Prepared update = session.prepare(new Command.Update(
                        "people",
                        List.of(new Command.Assignment("town", parameter(0))),
                        List.of(new Condition("id", Operator.IN, List.of(parameter(1), parameter(2))))));
                Prepared count = session.prepare(
                        new Command.Count("people", List.of(Condition.of("town", Operator.LIKE, parameter(0)))));
                Prepared byKey = session.prepare(new Command.DeleteByKey("people", parameter(0)));
                Prepared delete = session.prepare(
                        new Command.Delete("people", List.of(Condition.of("id", Operator.GREATER, parameter(0)))))) {
            assertEquals(
                    2,
                    update.bind(0, "Voi")
                            .bind(1, 1)
                            .bind(2, 4)
                            .execute()
                            .outcome()
                            .rows());
            try (Cursor counted = count.bind(0, "V%").execute()) {
                assertTrue(counted.next());
                assertEquals(2, counted.getLong(0));
            }
            assertEquals(1, byKey.bind(0, 1).execute().outcome().rows());
            assertEquals(0, byKey.execute().outcome().rows());
            assertEquals(2, delete.bind(0, 2).execute().outcome().rows());
            try (Cursor none = count.bindNull(0).execute()) {
                assertTrue(none.next());
                assertEquals(0, none.getLong(0), "NULL is like nothing");
            }
        }
    }

    @Test
    void aPreparedCommandFollowsTheSchema() {
        person(1, "Ann");
        try (Prepared find = session.prepare(byId())) {
            find.bind(0, 1);
            try (Cursor found = find.execute()) {
                assertTrue(found.next());
                assertEquals(3, found.columns().size());
            }
            session.run(new Command.DropTable("people"));
            refused(ErrorCode.NO_SUCH_TABLE, find::execute);
            Tables.create(session, "people", Tables.text("other"), Tables.key("id"));
            Tables.insert(session, "people", "x", 1);
            try (Cursor found = find.execute()) {
                assertTrue(found.next());
                assertEquals(2, found.columns().size());
                assertEquals("x", found.getText(0));
                assertFalse(found.next());
            }
            session.run(new Command.DropTable("people"));
            Tables.create(session, "people", Tables.text("id").asPrimaryKey());
            refused(ErrorCode.TYPE_MISMATCH, find::execute);
        }
    }

    private static void add(BatchInsert batch, long id, String name) {
        batch.set(0, id);
        batch.set(1, name);
        batch.setLiteral(2, "Voi");
        batch.add();
    }

    @Test
    void aBatchIsOneStatement() {
        try (BatchInsert batch = session.batchInsert("people")) {
            assertEquals(3, batch.schema().size());
            add(batch, 1, "Ann");
            refused(ErrorCode.IN_TRANSACTION, () -> session.run(new Command.ListTables()));
            refused(ErrorCode.TYPE_MISMATCH, () -> batch.set(0, "one"));
            refused(ErrorCode.TYPE_MISMATCH, () -> batch.set(1, 1));
            refused(ErrorCode.TYPE_MISMATCH, () -> batch.setLiteral(0, "one"));
            add(batch, 2, null);
            try (Session other = database.openSession()) {
                assertEquals(0, Tables.count(other, "people"), "nobody sees it before it is finished");
            }
            assertEquals(2, batch.finish().rows());
            assertThrows(IllegalStateException.class, batch::add, "it has ended");
            assertThrows(IllegalStateException.class, batch::finish, "it has ended");
        }
        try (BatchInsert unfinished = session.batchInsert("people")) {
            add(unfinished, 3, "Cat");
        }
        try (BatchInsert failing = session.batchInsert("people")) {
            add(failing, 4, "Dan");
            refused(ErrorCode.DUPLICATE_KEY, () -> add(failing, 5, "Ann"));
            assertThrows(IllegalStateException.class, failing::finish, "it can only be closed");
        }
        assertEquals(2, Tables.count(session, "people"));
        refused(ErrorCode.NO_SUCH_TABLE, () -> session.batchInsert("nobody"));
        person(6, "the writer's place is free");
    }

    @Test
    void aBatchWithinATransactionIsUndoneAlone() {
        session.run(new Command.Begin(false));
        person(1, "Ann");
        try (BatchInsert failing = session.batchInsert("people")) {
            add(failing, 2, "Ben");
            refused(ErrorCode.DUPLICATE_KEY, () -> add(failing, 3, "Ann"));
        }
        try (BatchInsert batch = session.batchInsert("people")) {
            add(batch, 4, "Dan");
            batch.finish();
        }
        try (BatchInsert unfinished = session.batchInsert("people")) {
            add(unfinished, 5, "Eve");
        }
        assertTrue(session.inTransaction());
        session.run(new Command.Commit());
        assertEquals(
                List.of(List.of(1L, "Ann", "Kisumu"), List.of(4L, "Dan", "Voi")),
                Tables.rows(session, Tables.all("people")));
    }

    @Test
    void cursorsKeepTheirSnapshotOutsideATransactionAndEndWithAWriteInOne() {
        person(1, "Ann");
        person(2, "Ben");
        try (Cursor before = session.execute(Tables.all("people"));
                Cursor counted = session.execute(new Command.Count("people", List.of()))) {
            assertThrows(IllegalStateException.class, () -> before.getLong(0), "no row yet");
            assertTrue(before.next());
            person(3, "Cat");
            session.run(new Command.DropTable("people"));
            assertTrue(before.next());
            assertEquals("Ben", before.getText(1));
            assertThrows(IllegalStateException.class, () -> before.getLong(1), "a TEXT");
            assertFalse(before.next());
            assertEquals(2, before.outcome().rows());
            assertTrue(counted.next());
            assertEquals(2, counted.getLong(0));
        }
        Tables.create(session, "t", Tables.key("id"));
        session.run(new Command.Begin(false));
        Tables.insert(session, "t", 1);
        Tables.insert(session, "t", 2);
        Cursor own = session.execute(Tables.all("t"));
        Cursor second = session.execute(Tables.all("t"));
        assertTrue(own.next() && second.next());
        refused(ErrorCode.TYPE_MISMATCH, () -> Tables.insert(session, "t", "x"));
        assertThrows(IllegalStateException.class, own::next, "a later command changes something");
        assertThrows(IllegalStateException.class, second::next);
        own.close();
        Cursor last = session.execute(Tables.all("t"));
        session.run(new Command.Commit());
        assertThrows(IllegalStateException.class, last::next, "its transaction has ended");
    }

    @Test
    void readingIsAllThatAReadingTransactionAndAReadOnlyDatabaseDo() {
        person(1, "Ann");
        session.run(new Command.Begin(true));
        refused(ErrorCode.READ_ONLY, () -> person(2, "Ben"));
        refused(ErrorCode.READ_ONLY, () -> session.batchInsert("people"));
        refused(ErrorCode.READ_ONLY, () -> session.run(new Command.DropTable("people")));
        assertEquals(1, Tables.count(session, "people"));
        session.run(new Command.Commit());
        session.close();
        database.close();

        try (Database only = PesaDb.open(
                        folder.resolve("api.pesa"),
                        PesaDb.options().readOnly(true).build());
                Session reader = only.openSession()) {
            assertFalse(only.created());
            refused(ErrorCode.READ_ONLY, () -> Tables.insert(reader, "people", 2, "Ben", "Voi"));
            refused(ErrorCode.READ_ONLY, () -> reader.run(new Command.Begin(false)));
            refused(ErrorCode.READ_ONLY, () -> reader.run(new Command.Checkpoint()));
            refused(ErrorCode.READ_ONLY, () -> reader.batchInsert("people"));
            reader.run(new Command.Begin(true));
            assertEquals(1, Tables.count(reader, "people"));
            refused(
                    ErrorCode.DATABASE_LOCKED,
                    () -> PesaDb.open(folder.resolve("api.pesa")).close());
        }
    }

    @Test
    void aStatementHasABudgetOfMemory() {
        session.close();
        database.close();
        database = PesaDb.open(
                folder.resolve("api.pesa"),
                PesaDb.options().statementBytes(64 << 10).build());
        session = database.openSession();
        try (BatchInsert batch = session.batchInsert("people")) {
            for (int i = 0; i < 2_000; i++) {
                add(batch, i, "a name of some length, number " + i);
            }
            batch.finish();
        }
        Command.Select sorted = new Command.Select(
                "people", List.of(), List.of(), new Command.Ordering("name", false), Command.Limit.NONE);
        List<List<Object>> all = Tables.rows(session, sorted);
        assertEquals(2_000, all.size(), "what does not fit goes through files");
        for (int i = 1; i < all.size(); i++) {
            String before = (String) all.get(i - 1).get(1);
            assertTrue(before.compareTo((String) all.get(i).get(1)) < 0, before);
        }
        Command.Select first = new Command.Select(
                "people",
                List.of("id"),
                List.of(),
                new Command.Ordering("id", true),
                new Command.Limit(java.util.OptionalLong.of(1), 0));
        assertEquals(List.of(List.of(1_999L)), Tables.rows(session, first), "the first few need little");
        assertEquals(2_000, Tables.count(session, "people"), "the session goes on");
    }
}
