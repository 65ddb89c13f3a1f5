package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.it.process.SmallHeap;
import org.pesadb.testing.Seeds;

/**
 * Where memory ends, at whatever allocation, the statement fails with an error of its own, what was acknowledged stays, and the
 * process goes on.
 *
 * <p>{@code -Dpesadb.heap.statements=N} sets how many statements meet a heap that is nearly full (120).
 */
class SmallHeapTest {
    private static final int STATEMENTS = Integer.getInteger("pesadb.heap.statements", 120);
    private static final int STATEMENTS_OF_A_PROCESS = 120;
    private static final Pattern FIGURES = Pattern.compile(
            "figures (\\d+) done, (\\d+) exhausted, (\\d+) of them raw, (\\d+) unknown, (\\d+) reopened, 0 violations");

    @TempDir
    Path folder;

    @Test
    void memoryThatEndsAnywhereLosesNothing() throws IOException {
        long seed = Seeds.one();
        for (int i = 0; i * STATEMENTS_OF_A_PROCESS < STATEMENTS; i++) {
            endMemory(seed + i, Math.min(STATEMENTS_OF_A_PROCESS, STATEMENTS - i * STATEMENTS_OF_A_PROCESS));
        }
    }

    private void endMemory(long seed, int statements) throws IOException {
        CliResult result = Cli.in(folder)
                .withJvm("-Xmx16m")
                .of(SmallHeap.class)
                .run("", "heap" + seed + ".pesa", Long.toString(seed), Integer.toString(statements));
        String where = "seed " + seed + ": " + result;
        assertEquals(0, result.exit(), where);
        List<String> lines = result.stdout().lines().toList();
        Matcher figures = FIGURES.matcher(lines.get(lines.size() - 1));
        assertTrue(figures.matches(), where);
        System.out.println("SmallHeapTest: seed " + seed + ", " + figures.group());
        assertTrue(Integer.parseInt(figures.group(1)) > 0, where);
        assertFalse(result.stderr().contains("\tat "), where);
        if (statements == STATEMENTS_OF_A_PROCESS) {
            assertTrue(Integer.parseInt(figures.group(2)) > 0, where);
        }
    }

    /** The shell answers what is too large, one answer for each command, and goes on. */
    @Test
    void theShellSaysWhatIsTooLargeAndGoesOn() throws IOException {
        Cli cli = Cli.in(folder).withJvm("-Xmx12m");
        StringBuilder csv = new StringBuilder("id,k,x\n");
        for (int id = 0; id < 20_000; id++) {
            csv.append(id)
                    .append(',')
                    .append(id % 50)
                    .append(",some text of row ")
                    .append(id)
                    .append('\n');
        }
        Files.writeString(folder.resolve("rows.csv"), csv);
        CliResult filled = cli.run(
                "CREATE t id:INT:PK k:INT x:TEXT\nIMPORT t FROM 'rows.csv'\n", "--format", "json", "--bare", "t.pesa");
        assertEquals(0, filled.exit(), filled::toString);
        String large = "z".repeat(1_400_000);
        String tooLarge = "z".repeat(2_000_000);
        String wide = "\u20ac".repeat(500_000);
        List<String> script = List.of(
                "SEL t COLS id,x ORDER x LIMIT 1 OFFSET 19000",
                "JOIN t t ON x x LIMIT 1",
                "INS t -1 1 '" + large + "'",
                "INS t -2 1 '" + tooLarge + "'",
                "INS t -3 1 '" + wide + "'",
                "UPD t SET x='" + large + "' WHERE id<4",
                "BEGIN",
                "UPD t SET k=100 WHERE id>=0",
                "JOIN t t ON x x ORDER t.id LIMIT 1",
                "UPD t SET x='" + wide + "' WHERE id<6",
                "COMMIT",
                "INS t -4 1 four",
                "COUNT t WHERE k=100");
        CliResult result = cli.run(String.join("\n", script) + "\n", "--format", "json", "t.pesa");
        assertFalse(result.stderr().contains("\tat "), result::stderr);
        List<Reply> ends = result.replies().stream().filter(Reply::isEnd).toList();
        assertEquals(script.size(), ends.size(), () -> result.codes().toString());
        assertEquals(List.of(20_000L), result.rows().get(result.rows().size() - 1));
        for (Reply end : ends) {
            assertTrue(end.kind() == Reply.Kind.OK || end.code().equals("OUT_OF_MEMORY"), () -> ends.toString());
        }
        assertTrue(result.codes().size() >= 3, () -> result.codes().toString());
        assertEquals(Reply.Kind.OK, ends.get(ends.size() - 2).kind());
        CliResult check = Cli.in(folder).run("", "check", "t.pesa");
        assertEquals(0, check.exit(), check::stdout);
    }
}
