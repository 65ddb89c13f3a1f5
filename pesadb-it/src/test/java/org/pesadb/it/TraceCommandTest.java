package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TRACE through the command line, and its counts beside those of the system. */
class TraceCommandTest {
    private static final String LOOK_UP = "TRACE SEL users WHERE id=1";

    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void fill() throws Exception {
        cli = Cli.in(folder);
        run("t.pesa", "-c", "INS users 1 Alice", "-c", "INS users 2 Bob", "-c", "INS orders 1 1 tea");
    }

    private List<String> run(String... args) throws Exception {
        CliResult result = cli.run("", args);
        assertEquals(0, result.exit(), result.toString());
        return result.stdout().lines().toList();
    }

    private List<JsonNode> traces(String... args) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : run(Stream.concat(Stream.of("--format", "json", "t.pesa"), Stream.of(args))
                .toArray(String[]::new))) {
            JsonNode row = new ObjectMapper().readTree(line).get("row");
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void firstThereAreFileReadsAndThenHits() throws Exception {
        List<JsonNode> traces = traces("-c", LOOK_UP, "-c", LOOK_UP);
        JsonNode cold = traces.get(0);
        JsonNode warm = traces.get(1);
        assertTrue(cold.get("file_reads").asLong() > 0, cold.toString());
        assertEquals(cold.get("cache_misses"), cold.get("file_reads"));
        assertEquals(
                4096 * cold.get("file_reads").asLong(),
                cold.get("file_read_bytes").asLong());
        assertEquals(0, warm.get("file_reads").asLong(), warm.toString());
        assertEquals(cold.get("page_visits"), warm.get("cache_hits"));
        assertEquals(cold.get("result_bytes"), warm.get("result_bytes"));
        if (!cold.get("kernel_reads").isNull()) {
            // Nothing was dropped since the file was written: what the buffer cache has not, the kernel has.
            assertEquals(cold.get("file_reads"), cold.get("kernel_reads"));
            assertEquals(0, cold.get("device_bytes").asLong());
        }
    }

    @Test
    void peopleSeeEachLayerAndItsExplanationIfTheyAsk() throws Exception {
        List<String> brief = run("t.pesa", "-c", "TRACE INS users 3 Carol");
        for (String layer : List.of(
                "request", "tokens", "command", "plan", "locks", "pages", "cache", "files", "kernel", "device", "log",
                "write", "force", "result")) {
            assertTrue(brief.stream().anyMatch(line -> line.strip().startsWith(layer)), layer + " in " + brief);
        }
        List<String> verbose = run("t.pesa", "-c", "trace verbose INS users 4 Dan;");
        assertTrue(
                verbose.stream().filter(line -> line.strip().startsWith("| ")).count() >= 12, verbose.toString());
    }

    @Test
    void whatFailsIsTracedAndFails() throws Exception {
        CliResult result = cli.run("", "--format", "json", "t.pesa", "-c", "TRACE INS users 1 Again");
        assertEquals(1, result.exit());
        List<String> lines = result.stdout().lines().toList();
        JsonNode row = new ObjectMapper().readTree(lines.get(0)).get("row");
        assertEquals("DUPLICATE_KEY", row.get("failure").asText());
        assertTrue(lines.get(1).startsWith("{\"error\":{\"code\":\"DUPLICATE_KEY\""), lines.toString());
    }

    @Test
    void anImportIsOneStatementOfWhichPagesAndLogAreCounted() throws Exception {
        Files.writeString(folder.resolve("more.csv"), "id,name\n3,Carol\n4,Dan\n5,Eve\n");
        JsonNode told = traces("-c", "TRACE IMPORT users FROM 'more.csv'").get(0);
        assertEquals("Import", told.get("command").asText());
        assertEquals(3, told.get("rows").asLong());
        assertEquals(1, told.get("lock_waits").asLong());
        assertTrue(told.get("page_visits").asLong() > 0, told.toString());
        assertTrue(told.get("pages_edited").asLong() > 0, told.toString());
        assertTrue(told.get("log_page_records").asLong() > 0, told.toString());
        assertEquals(3, told.get("plan").get(0).get("rows").asLong(), told.toString());

        CliResult again = cli.run(
                "", "--format", "json", "t.pesa", "-c", "TRACE IMPORT users FROM more.csv", "-c", "COUNT users");
        List<String> lines = again.stdout().lines().toList();
        assertEquals(
                "DUPLICATE_KEY",
                new ObjectMapper()
                        .readTree(lines.get(0))
                        .get("row")
                        .get("failure")
                        .asText());
        assertTrue(lines.get(1).contains("more.csv line 2"), lines.toString());
        assertTrue(lines.get(2).contains("\"count\":5"), lines.toString());
    }

    /** The reads of two processes that open the database in the same way differ by those of the one command, and no more. */
    @Test
    void theCountsOfReadsAgreeWithStrace() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/strace")) && canTrace(), "strace is not here, or may not trace");
        long opening = reads("HELP");
        long traced = reads(LOOK_UP);
        JsonNode told = traces("-c", LOOK_UP).get(0);
        assertEquals(
                traced - opening,
                told.get("file_reads").asLong()
                        + told.get("file_reads_to_explain").asLong(),
                told.toString());
    }

    private boolean canTrace() throws Exception {
        Process process = new ProcessBuilder(
                        "/usr/bin/strace", "-o", folder.resolve("try").toString(), "true")
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private long reads(String command) throws Exception {
        Path out = folder.resolve("strace.out");
        Process process = new ProcessBuilder(
                        "/usr/bin/strace",
                        "-f",
                        "-y",
                        "-e",
                        "trace=pread64",
                        "-o",
                        out.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + folder,
                        "-p",
                        Cli.distribution().toString(),
                        "-m",
                        "org.pesadb.cli/org.pesadb.cli.Main",
                        "--read-only",
                        "t.pesa",
                        "-c",
                        command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("strace.said").toFile())
                .start();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("strace.said")));
        try (Stream<String> lines = Files.lines(out, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("t.pesa>") || line.contains("t.pesa-wal>"))
                    .filter(line -> line.contains("pread64("))
                    .count();
        }
    }
}
