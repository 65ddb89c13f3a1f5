package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every script in {@code src/test/resources/golden}, each on a new database, three times over: for people, whose
 * output must be NAME.table.out to the letter; for programs, whose output must be NAME.json.out; and against what the
 * script itself says that each command gives (see {@link GoldenScript}), which nobody rewrites by a flag.
 *
 * <p>{@code -Dgolden.update=true} writes the two files as the output is now. Read the difference before committing it.
 */
class GoldenTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("pesadb.golden", "src/test/resources/golden"));

    @TempDir
    static Path folder;

    /** One process for all runs, each of which begins in an empty folder: what a process of its own would add is its start. */
    private static WarmCli cli;

    @BeforeAll
    static void start() throws IOException {
        cli = WarmCli.within(folder);
    }

    @AfterAll
    static void stop() {
        cli.close();
    }

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        List<GoldenScript> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".pesa"))
                    .sorted()
                    .toList()) {
                scripts.add(GoldenScript.read(file));
            }
        }
        assertTrue(scripts.size() >= 15, "scripts in " + SCRIPTS + ": " + scripts.size());
        return scripts.stream()
                .flatMap(script -> Stream.of(
                        DynamicTest.dynamicTest(script.name() + " means what it says", () -> meaning(script)),
                        DynamicTest.dynamicTest(script.name() + " as a table", () -> golden(script, "table")),
                        DynamicTest.dynamicTest(script.name() + " as JSON", () -> golden(script, "json"))));
    }

    @Test
    void aDumpOfAwkwardTextsRebuildsThem() throws IOException {
        GoldenScript odd = GoldenScript.read(SCRIPTS.resolve("13-dump.pesa"));
        cli.clear();
        cli.run(odd.text(), "--format", "json", "--bare", "odd.pesa");
        CliResult dump = cli.run("DUMP\n", "--bare", "odd.pesa");
        assertEquals(0, dump.exit(), dump.stderr());
        CliResult rebuilt = cli.run(dump.stdout(), "--bare", "rebuilt.pesa");
        assertEquals(0, rebuilt.exit(), () -> rebuilt.stderr() + dump.stdout());
        CliResult before = cli.run("SEL odd ORDER id\nDESC odd\n", "--format", "json", "odd.pesa");
        CliResult after = cli.run("SEL odd ORDER id\nDESC odd\n", "--format", "json", "rebuilt.pesa");
        assertEquals(8, before.rows().size(), before.stdout());
        assertEquals(before.rows(), after.rows(), dump.stdout());
    }

    private CliResult run(GoldenScript script, String format) throws IOException {
        cli.clear();
        List<String> args = new ArrayList<>(List.of("--format", format));
        args.addAll(script.args());
        args.add("golden.pesa");
        return cli.run(script.text(), args.toArray(String[]::new));
    }

    private void meaning(GoldenScript script) throws IOException {
        CliResult result = run(script, "json");
        List<String> got = result.replies().stream().map(GoldenScript::shorten).toList();
        List<String> wanted = script.wanted();
        assertFalse(wanted.isEmpty(), script.name() + " says nothing that can be checked");
        assertEquals(
                String.join("\n", wanted),
                String.join("\n", GoldenScript.hideUnlisted(got, wanted)),
                () -> "stderr: " + result.stderr());
        boolean failures = wanted.stream().anyMatch(line -> line.startsWith("error"));
        assertEquals(failures ? 1 : 0, result.exit(), "exit status");
    }

    private void golden(GoldenScript script, String format) throws IOException {
        CliResult result = run(script, format);
        String got = mask(result.stdout())
                + "--- stderr ---\n" + mask(result.stderr())
                + "--- exit " + result.exit() + " ---\n";
        Path file = SCRIPTS.resolve(script.name() + "." + format + ".out");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, got);
        }
        assertTrue(Files.exists(file), file + " is missing; write it with -Dgolden.update=true and read it");
        assertEquals(
                Files.readString(file),
                got,
                () -> "output of " + script.name() + "; if it is right now, " + "-Dgolden.update=true writes it to "
                        + file);
        assertFalse(result.stderr().contains("\tat "), "no stack trace");
    }

    /** Transaction ids are whatever the engine gives out; everything else is the same in every run. */
    private static String mask(String output) {
        return output.replaceAll("\"tx\":\\d+", "\"tx\":*");
    }
}
