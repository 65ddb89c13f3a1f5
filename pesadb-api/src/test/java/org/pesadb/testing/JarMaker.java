package org.pesadb.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.pesadb.api.spi.Spi;

/** Makes a jar of source text, as somebody would who writes a plugin: compiled against the API alone. Of one thread. */
public final class JarMaker {
    private final Map<String, String> sources = new TreeMap<>();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> attributes = new TreeMap<>();
    private final List<Path> libraries = new ArrayList<>();

    /**
     * Adds a class.
     *
     * @param name its full name, or {@code module-info}
     * @param text its source; a class's without its package
     * @return this
     */
    public JarMaker source(String name, String text) {
        int dot = name.lastIndexOf('.');
        sources.put(name, dot < 0 ? text : "package " + name.substring(0, dot) + ";\n" + text);
        return this;
    }

    /**
     * Adds an index kind that can do nothing but tell its name.
     *
     * @param type  its full class name
     * @param name  its name, as an expression of Java
     * @param other more members
     * @return this
     */
    public JarMaker index(String type, String name, String other) {
        return source(type, """
                import org.pesadb.api.spi.*;
                public class TYPE implements IndexProvider {
                    public String name() { return NAME; }
                    public int formatVersion() { return 1; }
                    public long create(PageWriter writer, IndexDefinition definition) { throw new AssertionError(); }
                    public Index open(IndexDefinition definition, long root) { throw new AssertionError(); }
                    OTHER
                }
                """.replace("TYPE", type.substring(type.lastIndexOf('.') + 1))
                .replace("NAME", name)
                .replace("OTHER", other));
    }

    /**
     * Makes it a module that provides index kinds.
     *
     * @param name     its name
     * @param requires what it requires beside the API, each such as {@code requires java.sql;}
     * @param types    the classes
     * @return this
     */
    public JarMaker module(String name, String requires, String... types) {
        return source(
                "module-info",
                "module " + name + " { requires org.pesadb.api; " + requires
                        + (types.length == 0
                                ? ""
                                : " provides org.pesadb.api.spi.IndexProvider with " + String.join(", ", types) + ";")
                        + " }");
    }

    /**
     * Says for the class path which index kinds it provides.
     *
     * @param types the classes
     * @return this
     */
    public JarMaker service(String... types) {
        return file(
                "META-INF/services/org.pesadb.api.spi.IndexProvider",
                String.join("\n", types).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a file.
     *
     * @param name    its name in the jar
     * @param content its bytes
     * @return this
     */
    public JarMaker file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /**
     * Adds an attribute to the manifest.
     *
     * @param name  its name
     * @param value its value
     * @return this
     */
    public JarMaker attribute(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    /**
     * Compiles it against another jar too.
     *
     * @param jar the other one
     * @return this
     */
    public JarMaker library(Path jar) {
        libraries.add(jar);
        return this;
    }

    /**
     * Compiles what there is and writes the jar.
     *
     * @param jar where to; its folder is made
     * @return the jar
     * @throws IOException where it cannot be written
     */
    public Path build(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        Path work = Files.createTempDirectory("plugin-jar");
        try {
            Path classes = Files.createDirectory(work.resolve("classes"));
            if (!sources.isEmpty()) {
                compile(Files.createDirectory(work.resolve("sources")), classes);
            }
            write(jar, classes);
        } finally {
            delete(work);
        }
        return jar;
    }

    private void compile(Path folder, Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString()));
        List<Path> path = new ArrayList<>(libraries);
        path.add(api());
        arguments.add(sources.containsKey("module-info") ? "--module-path" : "--class-path");
        arguments.add(path.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator)));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        StringWriter said = new StringWriter();
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        int status = javac.run(new PrintWriter(said), new PrintWriter(said), arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IllegalArgumentException("javac: " + said);
        }
    }

    private static Path api() {
        try {
            return Path.of(Spi.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void write(Path jar, Path classes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                Stream<Path> compiled = Files.walk(classes)) {
            for (Path file : compiled.filter(Files::isRegularFile).sorted().toList()) {
                files.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                entries.putNextEntry(new ZipEntry(file.getKey()));
                entries.write(file.getValue());
                entries.closeEntry();
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
