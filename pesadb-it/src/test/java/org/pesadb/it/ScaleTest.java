package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.testing.Seeds;

/** What something costs, in pages visited, does not grow with the table: a million rows against ten thousand. */
class ScaleTest {
    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;
    private static final int LOOKUPS = 1_000;

    @TempDir
    Path folder;

    private Database load(String name, int rows) {
        Path file = folder.resolve(name);
        try (Database database = PesaDb.open(file);
                Session session = database.openSession()) {
            Tables.create(session, "orders", Tables.key("order_id"), Tables.number("user_id"), Tables.text("item"));
            try (BatchInsert batch = session.batchInsert("orders")) {
                for (int i = 0; i < rows; i++) {
                    batch.set(0, i);
                    batch.set(1, i % 1000);
                    batch.set(2, "item " + i % 97);
                    batch.add();
                }
                assertEquals(rows, batch.finish().rows());
            }
        }
        return PesaDb.open(file);
    }

    private static long visits(Database database) {
        return ((Number) database.stats().get("page_visits")).longValue();
    }

    /** Page visits of random look-ups by primary key. */
    private static long lookups(Database database, int rows, long seed) {
        Random random = new Random(seed);
        try (Session session = database.openSession();
                Prepared byKey = session.prepare(new Command.Select(
                        "orders",
                        List.of(),
                        List.of(Condition.of("order_id", Operator.EQUAL, new Operand.Parameter(0))),
                        null,
                        Command.Limit.NONE))) {
            long before = visits(database);
            for (int i = 0; i < LOOKUPS; i++) {
                int key = random.nextInt(rows);
                try (Cursor found = byKey.bind(0, key).execute()) {
                    assertTrue(found.next(), "seed " + seed + ", key " + key);
                    assertEquals(key, found.getLong(0));
                    assertEquals(key % 1000, found.getLong(1));
                    assertEquals("item " + key % 97, found.getText(2));
                    assertTrue(!found.next());
                }
            }
            return visits(database) - before;
        }
    }

    @Test
    void aMillionRowsCostALookUpNoMorePagesThanTenThousand() {
        long seed = Seeds.one();
        long few;
        try (Database database = load("few.pesa", FEW)) {
            few = lookups(database, FEW, seed);
        }
        try (Database database = load("many.pesa", MANY)) {
            long opened = visits(database);
            assertTrue(opened <= 100, "opening after a clean close visits " + opened + " pages");
            try (Session session = database.openSession()) {
                assertEquals(MANY, Tables.count(session, "orders"));
            }
            long many = lookups(database, MANY, seed);
            // A level more of the index's directory at most.
            assertTrue(
                    many <= few + LOOKUPS,
                    "seed " + seed + ": " + LOOKUPS + " look-ups visit " + few + " pages among " + FEW + " rows, and "
                            + many + " among " + MANY);
            assertTrue(many <= 6L * LOOKUPS, "pages visited by " + LOOKUPS + " look-ups: " + many);
        }
    }
}
