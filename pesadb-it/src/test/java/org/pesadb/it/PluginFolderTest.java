package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.Operand;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Spi;
import org.pesadb.testing.JarMaker;

/** A jar that somebody drops into a folder works, in a program and from the command line; taken away, it is missed by name. */
class PluginFolderTest {
    /** The whole plugin: an index whose entries stand on one page, one after another. */
    private static final String SORTED_LIST = """
            import java.util.*;
            import java.util.function.*;
            import org.pesadb.api.*;
            import org.pesadb.api.spi.*;
            public class ListIndex implements IndexProvider {
                public String name() { return "list"; }
                public int formatVersion() { return 2; }
                public long create(PageWriter writer, IndexDefinition definition) { return writer.allocate().id(); }
                public Index open(IndexDefinition definition, long root) { return new Access(definition.unique(), root); }

                private record Entry(byte[] key, long row) {
                    boolean is(byte[] otherKey, long otherRow) { return row == otherRow && Arrays.equals(key, otherKey); }
                }

                private record Access(boolean unique, long root) implements Index {
                    private List<Entry> read(PageReader reader) {
                        Page page = reader.page(root);
                        List<Entry> entries = new ArrayList<>();
                        for (int i = page.getShort(0), at = 2; i > 0; i--) {
                            byte[] key = new byte[page.getShort(at)];
                            page.copyTo(at + 2, key, 0, key.length);
                            entries.add(new Entry(key, page.getLong(at + 2 + key.length)));
                            at += 10 + key.length;
                        }
                        return entries;
                    }
                    private void write(PageWriter writer, List<Entry> entries) {
                        MutablePage page = writer.edit(root);
                        page.putShort(0, entries.size());
                        int at = 2;
                        for (Entry entry : entries) {
                            page.putShort(at, entry.key.length);
                            page.put(at + 2, entry.key, 0, entry.key.length);
                            page.putLong(at + 2 + entry.key.length, entry.row);
                            at += 10 + entry.key.length;
                        }
                    }
                    public boolean insert(PageWriter writer, byte[] key, long row) {
                        if (unique && find(writer, key).next() != RowIdCursor.END) return false;
                        List<Entry> entries = read(writer);
                        entries.add(new Entry(key.clone(), row));
                        write(writer, entries);
                        return true;
                    }
                    public boolean delete(PageWriter writer, byte[] key, long row) {
                        List<Entry> entries = read(writer);
                        boolean found = entries.removeIf(entry -> entry.is(key, row));
                        write(writer, entries);
                        return found;
                    }
                    public RowIdCursor find(PageReader reader, byte[] key) {
                        Iterator<Entry> found =
                                read(reader).stream().filter(entry -> Arrays.equals(entry.key, key)).iterator();
                        return () -> found.hasNext() ? found.next().row : RowIdCursor.END;
                    }
                    public void drop(PageWriter writer) { writer.free(root); }
                    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
                        page.accept(root);
                        read(reader).forEach(one -> entry.accept(one.key, one.row));
                    }
                }
            }
            """;

    @TempDir
    private static Path made;

    private static Path module;
    private static Path plain;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeJars() throws IOException {
        module = new JarMaker()
                .source("my.parts.ListIndex", SORTED_LIST)
                .module("my.parts", "", "my.parts.ListIndex")
                .attribute(Spi.ATTRIBUTE, "1")
                .build(made.resolve("my-parts.jar"));
        plain = new JarMaker()
                .source("my.parts.ListIndex", SORTED_LIST)
                .service("my.parts.ListIndex")
                .build(made.resolve("plain-parts.jar"));
    }

    private Path plugins(Path... jars) throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("my plugins"));
        for (Path jar : jars) {
            Files.copy(jar, plugins.resolve(jar.getFileName()));
        }
        return plugins;
    }

    private Options.Builder options(Path plugins) {
        return PesaDb.options().plugins(plugins);
    }

    private static void fill(Database database) {
        try (Session session = database.openSession()) {
            session.run(new Command.CreateTable(
                    new TableSchema("t", List.of(Column.of("id", ColumnType.INT).asPrimaryKey())),
                    false,
                    null,
                    "list"));
            session.run(new Command.Insert("t", List.of(Operand.of(1))));
        }
    }

    @Test
    void aProgramNamesAFolderAndUsesWhatIsInIt() throws IOException {
        for (Path jar : List.of(module, plain)) {
            Path file = folder.resolve(jar.getFileName() + ".pesa");
            Path plugins = plugins(jar);
            try (Database database = PesaDb.open(file, options(plugins).build())) {
                fill(database);
            }
            try (Database database = PesaDb.open(file, options(plugins).build());
                    Session session = database.openSession()) {
                PesaDbException twice = assertThrows(
                        PesaDbException.class, () -> session.run(new Command.Insert("t", List.of(Operand.of(1)))));
                assertEquals(ErrorCode.DUPLICATE_KEY, twice.code());
                assertEquals(List.of(), Tables.faults(database));
            }
            List<String> faults = new ArrayList<>();
            PesaDb.check(file, options(plugins).build(), fault -> faults.add(fault.toString()));
            assertEquals(List.of(), faults);
            Files.delete(plugins.resolve(jar.getFileName()));
        }
    }

    @Test
    void theCommandLineUsesItAndMissesItByName() throws IOException {
        Cli cli = Cli.in(folder);
        Path plugins = plugins(module);
        CliResult filled = cli.run(
                "",
                "--plugins",
                plugins.toString(),
                "p.pesa",
                "-c",
                "CREATE t id:INT:PK n:TEXT INDEX list",
                "-c",
                "INS t 1 a",
                "-c",
                "INS t 2 b",
                "-c",
                "DEL t 1",
                "-c",
                "INDEX t n USING list");
        assertEquals("", filled.stderr());
        assertEquals(0, filled.exit());
        assertEquals(
                " id | n\n----+---\n  2 | b\n(1 row)\n",
                cli.run("SEL t WHERE n b", "--plugins", plugins.toString(), "p.pesa")
                        .stdout());
        assertContains(
                cli.run("", "--plugins", plugins.toString(), "check", "p.pesa").stdout(),
                "index 'list' in format version 2: table t (index",
                "ok: no fault found\n");
        assertContains(
                cli.run("DUMP t", "--plugins", plugins.toString(), "p.pesa").stdout(), "INDEX list", "USING list");

        Path empty = Files.createDirectory(folder.resolve("empty"));
        CliResult missing = cli.run("SEL t", "--plugins", empty.toString(), "p.pesa");
        assertEquals(1, missing.exit());
        assertContains(
                missing.stderr(),
                "MISSING_COMPONENT",
                "index 'list'",
                "format version 2",
                "t",
                "btree, hash",
                empty.toString());
        Files.writeString(empty.resolve("list.jar"), "it was cut to pieces");
        CliResult broken = cli.run("SEL t", "--format", "json", "--plugins", empty.toString(), "p.pesa");
        assertContains(broken.stderr(), "warning BAD_PLUGIN: " + empty.resolve("list.jar") + " could not be used: ");
        assertEquals(1, broken.stderr().lines().count(), broken.stderr());
        assertContains(broken.stdout(), "MISSING_COMPONENT", "list.jar could not be used: ");
    }

    @Test
    void theFolderOfTheUserIsLookedIntoWhereNoneIsNamed() throws IOException {
        Cli cli = Cli.in(folder);
        Path own = folder.resolve(".config/pesadb/plugins");
        CliResult added = cli.run("", "plugins", "add", module.toString());
        assertEquals("index 'list' is in " + own.resolve("my-parts.jar") + "\n", added.stdout(), added.stderr());
        assertEquals(0, added.exit());
        CliResult listed = cli.run("", "--format", "csv", "plugins");
        assertEquals("", listed.stderr().replace("(11 rows)\n", "").replaceAll("\\([0-9]+ rows\\)\n", ""));
        assertTrue(listed.stdout().startsWith("kind,name,version,module,jar,default,spi,plugin\n"), listed.stdout());
        String jar = own.resolve("my-parts.jar").toString();
        assertContains(
                listed.stdout(), "index,list,2,my.parts," + jar + ",0,1," + jar + "\n", "index,hash,", ",1,1,\n");
        assertEquals(0, cli.run("CREATE t id:INT:PK INDEX list", "u.pesa").exit());
        assertContains(cli.run("PLUGINS", "--format", "json", "u.pesa").stdout(), "\"list\"", "my-parts.jar");

        CliResult same = cli.run("", "plugins", "add", module.toString());
        assertEquals(0, same.exit(), same.stderr());
        Path other = new JarMaker()
                .source("my.parts.ListIndex", SORTED_LIST)
                .module("my.parts", "", "my.parts.ListIndex")
                .attribute("Implementation-Version", "2")
                .build(folder.resolve("newer/my-parts.jar"));
        CliResult refused = cli.run("", "plugins", "add", other.toString());
        assertEquals(1, refused.exit());
        assertContains(refused.stderr(), "another plugin of that name is there; --force replaces it");
        assertEquals(
                0, cli.run("", "plugins", "add", "--force", other.toString()).exit());
        assertEquals(-1, Files.mismatch(other, own.resolve("my-parts.jar")));
        CliResult duplicate = cli.run("", "plugins", "add", plain.toString());
        assertEquals(1, duplicate.exit());
        assertContains(
                duplicate.stderr(),
                "DUPLICATE_COMPONENT",
                "index 'list'",
                own.resolve("my-parts.jar").toString());
        try (Stream<Path> left = Files.list(own)) {
            assertEquals(List.of(own.resolve("my-parts.jar")), left.toList(), "nothing else was left there");
        }
    }

    private Path version(String jar, String version) throws IOException {
        return new JarMaker()
                .index("p.One", "\"one\"", "")
                .index("p.Two", "\"two\"", "")
                .service("p.One", "p.Two")
                .attribute("Implementation-Version", version)
                .build(folder.resolve(version).resolve(jar));
    }

    @Test
    void anotherBuildTakesThePlaceOfTheOneBefore() throws IOException {
        Cli cli = Cli.in(folder);
        Path to = Files.createDirectory(folder.resolve("to"));
        Path installed = to.resolve("x.jar");
        assertEquals(
                0,
                cli.run("", "plugins", "add", version("x.jar", "1").toString(), "--plugins", "to")
                        .exit());
        Path again = version("x.jar", "2");
        CliResult judged = cli.run("", "plugins", "check", again.toString(), "--plugins", "to", "--format", "csv");
        assertEquals(0, judged.exit(), judged.stderr());
        assertContains(
                judged.stdout(), "\ninstalled,x.jar,would replace " + installed + "; pesadb plugins add --force");
        assertFalse(cli.run("", "plugins", "check", installed.toString(), "--plugins", "to")
                .stdout()
                .contains("would replace"));

        Path newer = version("x-2.jar", "3");
        CliResult refused = cli.run("", "plugins", "add", newer.toString(), "--plugins", "to");
        assertEquals(1, refused.exit());
        assertContains(refused.stderr(), "error DUPLICATE_COMPONENT", "--force' puts it in the place of " + installed);
        Path less =
                new JarMaker().index("p.One", "\"one\"", "").service("p.One").build(folder.resolve("less.jar"));
        assertEquals(
                1,
                cli.run("", "plugins", "add", "--force", less.toString(), "--plugins", "to")
                        .exit(),
                "what else it provides would be lost");
        assertTrue(Files.exists(installed));
        CliResult replaced = cli.run("", "plugins", "add", "--force", newer.toString(), "--plugins", "to");
        assertEquals(0, replaced.exit(), replaced.stderr());
        assertEquals(
                "index 'one' is in TO\nindex 'two' is in TO\nit took the place of "
                                .replace("TO", to.resolve("x-2.jar").toString())
                        + installed + "\n",
                replaced.stdout());
        try (Stream<Path> left = Files.list(to)) {
            assertEquals(List.of(to.resolve("x-2.jar")), left.toList());
        }
    }

    @Test
    void allThatKeepOneAnotherFromBeingUsedAreReplacedAtOnce() throws IOException {
        Cli cli = Cli.in(folder);
        Path to = Files.createDirectory(folder.resolve("to"));
        Path first = Files.copy(version("x-1.jar", "1"), to.resolve("x-1.jar"));
        Path second = Files.copy(version("x-2.jar", "2"), to.resolve("x-2.jar"));
        Path newest = version("x-3.jar", "3");
        CliResult refused = cli.run("", "plugins", "add", newest.toString(), "--plugins", "to");
        assertEquals(1, refused.exit());
        assertContains(
                refused.stderr(),
                "error DUPLICATE_COMPONENT",
                "--force' puts it in the place of " + first + " and " + second + "\n");

        Path more = new JarMaker()
                .index("p.One", "\"one\"", "")
                .index("p.Three", "\"three\"", "")
                .service("p.One", "p.Three")
                .build(to.resolve("more.jar"));
        refused = cli.run("", "plugins", "add", "--force", newest.toString(), "--plugins", "to");
        assertEquals(1, refused.exit(), "what else one of them provides would be lost");
        assertContains(refused.stderr(), "error DUPLICATE_COMPONENT", first.toString(), second.toString(), "more.jar");
        assertEquals(List.of(more, first, second), inside(to));
        Files.delete(more);

        CliResult replaced = cli.run("", "plugins", "add", "--force", newest.toString(), "--plugins", "to");
        assertEquals(0, replaced.exit(), replaced.stderr());
        assertTrue(
                replaced.stdout().endsWith("\nit took the place of " + first + " and " + second + "\n"),
                replaced.stdout());
        Path third = to.resolve("x-3.jar");
        assertEquals(List.of(third), inside(to));
        assertEquals(-1, Files.mismatch(newest, third));

        Files.copy(version("x-1.jar", "4"), first);
        Path again = version("x-3.jar", "5");
        replaced = cli.run("", "plugins", "add", "--force", again.toString(), "--plugins", "to");
        assertEquals(0, replaced.exit(), replaced.stderr());
        assertEquals(List.of(third), inside(to), "the one of its own name too");
        assertEquals(-1, Files.mismatch(again, third));

        Files.copy(version("x-1.jar", "6"), first);
        replaced = cli.run("", "plugins", "add", "--force", first.toString(), "--plugins", "to");
        assertEquals(0, replaced.exit(), replaced.stderr());
        assertEquals(List.of(first), inside(to), "one that is there already stays alone");
        assertEquals(
                "", cli.run("TABLES", "--plugins", "to", "--bare", "d.pesa").stderr());
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void whatIsOnlyMissingIsToldApartFromDamage() throws IOException {
        new JarMaker()
                .source("my.Mine", """
                        import org.pesadb.api.*;
                        import org.pesadb.api.spi.*;
                        public class Mine implements RowCodec {
                            private static RowCodec real() {
                                return Components.installed().choose(ComponentKind.CODEC, RowCodec.class, "json");
                            }
                            public String name() { return "mine"; }
                            public int formatVersion() { return 1; }
                            public byte[] encode(TableSchema schema, Row row) { return real().encode(schema, row); }
                            public void decode(
                                    TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
                                real().decode(schema, bytes, offset, length, columns, into);
                            }
                            public byte[] tombstone() { return real().tombstone(); }
                        }
                        """)
                .file("META-INF/services/org.pesadb.api.spi.RowCodec", "my.Mine".getBytes(StandardCharsets.UTF_8))
                .build(folder.resolve("with/mine.jar"));
        Files.createDirectory(folder.resolve("without"));
        Cli cli = Cli.in(folder);
        CliResult filled = cli.run(
                "CREATE t id:INT:PK CODEC mine\nINS t 1\nINS t 2\nCREATE u id:INT:PK\nINS u 7\n",
                "--plugins",
                "with",
                "--bare",
                "d.pesa");
        assertEquals(0, filled.exit(), filled.stderr());

        CliResult check = cli.run("", "--plugins", "without", "check", "d.pesa");
        assertEquals(1, check.exit());
        assertEquals("error MISSING_COMPONENT: d.pesa: 1 fault found\n", check.stderr());
        assertContains(
                cli.run("", "--plugins", "without", "--format", "json", "check", "d.pesa")
                        .stdout(),
                "{\"error\":{\"code\":\"MISSING_COMPONENT\"");
        CliResult salvage = cli.run("", "--plugins", "without", "salvage", "d.pesa", "s.pesa");
        assertEquals(1, salvage.exit());
        assertEquals(
                "error MISSING_COMPONENT: d.pesa needs parts that cannot be used: 1 row saved to s.pesa,"
                        + " 2 rows at least and 0 pages not saved\n",
                salvage.stderr());
        assertEquals(
                " id\n----\n  7\n(1 row)\n",
                cli.run("SEL u", "--plugins", "without", "s.pesa").stdout());

        Path file = folder.resolve("d.pesa");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 50] ^= 1;
        Files.write(file, bytes);
        check = cli.run("", "--plugins", "without", "check", "d.pesa");
        assertEquals(1, check.exit());
        assertContains(check.stdout(), "codec 'mine'");
        assertContains(check.stderr(), "error CORRUPT: d.pesa: ", " faults found");
        salvage = cli.run("", "--plugins", "without", "salvage", "d.pesa", "s2.pesa");
        assertEquals(1, salvage.exit());
    }

    @Test
    void whatADatabaseUsesIsShownByItsName() throws IOException {
        Cli cli = Cli.in(folder);
        Path plugins = plugins(module);
        assertEquals(
                0,
                cli.run("CREATE t id:INT:PK INDEX list", "--plugins", plugins.toString(), "u.pesa")
                        .exit());
        byte[] before = Files.readAllBytes(folder.resolve("u.pesa"));
        CliResult shown = cli.run("", "plugins", "u.pesa", "--plugins", plugins.toString(), "--format", "csv");
        assertEquals(0, shown.exit(), shown.stderr());
        CliResult typed = cli.run(
                "", "-c", "PLUGINS", "--read-only", "u.pesa", "--plugins", plugins.toString(), "--format", "csv");
        assertEquals(typed.stdout(), shown.stdout());
        assertTrue(
                shown.stdout().lines().anyMatch(line -> line.startsWith("index,list,2,") && line.contains("table t")),
                shown.stdout());
        assertEquals(1, cli.run("", "plugins", "none.pesa").exit());
        assertFalse(Files.exists(folder.resolve("none.pesa")));
        assertTrue(java.util.Arrays.equals(before, Files.readAllBytes(folder.resolve("u.pesa"))));
    }

    @Test
    void whatAPluginPrintsIsNoResult() throws IOException {
        Path plugins = folder.resolve("loud");
        new JarMaker()
                .index("p.Parts", "\"loud\"", "public Parts() { System.out.println(\"here I am\"); }")
                .service("p.Parts")
                .build(plugins.resolve("loud.jar"));
        CliResult listed = Cli.in(folder).run("", "plugins", "--plugins", plugins.toString(), "--format", "json");
        assertContains(listed.stderr(), "here I am");
        assertContains(listed.stdout(), "\"loud\"");
        assertTrue(
                listed.stdout().lines().allMatch(line -> line.startsWith("{") && line.endsWith("}")), listed.stdout());
    }

    @Test
    void aFolderOfJarsIsInstalledWithItsLibrary() throws IOException {
        Path mine = folder.resolve("mine");
        Path library = new JarMaker()
                .source("lib.Name", "public class Name { public static String name() { return \"by-library\"; } }")
                .build(mine.resolve("lib.jar"));
        new JarMaker()
                .library(library)
                .index("p.Parts", "lib.Name.name()", "")
                .service("p.Parts")
                .build(mine.resolve("p.jar"));
        Cli cli = Cli.in(folder);
        Path to = folder.resolve("to");
        Files.createDirectory(to);
        CliResult added = cli.run("", "plugins", "add", "mine", "--plugins", "to");
        assertEquals("index 'by-library' is in " + to.resolve("mine") + "\n", added.stdout(), added.stderr());
        assertContains(
                cli.run("", "plugins", "--plugins", "to", "--format", "csv").stdout(), "by-library");
        Files.writeString(mine.resolve("NOTES"), "changed");
        assertEquals(1, cli.run("", "plugins", "add", "mine", "--plugins", "to").exit());
        assertEquals(
                0,
                cli.run("", "plugins", "add", "mine", "--plugins", "to", "--force")
                        .exit());
        assertEquals("changed", Files.readString(to.resolve("mine/NOTES")));
        try (Stream<Path> left = Files.list(to)) {
            assertEquals(List.of(to.resolve("mine")), left.toList());
        }
    }

    @Test
    void aPluginIsJudgedBeforeItIsInstalled() throws IOException {
        Cli cli = Cli.in(folder);
        CliResult fine = cli.run("", "plugins", "check", module.toString(), "--format", "csv");
        assertEquals(0, fine.exit(), fine.stderr());
        assertContains(
                fine.stdout(),
                "about,name,finding\n",
                "plugin,my-parts.jar,in a module layer of its own\n",
                "jar,my-parts.jar,module my.parts\n",
                "manifest,my-parts.jar,PesaDB-SPI-Version: 1; this program has 1\n",
                "requires,org.pesadb.api,\"there, of the program; required by my.parts\"\n",
                "index,list,writes format version 2; not ordered; class my.parts.ListIndex\n");
        Path bad = new JarMaker()
                .index("p.One", "\"hash\"", "")
                .index("p.Two", "\"Two\"", "")
                .service("p.One", "p.Two")
                .build(folder.resolve("bad.jar"));
        CliResult faulty = cli.run("", "plugins", "check", bad.toString(), "--format", "csv");
        assertEquals(1, faulty.exit());
        assertContains(
                faulty.stdout(), "fault,BAD_PLUGIN,", "index 'Two'", "fault,DUPLICATE_COMPONENT,", "index 'hash'");
        assertContains(faulty.stderr(), "error BAD_PLUGIN", "2 faults found");
        CliResult refused = cli.run("", "plugins", "add", bad.toString());
        assertEquals(1, refused.exit());
        assertFalse(Files.exists(folder.resolve(".config")), "nothing was installed");
        CliResult none = cli.run("", "plugins", "check", "nothing.jar");
        assertEquals(1, none.exit());
        assertContains(none.stderr(), "error IO", "nothing.jar does not exist");
        CliResult usage = cli.run("", "plugins", "remove", "x.jar");
        assertEquals(2, usage.exit());
    }

    @Test
    void aBrokenPluginLeavesTheOthersAndTheDatabaseAlone() throws IOException {
        Path plugins = plugins(module);
        new JarMaker()
                .index("p.Parts", "\"thrower\"", "public Parts() { throw new IllegalStateException(\"boom\"); }")
                .service("p.Parts")
                .build(plugins.resolve("thrower.jar"));
        CliResult result = Cli.in(folder)
                .run(
                        "CREATE t id:INT:PK INDEX list\nINS t 1\nCOUNT t",
                        "--plugins",
                        plugins.toString(),
                        "--format",
                        "json",
                        "b.pesa");
        assertEquals(0, result.exit());
        assertEquals(1, result.stderr().lines().count(), result.stderr());
        assertContains(result.stderr(), "warning BAD_PLUGIN: ", "thrower.jar", "IllegalStateException: boom");
        assertContains(result.stdout(), "{\"row\":{\"count\":1}}");
        CliResult listed = Cli.in(folder).run("", "plugins", "--plugins", plugins.toString());
        assertEquals(0, listed.exit(), "what is there is listed all the same");
        assertContains(listed.stderr(), "warning BAD_PLUGIN: ");
        CliResult unnamed = Cli.in(folder).run("", "--plugins", "no such folder", "--format", "json", "c.pesa");
        assertEquals(1, unnamed.exit());
        assertContains(unnamed.stdout(), "{\"error\":{\"code\":\"IO\"", "no such folder does not exist");
        assertFalse(Files.exists(folder.resolve("c.pesa")));
    }

    /** Both kinds of plugin, on the module path and on the class path of the program, bring a library that the program has too. */
    @Test
    void aPluginHasItsOwnVersionOfWhatTheProgramHasToo() throws IOException, InterruptedException {
        Path plugins = folder.resolve("plugins");
        for (boolean modular : new boolean[] {true, false}) {
            String name = modular ? "module" : "plain";
            JarMaker source = new JarMaker()
                    .source(
                            "picocli.CommandLine",
                            "public class CommandLine { public static String version() { return \"its-own\"; } }");
            if (modular) {
                source.source("module-info", "module info.picocli { exports picocli; }");
            }
            Path library = source.build(plugins.resolve(name).resolve("picocli.jar"));
            JarMaker plugin = new JarMaker()
                    .library(library)
                    .index("p.Parts", "\"" + name + "-\" + picocli.CommandLine.version()", "");
            (modular ? plugin.module("m.parts", "requires info.picocli;", "p.Parts") : plugin.service("p.Parts"))
                    .build(plugins.resolve(name).resolve("parts.jar"));
        }
        CliResult modules = Cli.in(folder).run("", "plugins", "--plugins", "plugins", "--format", "json");
        assertContains(modules.stdout(), "\"module-its-own\"", "\"plain-its-own\"", "\"m.parts\"");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Cli.distribution().resolve("*").toString(),
                        "org.pesadb.cli.Main",
                        "plugins",
                        "--plugins",
                        plugins.toString(),
                        "--format",
                        "json")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertContains(said, "\"module-its-own\"", "\"plain-its-own\"", "{\"ok\":{\"command\":\"PLUGINS\"");
    }

    @Test
    void whatIsMissingInAProgramNamesItsFolder() throws IOException {
        Path file = folder.resolve("m.pesa");
        Path plugins = plugins(module);
        try (Database database = PesaDb.open(file, options(plugins).build())) {
            fill(database);
        }
        Files.delete(plugins.resolve("my-parts.jar"));
        Options without = options(plugins).build();
        MissingComponentException missing = assertThrows(MissingComponentException.class, () -> {
            try (Database database = PesaDb.open(file, without);
                    Session session = database.openSession()) {
                session.run(new Command.Insert("t", List.of(Operand.of(2))));
            }
        });
        assertEquals("list", missing.name());
        assertEquals(2, missing.formatVersion());
        assertContains(missing.getMessage(), "put the jar that provides it into the plugin folder " + plugins);
    }

    /** Where PesaDB is embedded the log is all that tells of it; the module of these tests does not read java.logging. */
    @Test
    void aProgramLogsEachProblemOnce() throws ReflectiveOperationException, IOException {
        Path plugins = plugins();
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        List<String> logged = new ArrayList<>();
        Class<?> type = Class.forName("java.util.logging.Logger");
        Class<?> filter = Class.forName("java.util.logging.Filter");
        Class<?> level = Class.forName("java.util.logging.Level");
        Method message = Class.forName("java.util.logging.LogRecord").getMethod("getMessage");
        Object logger = type.getMethod("getLogger", String.class).invoke(null, Components.class.getName());
        type.getMethod("setLevel", level)
                .invoke(logger, level.getField("WARNING").get(null));
        type.getMethod("setFilter", filter)
                .invoke(
                        logger,
                        Proxy.newProxyInstance(
                                filter.getClassLoader(), new Class<?>[] {filter}, (proxy, method, args) -> {
                                    logged.add((String) message.invoke(args[0]));
                                    return false;
                                }));
        try {
            Options options = options(plugins).build();
            for (int i = 0; i < 2; i++) {
                PesaDb.open(folder.resolve("l.pesa"), options).close();
            }
        } finally {
            type.getMethod("setFilter", filter).invoke(logger, (Object) null);
            type.getMethod("setLevel", level).invoke(logger, (Object) null);
        }
        assertEquals(1, logged.size(), logged::toString);
        assertContains(logged.get(0), plugins.resolve("broken.jar") + " could not be used: ");
    }

    private static void assertContains(String text, String... words) {
        for (String word : words) {
            assertTrue(text.contains(word), text + " lacks " + word);
        }
    }
}
