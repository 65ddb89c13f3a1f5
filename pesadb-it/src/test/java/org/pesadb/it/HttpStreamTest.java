package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;

/**
 * A result of any size goes through a small heap, as fast as the client reads; and a server that is stopped meanwhile finishes it first.
 *
 * <p>{@code -Dpesadb.stream.rows=N -Dpesadb.stream.heap=SIZE} set how many rows, and how small (100,000 and 32m; 1,000,000 and 128m is
 * the full size).
 */
class HttpStreamTest {
    private static final int ROWS = Integer.getInteger("pesadb.stream.rows", 100_000);
    private static final String HEAP = System.getProperty("pesadb.stream.heap", "32m");
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    Path folder;

    @Test
    void aLargeResultGoesThroughASmallHeapAndIsFinishedBeforeAStop() throws IOException {
        fill();
        try (Served served = Served.start(Cli.in(folder).withJvm("-Xmx" + HEAP), "stream.pesa")) {
            long began = System.nanoTime();
            assertEquals(ROWS, lines(served, "/api/tables/wide/rows", 0));
            System.out.printf(
                    "HttpStreamTest: %d rows in a heap of %s in %.1f s%n",
                    ROWS, HEAP, (System.nanoTime() - began) / 1e9);
            assertEquals(0, served.figure("pesadb_snapshots"));
            // The server is told to stop while most rows are still to come.
            assertEquals(ROWS, lines(served, "/api/tables/wide/rows", ROWS / 100));
            assertEquals(143, served.process().waitFor(Served.PATIENCE));
            assertEquals(
                    1,
                    served.process().errors().lines().count(),
                    served.process().errors());
        }
        CliResult check = Cli.in(folder).run("", "check", "stream.pesa");
        assertEquals(0, check.exit(), check.stdout());
        assertTrue(check.stdout().contains("ok"), check.stdout());
    }

    /** Reads a stream to its end, and asks the server to stop after some lines of it; 0 for never. */
    private static int lines(Served served, String path, int stopAfter) throws IOException {
        HttpResponse<InputStream> response = served.open(
                served.request(path).header("Accept", NDJSON).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        int count = 0;
        String last = null;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
                count++;
                if (count == stopAfter) {
                    served.process().signal("TERM");
                }
            }
        }
        assertNotNull(last);
        assertTrue(last.endsWith("}"), last);
        return count;
    }

    private void fill() {
        try (Database database = PesaDb.open(
                        folder.resolve("stream.pesa"), PesaDb.options().build());
                Session session = database.openSession()) {
            Tables.create(session, "wide", Tables.key("id"), Tables.number("n"), Tables.text("v"));
            try (BatchInsert batch = session.batchInsert("wide")) {
                for (long id = 0; id < ROWS; id++) {
                    batch.set(0, id);
                    batch.set(1, id * 7);
                    batch.set(2, "the value of row " + id + " is as long as that of others, and goes over the wire");
                    batch.add();
                }
                batch.finish();
            }
        }
    }
}
