package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pesadb salvage FILE TO} and {@code pesadb check FILE} of a damaged file, to the letter. */
class SalvageCommandTest {
    private static final int PAGE = 4096;
    private static final int TYPE = 4;
    private static final int OWNER = 12;
    private static final int DIRECTORY = 4;
    private static final int HEAP = 5;

    @TempDir
    Path folder;

    private Path main;
    private int page;

    @BeforeEach
    void make() throws IOException {
        StringBuilder script = new StringBuilder("BEGIN\n");
        for (int i = 0; i < 200; i++) {
            script.append("INS users ").append(i).append(" name").append(i).append('\n');
        }
        CliResult made = Cli.in(folder).run(script + "INS orders 1 7 Book\nCOMMIT\n", "d.pesa");
        assertEquals(0, made.exit(), made.stderr());
        main = folder.resolve("d.pesa");
        page = firstPage(HEAP);
    }

    /** The first page of this type of the table users, which was the first to be made. */
    private int firstPage(int type) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(main)).order(ByteOrder.LITTLE_ENDIAN);
        int at = PAGE;
        while (bytes.get(at + TYPE) != type || bytes.getInt(at + OWNER) != 16) {
            at += PAGE;
        }
        return at / PAGE;
    }

    private void flip(int damaged) throws IOException {
        byte[] bytes = Files.readAllBytes(main);
        bytes[damaged * PAGE + 2000] ^= 1;
        Files.write(main, bytes);
    }

    private CliResult run(String... args) throws IOException {
        CliResult result = Cli.in(folder).run("", args);
        assertFalse(result.stderr().contains("\tat "), result.stderr());
        return result;
    }

    @Test
    void aWholeDatabaseIsCopiedTableByTable() throws IOException {
        CliResult result = run("salvage", "d.pesa", "saved.pesa");
        assertEquals("""
                 table  | rows | lost_rows | lost_pages | exact
                --------+------+-----------+------------+-------
                 users  |  200 |         0 |          0 |     1
                 orders |    1 |         0 |          0 |     1
                (2 rows)
                """, result.stdout());
        assertEquals("", result.stderr());
        assertEquals(0, result.exit());
        assertEquals(0, run("check", "saved.pesa").exit());
    }

    @Test
    void whatIsLostIsNamedAndCounted() throws IOException {
        flip(page);
        CliResult result = run("--format", "json", "salvage", "d.pesa", "saved.pesa");
        List<Reply> replies = result.replies();
        assertEquals(4, replies.size(), result.stdout());
        assertEquals(main.toRealPath().toString(), replies.get(0).fields().get("file"));
        assertEquals((long) page, replies.get(0).fields().get("page"));
        assertEquals("table users", replies.get(0).fields().get("object"));
        assertTrue(
                String.valueOf(replies.get(0).fields().get("message")).contains("the rows of this page are lost"),
                result.stdout());
        long rows = (Long) replies.get(1).fields().get("rows");
        assertTrue(rows > 0 && rows < 200, result.stdout());
        assertEquals(List.of("users", rows, 200 - rows, 1L, 1L), replies.get(1).values());
        assertEquals(List.of("orders", 1L, 0L, 0L, 1L), replies.get(2).values());
        assertEquals("CORRUPT", replies.get(3).code());
        assertEquals(
                "d.pesa is damaged: " + (rows + 1) + " rows saved to saved.pesa, " + (200 - rows)
                        + " rows and 1 page lost",
                replies.get(3).fields().get("message"));
        assertEquals(1, result.exit());
        assertEquals(0, run("check", "saved.pesa").exit());
        CliResult check = run("check", "d.pesa");
        assertEquals(1, check.exit());
        assertTrue(check.stdout().contains("page " + page + " (table users): "), check.stdout());
        assertEquals(1, check.stdout().lines().count(), "each damage is told once: " + check.stdout());
    }

    @Test
    void withoutItsDirectoryATableIsWhole() throws IOException {
        int directory = firstPage(DIRECTORY);
        flip(directory);
        CliResult result = run("salvage", "d.pesa", "saved.pesa", "--format", "csv");
        assertTrue(result.stdout().contains("users,200,0,0,1\norders,1,0,0,1\n"), result.stdout());
        assertEquals(0, result.exit(), result.stderr());
    }

    @Test
    void aDamagedBeginningStopsNeitherCheckNorSalvage() throws IOException {
        flip(0);
        byte[] bytes = Files.readAllBytes(main);
        bytes[3] ^= 1;
        Files.write(main, bytes);
        CliResult check = run("check", "d.pesa");
        assertEquals(1, check.exit());
        assertTrue(check.stdout().contains("d.pesa page 0 (the database): "), check.stdout());
        CliResult result = run("salvage", "d.pesa", "saved.pesa");
        assertTrue(result.stdout().contains(" users  |  200 |         0 |"), result.stdout() + result.stderr());
    }

    @Test
    void misuseIsRefused() throws IOException {
        assertEquals(2, run("salvage", "d.pesa").exit());
        CliResult missing = run("salvage", "none.pesa", "saved.pesa");
        assertEquals("error IO: none.pesa does not exist\n", missing.stderr());
        assertEquals(1, missing.exit());
        CliResult onto = run("salvage", "d.pesa", "d.pesa");
        assertTrue(onto.stderr().startsWith("error IO: nothing can be salvaged to d.pesa: "), onto.stderr());
        Files.writeString(folder.resolve("text.pesa"), "not a database ".repeat(600));
        CliResult text = run("salvage", "text.pesa", "saved.pesa");
        assertTrue(text.stderr().startsWith("error NOT_A_DATABASE: "), text.stderr());
        assertFalse(Files.exists(folder.resolve("saved.pesa")));
        assertTrue(run("--help").stdout().contains("pesadb salvage FILE TO"));
    }
}
