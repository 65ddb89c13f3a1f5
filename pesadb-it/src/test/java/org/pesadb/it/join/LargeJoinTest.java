package org.pesadb.it.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.it.Cli;
import org.pesadb.it.CliResult;
import org.pesadb.it.process.LargeJoin;

/**
 * Two tables that do not fit into the heap are joined all the same. {@code -Dpesadb.join.rows=5000000 -Dpesadb.join.heap=256m} is the
 * full size.
 */
class LargeJoinTest {
    private static final long ROWS = Long.getLong("pesadb.join.rows", 100_000);
    private static final String HEAP = System.getProperty("pesadb.join.heap", "16m");

    @TempDir
    Path folder;

    @Test
    void tablesLargerThanTheHeapAreJoined() throws IOException {
        CliResult result = Cli.in(folder)
                .withJvm("-Xmx" + HEAP)
                .of(LargeJoin.class)
                .run("", "large.pesa", Long.toString(ROWS), "hash", "hash+left", "merge");
        System.out.println("LargeJoinTest: " + result.stdout().replace("\n", "; "));
        assertEquals(0, result.exit(), result::toString);
        long met = (ROWS + 1) / 2;
        List<String> wanted = List.of(
                "hash: " + met + " rows, sum " + met * (met - 1) + ", 0 wrong",
                "hash+left: " + ROWS + " rows, sum " + ROWS * (ROWS - 1) / 2 + ", 0 wrong",
                "merge: " + met + " rows, sum " + met * (met - 1) + ", 0 wrong");
        for (String line : wanted) {
            assertTrue(result.stdout().contains(line), line + " in " + result);
        }
        assertTrue(Files.notExists(folder.resolve("large.pesa-spill")), "the folder went with the close");
    }
}
