package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.spi.ComponentKind;

/** Each default stands in a jar that can be left out: the one part that is there of its kind is the default then, without a word. */
@Tag("outside-build")
class ReplaceableTest {
    private static final String SCRIPT = """
            INS users 1 Alice
            INS users 2 Bob
            INS orders 10 1 tea
            CREATE t id:INT:PK name:TEXT:UNIQUE
            INS t 1 x
            INS t 2 NULL
            INDEX t name,id
            UPD t SET name=y WHERE id=2
            DEL t 1
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    /** The jars of the distribution but those of some of our modules. */
    private Path without(String... modules) throws IOException {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        try (Stream<Path> jars = Files.list(Cli.distribution())) {
            for (Path jar : jars.toList()) {
                String name = jar.getFileName().toString();
                if (Stream.of(modules).noneMatch(module -> name.startsWith("pesadb-" + module + "-"))) {
                    Files.copy(jar, lib.resolve(jar.getFileName()));
                }
            }
        }
        return lib;
    }

    /** Copies a worked plugin's jars to those of the program, as far as it has not got the same libraries. */
    private static void install(String plugin, Path lib) throws Exception {
        Path from = WorkedPlugins.folder().resolve(plugin);
        try (Stream<Path> jars = Files.isDirectory(from) ? Files.list(from) : Stream.of(from)) {
            for (Path jar : jars.toList()) {
                if (!Files.exists(lib.resolve(jar.getFileName()))) {
                    Files.copy(jar, lib.resolve(jar.getFileName()));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "index, skip-list-index-1.0.0.jar, skip-list, index",
        "codec, cbor-codec, cbor, codec",
        "join, block-join-1.0.0.jar, block, join"
    })
    void anotherJarInThePlaceOfADefault(String left, String plugin, String name, String kind) throws Exception {
        Path lib = without(left);
        install(plugin, lib);
        worksWith(lib, kind, name);
    }

    /** Of log and pager: what {@code pesadb new-plugin} writes. */
    @ParameterizedTest
    @CsvSource({"pager, PAGER", "wal, LOG"})
    void aTemplateInThePlaceOfADefault(String left, ComponentKind kind) throws Exception {
        Path lib = without(left);
        install(kind, lib);
        worksWith(lib, kind.label(), TemplatePlugins.name(kind));
    }

    /** The process is killed with a transaction open, so that the other log and pager recover what was acknowledged and nothing else. */
    @Test
    void everyDefaultAtOnceIsWhatNewPluginWrites() throws Exception {
        Path lib = without("index", "codec", "join", "pager", "wal");
        Map<String, String> parts = new TreeMap<>();
        for (ComponentKind kind : ComponentKind.values()) {
            install(kind, lib);
            parts.put(kind.label(), TemplatePlugins.name(kind));
        }
        Files.createDirectory(folder.resolve("place"));
        try (CliProcess killed = Cli.in(folder).withJars(lib).start("--format", "json", "place/data.pesa")) {
            for (String command : (SCRIPT + "BEGIN\nINS t 3 lost").lines().toList()) {
                Reply reply = killed.call(command, PATIENCE);
                assertEquals(Reply.Kind.OK, reply.kind(), () -> command + ": " + reply.fields());
            }
            killed.kill();
        }
        try (WarmCli cli = WarmCli.within(folder, lib)) {
            holdsWhatTheScriptLeft(cli, parts);
        }
    }

    private static void install(ComponentKind kind, Path folder) throws Exception {
        Path jar = TemplatePlugins.jar(kind);
        Files.copy(jar, folder.resolve(jar.getFileName()));
    }

    @ParameterizedTest
    @CsvSource({
        "index, skip-list-index-1.0.0.jar, skip-list, index",
        "codec, cbor-codec, cbor, codec",
        "join, block-join-1.0.0.jar, block, join"
    })
    void theOnlyOneOfThePluginFolder(String left, String plugin, String name, String kind) throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins/one"));
        install(plugin, plugins);
        worksWith(without(left), kind, name, "--plugins", plugins.getParent().toString());
    }

    private void worksWith(Path lib, String kind, String name, String... options) throws IOException {
        try (WarmCli cli = WarmCli.within(folder, lib)) {
            CliResult made = cli.run(SCRIPT, arguments("data.pesa", options));
            assertEquals(0, made.exit(), () -> made.stdout() + made.stderr());
            holdsWhatTheScriptLeft(cli, Map.of(kind, name), options);
        }
    }

    private static String[] arguments(String last, String... options) {
        return Stream.of(Stream.of("--format", "json"), Stream.of(options), Stream.of(last.split(" ")))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private static void holdsWhatTheScriptLeft(WarmCli cli, Map<String, String> parts, String... options)
            throws IOException {
        CliResult again = cli.run(
                "JOIN users orders ON id user_id COLS name,item\nSEL t\nSEL t WHERE id=2\nSEL t WHERE name=y",
                arguments("data.pesa", options));
        assertEquals(
                List.of(
                        Arrays.asList("Alice", "tea"),
                        Arrays.asList(2L, "y"),
                        Arrays.asList(2L, "y"),
                        Arrays.asList(2L, "y")),
                again.rows(),
                () -> again.stdout() + again.stderr());
        CliResult installed = cli.run("PLUGINS", arguments("data.pesa", options));
        parts.forEach((kind, name) -> assertEquals(
                List.of(name),
                installed.rows().stream()
                        .filter(row -> row.get(0).equals(kind))
                        .map(row -> row.get(1))
                        .toList(),
                installed::stdout));
        CliResult sound = cli.run("", arguments("check data.pesa", options));
        assertEquals(0, sound.exit(), () -> sound.stdout() + sound.stderr());
    }

    @ParameterizedTest
    @CsvSource({"pager, paged, pager", "wal, wal, log"})
    void theDefaultItselfInThePluginFolder(String jar, String name, String kind) throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Path lib = without(jar);
        try (Stream<Path> all = Files.list(Cli.distribution())) {
            for (Path each : all.toList()) {
                if (!Files.exists(lib.resolve(each.getFileName()))) {
                    Files.copy(each, plugins.resolve(each.getFileName()));
                }
            }
        }
        worksWith(lib, kind, name, "--plugins", plugins.toString());
    }

    @Test
    void withoutAnyItIsSaidWhatIsMissing() throws IOException {
        CliResult refused = Cli.in(folder).withJars(without("index")).run("TABLES", "--format", "json", "data.pesa");
        assertEquals(1, refused.exit());
        assertEquals(List.of("NO_SUCH_COMPONENT"), refused.codes());
        assertTrue(refused.stdout().contains("index"), refused::stdout);
    }
}
