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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pesadb learn}: each lesson shows what it says, and one that does not fails. */
class LearnTest {
    private static final String HELD = "and each showed what the text says";

    @TempDir
    static Path folder;

    private static WarmCli cli;

    @BeforeAll
    static void start() throws IOException {
        cli = WarmCli.within(folder);
    }

    @AfterAll
    static void stop() {
        cli.close();
    }

    private static List<String> names() throws IOException {
        CliResult list = cli.run("", "--format", "json", "learn");
        assertEquals(0, list.exit(), list.toString());
        return list.rows().stream().map(row -> (String) row.get(1)).toList();
    }

    @TestFactory
    Stream<DynamicTest> everyLessonShowsWhatItSays() throws IOException {
        List<String> names = names();
        assertTrue(names.size() >= 7, names.toString());
        return names.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    CliResult result = cli.run("", "learn", name);
                    assertEquals(0, result.exit(), result.toString());
                    assertEquals("", result.stderr());
                    assertTrue(result.stdout().contains(HELD), result.stdout());
                    assertFalse(
                            result.stdout().matches("(?s).*\\{(?!n})[a-z_]+}.*"),
                            "what was kept is filled in everywhere");
                }));
    }

    @Test
    void theListIsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("pesadb.golden"))
                .resolve("../../../../../pesadb-cli/README.md")
                .normalize());
        for (String name : names()) {
            assertTrue(readme.contains("| `" + name + "` |"), name);
        }
    }

    @Test
    void aLessonIsAskedForByItsNumberToo() throws IOException {
        CliResult first = cli.run("", "learn", "1");
        assertEquals(0, first.exit(), first.toString());
        assertTrue(first.stdout().startsWith("What a commit is\n"), first.stdout());
        assertTrue(first.stdout().endsWith("Next: pesadb learn " + names().get(1) + "\n"), first.stdout());
    }

    private CliResult run(String steps) throws IOException {
        Path file = folder.resolve("mine.lesson");
        Files.writeString(file, "title: Mine\nabout: a try\n\nSome text.\n\n" + steps);
        return cli.run("", "learn", file.toString());
    }

    /** What holds, then what does not, of each thing that a lesson can say; both of the same output. */
    @TestFactory
    Stream<DynamicTest> whatALessonSaysIsHeldAgainstItsOutput() {
        List<List<String>> pairs = List.of(
                List.of("expect row 1 Alice", "expect row 1 Bob"),
                List.of("expect row * Alice", "expect row * Alice more"),
                List.of("expect not row 2", "expect not row 1"),
                List.of("expect rows 1", "expect rows 2"),
                List.of("expect text | Alice", "expect text | alice"),
                List.of("expect text \"(1 row)\"", "expect text \"(2 rows)\""),
                List.of("expect not text Bob", "expect not text Alice"),
                List.of("expect figure id = 1", "expect figure id != 1"),
                List.of("expect figure id <= 1", "expect figure id < 1"),
                List.of("expect figure id >= 1", "expect figure id > 1"),
                List.of("keep it = id\nexpect row {it}", "keep it = nothing"),
                List.of("expect not error SYNTAX", "expect error SYNTAX"));
        List<DynamicTest> tests = new ArrayList<>();
        for (List<String> pair : pairs) {
            tests.add(DynamicTest.dynamicTest(pair.get(0), () -> {
                CliResult held = run("> INS users 1 Alice\n\n> SEL users\n" + pair.get(0) + "\n");
                assertEquals(0, held.exit(), held.toString());
                assertTrue(held.stdout().contains(HELD), held.stdout());
            }));
            tests.add(DynamicTest.dynamicTest(pair.get(1), () -> {
                CliResult broken = run("> INS users 1 Alice\n\n> SEL users\n" + pair.get(1) + "\n");
                assertEquals(1, broken.exit(), broken.toString());
                assertTrue(
                        broken.stderr().contains("line 8: SEL users does not show")
                                && broken.stderr().contains("line 9 says: " + pair.get(1)),
                        broken.stderr());
                assertFalse(broken.stdout().contains(HELD), broken.stdout());
            }));
        }
        return tests.stream();
    }

    @Test
    void aCommandThatFailsUnawaitedEndsTheLesson() throws IOException {
        CliResult result = run("> SEL nobody\n\n> INS users 1 Alice\n");
        assertEquals(1, result.exit());
        assertTrue(result.stderr().contains("it failed with NO_SUCH_TABLE"), result.stderr());
        assertFalse(result.stdout().contains("INS users"), "the lesson goes no further");
        assertEquals(0, run("> SEL nobody\nexpect error NO_SUCH_TABLE\n").exit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> SEL users\nexpect raw 1\n",
                "> SEL users\nfurther text\n",
                "text\n> SEL users\n",
                "> SEL users\nexpect figure rows 1\n",
                "!explode\n",
                "!repeat 1..2 HELP\n",
                "only text\n"
            })
    void whatIsNoLessonIsRefused(String steps) throws IOException {
        CliResult result = run(steps);
        assertEquals(1, result.exit(), result.toString());
        assertTrue(result.stderr().startsWith("error SYNTAX: "), result.stderr());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "learn nothing",
                "learn --keep x",
                "--format json learn commit",
                "check --keep x y.pesa",
                "learn a b"
            })
    void misuseIsSaid(String line) throws IOException {
        assertEquals(2, cli.run("", line.split(" ")).exit());
    }

    @Test
    void theScratchDatabaseIsDeletedUnlessItIsToBeKept() throws IOException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path kept = folder.resolve("kept");
        Cli own = Cli.in(folder).withJvm("-Djava.io.tmpdir=" + temporary);
        assertEquals(0, own.run("", "learn", "crash").exit());
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals(0, own.run("", "learn", "crash", "--keep", kept.toString()).exit());
        CliResult checked =
                cli.run("", "check", kept.resolve("crash-2/lesson.pesa").toString());
        assertEquals(0, checked.exit(), checked.toString());
        CliResult again = cli.run("", "learn", "crash", "--keep", kept.toString());
        assertEquals(1, again.exit());
        assertTrue(again.stderr().contains("is not empty"), again.stderr());
    }
}
