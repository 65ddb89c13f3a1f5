package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
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

    private final Random random = Seeds.random("SpaceTest");
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = PesaDb.open(file(), PesaDb.options().sync(SyncMode.OFF).build());
        session = database.openSession();
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private Path file() {
        return folder.resolve("space.pesa");
    }

    private long fileBytes() throws IOException {
        session.run(new Command.Checkpoint());
        return Files.size(file());
    }

    private void assertAtMost(double factor, long before) throws IOException {
        long after = fileBytes();
        System.out.println("SpaceTest: " + before + " bytes became " + after);
        assertTrue(after <= factor * before, before + " bytes became " + after);
        assertEquals(List.of(), Tables.faults(database));
    }

    /** Mostly short, some long, a few too long for a page: the same for the load and for each change. */
    private String someText() {
        int kind = random.nextInt(200);
        int length = kind == 0
                ? 4_000 + random.nextInt(6_000)
                : kind < 10 ? 300 + random.nextInt(1_500) : 20 + random.nextInt(200);
        return TEXT.substring(0, length);
    }

    private Prepared update(String column) {
        return session.prepare(Tables.setByKey("t", column, "id"));
    }

    private void inTransactions(int changes, Runnable change) {
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
        Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = 0; i < ROWS; i++) {
                batch.set(0, i);
                batch.set(1, someText());
                batch.add();
            }
            batch.finish();
        }
        long loaded = fileBytes();
        try (Prepared update = update("text")) {
            inTransactions(
                    CHANGES,
                    () -> update.bind(0, someText())
                            .bind(1, random.nextInt(ROWS))
                            .execute()
                            .close());
        }
        assertAtMost(1.3, loaded);
        assertEquals(ROWS, Tables.count(session, "t"));
    }

    @Test
    void updatesOfIndexedColumnsKeepTheFileAtItsSize() throws IOException {
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
        long loaded = fileBytes();
        long[] next = {2_000_000_000};
        try (Prepared number = update("n");
                Prepared name = update("name")) {
            inTransactions(CHANGES, () -> {
                int id = random.nextInt(ROWS);
                if (random.nextBoolean()) {
                    number.bind(0, random.nextInt(ROWS)).bind(1, id).execute().close();
                } else {
                    name.bind(0, "name " + next[0]++).bind(1, id).execute().close();
                }
            });
        }
        assertAtMost(1.5, loaded);
    }

    @Test
    void queueKeepsTheFileAtItsSize() throws IOException {
        int waiting = ROWS / 10;
        Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
        try (Prepared add = session.prepare(Tables.insert("t", 2));
                Prepared take = session.prepare(new Command.DeleteByKey("t", new Operand.Parameter(0)))) {
            long[] last = {0};
            inTransactions(
                    Math.max(waiting, IN_A_TRANSACTION),
                    () -> add.bind(0, last[0]++).bind(1, someText()).execute().close());
            long[] first = {0};
            Runnable step = () -> {
                add.bind(0, last[0]++).bind(1, someText()).execute().close();
                take.bind(0, first[0]++).execute().close();
            };
            // A queue needs more room than its rows, since a page is free again only when its last row has left.
            inTransactions(CHANGES / 6, step);
            long settled = fileBytes();
            inTransactions(CHANGES - CHANGES / 6, step);
            assertEquals(last[0] - first[0], Tables.count(session, "t"));
            assertAtMost(1.3, settled);
        }
    }

    @Test
    void longTextsReplacedAgainAndAgainKeepTheFileAtItsSize() throws IOException {
        Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
        for (int i = 0; i < 100; i++) {
            Tables.insert(session, "t", i, TEXT.substring(random.nextInt(60_000)));
        }
        long loaded = fileBytes();
        for (int i = 0; i < CHANGES / 50; i++) {
            session.run(Tables.set(
                    "t", "text", TEXT.substring(random.nextInt(60_000)), Condition.equal("id", random.nextInt(100))));
        }
        assertAtMost(1.3, loaded);
    }

    @Test
    void massDeleteAndDropGiveEveryPageBack() {
        Tables.create(
                session,
                "t",
                Tables.key("id"),
                Tables.number("n"),
                Tables.text("name").asUnique());
        long empty = Tables.figure(database, "pages");
        fill();
        long full = Tables.figure(database, "pages");
        assertEquals(0, Tables.figure(database, "free_pages"));
        session.run(
                new Command.Delete("t", List.of(Condition.of("id", Operator.GREATER_OR_EQUAL, Operand.of(ROWS / 10)))));
        assertTrue(
                Tables.figure(database, "free_pages") > full * 3 / 4,
                Tables.figure(database, "free_pages") + " of " + full + " pages are free after deleting 90 %");
        session.run(new Command.Delete("t", List.of()));
        assertTrue(
                full - Tables.figure(database, "free_pages") <= empty + 4,
                full - Tables.figure(database, "free_pages") + " pages are in use for no rows");
        fill();
        assertTrue(
                Tables.figure(database, "pages") <= full * 1.05,
                Tables.figure(database, "pages") + " pages, before " + full);
        session.run(new Command.DropTable("t"));
        assertTrue(Tables.figure(database, "pages") - Tables.figure(database, "free_pages") < 10);
        assertEquals(List.of(), Tables.faults(database));
    }

    private void fill() {
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
