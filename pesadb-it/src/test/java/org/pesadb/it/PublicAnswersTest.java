package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every question of data/answers.txt about real tables gets the answer that SQLite gave: with each codec, with and without
 * ordered indexes, joins by every strategy too. {@code -Dpesadb.data=FOLDER} asks of other tables of the same form; see
 * data/README.md.
 */
class PublicAnswersTest {
    private static final List<String> STRATEGIES = List.of("hash", "merge", "index", "loop");
    /** A folder with other tables than ours, or nothing. */
    private static final String GIVEN = System.getProperty("pesadb.data", "");
    /** Commands for one process: with larger tables fewer, since no process may take minutes. */
    private static final int AT_ONCE = GIVEN.isEmpty() ? 1_000 : 20;

    @TempDir
    static Path folder;

    private static final Set<String> MADE = new HashSet<>();

    private static List<AskedElsewhere> questions;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        Path data = data();
        for (String name : List.of("cities.csv", "countries.csv", "regions.csv")) {
            Files.copy(data.resolve(name), folder.resolve(name));
        }
        questions = AskedElsewhere.read(data.resolve("answers.txt"));
        assertTrue(questions.size() > 50, () -> questions.size() + " questions");
    }

    private static Path data() throws URISyntaxException {
        URL ours = PublicAnswersTest.class.getResource("/data/answers.txt");
        return GIVEN.isEmpty() ? Path.of(ours.toURI()).getParent() : Path.of(GIVEN);
    }

    /** A database of the tables, made where it is not there yet. */
    private static String make(String codec, boolean ordered) throws IOException {
        String database = codec + (ordered ? "-btree" : "-hash") + ".pesa";
        if (!MADE.add(database)) {
            return database;
        }
        List<String> commands = new ArrayList<>(List.of(
                "CREATE countries numeric:INT:PK alpha_2:TEXT:UNIQUE alpha_3:TEXT:UNIQUE name:TEXT:UNIQUE",
                "CREATE regions code:TEXT:PK country:TEXT name:TEXT type:TEXT",
                "CREATE cities id:INT:PK name:TEXT country:TEXT admin1:TEXT lat:TEXT lng:TEXT",
                "IMPORT countries FROM 'countries.csv'",
                "IMPORT regions FROM 'regions.csv'",
                "IMPORT cities FROM 'cities.csv'"));
        if (ordered) {
            commands.addAll(List.of(
                    "INDEX cities country",
                    "INDEX cities country,name",
                    "INDEX cities name",
                    "INDEX cities admin1",
                    "INDEX regions country"));
        }
        CliResult made = run(commands, "--codec", codec, "--index", ordered ? "btree" : "hash", "--bare", database);
        assertEquals(List.of(), made.codes(), made.stdout());
        return database;
    }

    private static CliResult run(List<String> commands, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--format", "json"));
        all.addAll(List.of(arguments));
        return Cli.in(folder).run(String.join("\n", commands) + "\n", all.toArray(String[]::new));
    }

    /** The rows of each command; of one that fails, its error as the only row. */
    private static List<List<List<Object>>> ask(String database, List<String> commands) throws IOException {
        List<List<List<Object>>> results = new ArrayList<>();
        for (int i = 0; i < commands.size(); i += AT_ONCE) {
            List<List<Object>> rows = new ArrayList<>();
            List<String> some = commands.subList(i, Math.min(commands.size(), i + AT_ONCE));
            for (Reply reply : run(some, database).replies()) {
                if (reply.kind() != Reply.Kind.OK) {
                    rows.add(reply.values());
                }
                if (reply.isEnd()) {
                    results.add(rows);
                    rows = new ArrayList<>();
                }
            }
        }
        assertEquals(commands.size(), results.size());
        return results;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void withOrderedIndexes(String codec) throws IOException {
        compare(make(codec, true), STRATEGIES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "binary"})
    void withoutThem(String codec) throws IOException {
        // Not every one of these joins has an index to look up in here.
        compare(make(codec, false), List.of("hash", "merge", "loop"));
    }

    private static void compare(String database, List<String> strategies) throws IOException {
        List<AskedElsewhere> asked = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        for (AskedElsewhere question : questions) {
            asked.add(question);
            commands.add(question.command());
            if (question.joins()) {
                for (String strategy : strategies) {
                    // Every row of a large table with every one of another takes too long.
                    if (GIVEN.isEmpty()
                            || !strategy.equals("loop")
                            || question.command().contains(" WHERE ")) {
                        asked.add(question);
                        commands.add(question.command() + " USING " + strategy);
                    }
                }
            }
        }
        List<List<List<Object>>> results = ask(database, commands);
        for (int i = 0; i < asked.size(); i++) {
            AskedElsewhere question = asked.get(i);
            String command = database + ": " + commands.get(i);
            assertEquals(
                    String.join("\n", question.answer()),
                    String.join("\n", question.asAnswer(results.get(i))),
                    command);
        }
    }

    @Test
    void explainNamesTheIndex() throws IOException {
        List<AskedElsewhere> told =
                questions.stream().filter(question -> question.uses() != null).toList();
        assertTrue(told.size() > 20, () -> told.size() + " questions");
        List<List<List<Object>>> plans = ask(
                make("binary", true),
                told.stream().map(question -> "EXPLAIN " + question.command()).toList());
        for (int i = 0; i < told.size(); i++) {
            String actions = String.join(
                    "\n",
                    plans.get(i).stream().map(step -> (String) step.get(1)).toList());
            String wanted = told.get(i).uses();
            String command = told.get(i).command();
            assertTrue(actions.contains(wanted), () -> command + ": not " + wanted + ", but\n" + actions);
        }
    }
}
