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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Spi;

/** {@code pesadb new-plugin}: what it writes builds as it is, keeps its contract, and is a component that PesaDB finds. */
@Tag("outside-build")
class NewPluginTest {
    @TempDir
    Path folder;

    private CliResult newPlugin(String... args) throws IOException {
        return Cli.in(folder)
                .run("", Stream.concat(Stream.of("new-plugin"), Stream.of(args)).toArray(String[]::new));
    }

    @Test
    void everyKindsProjectBuildsOfflineAndKeepsItsContract() throws Exception {
        String output = TemplatePlugins.output();
        assertFalse(output.contains("[WARNING]"), output);
        for (ComponentKind kind : ComponentKind.values()) {
            String type = TemplatePlugins.name(kind).replace("-", "");
            Matcher tests = Pattern.compile("Tests run: (\\d+), .* -- in org\\.example\\." + type + "\\.")
                    .matcher(output);
            assertTrue(tests.find() && Integer.parseInt(tests.group(1)) > 5, () -> kind + " in " + output);
            assertIsAPlugin(kind, TemplatePlugins.jar(kind));
        }
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
            Path project = TemplatePlugins.project(kind);
            try (Stream<Path> files = Files.walk(project)) {
                for (Path file : files.filter(
                                file -> Files.isRegularFile(file) && !file.startsWith(project.resolve("target")))
                        .toList()) {
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
        "log log, 'NAME cannot be log: the class LogProvider would be named as the interface that it implements; choose another'",
        "index my-list --package org.pesadb.api, '--package is one of your own, not org.pesadb.api, which is Java''s or PesaDB''s'",
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
