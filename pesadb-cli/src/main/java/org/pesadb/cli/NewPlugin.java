package org.pesadb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Spi;
import org.pesadb.cli.output.Results;

/**
 * Writes the Maven project of a new component: a small one of its kind that works, with the contract of that kind as its test. The
 * files are resources of this module, {@code plugin/KIND/…}, and {@code plugin/…} for what all kinds have; in them stand these words
 * between two {@code @}:
 *
 * <pre>
 *   name      my-btree                   kind      index
 *   Type      MyBtree                    service   IndexProvider
 *   package   org.example.mybtree        contract  IndexContract
 *   spi       the version of the SPI     use       the kind's use.md
 *   version   of PesaDB                  repository  the distribution's, as a URL
 * </pre>
 */
final class NewPlugin {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
    private static final Pattern WORD = Pattern.compile("@([A-Za-z]+)@");

    /** What no part of a package's name may be. */
    private static final Set<String> KEYWORDS =
            Set.of(("abstract assert boolean break byte case catch char class const continue default do"
                            + " double else enum extends false final finally float for goto if implements import instanceof int"
                            + " interface long native new null package private protected public return short static strictfp super"
                            + " switch synchronized this throw throws transient true try void volatile while")
                    .split(" "));

    /** The files of every project, by the names of their resources. */
    private static final Map<String, String> COMMON = Map.of(
            "pom.xml", "pom.xml",
            "maven.config", ".mvn/maven.config",
            "gitignore", ".gitignore",
            "README.md", "README.md",
            "module-info.java", "src/main/java/module-info.java",
            "PluginTest.java", "src/test/java/@path@/@Type@Test.java");

    /** What a kind's project is made of, beside the provider: the interface, its contract, and the other classes. */
    private record Shape(String service, String contract, List<String> classes) {}

    private static final Map<ComponentKind, Shape> SHAPES = Map.of(
            ComponentKind.LOG,
            new Shape(
                    "LogProvider",
                    "LogContract",
                    List.of("AppendLog", "Header", "LogFile", "LogRecord", "Point", "Recovery", "VersionIndex")),
            ComponentKind.PAGER,
            new Shape(
                    "PagerProvider",
                    "PagerContract",
                    List.of(
                            "Backup",
                            "Changes",
                            "Checkpoint",
                            "Creation",
                            "MainFile",
                            "Mark",
                            "Opening",
                            "PageFormat",
                            "PlainPager",
                            "Recent",
                            "Root",
                            "Salvage",
                            "Snapshot",
                            "SpillFile",
                            "Transaction",
                            "Verification",
                            "Versions")),
            ComponentKind.INDEX,
            new Shape("IndexProvider", "IndexContract", List.of("TreeIndex", "TreeCursor", "Node")),
            ComponentKind.CODEC,
            new Shape("RowCodec", "RowCodecContract", List.of()),
            ComponentKind.JOIN,
            new Shape("JoinStrategy", "JoinContract", List.of("BlockJoin")));

    private final ComponentKind kind;
    private final String name;
    private final String javaPackage;
    private final Path folder;
    private final Components components;

    private NewPlugin(ComponentKind kind, String name, String javaPackage, Path folder, Components components) {
        this.kind = kind;
        this.name = name;
        this.javaPackage = javaPackage;
        this.folder = folder;
        this.components = components;
    }

    /** Refuses operands that make no sense. */
    static void check(Arguments arguments) {
        ComponentKind kind = kind(arguments.operands.get(0));
        String name = arguments.operands.get(1);
        if (!NAME.matcher(name).matches()) {
            throw new UsageException("a name is [a-z][a-z0-9-]*, at most 64 characters, and goes to disk; not " + name);
        }
        String javaPackage = javaPackage(arguments);
        if (!PACKAGE.matcher(javaPackage).matches()
                || Arrays.stream(javaPackage.split("\\.")).anyMatch(KEYWORDS::contains)) {
            throw new UsageException("--package is a name such as org.example.mine, not " + javaPackage);
        }
        String root = javaPackage.split("\\.")[0];
        if (root.equals("java")
                || (javaPackage + ".").startsWith("org.pesadb.")
                || Object.class.getModule().getPackages().contains(javaPackage)) {
            throw new UsageException(
                    "--package is one of your own, not " + javaPackage + ", which is Java's or PesaDB's");
        }
        String provider = type(name) + "Provider";
        if (provider.equals(SHAPES.get(kind).service)) {
            throw new UsageException("NAME cannot be " + name + ": the class " + provider
                    + " would be named as the interface that it implements; choose another");
        }
    }

    /** How the names of the classes begin. */
    private static String type(String name) {
        return Stream.of(name.split("-"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static ComponentKind kind(String label) {
        return Arrays.stream(ComponentKind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new UsageException("KIND is one of "
                        + Arrays.stream(ComponentKind.values())
                                .map(ComponentKind::label)
                                .collect(Collectors.joining(", "))
                        + ", not " + label));
    }

    private static String javaPackage(Arguments arguments) {
        return arguments.javaPackage != null
                ? arguments.javaPackage
                : "org.example." + arguments.operands.get(1).replace("-", "");
    }

    /** What the arguments ask for. */
    static NewPlugin of(Arguments arguments) {
        String name = arguments.operands.get(1);
        return new NewPlugin(
                kind(arguments.operands.get(0)),
                name,
                javaPackage(arguments),
                Failures.path(arguments.operands.size() > 2 ? arguments.operands.get(2) : name),
                arguments.registry);
    }

    /** Writes the project and says what it wrote. */
    void write(Results results) throws IOException {
        long begun = System.nanoTime();
        if (components.names(kind).contains(name)) {
            throw new PesaDbException(
                    ErrorCode.DUPLICATE_COMPONENT,
                    "there is "
                            + Components.describe(components.all(kind).stream()
                                    .filter(part -> part.name().equals(name))
                                    .findFirst()
                                    .orElseThrow())
                            + " already; choose another name");
        }
        Map<String, String> words = words(repository());
        mustBeEmpty();
        for (Map.Entry<String, String> file :
                COMMON.entrySet().stream().sorted(Map.Entry.comparingByValue()).toList()) {
            write(file.getKey(), file.getValue(), words, results);
        }
        String main = "src/main/java/@path@/";
        write(kind.label() + "/Provider.java", main + "@Type@Provider.java", words, results);
        for (String type : SHAPES.get(kind).classes) {
            write(kind.label() + "/" + type + ".java", main + type + ".java", words, results);
        }
        results.line("");
        results.line("next: cd " + folder + " && mvn verify, and read README.md there");
        results.ok(new Results.Done("NEW-PLUGIN", Results.Kind.TEXT, 0, 0, System.nanoTime() - begun));
    }

    private Map<String, String> words(Path repository) throws IOException {
        Shape shape = SHAPES.get(kind);
        Map<String, String> words = Map.of(
                "name", name,
                "kind", kind.label(),
                "Type", type(name),
                "package", javaPackage,
                "path", javaPackage.replace('.', '/'),
                "service", shape.service,
                "contract", shape.contract,
                "spi", Integer.toString(Spi.VERSION),
                "version", version(repository),
                "repository", url(repository));
        String use = filled(resource(kind.label() + "/use.md"), words::get);
        return Stream.concat(words.entrySet().stream(), Stream.of(Map.entry("use", use)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The distribution's Maven repository: beside the folder of the jar that this class is in. */
    private static Path repository() {
        CodeSource source = NewPlugin.class.getProtectionDomain().getCodeSource();
        try {
            Path jars = Path.of(source.getLocation().toURI()).getParent();
            Path repository = jars.resolveSibling("repository");
            if (Files.isDirectory(repository.resolve("org/pesadb/pesadb-it"))) {
                return repository;
            }
            throw new PesaDbException(
                    ErrorCode.IO,
                    "there is no Maven repository with our jars in " + repository
                            + "; make the distribution whole: mvn -DskipTests package in the folder of PesaDB's sources");
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of an absolute path, with the three slashes that people write, and no slash at the end. */
    private static String url(Path repository) {
        return repository.toUri().toString().replaceFirst("/$", "");
    }

    /** The version of PesaDB's artifacts; a build leaves those of one version there. */
    static String version(Path repository) throws IOException {
        List<String> versions;
        try (Stream<Path> folders = Files.list(repository.resolve("org/pesadb/pesadb-api"))) {
            versions = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
        if (versions.size() != 1) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    repository + " has " + (versions.isEmpty() ? "no version" : "several versions") + " of pesadb-api"
                            + (versions.isEmpty() ? "" : " (" + String.join(", ", versions) + ")")
                            + "; delete the folder and build the distribution again");
        }
        return versions.get(0);
    }

    private void mustBeEmpty() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new PesaDbException(
                            ErrorCode.IO, folder + " is not empty; name a folder that is, or that is not there yet");
                }
            }
        } catch (IOException failed) {
            throw Failures.of("make the folder", folder, failed);
        }
    }

    private void write(String resource, String target, Map<String, String> words, Results results) throws IOException {
        Path file = folder.resolve(filled(target, words::get));
        String text = filled(resource(resource), words::get);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw Failures.of("write", file, failed);
        }
        results.line(file.toString());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = NewPlugin.class.getResourceAsStream("plugin/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource plugin/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Puts values for the words between two {@code @}; one that has none is an annotation's, or a fault that the compiler finds. */
    private static String filled(String text, Function<String, String> words) {
        return WORD.matcher(text).replaceAll(found -> {
            String value = words.apply(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }
}
