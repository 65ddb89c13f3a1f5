package org.pesadb.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.testing.JarMaker;

/** What is in a plugin folder is loaded, each plugin by itself; what cannot be used is told, and the rest goes on. */
class PluginFoldersTest {
    private static final Components NONE = Components.of(null, List.of());

    @TempDir
    private Path folder;

    private record Kind(String name, int formatVersion) implements IndexProvider {
        @Override
        public long create(PageWriter writer, IndexDefinition definition) {
            throw new AssertionError("not used here");
        }

        @Override
        public Index open(IndexDefinition definition, long root) {
            throw new AssertionError("not used here");
        }
    }

    private static JarMaker moduleJar(String name) {
        return new JarMaker()
                .index("p.Parts", "\"" + name + "\"", "")
                .module("m." + name.replace('-', '_'), "", "p.Parts");
    }

    private static JarMaker classPathJar(String name) {
        return new JarMaker().index("p.Parts", "\"" + name + "\"", "").service("p.Parts");
    }

    private Components load() {
        return NONE.withPlugins(List.of(folder));
    }

    private static Component index(Components components, String name) {
        return components.choose(ComponentKind.INDEX, IndexProvider.class, name);
    }

    private static List<String> names(Components components) {
        return components.names(ComponentKind.INDEX);
    }

    @Test
    void modulesAndJarsForTheClassPathAreFoundWhateverTheirPlaceIsCalled() throws IOException {
        folder = folder.resolve("100% größer #1 + wow!");
        Path module = moduleJar("layered").build(folder.resolve("a b%20.jar"));
        Path plain = classPathJar("plain").build(folder.resolve("ünder.jar"));
        Components components = load();
        assertEquals(List.of(), components.problems());
        assertEquals(List.of("layered", "plain"), names(components));
        Component layered = index(components, "layered");
        assertEquals("m.layered", Components.module(layered));
        assertEquals(module.toString(), Components.jar(layered));
        assertEquals(plain.toString(), Components.jar(index(components, "plain")));
        assertEquals(Optional.of(plain), components.plugin(index(components, "plain")));
        assertNotSame(
                Spi.class.getModule().getLayer(), layered.getClass().getModule().getLayer());
        assertEquals(List.of(folder), components.pluginFolders());
        assertEquals(List.of(), NONE.names(ComponentKind.INDEX), "the registry that was asked is as before");
    }

    @Test
    void twoPluginsBringTwoVersionsOfOneLibrary() throws IOException {
        for (String version : List.of("1", "2")) {
            for (boolean module : new boolean[] {true, false}) {
                String name = (module ? "module-" : "plain-") + version;
                JarMaker source = new JarMaker()
                        .source(
                                "lib.Version",
                                "public class Version { public static String version() { return \"" + version
                                        + "\"; } }");
                if (module) {
                    source.source("module-info", "module lib { exports lib; }");
                }
                Path library = source.build(folder.resolve(name).resolve("lib-" + version + ".jar"));
                JarMaker plugin = new JarMaker()
                        .library(library)
                        .index("p.Parts", "\"" + name + "-has-\" + lib.Version.version()", "");
                (module ? plugin.module("m.p", "requires lib;", "p.Parts") : plugin.service("p.Parts"))
                        .build(folder.resolve(name).resolve("plugin.jar"));
            }
        }
        Components components = load();
        assertEquals(List.of(), components.problems());
        assertEquals(List.of("module-1-has-1", "module-2-has-2", "plain-1-has-1", "plain-2-has-2"), names(components));
    }

    @Test
    void aFolderMayMixModulesAndOtherJars() throws IOException {
        String lib = "public class Lib { public static String name() { return \"NAME\"; } }";
        Path plain = new JarMaker()
                .source("lib.Lib", lib.replace("NAME", "in-a-layer"))
                .build(folder.resolve("a/plain.lib.jar"));
        new JarMaker()
                .library(plain)
                .index("p.Parts", "lib.Lib.name()", "")
                .module("m.a", "requires plain.lib;", "p.Parts")
                .build(folder.resolve("a/a.jar"));
        Path module = new JarMaker()
                .source("lib.Lib", lib.replace("NAME", "by-a-loader"))
                .source("module-info", "module lib { exports lib; }")
                .build(folder.resolve("b/lib.jar"));
        new JarMaker()
                .library(module)
                .index("p.Parts", "lib.Lib.name()", "")
                .service("p.Parts")
                .build(folder.resolve("b/b.jar"));
        Components components = load();
        assertEquals(List.of(), components.problems());
        assertEquals(List.of("by-a-loader", "in-a-layer"), names(components));
    }

    /** Every way in which a plugin can be unfit, all in one folder with one that is fine. */
    @Test
    void whatCannotBeUsedIsToldAndTheRestGoesOn() throws IOException {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        moduleJar("good").build(folder.resolve("good.jar"));
        byte[] whole = Files.readAllBytes(folder.resolve("good.jar"));

        Files.write(folder.resolve("corrupt.jar"), "this is no jar at all".getBytes());
        expected.put("corrupt.jar", List.of("is no jar, or a damaged one"));
        Files.write(folder.resolve("cut.jar"), Arrays.copyOf(whole, whole.length * 2 / 3));
        expected.put("cut.jar", List.of("is no jar, or a damaged one"));
        Files.write(folder.resolve("empty.jar"), new byte[0]);
        expected.put("empty.jar", List.of("is no jar, or a damaged one"));
        Files.createDirectory(folder.resolve("dir.jar"));
        expected.put("dir.jar", List.of("is a folder"));
        Files.createSymbolicLink(folder.resolve("nowhere.jar"), folder.resolve("nothing"));
        expected.put("nowhere.jar", List.of("is a link that leads to no file"));
        Files.createSymbolicLink(folder.resolve("loop.jar"), folder.resolve("loop.jar"));
        expected.put("loop.jar", List.of("is a link that leads to no file"));
        Files.write(folder.resolve("LARGE.JAR"), whole);
        expected.put("LARGE.JAR", List.of("in small letters"));

        classPathJar("newer").attribute(Spi.ATTRIBUTE, "2").build(folder.resolve("newer.jar"));
        expected.put("newer.jar", List.of("was made for version 2", "this program has version 1", "a newer PesaDB"));
        classPathJar("odd").attribute(Spi.ATTRIBUTE, "one").build(folder.resolve("odd.jar"));
        expected.put("odd.jar", List.of("one, which is no number"));
        new JarMaker().service("p.Gone").attribute(Spi.ATTRIBUTE, "0").build(folder.resolve("older.jar"));
        expected.put("older.jar", List.of("was made for version 0", "an older PesaDB"));

        new JarMaker().source("p.Nothing", "public class Nothing {}").build(folder.resolve("nothing.jar"));
        expected.put("nothing.jar", List.of("provides no log, pager, codec, index or join", "META-INF/services"));
        new JarMaker()
                .index("p.Parts", "\"x\"", "")
                .module("m.x", "")
                .service("p.Parts")
                .build(folder.resolve("unprovided.jar"));
        expected.put(
                "unprovided.jar", List.of("provides no log, pager, codec, index or join", "say so in its module-info"));
        new JarMaker().service("p.Gone").build(folder.resolve("gone.jar"));
        expected.put("gone.jar", List.of("class p.Gone", "IndexProvider", "is not in it"));
        new JarMaker().service("# a comment", "p.Parts and more").build(folder.resolve("line.jar"));
        expected.put(
                "line.jar", List.of("names no class in line 2 of META-INF/services/org.pesadb.api.spi.IndexProvider"));
        new JarMaker()
                .file("META-INF/x", new byte[1])
                .file("META-INF/services/org.pesadb.api.spi.RowCodec", new byte[3 << 20])
                .build(folder.resolve("large-service.jar"));
        expected.put(
                "large-service.jar",
                List.of("META-INF/services/org.pesadb.api.spi.RowCodec of more than 1048576 bytes"));
        classPathJar("x").attribute("Padding", "x".repeat(2 << 20)).build(folder.resolve("large-manifest.jar"));
        expected.put("large-manifest.jar", List.of("META-INF/MANIFEST.MF of more than 1048576 bytes"));
        new JarMaker()
                .service("p.Parts")
                .file("org/pesadb/api/spi/Component.class", new byte[8])
                .build(folder.resolve("fat.jar"));
        expected.put("fat.jar", List.of("contains the interfaces of PesaDB themselves", "take them out"));
        new JarMaker()
                .service("p.Future")
                .file("p/Future.class", new byte[] {-54, -2, -70, -66, 0, 0, 3, -24})
                .build(folder.resolve("future.jar"));
        expected.put("future.jar", List.of("needs Java 956", "class p.Future", "use a newer Java"));
        new JarMaker()
                .file("module-info.class", new byte[] {-54, -2, -70, -66, 0, 0, 3, -24})
                .build(folder.resolve("future-module.jar"));
        expected.put("future-module.jar", List.of("needs Java 956", "module-info.class"));
        new JarMaker()
                .service("p.Broken")
                .file("p/Broken.class", "not a class file".getBytes())
                .build(folder.resolve("broken.jar"));
        expected.put("broken.jar", List.of("class p.Broken could not be made", "ClassFormatError"));

        Path absent = new JarMaker()
                .source("lib.Lib", "public class Lib { public static String name() { return \"l\"; } }")
                .source("module-info", "module absent.lib { exports lib; }")
                .build(folder.resolveSibling("elsewhere.jar"));
        new JarMaker()
                .library(absent)
                .index("p.Parts", "lib.Lib.name()", "")
                .module("m.lacks", "requires absent.lib;", "p.Parts")
                .build(folder.resolve("lacks.jar"));
        expected.put("lacks.jar", List.of("module m.lacks needs module absent.lib, which is not there"));
        new JarMaker()
                .library(absent)
                .index("p.Parts", "lib.Lib.name()", "")
                .service("p.Parts")
                .build(folder.resolve("lacks-class.jar"));
        expected.put("lacks-class.jar", List.of("class lib.Lib is missing"));
        Files.createDirectory(folder.resolve("twins"));
        moduleJar("twin").build(folder.resolve("twins/a.jar"));
        moduleJar("twin").build(folder.resolve("twins/b.jar"));
        expected.put("twins", List.of("a.jar and b.jar are both module m.twin"));
        new JarMaker()
                .source("p.Other", "public class Other {}")
                .source("module-info", "module other { exports p; }")
                .build(folder.resolve("split/other.jar"));
        new JarMaker()
                .library(folder.resolve("split/other.jar"))
                .index("q.Parts", "\"split\"", "")
                .source(
                        "module-info",
                        "module m.split { requires org.pesadb.api; requires other; provides org.pesadb.api.spi.IndexProvider with q.Parts; }")
                .build(folder.resolve("split/plugin.jar"));
        new JarMaker()
                .source("p.Other", "public class Other {}")
                .source("q.Q", "public class Q {}")
                .source("module-info", "module other { exports p; exports q; }")
                .build(folder.resolve("split/other.jar"));
        expected.put("split", List.of("its modules do not fit together", "q"));

        for (String[] odd : new String[][] {
            {
                "throwing",
                "public Parts() { throw new IllegalStateException(\"no luck\"); }",
                "its constructor or provider() throws java.lang.IllegalStateException: no luck (at plugin throwing.jar//p.Parts.<init>"
            },
            {
                "static",
                "static final int N = Integer.parseInt(\"x\");",
                "its static initialiser throws java.lang.NumberFormatException"
            },
            {"private", "private Parts() {}", "has to be public"},
            {
                "nameless",
                "{ } public int oldestFormatVersion() { throw new UnsupportedOperationException(); }",
                "does not tell its name, format version and settings: java.lang.UnsupportedOperationException"
            },
            {"versions", "public int oldestFormatVersion() { return 2; }", "format versions 2 to 1"},
            {
                "settings",
                "public java.util.Map<String, String> settings() { return null; }",
                "gives null for its settings"
            },
            {
                "setting",
                "public java.util.Map<String, String> settings() { return java.util.Map.of(\"Key File\", \"\"); }",
                "gives null for its settings, or one whose name"
            },
            {
                "standard",
                "public boolean standard() { throw new LinkageError(\"lost\"); }",
                "java.lang.LinkageError: lost"
            },
            {"recursive", "public boolean ordered() { return ordered(); }", "java.lang.StackOverflowError"},
        }) {
            new JarMaker()
                    .index("p.Parts", "\"" + odd[0] + "\"", odd[1])
                    .service("p.Parts")
                    .build(folder.resolve(odd[0] + ".jar"));
            expected.put(odd[0] + ".jar", List.of(odd[2]));
        }
        new JarMaker().index("p.Parts", "\"Bad Name\"", "").service("p.Parts").build(folder.resolve("named.jar"));
        expected.put("named.jar", List.of("index 'Bad Name'", "needs a name that begins with a-z"));
        new JarMaker().index("p.Parts", "null", "").service("p.Parts").build(folder.resolve("unnamed.jar"));
        expected.put("unnamed.jar", List.of("index 'null'", "needs a name that begins with a-z"));
        new JarMaker()
                .source("p.Parts", "public class Parts {}")
                .service("p.Parts")
                .build(folder.resolve("foreign.jar"));
        expected.put("foreign.jar", List.of("class p.Parts does not implement org.pesadb.api.spi.IndexProvider"));
        new JarMaker()
                .index("p.Parts", "\"x\"", "public static IndexProvider provider() { return null; }")
                .module("m.none", "", "p.Parts")
                .build(folder.resolve("null.jar"));
        expected.put("null.jar", List.of("provider() of p.Parts gives null"));
        new JarMaker()
                .index("p.One", "\"one\"", "")
                .index("p.Two", "\"two\"", "{ if (true) throw new Error(\"half\"); }")
                .service("p.One", "p.Two")
                .build(folder.resolve("half.jar"));
        expected.put(
                "half.jar", List.of("class p.Two could not be made", "java.lang.Error: half", "nothing of it is used"));
        new JarMaker()
                .index("p.One", "\"same\"", "")
                .index("p.Two", "\"same\"", "")
                .service("p.One", "p.Two")
                .build(folder.resolve("same.jar"));
        expected.put("same.jar", List.of("it provides two components index 'same'"));

        Components components = load();
        assertEquals(List.of("good"), names(components));
        Map<String, PluginProblem> found = new LinkedHashMap<>();
        components
                .problems()
                .forEach(problem -> found.put(problem.plugin().getFileName().toString(), problem));
        List<String> wrong = new ArrayList<>();
        expected.forEach((jar, words) -> {
            PluginProblem problem = found.remove(jar);
            String message = problem == null ? "no problem" : problem.message();
            if (problem == null
                    || !message.startsWith(folder.resolve(jar) + " could not be used: ")
                    || message.contains("\n")) {
                wrong.add(jar + ": " + message);
            }
            words.stream()
                    .filter(word -> !message.contains(word))
                    .forEach(word -> wrong.add(jar + " lacks '" + word + "': " + message));
            ErrorCode code = jar.equals("same.jar") ? ErrorCode.DUPLICATE_COMPONENT : ErrorCode.BAD_PLUGIN;
            if (problem != null && problem.code() != code) {
                wrong.add(jar + ": " + problem.code());
            }
        });
        assertEquals(List.of(), wrong);
        assertEquals(Map.of(), found, "problems that nobody expected");
    }

    /** What a plugin throws is code of its own too. */
    @Test
    void whatFightsBackWhenItIsToldOfIsToldOfAllTheSame() throws IOException {
        moduleJar("good").build(folder.resolve("good.jar"));
        String sneak = "static <E extends Throwable> void sneak(Throwable t) throws E { throw (E) t; } ";
        String throwing = "{ return throwIt(); } static <T> T throwIt() { throw new IllegalStateException(); }";
        Map<String, String> errors = new LinkedHashMap<>();
        errors.put("trace", "public StackTraceElement[] getStackTrace() " + throwing);
        errors.put("message", "public String getMessage() " + throwing);
        errors.put("cause", "public synchronized Throwable getCause() " + throwing);
        errors.put("null", "public StackTraceElement[] getStackTrace() { return null; }");
        errors.put("nulls", "public StackTraceElement[] getStackTrace() { return new StackTraceElement[1]; }");
        errors.put(
                "sneaky",
                sneak + "public String getMessage() { Bad.<RuntimeException>sneak(new Exception()); return null; }");
        Map<String, String> places = Map.of(
                "constructor",
                "public Parts() { throw new Bad(); }",
                "static",
                "static { if (true) throw new Bad(); }",
                "name",
                "public boolean standard() { throw new Bad(); }");
        List<String> jars = new ArrayList<>();
        errors.forEach((error, members) -> places.forEach((place, code) -> {
            String jar = error + "-" + place + ".jar";
            jars.add(jar);
            String bad = "@SuppressWarnings(\"unchecked\") static class Bad extends Error { " + members + " } ";
            try {
                new JarMaker()
                        .index("p.Parts", "\"" + error + "-" + place + "\"", bad + code)
                        .service("p.Parts")
                        .build(folder.resolve(jar));
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        }));
        jars.add("initialiser.jar");
        new JarMaker()
                .index(
                        "p.Parts",
                        "\"x\"",
                        "static { if (true) throw new ExceptionInInitializerError(\"without a cause\"); }")
                .service("p.Parts")
                .build(folder.resolve("initialiser.jar"));
        jars.add("checked.jar");
        new JarMaker()
                .index(
                        "p.Parts",
                        "name2()",
                        sneak
                                + "static String name2() { Parts.<RuntimeException>sneak(new Exception(\"odd\")); return null; }")
                .service("p.Parts")
                .build(folder.resolve("checked.jar"));
        Components components = load();
        assertEquals(List.of("good"), names(components));
        assertEquals(
                jars.stream().sorted().toList(),
                components.problems().stream()
                        .map(problem -> problem.plugin().getFileName().toString())
                        .toList());
        for (PluginProblem problem : components.problems()) {
            assertEquals(ErrorCode.BAD_PLUGIN, problem.code());
            assertContains(problem.message(), problem.plugin() + " could not be used: ", "p.Parts");
            assertEquals(1, problem.message().lines().count(), problem.message());
            assertEquals(1, NONE.inspect(problem.plugin(), List.of()).faults().size());
        }
    }

    @Test
    void whatAComponentSaysOfItselfIsAskedOnce() throws IOException {
        String once = "static int asked; static <T> T once(T said)"
                + " { if (asked++ > 4) throw new IllegalStateException(\"asked again\"); return said; }"
                + " public boolean standard() { return once(true); }"
                + " public int oldestFormatVersion() { return once(1); }"
                + " public boolean ordered() { return once(true); }"
                + " public java.util.Map<String, String> settings() { return once(java.util.Map.of(\"size\", \"large\")); }";
        new JarMaker()
                .index("p.Parts", "once(\"fickle\")", once)
                .service("p.Parts")
                .build(folder.resolve("f.jar"));
        moduleJar("good").build(folder.resolve("good.jar"));
        Components components = load().with(List.of(new Kind("more", 1)));
        assertEquals(List.of(), components.problems());
        assertEquals(List.of("fickle", "good", "more"), names(components));
        assertEquals(Optional.of("more"), components.defaultName(ComponentKind.INDEX));
        components.checkSettings(Map.of("fickle.size", "1"));
        Component fickle = components.require(ComponentKind.INDEX, IndexProvider.class, "fickle", 1, "a test");
        assertContains(Components.describe(fickle), "index whose name throws java.lang.IllegalStateException", "f.jar");
    }

    @Test
    void whatAPluginLeavesOnTheThreadIsTakenFromIt() throws IOException {
        new JarMaker()
                .index("p.Set", "\"set\"", "public Set() { Thread.currentThread().interrupt(); }")
                .index("p.Clear", "\"clear\"", "public Clear() { Thread.interrupted(); }")
                .service("p.Set", "p.Clear")
                .build(folder.resolve("x.jar"));
        assertEquals(List.of("clear", "set"), names(load()));
        assertFalse(Thread.interrupted(), "an interrupt of the plugin's would end the next write");
        Thread.currentThread().interrupt();
        assertEquals(List.of("clear", "set"), names(load()));
        assertTrue(Thread.interrupted(), "an interrupt of somebody else's stays");
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe.jar");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
        assertEquals(
                0,
                new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor());
        assertTrue(load().problems().get(0).message().contains("is no regular file"));
    }

    @Test
    void ofTwoPluginsWithOneNameNoneIsUsed() throws IOException {
        Path a = moduleJar("x").build(folder.resolve("a.jar"));
        Path b = classPathJar("x").build(folder.resolve("b.jar"));
        classPathJar("y").build(folder.resolve("c.jar"));
        Components components = load();
        assertEquals(List.of("y"), names(components));
        assertEquals(
                List.of(a, b),
                components.problems().stream().map(PluginProblem::plugin).toList());
        for (PluginProblem problem : components.problems()) {
            assertEquals(ErrorCode.DUPLICATE_COMPONENT, problem.code());
            assertContains(problem.message(), a.toString(), b.toString(), "index 'x'");
        }
        assertEquals(
                List.of(ErrorCode.DUPLICATE_COMPONENT),
                components.inspect(a, List.of()).faults().stream()
                        .map(PluginReport.Refusal::code)
                        .toList());
        assertEquals(
                List.of(), components.inspect(a, List.of(b)).faults(), "where it takes the other's place all is well");
        assertEquals(
                List.of(),
                components.inspect(folder.resolve("c.jar"), List.of()).faults(),
                "it is no duplicate of itself");
    }

    @Test
    void whatIsInstalledGoesBeforeAPlugin() throws IOException {
        Path jar = classPathJar("hash").build(folder.resolve("h.jar"));
        Kind hash = new Kind("hash", 1);
        Components components = Components.of(null, List.of(hash)).withPlugins(List.of(folder));
        assertEquals(hash, index(components, "hash"));
        assertEquals(Optional.empty(), components.plugin(hash));
        PluginProblem problem = components.problems().get(0);
        assertEquals(ErrorCode.DUPLICATE_COMPONENT, problem.code());
        assertContains(problem.message(), jar.toString(), "index 'hash'");
        assertEquals(List.of("index 'hash'"), problem.components());
    }

    @Test
    void aPluginIsTheDefaultOnlyWhereNothingIsInstalled() throws IOException {
        new JarMaker()
                .index("p.Parts", "\"eager\"", "public boolean standard() { return true; }")
                .service("p.Parts")
                .build(folder.resolve("eager.jar"));
        assertEquals(Optional.of("eager"), load().defaultName(ComponentKind.INDEX));
        classPathJar("calm").build(folder.resolve("calm.jar"));
        assertEquals(Optional.empty(), load().defaultName(ComponentKind.INDEX));
        Components installed = Components.of(null, List.of(new Kind("plain", 1)));
        assertEquals(
                Optional.of("plain"), installed.withPlugins(List.of(folder)).defaultName(ComponentKind.INDEX));
        assertEquals(
                Optional.empty(),
                installed
                        .with(List.of(new Kind("other", 1)))
                        .withPlugins(List.of(folder))
                        .defaultName(ComponentKind.INDEX));
    }

    @Test
    void whatIsReachedTwiceCountsOnceAndWhatIsNoPluginNotAtAll() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Path jar = classPathJar("x").build(plugins.resolve("x.jar"));
        Files.writeString(plugins.resolve("README.txt"), "read me");
        Files.writeString(plugins.resolve(".DS_Store"), "");
        Files.createDirectory(plugins.resolve("empty"));
        Files.createDirectory(plugins.resolve(".hidden"));
        Files.copy(jar, plugins.resolve(".hidden/y.jar"));
        Files.createSymbolicLink(plugins.resolve("y.jar"), jar);
        Files.createSymbolicLink(plugins.resolve("again"), plugins);
        Files.createSymbolicLink(plugins.resolve("endless"), plugins.resolve("endless"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), plugins);
        Components components = NONE.withPlugins(List.of(plugins, plugins, link, plugins.resolve("../plugins")));
        assertEquals(List.of(), components.problems());
        assertEquals(List.of("x"), names(components));
    }

    @Test
    void aFolderThatIsNamedHasToBeThere() throws IOException {
        Path none = folder.resolve("none");
        PesaDbException missing = assertThrows(PesaDbException.class, () -> NONE.withPlugins(List.of(none)));
        assertEquals(ErrorCode.IO, missing.code());
        assertContains(missing.getMessage(), none.toString(), "does not exist");
        Path there = Files.createDirectory(folder.resolve("there"));
        new JarMaker()
                .index("p.Parts", "\"x\"", "static { System.setProperty(\"pesadb.test.loaded\", \"yes\"); }")
                .service("p.Parts")
                .build(there.resolve("x.jar"));
        assertThrows(PesaDbException.class, () -> NONE.withPlugins(List.of(there, none)));
        assertNull(System.getProperty("pesadb.test.loaded"), "nothing is loaded before every folder was found");
        assertEquals(List.of("x"), names(NONE.withPlugins(List.of(there))));
        assertEquals("yes", System.clearProperty("pesadb.test.loaded"));
        Path file = Files.writeString(folder.resolve("file"), "");
        assertContains(
                assertThrows(PesaDbException.class, () -> NONE.withPlugins(List.of(file)))
                        .getMessage(),
                "is no folder");
        Components components = NONE.withPluginsIfThere(List.of(none));
        assertEquals(List.of(), components.problems());
        assertEquals(List.of(none), components.pluginFolders());
        Options options = Options.builder().components(NONE).plugins(none).build();
        assertEquals(
                ErrorCode.IO,
                assertThrows(PesaDbException.class, options::components).code());
    }

    @Test
    void optionsReadTheFoldersOnceAndAddThemToTheRegistry() throws IOException {
        classPathJar("x").build(folder.resolve("x.jar"));
        Options options = Options.builder()
                .components(Components.of(null, List.of(new Kind("hash", 1))))
                .plugins(folder)
                .build();
        assertEquals(List.of("hash", "x"), names(options.components()));
        assertTrue(options.components() == options.components());
        assertTrue(Options.builder().components(NONE).build().components() == NONE);
    }

    @Test
    void whatIsMissingIsExplainedByWhatCouldNotBeUsed() throws IOException {
        classPathJar("x").build(folder.resolve("a.jar"));
        classPathJar("x").build(folder.resolve("b.jar"));
        Files.writeString(folder.resolve("broken.jar"), "no jar");
        Components components = load();
        MissingComponentException missing = assertThrows(
                MissingComponentException.class,
                () -> components.require(ComponentKind.INDEX, IndexProvider.class, "x", 1, "table t"));
        assertContains(
                missing.getMessage(),
                "table t",
                "into the plugin folder " + folder,
                "a.jar could not be used",
                "broken.jar could not be used");
        PesaDbException other = assertThrows(PesaDbException.class, () -> index(components, "y"));
        assertContains(other.getMessage(), "broken.jar could not be used");
        assertFalse(other.getMessage().contains("a.jar"), "that one would have brought x");
    }

    @Test
    void aReportTellsEverything() throws IOException {
        Path jar = new JarMaker()
                .index(
                        "p.Parts",
                        "\"told\"",
                        "public java.util.Map<String, String> settings() { return java.util.Map.of(\"size\", \"how large\"); }"
                                + " public boolean ordered() { return true; }")
                .module("m.told", "requires java.logging; requires static java.desktop;", "p.Parts")
                .attribute(Spi.ATTRIBUTE, "1")
                .attribute("Implementation-Title", "Told")
                .attribute("Implementation-Version", "7")
                .build(folder.resolve("told.jar"));
        PluginReport report = NONE.inspect(jar, List.of());
        assertEquals(
                List.of(),
                report.faults().stream()
                        .filter(fault -> !fault.text().contains("java.logging"))
                        .toList());
        assertEquals(List.of(new PluginReport.Jar(jar, "m.told", "Told 7", "1")), report.jars());
        assertEquals("in a module layer of its own", report.loading());
        assertEquals(
                List.of("java.base", "java.desktop", "java.logging", "org.pesadb.api"),
                report.requirements().stream()
                        .map(PluginReport.Requirement::required)
                        .toList());
        if (report.faults().isEmpty()) {
            assertEquals(
                    List.of(new PluginReport.Part(
                            ComponentKind.INDEX, "p.Parts", "told", 1, 1, Map.of("size", "how large"), true)),
                    report.parts());
        }
    }

    /** What is not read when a plugin is loaded is read when it is judged. */
    @Test
    void aReportFindsDamageInAnyEntry() throws IOException {
        byte[] random = new byte[4000];
        new java.util.Random(5).nextBytes(random);
        Path jar = classPathJar("x").file("data.bin", random).build(folder.resolve("x.jar"));
        assertEquals(List.of(), NONE.inspect(jar, List.of()).faults());
        byte[] bytes = Files.readAllBytes(jar);
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("data.bin") + 1000;
        bytes[at] ^= 1;
        Files.write(jar, bytes);
        assertContains(NONE.inspect(jar, List.of()).faults().get(0).text(), "damaged");
    }

    private static void assertContains(String message, String... words) {
        Stream.of(words).forEach(word -> assertTrue(message.contains(word), message + " lacks " + word));
    }
}
