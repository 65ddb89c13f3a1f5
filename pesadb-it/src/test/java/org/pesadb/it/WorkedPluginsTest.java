package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worked plugins, {@code pesadb-it/plugins}: built from their sources as somebody outside would, against the Maven repository of the distribution
 * alone, each judged by its contract; then dropped into a plugin folder and used through the command line.
 */
@Tag("outside-build")
class WorkedPluginsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NEEDLE = "needle-in-the-haystack";
    private static final String LOG = "data.pesa-wal";
    private static final String KEY_FILE = "aes-gcm.key-file=";

    @TempDir
    Path folder;

    private static Path plugins;
    private static Path key;

    @BeforeAll
    static void build() throws Exception {
        plugins = WorkedPlugins.folder();
        key = WorkedPlugins.key();
    }

    private String[] arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("--plugins", plugins.toString(), "--format", "json", "--bare"));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    private CliResult run(String input, String... more) throws IOException {
        return Cli.in(folder).run(input, arguments(more));
    }

    /** Runs commands of which none may fail; returns the rows that they gave. */
    private List<List<Object>> rows(String input, String... more) throws IOException {
        CliResult result = run(input, more);
        assertEquals(0, result.exit(), () -> result.stdout() + result.stderr());
        return result.rows();
    }

    private void assertSound(String... more) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(more));
        all.add(all.size() - 1, "check");
        CliResult result = run("", all.toArray(String[]::new));
        assertEquals(0, result.exit(), () -> result.stdout() + result.stderr());
    }

    @Test
    void allAreListedWithTheirSettings() throws IOException {
        CliResult listed = Cli.in(folder).run("", "--plugins", plugins.toString(), "plugins");
        assertEquals(0, listed.exit(), listed.stderr());
        for (String name : List.of("cbor", "lines", "block", "skip-list", "mirror-log", "aes-gcm")) {
            assertTrue(listed.stdout().contains(name), () -> name + " is not in\n" + listed.stdout());
        }
    }

    @Test
    void codecsKeepTheirRows() throws IOException {
        for (String codec : List.of("cbor", "lines")) {
            String file = codec + ".pesa";
            rows("""
                    CREATE t id:INT:PK name:TEXT CODEC %s
                    INS t 1 "tab\\tline\\n\\\\ Ünïcode 𝄞"
                    INS t 2 NULL
                    INS t -9223372036854775808 ""
                    """.formatted(codec), file);
            assertEquals(
                    List.of(
                            Arrays.asList(Long.MIN_VALUE, ""),
                            Arrays.asList(1L, "tab\tline\n\\ Ünïcode 𝄞"),
                            Arrays.asList(2L, null)),
                    numbers(rows("UPD t SET name=x WHERE id=3\nSEL t ORDER id", file)));
            assertEquals(List.of(List.of(1L)), numbers(rows("SEL t COLS id WHERE name LIKE 'tab%'", file)));
            assertSound(file);
        }
    }

    /** Whole numbers as Long, whichever class the reader of JSON made of them. */
    private static List<List<Object>> numbers(List<List<Object>> rows) {
        List<List<Object>> all = new ArrayList<>();
        for (List<Object> row : rows) {
            List<Object> same = new ArrayList<>(row);
            same.replaceAll(value -> value instanceof Number number ? (Object) number.longValue() : value);
            all.add(same);
        }
        return all;
    }

    @Test
    void theIndexAnswersAsTheBTreeDoes() throws IOException {
        StringBuilder script =
                new StringBuilder("CREATE t id:INT:PK a:INT b:INT INDEX skip-list\nINDEX t b USING btree\n"
                        + "INDEX t a USING skip-list\nBEGIN\n");
        for (int i = 0; i < 3000; i++) {
            int value = i * 7919 % 1009;
            script.append("INS t ")
                    .append(i)
                    .append(' ')
                    .append(value)
                    .append(' ')
                    .append(value)
                    .append('\n');
        }
        script.append("COMMIT\nDEL t WHERE id < 500\nUPD t SET a=5,b=5 WHERE id=777\n");
        rows(script.toString(), "index.pesa");
        String questions = "SEL t COLS id WHERE %1$s=5 ORDER id\nSEL t COLS id WHERE %1$s>=100 AND %1$s<120 ORDER id\n"
                + "COUNT t WHERE %1$s<1000\nSEL t COLS %1$s ORDER %1$s DESC LIMIT 20";
        List<List<Object>> answers = rows(questions.formatted("a"), "index.pesa");
        assertTrue(answers.size() > 60, () -> answers.size() + " rows");
        assertEquals(rows(questions.formatted("b"), "index.pesa"), answers);
        assertTrue(
                rows("EXPLAIN SEL t WHERE a>=100 AND a<120", "index.pesa")
                        .toString()
                        .contains("skip-list"),
                "the index is not used");
        assertSound("index.pesa");
        rows("DROP INDEX t a", "index.pesa");
        assertSound("index.pesa");
    }

    @Test
    void theJoinGivesWhatTheDefaultGives() throws IOException {
        StringBuilder script = new StringBuilder("CREATE l id:INT:PK k:INT\nCREATE r id:INT:PK k:INT\nBEGIN\n");
        for (int i = 0; i < 300; i++) {
            script.append("INS l ")
                    .append(i)
                    .append(' ')
                    .append(i % 7 == 0 ? "NULL" : i % 50)
                    .append('\n');
            script.append("INS r ")
                    .append(i)
                    .append(' ')
                    .append(i % 5 == 0 ? "NULL" : i % 70)
                    .append('\n');
        }
        rows(script + "COMMIT", "join.pesa");
        String join = "JOIN l r ON k k COLS l.id,r.id ORDER l.id";
        List<List<Object>> expected = sorted(rows(join + " USING hash", "join.pesa"));
        assertTrue(expected.size() > 500, () -> expected.size() + " rows");
        assertEquals(expected, sorted(rows(join + " USING block", "join.pesa")));
    }

    private static List<List<Object>> sorted(List<List<Object>> rows) {
        return rows.stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    /** Inserts rows one by one, each acknowledged, and kills the process; returns how many were. */
    private int insertAndKill(int rows, String... arguments) throws IOException {
        try (CliProcess process = Cli.in(folder).start(arguments(arguments))) {
            for (int i = 0; i < rows; i++) {
                Reply reply = process.call("INS t " + i + " '" + NEEDLE + " " + i + "'", PATIENCE);
                assertEquals(Reply.Kind.OK, reply.kind(), () -> reply.toString());
            }
            process.kill();
        }
        return rows;
    }

    @Test
    void theMirrorRestoresALogThatIsMissingOrDamaged() throws Exception {
        String[] database = {"--set", "mirror-log.to=mirrors", "data.pesa"};
        rows("CREATE t id:INT:PK name:TEXT", "--log", "mirror-log", "--set", "mirror-log.to=mirrors", "data.pesa");
        int rows = insertAndKill(60, database);
        Path first = folder.resolve(LOG);
        Path second = mirror();
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second), "after a kill");

        Files.delete(first);
        assertEquals(List.of(List.of(60L)), numbers(rows("COUNT t", prepend("--read-only", database))));
        assertFalse(Files.exists(first), "to read only nothing is restored");
        CliResult restored = run("COUNT t\nEXIT", database);
        assertEquals(List.of(List.of((long) rows)), numbers(restored.rows()), restored::stdout);
        assertTrue(restored.stderr().contains(LOG + " was missing"), restored::stderr);
        assertSound(database);

        // The first of two logs that were not recovered yet, damaged where its oldest records stand; then both.
        insertMore(60, database);
        flip(first, 8192 + 200);
        CliResult repaired = run("COUNT t", database);
        assertEquals(List.of(List.of(80L)), numbers(repaired.rows()), repaired::stdout);
        assertTrue(Files.exists(folder.resolve(LOG + ".replaced")), "what was damaged is kept");
        insertMore(80, database);
        flip(first, 8192 + 200);
        flip(second, 8192 + 200);
        CliResult refused = run("COUNT t", database);
        assertEquals(List.of("CORRUPT"), refused.codes(), refused::stdout);
    }

    private void insertMore(int from, String... database) throws IOException {
        try (CliProcess process = Cli.in(folder).start(arguments(database))) {
            for (int i = from; i < from + 20; i++) {
                Reply reply = process.call("INS t " + i + " more", PATIENCE);
                assertEquals(Reply.Kind.OK, reply.kind(), () -> reply.toString());
            }
            process.kill();
        }
    }

    private Path mirror() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("mirrors"))) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.get(0);
        }
    }

    private static String[] prepend(String one, String... others) {
        return Stream.concat(Stream.of(one), Stream.of(others)).toArray(String[]::new);
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Files.write(file, bytes);
    }

    private static String[] withKey(String database) {
        return new String[] {"--set", KEY_FILE + key, database};
    }

    private boolean holdsNeedle(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(NEEDLE);
    }

    @Test
    void nothingOfTheRowsCanBeReadWithoutTheKey() throws Exception {
        String[] plain = {"plain.pesa"};
        rows("CREATE t id:INT:PK name:TEXT", plain);
        insertAndKill(10, plain);
        assertTrue(holdsNeedle(folder.resolve("plain.pesa-wal")), "the search finds nothing at all");

        String[] database = withKey("data.pesa");
        rows("CREATE t id:INT:PK name:TEXT", prepend("--pager", prepend("aes-gcm", database)));
        insertAndKill(50, database);
        assertFalse(holdsNeedle(folder.resolve(LOG)), "the log");
        assertEquals(List.of(List.of(50L)), numbers(rows("COUNT t WHERE name LIKE '" + NEEDLE + "%'", database)));
        rows("CHECKPOINT\nBACKUP TO 'copy.pesa'", database);
        assertFalse(holdsNeedle(folder.resolve("data.pesa")), "the main file");
        assertFalse(holdsNeedle(folder.resolve("copy.pesa")), "a backup");
        assertSound(database);
        assertSound(withKey("copy.pesa"));
        assertEquals(List.of(List.of(50L)), numbers(rows("COUNT t", withKey("copy.pesa"))));
    }

    @Test
    void theKeyIsAskedForBeforeAnythingIsWritten() throws Exception {
        Files.write(folder.resolve("wrong"), new byte[32]);
        String[] database = withKey("data.pesa");
        rows("CREATE t id:INT:PK name:TEXT", prepend("--pager", prepend("aes-gcm", database)));
        insertAndKill(5, database);
        byte[] main = Files.readAllBytes(folder.resolve("data.pesa"));
        byte[] log = Files.readAllBytes(folder.resolve(LOG));
        String[][] wrong = {
            {"--set", KEY_FILE + folder.resolve("wrong"), "data.pesa"},
            {"--set", KEY_FILE + folder.resolve("none"), "data.pesa"},
            {"data.pesa"}
        };
        String[] words = {"wrong key", "cannot be read", "no key was given"};
        for (int i = 0; i < wrong.length; i++) {
            CliResult refused = run("COUNT t", wrong[i]);
            assertEquals(List.of("IO"), refused.codes(), refused::stdout);
            assertTrue(refused.stdout().contains(words[i]), refused::stdout);
        }
        assertArrayEquals(main, Files.readAllBytes(folder.resolve("data.pesa")));
        assertArrayEquals(log, Files.readAllBytes(folder.resolve(LOG)));
        assertEquals(List.of(List.of(5L)), numbers(rows("COUNT t", database)));
    }

    @Test
    void aFlippedBitOfTheCiphertextIsDamage() throws Exception {
        String[] database = withKey("data.pesa");
        StringBuilder script = new StringBuilder("CREATE t id:INT:PK name:TEXT\nBEGIN\n");
        for (int i = 0; i < 500; i++) {
            script.append("INS t ").append(i).append(" '").append(NEEDLE).append("'\n");
        }
        rows(script + "COMMIT", prepend("--pager", prepend("aes-gcm", database)));
        byte[] sound = Files.readAllBytes(folder.resolve("data.pesa"));
        int found = 0;
        for (int page = 3; page < 6; page++) {
            flip(folder.resolve("data.pesa"), 12352 + (page - 1) * 4128 + 2000);
            CliResult read = run("SEL t", database);
            found += read.codes().contains("CORRUPT") ? 1 : 0;
            CliResult check = run("", "--set", database[1], "check", "data.pesa");
            assertEquals(1, check.exit(), check::stdout);
            assertTrue(
                    check.stdout().contains("page " + page) || check.stdout().contains("\"page\":" + page),
                    check::stdout);
            Files.write(folder.resolve("data.pesa"), sound);
        }
        assertTrue(found > 0, "no damaged page was read");
        insertMore(500, database);
        flip(folder.resolve(LOG), 8192 + 2000);
        assertEquals(List.of("CORRUPT"), run("SEL t", database).codes());
    }

    @Test
    void spilledPagesOfATransactionAreNotReadableEither() throws Exception {
        StringBuilder rows = new StringBuilder("id,name\n");
        for (int i = 0; i < 30_000; i++) {
            rows.append(i).append(',').append(NEEDLE).append("-".repeat(400)).append('\n');
        }
        Files.writeString(folder.resolve("rows.csv"), rows);
        for (boolean encrypted : new boolean[] {false, true}) {
            String name = encrypted ? "secret.pesa" : "open.pesa";
            try (CliProcess process = Cli.in(folder)
                    .withJvm("-Xmx32m")
                    .start(arguments(prepend("--pager", prepend(encrypted ? "aes-gcm" : "paged", withKey(name)))))) {
                process.call("CREATE t id:INT:PK name:TEXT", PATIENCE);
                process.call("BEGIN", PATIENCE);
                Reply imported = process.call("IMPORT t FROM 'rows.csv'", PATIENCE);
                assertEquals(Reply.Kind.OK, imported.kind(), () -> imported.toString());
                Path spilled = folder.resolve(name + "-spill").resolve("transaction");
                assertTrue(Files.size(spilled) > 1 << 20, "hardly anything was spilled");
                assertEquals(!encrypted, holdsNeedle(spilled), name);
                process.call("COMMIT", PATIENCE);
                process.kill();
            }
        }
        assertEquals(List.of(List.of(30_000L)), numbers(rows("COUNT t", withKey("secret.pesa"))));
        assertFalse(holdsNeedle(folder.resolve("secret.pesa")));
    }
}
