package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.testing.MemoryFiles;

/** An index that puts work off is told before each commit that has changed it, and before no other. */
class MaintainedIndexTest {
    /** How often each index was told since the last look. */
    private final TreeMap<String, Integer> told = new TreeMap<>();

    private boolean breaks;
    private Database database;
    private Session session;

    /** Counts, and writes, which it may do then. */
    private final class Counting extends WrappedTree {
        @Override
        Index changed(IndexDefinition definition, Index right) {
            return new Passing(right) {
                @Override
                public void maintain(PageWriter writer) {
                    told.merge(definition.name(), 1, Integer::sum);
                    writer.free(writer.allocate().id());
                    if (breaks) {
                        throw new IllegalStateException("boom");
                    }
                }
            };
        }
    }

    @BeforeEach
    void open() {
        database = PesaDb.open(
                Path.of("/d/data.pesa").toAbsolutePath(),
                PesaDb.options()
                        .files(new MemoryFiles())
                        .components(Components.installed().with(List.of(new Counting())))
                        .build());
        session = database.openSession();
        for (String name : List.of("t", "u")) {
            session.run(new Command.CreateTable(
                    new TableSchema(name, List.of(Tables.key("id"), Tables.number("n"))),
                    false,
                    null,
                    WrappedTree.NAME));
            session.run(new Command.CreateIndex(name, "n", false, WrappedTree.NAME));
        }
        told.clear();
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), Tables.faults(database));
        session.close();
        database.close();
    }

    private void assertTold(String expected) {
        assertEquals(expected, told.toString());
        told.clear();
    }

    @Test
    void eachStatementTellsTheIndexesThatItHasChanged() {
        Tables.insert(session, "t", 1, 1);
        assertTold("{t.id=1, t.n=1}");
        session.run(Tables.set("t", "n", 2));
        assertTold("{t.n=1}");
        session.run(Tables.set("t", "n", 2));
        assertTold("{}");
        session.run(Tables.set("t", "n", 3, Condition.equal("id", 99)));
        Tables.rows(session, Tables.all("t"));
        assertTold("{}");
        session.run(new Command.DeleteByKey("t", Operand.of(1)));
        assertTold("{t.id=1, t.n=1}");
        try (BatchInsert batch = session.batchInsert("u")) {
            for (int i = 0; i < 100; i++) {
                batch.set(0, i);
                batch.set(1, i);
                batch.add();
            }
            batch.finish();
        }
        assertTold("{u.id=1, u.n=1}");
        session.run(new Command.CreateIndex("u", List.of("n", "id"), false, WrappedTree.NAME));
        assertTold("{u.n,id=1}");
        session.run(new Command.Recode("u", "binary"));
        assertTold("{u.id=1, u.n=1, u.n,id=1}");
    }

    @Test
    void aTransactionTellsThemOnceBeforeItsCommitAndOnlyThoseThatAreStillThere() {
        session.run(new Command.Begin(false));
        for (int i = 0; i < 10; i++) {
            Tables.insert(session, "t", i, i);
        }
        try (BatchInsert batch = session.batchInsert("u")) {
            batch.set(0, 1);
            batch.set(1, 1);
            batch.add();
            batch.finish();
        }
        assertTold("{}");
        session.run(new Command.DropIndex("t", List.of("n")));
        session.run(new Command.Commit());
        assertTold("{t.id=1, u.id=1, u.n=1}");
        session.run(new Command.Begin(false));
        Tables.insert(session, "t", 20, 20);
        Tables.insert(session, "u", 20, 20);
        session.run(new Command.DropTable("t"));
        session.run(new Command.Commit());
        assertTold("{u.id=1, u.n=1}");
        session.run(new Command.Begin(false));
        Tables.insert(session, "u", 21, 20);
        session.run(new Command.Rollback());
        session.run(new Command.Begin(false));
        ApiTest.refused(ErrorCode.DUPLICATE_KEY, () -> Tables.insert(session, "u", 20, 21));
        session.run(new Command.Commit());
        assertTold("{}");
    }

    @Test
    void whatFailsInItUndoesTheTransaction() {
        Tables.insert(session, "t", 1, 1);
        breaks = true;
        assertBlamed(() -> Tables.insert(session, "t", 2, 2));
        session.run(new Command.Begin(false));
        Tables.insert(session, "t", 3, 3);
        assertBlamed(() -> session.run(new Command.Commit()));
        assertTrue(!session.inTransaction());
        breaks = false;
        assertEquals(List.of(List.of(1L, 1L)), Tables.rows(session, Tables.all("t")));
    }

    private static void assertBlamed(Runnable work) {
        PesaDbException failed = assertThrows(PesaDbException.class, work::run);
        assertEquals(ErrorCode.BAD_PLUGIN, failed.code());
        assertTrue(failed.getMessage().contains("'wrapped'"), failed::getMessage);
        assertTrue(failed.getMessage().contains("maintaining the index on t."), failed::getMessage);
    }
}
