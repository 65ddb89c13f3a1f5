package org.pesadb.it;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Experimental;
import org.pesadb.api.Stable;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;

/**
 * The parts stay apart, as their jars in the distribution show:
 *
 * <pre>
 *                       api                        needs nothing but the JDK
 *     ┌───────┬───────┬───┴───┬───────┬───────┐
 *    wal   storage  pager   codec   index    join    need api, and nothing of each other
 *     └───────┴───────┴───┬───┴───────┴───────┘
 *                        cli                       needs api; finds the others by ServiceLoader
 * </pre>
 */
class ModulesTest {
    private static final List<String> PARTS =
            List.of("wal", "storage", "storage.pager", "storage.codec", "index", "join");

    private static Map<String, ModuleDescriptor> modules;
    private static JavaClasses classes;

    @BeforeAll
    static void readDistribution() throws IOException {
        Path jars = Cli.distribution();
        modules = ModuleFinder.of(jars).findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(module -> module.name().startsWith("org.pesadb."))
                .collect(Collectors.toMap(module -> module.name().substring("org.pesadb.".length()), module -> module));
        List<Path> ours;
        try (Stream<Path> files = Files.list(jars)) {
            ours = files.filter(jar -> jar.getFileName().toString().matches("pesadb-.*\\.jar"))
                    .toList();
        }
        List<JarFile> opened = new ArrayList<>();
        try {
            for (Path jar : ours) {
                opened.add(new JarFile(jar.toFile()));
            }
            classes = new ClassFileImporter().importJars(opened);
        } finally {
            for (JarFile jar : opened) {
                jar.close();
            }
        }
        assertTrue(classes.size() > 100, "classes in the distribution: " + classes.size());
    }

    /** The packages of a module: one may be named as if it lay within another one. */
    private static String[] packages(String... parts) {
        return Stream.of(parts)
                .flatMap(part -> modules.get(part).packages().stream())
                .toArray(String[]::new);
    }

    private static Set<String> ourRequirements(String module) {
        return modules.get(module).requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .filter(name -> name.startsWith("org.pesadb."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theDistributionHoldsTheseModulesAndEachIsExplicit() {
        assertEquals(
                Set.of("api", "wal", "storage", "storage.pager", "storage.codec", "index", "join", "cli"),
                modules.keySet());
        for (ModuleReference module : ModuleFinder.of(Cli.distribution()).findAll()) {
            assertTrue(!module.descriptor().isAutomatic(), module.descriptor().name() + " has no module-info");
        }
    }

    @Test
    void theApiNeedsTheJdkAlone() {
        Set<String> others = modules.get("api").requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .filter(name -> !name.startsWith("java."))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), others);
        noClasses()
                .that()
                .resideInAPackage("org.pesadb.api..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("org.pesadb.api..", "java..")
                .check(classes);
    }

    @Test
    void everyTypeOfTheApiSaysWhetherItStays() {
        classes()
                .that()
                .resideInAnyPackage("org.pesadb.api", "org.pesadb.api.spi")
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .beAnnotatedWith(Stable.class)
                .orShould()
                .beAnnotatedWith(Experimental.class)
                .check(classes);
    }

    @Test
    void noArrowRunsBetweenWalStorageIndexAndJoin() {
        for (String part : PARTS) {
            assertEquals(Set.of("org.pesadb.api"), ourRequirements(part), part);
            String[] others = Stream.concat(PARTS.stream(), Stream.of("cli"))
                    .filter(other -> !other.equals(part))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAnyPackage(packages(part))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(others))
                    .check(classes);
        }
    }

    @Test
    void thePartsExportNothing() {
        for (String part : PARTS) {
            assertEquals(Set.of(), modules.get(part).exports(), part);
        }
    }

    @Test
    void thePartsProvideEveryKindOfComponent() {
        Set<String> provided = PARTS.stream()
                .flatMap(part -> modules.get(part).provides().stream())
                .map(ModuleDescriptor.Provides::service)
                .map(service -> service.substring(service.lastIndexOf('.') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of("EngineProvider", "IndexProvider", "JoinStrategy", "LogProvider", "PagerProvider", "RowCodec"),
                provided);
    }

    @Test
    void theCommandLineFindsThePartsByServiceLoaderAlone() {
        assertEquals(Set.of("org.pesadb.api"), ourRequirements("cli"));
        ModuleDescriptor it = Cli.class.getModule().getDescriptor();
        assertTrue(it != null, "the tests run as a module");
        assertEquals(
                Set.of("org.pesadb.api"),
                it.requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .filter(name -> name.startsWith("org.pesadb."))
                        .collect(Collectors.toSet()));
        noClasses()
                .that()
                .resideInAPackage("org.pesadb.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(PARTS.toArray(String[]::new)))
                .check(classes);
    }

    /**
     * A default is the default because it says so itself. So the name of a part stands in its own module and nowhere else, as a
     * constant of a class, where it can be left out. (Words that name other things too are left out, such as {@code --format json}.)
     */
    @Test
    void noModuleNamesAPartOfAnother() throws IOException {
        Set<String> words = Set.of("json", "index");
        Map<String, Set<String>> homes = new TreeMap<>();
        for (ComponentKind kind : ComponentKind.values()) {
            for (Component part : Components.installed().all(kind)) {
                String module = Components.module(part).substring("org.pesadb.".length());
                if (PARTS.contains(module) && !words.contains(part.name())) {
                    homes.computeIfAbsent(part.name(), none -> new TreeSet<>()).addAll(Set.of(packages(module)));
                }
            }
        }
        assertTrue(homes.size() >= 7, homes::toString);
        Set<String> seen = new TreeSet<>();
        for (JavaClass type : classes) {
            for (String name : stringConstants(type)) {
                seen.add(name);
                assertTrue(
                        homes.getOrDefault(name, Set.of(type.getPackageName())).contains(type.getPackageName()),
                        type.getName() + " names the part " + name);
            }
        }
        assertTrue(seen.containsAll(homes.keySet()), "the rule sees no names");
    }

    /** The constants of a class that are texts, as its file's constant pool has them. */
    private static Set<String> stringConstants(JavaClass type) throws IOException {
        Map<Integer, String> words = new TreeMap<>();
        Set<Integer> constants = new TreeSet<>();
        try (DataInputStream pool = new DataInputStream(
                type.getSource().orElseThrow().getUri().toURL().openStream())) {
            pool.skipNBytes(8);
            int entries = pool.readUnsignedShort();
            for (int i = 1; i < entries; i++) {
                switch (pool.readUnsignedByte()) {
                    case 1 -> words.put(i, pool.readUTF());
                    case 8 -> constants.add(pool.readUnsignedShort());
                    case 7, 16, 19, 20 -> pool.skipNBytes(2);
                    case 15 -> pool.skipNBytes(3);
                    case 5, 6 -> {
                        pool.skipNBytes(8);
                        i++;
                    }
                    default -> pool.skipNBytes(4);
                }
            }
        }
        return constants.stream().map(words::get).collect(Collectors.toSet());
    }

    /** Classes by which a program reaches files; a {@code Path} is but a name. */
    private static final String FILE_CLASSES =
            "java\\.io\\.(File|FileDescriptor|File(In|Out)putStream|File(Read|Writ)er|RandomAccessFile)"
                    + "|java\\.nio\\.file\\.(Files|FileSystems|FileSystem|FileStore|WatchService)"
                    + "|java\\.nio\\.file\\.spi\\..*"
                    + "|java\\.nio\\.channels\\..*"
                    + "|java\\.nio\\.MappedByteBuffer"
                    + "|java\\.util\\.Scanner"
                    + "|java\\.util\\.(zip\\.Zip|jar\\.Jar)File"
                    + "|java\\.util\\.logging\\.FileHandler";

    /**
     * The classes of the command line that have files of their own: standard streams, scripts, CSV, the history of the terminal, lessons, a
     * token, the way of a copy into memory.
     */
    private static final String FILES_OF_USERS =
            "org\\.pesadb\\.cli\\.(Main|App|Transfer|Tools|PluginTool|NewPlugin|TerminalLines|LearnTool|Classroom|ServeTool|lab\\.CrashLab)(\\$.*)?";

    private static ArchRule noFiles(GivenClassesConjunction those) {
        return those.should()
                .dependOnClassesThat()
                .haveNameMatching(FILE_CLASSES)
                .orShould()
                .callMethod(Path.class, "toFile")
                .orShould()
                .callMethod(Path.class, "toRealPath", LinkOption[].class);
    }

    @Test
    void onlyTheFileLayerReachesFiles() {
        noFiles(noClasses()
                        .that()
                        .resideOutsideOfPackage("org.pesadb.api.internal")
                        .and()
                        .haveNameNotMatching(FILES_OF_USERS))
                .check(classes);
        for (String where : List.of("org\\.pesadb\\.api\\.internal\\.SystemFiles", FILES_OF_USERS)) {
            ArchRule sees = noFiles(noClasses().that().haveNameMatching(where));
            assertTrue(sees.evaluate(classes).hasViolation(), "the rule sees nothing in " + where);
        }
    }

    @Test
    void jacksonStaysOutOfTheApiLogIndexAndJoin() {
        noClasses()
                .that()
                .resideInAnyPackage("org.pesadb.api..", "org.pesadb.wal..", "org.pesadb.index..", "org.pesadb.join..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(classes);
    }

    /** So a clock that jumps, forwards or backwards, ends no wait early and lets none go on for ever. */
    @Test
    void nobodyLooksAtTheWallClock() {
        noClasses()
                .that()
                .resideInAPackage("org.pesadb..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(LockSupport.class, "parkUntil", long.class)
                .orShould()
                .callMethod(LockSupport.class, "parkUntil", Object.class, long.class)
                .orShould()
                .callMethod(Condition.class, "awaitUntil", Date.class)
                .orShould()
                .callMethodWhere(target(nameMatching("getLastModifiedTime|setLastModifiedTime|lastModified")))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.(Clock|Instant|Local.*|Zoned.*|Offset.*|Year.*)"
                        + "|java\\.util\\.(Date|Calendar|Timer|TimerTask)|java\\.sql\\..*"
                        + "|java\\.nio\\.file\\.attribute\\.FileTime")
                .check(classes);
    }

    @Test
    void nobodyPrintsStackTracesOrEndsTheJvmButTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.pesadb.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(classes);
    }
}
