package org.pesadb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The worked plugins, {@code pesadb-it/plugins}, built from their sources as somebody outside would, against the Maven repository of the distribution
 * alone, each judged by its contract. Once for all tests of a run that use them.
 */
final class WorkedPlugins {
    private static final List<String> JARS =
            List.of("class-path-only", "block-join", "skip-list-index", "mirror-log", "encrypted-pager");
    private static final String LIBRARIES = "cbor-codec";
    private static final Path PLACE = Path.of("target", "worked-plugins").toAbsolutePath();

    private static Path plugins;

    private WorkedPlugins() {}

    /**
     * Builds them where that was not done yet; skips the test where there is no Maven.
     *
     * @return a plugin folder with all of them: jars {@code NAME-1.0.0.jar}, and the folder {@code cbor-codec}
     */
    static synchronized Path folder() throws IOException, InterruptedException {
        if (plugins == null) {
            plugins = build();
        }
        return plugins;
    }

    /** The key file with which {@code aes-gcm} works. */
    static Path key() throws IOException, InterruptedException {
        return folder().resolveSibling("key");
    }

    private static Path build() throws IOException, InterruptedException {
        delete(PLACE);
        Files.createDirectories(PLACE);
        Path sources = PLACE.resolve("sources");
        copy(Path.of("plugins"), sources);
        // The whole sizes are the author's affair; what they prove in small, they prove at every build of ours.
        OutsideBuild.in(PLACE)
                .run(
                        sources,
                        Stream.concat(Stream.of("-q", "-T2", "verify"), Stream.of(OutsideBuild.SMALL))
                                .toArray(String[]::new))
                .succeeded();
        Path folder = Files.createDirectory(PLACE.resolve("plugins"));
        for (String name : JARS) {
            String jar = name + "-1.0.0.jar";
            Files.copy(sources.resolve(name).resolve("target").resolve(jar), folder.resolve(jar));
        }
        copy(sources.resolve(LIBRARIES).resolve("target").resolve("plugin"), folder.resolve(LIBRARIES));
        Files.writeString(PLACE.resolve("key"), "00112233445566778899aabbccddeeff".repeat(2));
        return folder;
    }

    /** Copies a folder, but for what was built in it. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path name = from.relativize(each);
                boolean made = Stream.iterate(name, part -> part != null, Path::getParent)
                        .anyMatch(part -> part.endsWith("target"));
                if (!made && Files.isDirectory(each)) {
                    Files.createDirectories(to.resolve(name));
                } else if (!made) {
                    Files.copy(each, to.resolve(name));
                }
            }
        }
    }

    /** Deletes a folder with all that is in it, where there is one; links, and not what they lead to. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
