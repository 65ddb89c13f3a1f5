package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/** INSPECT of a live database: what is shown is what is there, byte for byte. */
class InspectTest {
    private static final int ROWS = 3_000;
    private static final int PAGE_BYTES = 4096;

    @TempDir
    Path folder;

    private Path file;
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        file = folder.resolve("shown.pesa");
        database = PesaDb.open(file, PesaDb.options().build());
        session = database.openSession();
        Tables.create(session, "t", Tables.key("id"), Tables.text("name"));
        session.run(new Command.CreateIndex("t", "name", false, "btree"));
        session.run(new Command.Begin(false));
        for (long id = 0; id < ROWS; id++) {
            Tables.insert(session, "t", id, "name " + id);
        }
        session.run(new Command.Commit());
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private List<List<Object>> inspect(Command.Inspected subject) {
        return Tables.rows(session, new Command.Inspect(subject));
    }

    private static String text(List<Object> row, int column) {
        return String.valueOf(row.get(column));
    }

    @Test
    void everyByteOfEveryPageIsShownAndNoneTwice() {
        long pages = (long) database.stats().get("pages");
        TreeSet<String> types = new TreeSet<>();
        for (long page = 0; page < pages; page++) {
            int[] shown = new int[PAGE_BYTES];
            for (List<Object> field : inspect(new Command.InspectPage(page))) {
                int offset = ((Long) field.get(0)).intValue();
                int length = ((Long) field.get(1)).intValue();
                for (int at = offset; at < offset + length; at++) {
                    shown[at]++;
                }
                if (field.get(2).equals("type")) {
                    types.add(text(field, 3));
                }
            }
            for (int at = 0; at < PAGE_BYTES; at++) {
                assertEquals(1, shown[at], "page " + page + ", byte " + at);
            }
        }
        assertEquals(new TreeSet<>(List.of("ROOT", "CATALOG", "DIRECTORY", "HEAP", "INDEX")), types);
    }

    @Test
    void whichPagesAreCachedIsToldWithoutChangingIt() {
        session.run(new Command.Checkpoint());
        session.close();
        database.close();
        long first;
        long later;
        try (Database cold = PesaDb.open(file, PesaDb.options().build());
                Session looking = cold.openSession()) {
            Command pages = new Command.Inspect(new Command.InspectPages());
            List<List<Object>> before = Tables.rows(looking, pages);
            first = cached(before);
            Object reads = cold.stats().get("file_reads");
            assertEquals(before, Tables.rows(looking, pages), "looking changes nothing");
            assertEquals(reads, cold.stats().get("file_reads"));
            assertTrue(first < before.size() / 2, () -> "nobody has read the rows: " + before);
            assertEquals(ROWS, Tables.rows(looking, Tables.all("t")).size());
            List<List<Object>> after = Tables.rows(looking, pages);
            later = cached(after);
            for (List<Object> page : after) {
                if (page.get(1).equals("HEAP") && page.get(2).equals("t")) {
                    assertEquals(1L, page.get(3), page.toString());
                }
            }
            looking.run(new Command.Begin(true));
            assertEquals(
                    null, Tables.rows(looking, pages).get(0).get(3), "a transaction reads through its own snapshot");
        }
        assertTrue(later > first, first + " pages, then " + later);
    }

    private static long cached(List<List<Object>> pages) {
        return pages.stream().filter(page -> page.get(3).equals(1L)).count();
    }

    @Test
    void rowsAreShownAsTheyWere() {
        long page = (long) inspect(new Command.InspectTable("t")).get(0).get(0);
        assertTrue(
                inspect(new Command.InspectPage(page)).stream()
                        .anyMatch(field -> field.get(3).equals("id=0, name='name 0'")),
                () -> inspect(new Command.InspectPage(page)).toString());
    }

    @Test
    void thePagesOfATableHoldAllItsRows() {
        long rows = inspect(new Command.InspectTable("t")).stream()
                .mapToLong(row -> (long) row.get(1))
                .sum();
        assertEquals(ROWS, rows);
    }

    @Test
    void anIndexIsATreeWhoseLeavesHoldAllItsEntries() {
        List<List<Object>> tree = inspect(new Command.InspectIndex("t", List.of("name")));
        assertTrue(
                text(tree.get(0), 0).startsWith("inner page of level 1"),
                tree.get(0).toString());
        long entries = tree.stream()
                .filter(node -> text(node, 0).contains("leaf"))
                .mapToLong(node -> (long) node.get(2))
                .sum();
        assertEquals(ROWS, entries);
        long inBuckets = inspect(new Command.InspectIndex("t", List.of("id"))).stream()
                .filter(node -> text(node, 0).contains("bucket"))
                .mapToLong(node -> (long) node.get(2))
                .sum();
        assertEquals(ROWS, inBuckets);
    }

    @Test
    void theCatalogNamesTablesAndIndexes() {
        List<String> names = inspect(new Command.InspectCatalog()).stream()
                .map(row -> text(row, 1))
                .toList();
        assertEquals(List.of("t", "t.id", "t.name", "pesa_columns", "pesa_indexes", "pesa_tables"), names);
    }

    @Test
    void freePagesAreThoseThatADropGaveBack() {
        assertEquals(List.of(), inspect(new Command.InspectFree()));
        session.run(new Command.DropTable("t"));
        List<List<Object>> free = inspect(new Command.InspectFree());
        assertEquals((long) database.stats().get("free_pages"), free.size());
        String shown =
                inspect(new Command.InspectPage((long) free.get(0).get(0))).toString();
        assertTrue(free.size() > 10, shown);
        session.run(new Command.Begin(false));
        Tables.create(session, "u", Tables.key("id"));
        assertTrue(
                inspect(new Command.InspectFree()).size() < free.size(),
                "a transaction that has taken free pages sees the others");
        session.run(new Command.Rollback());
        assertEquals(free, inspect(new Command.InspectFree()));
    }

    @Test
    void theLogShowsWhatCommittedAndWhatDidNot() {
        session.run(new Command.Checkpoint());
        Tables.insert(session, "t", 100_000L, "in the log");
        List<List<Object>> records = inspect(new Command.InspectLog());
        List<List<Object>> committed =
                records.stream().filter(row -> row.get(5).equals("committed")).toList();
        List<Object> last = committed.get(committed.size() - 1);
        assertEquals("commit record", last.get(2));
        long transaction = (long) last.get(3);
        long pages = committed.stream()
                .filter(row -> row.get(2).equals("page record") && row.get(3).equals(transaction))
                .count();
        assertTrue(text(last, 6).contains(pages + " page records"), last.toString());
        long end = 0;
        for (List<Object> record : records) {
            assertEquals(end, record.get(0), record.toString());
            end += (long) record.get(1);
        }
        assertEquals(end, size(file.resolveSibling("shown.pesa-wal")));
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void aTornRecordIsShownAsOneThatDoesNotCount() throws Exception {
        session.run(new Command.Checkpoint());
        Tables.insert(session, "t", 100_000L, "whole");
        Tables.insert(session, "t", 100_001L, "torn");
        List<List<Object>> before = inspect(new Command.InspectLog());
        List<Object> last = before.stream()
                .filter(row -> row.get(2).equals("commit record") && row.get(5).equals("committed"))
                .reduce((first, second) -> second)
                .orElseThrow();
        Path torn = folder.resolve("torn");
        Files.createDirectories(torn);
        Files.copy(file, torn.resolve("shown.pesa"));
        byte[] log = Files.readAllBytes(file.resolveSibling("shown.pesa-wal"));
        log[(int) (long) last.get(0) + 20] ^= 1;
        Files.write(torn.resolve("shown.pesa-wal"), log);
        try (Database cut = PesaDb.open(
                        torn.resolve("shown.pesa"),
                        PesaDb.options().readOnly(true).build());
                Session reading = cut.openSession()) {
            List<List<Object>> after = Tables.rows(reading, new Command.Inspect(new Command.InspectLog()));
            List<Object> shown = after.stream()
                    .filter(row -> row.get(0).equals(last.get(0)))
                    .findFirst()
                    .orElseThrow();
            assertEquals("not valid", shown.get(5), shown.toString());
            assertTrue(after.stream()
                    .anyMatch(row -> row.get(2).equals("page record")
                            && row.get(3) != null
                            && row.get(3).equals(last.get(3))
                            && row.get(5).equals("not committed")));
        }
    }

    @Test
    void whatIsNotThereIsRefusedWithItsReason() {
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(new Command.InspectPage(1L << 40)));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused(new Command.InspectPage(-1)));
        assertEquals(ErrorCode.NO_SUCH_TABLE, refused(new Command.InspectTable("none")));
        assertEquals(ErrorCode.NO_SUCH_INDEX, refused(new Command.InspectIndex("t", List.of("id", "name"))));
        assertEquals(ErrorCode.NO_SUCH_COLUMN, refused(new Command.InspectIndex("t", List.of("none"))));
    }

    private ErrorCode refused(Command.Inspected subject) {
        return assertThrows(PesaDbException.class, () -> inspect(subject)).code();
    }
}
