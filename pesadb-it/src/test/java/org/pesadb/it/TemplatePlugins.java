package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.pesadb.api.spi.ComponentKind;

/**
 * What {@code pesadb new-plugin} writes for each kind of component, untouched. Written and built once for all tests that ask, as its author would: with Maven,
 * without a network, each with its contract in small. Threads share it.
 */
final class TemplatePlugins {
    private static final Path PLACE = Path.of("target", "template-plugins").toAbsolutePath();

    private static Path projects;
    private static String printed;

    private TemplatePlugins() {}

    /** The name of a kind's component, and of its project. */
    static String name(ComponentKind kind) {
        return "my-new-" + kind.label();
    }

    /** The project of a kind, built; skips the test where there is no Maven. */
    static Path project(ComponentKind kind) throws Exception {
        return built().resolve(name(kind));
    }

    /** The jar of a kind. */
    static Path jar(ComponentKind kind) throws Exception {
        return project(kind).resolve("target").resolve(name(kind) + "-1.0.0.jar");
    }

    /** All that Maven printed. */
    static String output() throws Exception {
        built();
        return printed;
    }

    private static synchronized Path built() throws Exception {
        if (projects == null) {
            WorkedPlugins.delete(PLACE);
            OutsideBuild build = OutsideBuild.in(Files.createDirectories(PLACE.resolve("scratch")));
            Path written = write();
            printed = build.run(
                            written,
                            Stream.concat(Stream.of("-T2", "verify"), Stream.of(OutsideBuild.SMALL))
                                    .toArray(String[]::new))
                    .succeeded()
                    .output();
            projects = written;
        }
        return projects;
    }

    /** Writes the projects, and beside them one that builds them all; returns their folder. */
    private static Path write() throws IOException {
        Path folder = PLACE.resolve("place");
        StringBuilder modules = new StringBuilder();
        try (WarmCli cli = WarmCli.within(PLACE)) {
            for (ComponentKind kind : ComponentKind.values()) {
                CliResult made = cli.run("", "new-plugin", kind.label(), name(kind));
                assertEquals(0, made.exit(), made::stderr);
                modules.append("<module>").append(name(kind)).append("</module>");
            }
        }
        Files.writeString(
                folder.resolve("pom.xml"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId><artifactId>all</artifactId>"
                        + "<version>1</version><packaging>pom</packaging><modules>" + modules + "</modules></project>");
        // Maven reads this of the folder that it is started in alone; all have the same.
        Path config = Path.of(".mvn", "maven.config");
        Files.createDirectory(folder.resolve(".mvn"));
        Files.copy(folder.resolve(name(ComponentKind.LOG)).resolve(config), folder.resolve(config));
        return folder;
    }
}
