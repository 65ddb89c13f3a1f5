package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.testing.Seeds;

/**
 * Room that becomes free is used again: steady change keeps the file at its size, whatever it is that changes. {@code
 * -Dpesadb.space.rows=10000000} for the full length.
 */
class SpaceTest {
    private static final int CHANGES = Integer.getInteger("pesadb.space.rows", 60_000);
    private static final int ROWS = Math.min(100_000, CHANGES / 10);
    private static final int IN_A_TRANSACTION = 1_000;
    private static final String TEXT = "x".repeat(100_000);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("space.pesa");
    }

    private Database open() {
        return PesaDb.open(file(), PesaDb.options().sync(SyncMode.OFF).build());
    }

    private static void assertSound(Database database) {
        List<Fault> faults = new ArrayList<>();
        database.check(faults::add);
        assertEquals(List.of(), faults);
    }

    private static long figure(Database database, String name) {
        return ((Number) database.stats().get(name)).longValue();
    }

    private long fileBytes(Session session) throws IOException {
        session.run(new Command.Checkpoint());
        return Files.size(file());
    }

    private void assertAtMost(double factor, long before, Database database, Session session) throws IOException {
        long after = fileBytes(session);
        System.out.println("SpaceTest: " + before + " bytes became " + after);
        assertTrue(after <= factor * before, before + " bytes became " + after);
        assertSound(database);
    }

    /** Mostly short, some long, a few too long for a page: the same for the load and for each change. */
    private static String someText(Random random) {
        int kind = random.nextInt(200);
        int length = kind == 0
                ? 4_000 + random.nextInt(6_000)
                : kind < 10 ? 300 + random.nextInt(1_500) : 20 + random.nextInt(200);
        return TEXT.substring(0, length);
    }

    private static Prepared update(Session session, String column) {
        return session.prepare(new Command.Update(
                "t",
                List.of(new Command.Assignment(column, new Operand.Parameter(0))),
                List.of(Condition.of("id", Operator.EQUAL, new Operand.Parameter(1)))));
    }

    private static void inTransactions(Session session, int changes, Runnable change) {
        for (int done = 0; done < changes; done += IN_A_TRANSACTION) {
            session.run(new Command.Begin(false));
            for (int i = 0; i < IN_A_TRANSACTION; i++) {
                change.run();
            }
            session.run(new Command.Commit());
        }
    }

    @Test
    void updatesOfVaryingLengthKeepTheFileAtItsSize() throws IOException {
        Random random = Seeds.random("SpaceTest");
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            try (BatchInsert batch = session.batchInsert("t")) {
                for (int i = 0; i < ROWS; i++) {
                    batch.set(0, i);
                    batch.set(1, someText(random));
                    batch.add();
                }
                batch.finish();
            }
            long loaded = fileBytes(session);
            try (Prepared update = update(session, "text")) {
                inTransactions(
                        session,
                        CHANGES,
                        () -> update.bind(0, someText(random))
                                .bind(1, random.nextInt(ROWS))
                                .execute()
                                .close());
            }
            assertAtMost(1.3, loaded, database, session);
            assertEquals(ROWS, Tables.count(session, "t"));
        }
    }

    @Test
    void updatesOfIndexedColumnsKeepTheFileAtItsSize() throws IOException {
        Random random = Seeds.random("SpaceTest");
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(
                    session,
                    "t",
                    Tables.key("id"),
                    Tables.number("n"),
                    Tables.text("name").asUnique());
            session.run(new Command.CreateIndex("t", "n", false, null));
            session.run(new Command.Begin(false));
            for (int i = 0; i < ROWS; i++) {
                Tables.insert(session, "t", i, random.nextInt(ROWS), "name " + (1_000_000_000 + i));
            }
            session.run(new Command.Commit());
            long loaded = fileBytes(session);
            long[] next = {2_000_000_000};
            try (Prepared number = update(session, "n");
                    Prepared name = update(session, "name")) {
                inTransactions(session, CHANGES, () -> {
                    int id = random.nextInt(ROWS);
                    if (random.nextBoolean()) {
                        number.bind(0, random.nextInt(ROWS))
                                .bind(1, id)
                                .execute()
                                .close();
                    } else {
                        name.bind(0, "name " + next[0]++).bind(1, id).execute().close();
                    }
                });
            }
            assertAtMost(1.5, loaded, database, session);
        }
    }

    @Test
    void queueKeepsTheFileAtItsSize() throws IOException {
        Random random = Seeds.random("SpaceTest");
        int waiting = ROWS / 10;
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            try (Prepared add = session.prepare(
                            new Command.Insert("t", List.of(new Operand.Parameter(0), new Operand.Parameter(1))));
                    Prepared take = session.prepare(new Command.DeleteByKey("t", new Operand.Parameter(0)))) {
                long[] last = {0};
                inTransactions(
                        session,
                        Math.max(waiting, IN_A_TRANSACTION),
                        () -> add.bind(0, last[0]++)
                                .bind(1, someText(random))
                                .execute()
                                .close());
                long[] first = {0};
                Runnable step = () -> {
                    add.bind(0, last[0]++).bind(1, someText(random)).execute().close();
                    take.bind(0, first[0]++).execute().close();
                };
                // A queue needs more room than its rows, since a page is free again only when its last row has left.
                inTransactions(session, CHANGES / 6, step);
                long settled = fileBytes(session);
                inTransactions(session, CHANGES - CHANGES / 6, step);
                assertEquals(last[0] - first[0], Tables.count(session, "t"));
                assertAtMost(1.3, settled, database, session);
            }
        }
    }

    @Test
    void longTextsReplacedAgainAndAgainKeepTheFileAtItsSize() throws IOException {
        Random random = Seeds.random("SpaceTest");
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            for (int i = 0; i < 100; i++) {
                Tables.insert(session, "t", i, TEXT.substring(random.nextInt(60_000)));
            }
            long loaded = fileBytes(session);
            for (int i = 0; i < CHANGES / 50; i++) {
                session.run(Tables.set(
                        "t",
                        "text",
                        TEXT.substring(random.nextInt(60_000)),
                        Condition.equal("id", random.nextInt(100))));
            }
            assertAtMost(1.3, loaded, database, session);
        }
    }

    @Test
    void massDeleteAndDropGiveEveryPageBack() {
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(
                    session,
                    "t",
                    Tables.key("id"),
                    Tables.number("n"),
                    Tables.text("name").asUnique());
            long empty = figure(database, "pages");
            fill(session);
            long full = figure(database, "pages");
            assertEquals(0, figure(database, "free_pages"));
            session.run(new Command.Delete(
                    "t", List.of(Condition.of("id", Operator.GREATER_OR_EQUAL, Operand.of(ROWS / 10)))));
            assertTrue(
                    figure(database, "free_pages") > full * 3 / 4,
                    figure(database, "free_pages") + " of " + full + " pages are free after deleting 90 %");
            session.run(new Command.Delete("t", List.of()));
            assertTrue(
                    full - figure(database, "free_pages") <= empty + 4,
                    full - figure(database, "free_pages") + " pages are in use for no rows");
            fill(session);
            assertTrue(figure(database, "pages") <= full * 1.05, figure(database, "pages") + " pages, before " + full);
            session.run(new Command.DropTable("t"));
            assertTrue(figure(database, "pages") - figure(database, "free_pages") < 10);
            assertSound(database);
        }
    }

    private static void fill(Session session) {
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = 0; i < ROWS; i++) {
                batch.set(0, i);
                batch.set(1, i);
                batch.set(2, "name " + i + (i % 100 == 0 ? TEXT.substring(0, 10_000) : ""));
                batch.add();
            }
            batch.finish();
        }
    }
}
