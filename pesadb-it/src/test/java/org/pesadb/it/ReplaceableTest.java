package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each default stands in a jar that can be left out: the one part that is there of its kind is the default then, without a word. */
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

    @TempDir
    Path folder;

    /** The jars of the distribution but those of one of our modules. */
    private Path without(String module) throws IOException {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        try (Stream<Path> jars = Files.list(Cli.distribution())) {
            for (Path jar : jars.toList()) {
                if (!jar.getFileName().toString().startsWith("pesadb-" + module + "-")) {
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
        worksWith(Cli.in(folder).withJars(lib), kind, name);
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
        worksWith(
                Cli.in(folder).withJars(without(left)),
                kind,
                name,
                "--plugins",
                plugins.getParent().toString());
    }

    private static void worksWith(Cli cli, String kind, String name, String... options) throws IOException {
        String[] arguments = Stream.concat(
                        Stream.of("--format", "json"), Stream.concat(Stream.of(options), Stream.of("data.pesa")))
                .toArray(String[]::new);
        CliResult made = cli.run(SCRIPT, arguments);
        assertEquals(0, made.exit(), () -> made.stdout() + made.stderr());
        CliResult again = cli.run(
                "JOIN users orders ON id user_id COLS name,item\nSEL t\nSEL t WHERE id=2\nSEL t WHERE name=y",
                arguments);
        assertEquals(
                List.of(
                        Arrays.asList("Alice", "tea"),
                        Arrays.asList(2L, "y"),
                        Arrays.asList(2L, "y"),
                        Arrays.asList(2L, "y")),
                again.rows(),
                () -> again.stdout() + again.stderr());
        CliResult parts = cli.run("PLUGINS", arguments);
        assertEquals(
                List.of(name),
                parts.rows().stream()
                        .filter(row -> row.get(0).equals(kind))
                        .map(row -> row.get(1))
                        .toList(),
                parts::stdout);
        String[] check = Arrays.copyOf(arguments, arguments.length + 1);
        check[check.length - 1] = check[check.length - 2];
        check[check.length - 2] = "check";
        CliResult sound = cli.run("", check);
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
        worksWith(Cli.in(folder).withJars(lib), kind, name, "--plugins", plugins.toString());
    }

    @Test
    void withoutAnyItIsSaidWhatIsMissing() throws IOException {
        CliResult refused = Cli.in(folder).withJars(without("index")).run("TABLES", "--format", "json", "data.pesa");
        assertEquals(1, refused.exit());
        assertEquals(List.of("NO_SUCH_COMPONENT"), refused.codes());
        assertTrue(refused.stdout().contains("index"), refused::stdout);
    }
}
