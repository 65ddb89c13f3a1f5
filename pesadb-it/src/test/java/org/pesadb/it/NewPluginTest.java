package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Spi;

/** {@code pesadb new-plugin}: what it writes builds as it is, keeps its contract, and is a component that PesaDB finds. */
class NewPluginTest {
    @TempDir
    Path folder;

    private CliResult newPlugin(String... args) throws IOException {
        return Cli.in(folder)
                .run("", Stream.concat(Stream.of("new-plugin"), Stream.of(args)).toArray(String[]::new));
    }

    @Test
    void everyKindsProjectBuildsOfflineAndKeepsItsContract() throws Exception {
        StringBuilder modules = new StringBuilder();
        for (ComponentKind kind : ComponentKind.values()) {
            CliResult made = newPlugin(kind.label(), name(kind));
            assertEquals(0, made.exit(), made::stderr);
            modules.append("<module>").append(name(kind)).append("</module>");
        }
        Files.writeString(
                folder.resolve("pom.xml"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>all</artifactId>"
                        + "<version>1</version><packaging>pom</packaging><modules>" + modules + "</modules></project>");
        // Maven reads this of the folder that it is started in alone; all have the same.
        Path config = Path.of(".mvn", "maven.config");
        Files.createDirectory(folder.resolve(".mvn"));
        Files.copy(folder.resolve(name(ComponentKind.LOG)).resolve(config), folder.resolve(config));
        OutsideBuild.Result built = OutsideBuild.in(Files.createDirectory(folder.resolve("scratch")))
                .run(
                        folder,
                        Stream.concat(Stream.of("verify"), Stream.of(OutsideBuild.SMALL))
                                .toArray(String[]::new))
                .succeeded();
        assertFalse(built.output().contains("[WARNING]"), built::output);
        for (ComponentKind kind : ComponentKind.values()) {
            String type = name(kind).replace("-", "");
            Matcher tests = Pattern.compile("Tests run: (\\d+), .* -- in org\\.example\\." + type + "\\.")
                    .matcher(built.output());
            assertTrue(tests.find() && Integer.parseInt(tests.group(1)) > 5, () -> kind + " in " + built.output());
            assertIsAPlugin(kind, folder.resolve(name(kind) + "/target/" + name(kind) + "-1.0.0.jar"));
        }
    }

    private static String name(ComponentKind kind) {
        return "my-new-" + kind.label();
    }

    private static void assertIsAPlugin(ComponentKind kind, Path jar) throws IOException {
        ModuleDescriptor module =
                ModuleFinder.of(jar).findAll().iterator().next().descriptor();
        assertEquals("org.example.mynew" + kind.label(), module.name());
        assertEquals(
                Set.of("java.base", "org.pesadb.api"),
                module.requires().stream().map(ModuleDescriptor.Requires::name).collect(Collectors.toSet()));
        assertEquals(1, module.provides().size());
        try (JarFile file = new JarFile(jar.toFile())) {
            assertEquals(
                    Integer.toString(Spi.VERSION),
                    file.getManifest().getMainAttributes().getValue(Spi.ATTRIBUTE));
        }
    }

    /** A project that needs other versions than our own build would need a network that nobody promised. */
    @Test
    void theProjectIsBuiltByThePluginsThatBuildPesaDb() throws Exception {
        assertEquals(0, newPlugin("index", "my-btree").exit());
        Map<String, String> ours = plugins(Path.of(System.getProperty("pesadb.golden"), "../../../../../pom.xml"));
        Map<String, String> theirs = plugins(folder.resolve("my-btree/pom.xml"));
        assertTrue(theirs.size() > 3, theirs::toString);
        theirs.forEach((plugin, version) -> assertEquals(ours.get(plugin), version, plugin));
    }

    private static Map<String, String> plugins(Path pom) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        Matcher found = Pattern.compile("<artifactId>(maven-[a-z-]+-plugin)</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(pom));
        while (found.find()) {
            versions.put(found.group(1), found.group(2));
        }
        return versions;
    }

    @Test
    void thePackageAndTheFolderCanBeChosen() throws Exception {
        CliResult made = newPlugin("codec", "a-2-b", "deep/er", "--package", "com.acme.rows");
        assertEquals(0, made.exit(), made::stderr);
        Path provider = folder.resolve("deep/er/src/main/java/com/acme/rows/A2BProvider.java");
        assertTrue(made.stdout().contains(Path.of("deep/er/src/main/java/com/acme/rows/A2BProvider.java") + "\n"));
        assertTrue(Files.readString(provider).startsWith("package com.acme.rows;\n"));
        assertTrue(Files.readString(folder.resolve("deep/er/src/main/java/module-info.java"))
                .contains("module com.acme.rows {"));
    }

    @Test
    void everyWordIsFilledIn() throws Exception {
        for (ComponentKind kind : ComponentKind.values()) {
            newPlugin(kind.label(), name(kind));
            try (Stream<Path> files = Files.walk(folder.resolve(name(kind)))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertFalse(
                            Pattern.compile("@[A-Za-z]+@")
                                    .matcher(Files.readString(file))
                                    .find(),
                            file::toString);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "indices my-btree, 'KIND is one of log, pager, codec, index, join, not indices'",
        "index My-btree, 'a name is [a-z][a-z0-9-]*, at most 64 characters, and goes to disk; not My-btree'",
        "index new --package org.new, '--package is a name such as org.example.mine, not org.new'",
        "index new --package Org, '--package is a name such as org.example.mine, not Org'",
        "index, 'new-plugin takes KIND NAME [FOLDER]'",
    })
    void whatMakesNoSenseIsMisuse(String args, String says) throws Exception {
        CliResult refused = newPlugin(args.split(" "));
        assertEquals(2, refused.exit());
        assertTrue(refused.stderr().contains("pesadb: " + says + "\n"), refused::stderr);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void noFileIsWrittenOver() throws Exception {
        Path mine = Files.writeString(
                Files.createDirectories(folder.resolve("mine")).resolve("pom.xml"), "precious");
        CliResult refused = newPlugin("index", "my-btree", "mine");
        assertEquals(1, refused.exit());
        assertTrue(refused.stderr().contains("mine is not empty"), refused::stderr);
        assertEquals("precious", Files.readString(mine));
        try (Stream<Path> files = Files.list(mine.getParent())) {
            assertEquals(List.of(mine), files.toList());
        }
    }

    @Test
    void aNameThatIsTakenIsRefused() throws Exception {
        CliResult refused = newPlugin("index", "btree");
        assertEquals(1, refused.exit());
        assertTrue(refused.stderr().startsWith("error DUPLICATE_COMPONENT: there is index 'btree' "), refused::stderr);
        assertFalse(Files.exists(folder.resolve("btree")));
    }
}
