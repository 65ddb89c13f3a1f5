package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds a Maven project that is not one of ours, such as a plugin's, as its author does on a machine that has built PesaDB: without a network, and
 * with our jars out of the distribution's repository alone. Its local repository is a folder of links to all that the machine's own one holds but
 * {@code org.pesadb}, so nothing of ours comes from there, or goes there:
 *
 * <pre>
 *   local-repository/
 *     com, info, …   links to the machine's
 *     org/
 *       apache, …    links to the machine's
 *       pesadb/      what Maven fetches from pesadb-cli/target/dist/repository
 * </pre>
 *
 * <p>For one thread at a time: builds that share a local repository wait for nobody.
 */
final class OutsideBuild {
    /** Contracts at a size at which they still find everything but what is slow. */
    static final String[] SMALL = {
        "-Dpesadb.contract.index-entries=5000",
        "-Dpesadb.contract.index-steps=200",
        "-Dpesadb.contract.index-damages=20",
        "-Dpesadb.contract.index-speed=1000",
        "-Dpesadb.contract.index-some=300",
        "-Dpesadb.contract.index-crashes=10",
        "-Dpesadb.contract.index-heavy=500",
        "-Dpesadb.contract.codec-rows=2000",
        "-Dpesadb.contract.codec-rounds=10",
        "-Dpesadb.contract.join-rows=2000",
        "-Dpesadb.contract.join-rounds=10",
        "-Dpesadb.contract.pager-steps=100",
        "-Dpesadb.contract.pager-runs=1",
        "-Dpesadb.contract.pager-crashes=10",
        "-Dpesadb.contract.pager-faults=10",
        "-Dpesadb.contract.pager-flips=20",
        "-Dpesadb.contract.pager-transfers=100",
        "-Dpesadb.contract.pager-pages=500",
        "-Dpesadb.contract.pager-operations=5000",
        "-Dpesadb.contract.pager-commits=20",
        "-Dpesadb.contract.log-pages=5000",
        "-Dpesadb.contract.log-steps=200",
        "-Dpesadb.contract.log-crash-steps=25",
        "-Dpesadb.contract.log-call-stride=7",
        "-Dpesadb.contract.log-flips=30",
        "-Dpesadb.contract.log-bounded-commits=300",
        "-Dpesadb.contract.log-cut-rounds=4",
        "-Dpesadb.contract.log-thread-commits=10",
        "-Dpesadb.contract.log-millis=20"
    };

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static Path links;

    private final Path maven;
    private final Path localRepository;
    private final Path scratch;

    private OutsideBuild(Path maven, Path localRepository, Path scratch) {
        this.maven = maven;
        this.localRepository = localRepository;
        this.scratch = scratch;
    }

    /** What a build came to: its exit status, and all that it printed on both streams. */
    record Result(int status, String output) {
        /** Fails with the output where the build did; its errors come first, for what reports a failure may cut a long one. */
        Result succeeded() {
            assertEquals(0, status, () -> "a build that must succeed failed:\n" + errors() + "\nIt printed\n" + output);
            return this;
        }

        private String errors() {
            return output.lines().filter(line -> line.startsWith("[ERROR]")).collect(Collectors.joining("\n"));
        }
    }

    /**
     * Makes what builds need, or skips the test that asks where there is no Maven.
     *
     * @param scratch an existing folder, for what builds print; no project in it
     */
    static OutsideBuild in(Path scratch) throws IOException {
        Path maven = maven();
        if (maven == null) {
            abort("no Maven: it is neither in -Dmaven.home nor on the PATH");
        }
        Path machines = Path.of(System.getProperty(
                "pesadb.maven.repository",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString()));
        if (!Files.isDirectory(machines)) {
            abort("no local Maven repository in " + machines + "; name it by -Dpesadb.maven.repository");
        }
        return new OutsideBuild(maven, links(machines), scratch);
    }

    /** Made anew by each run, and not in a temporary folder of a test: JUnit warns of each link that it deletes. */
    private static synchronized Path links(Path machines) throws IOException {
        if (links == null) {
            Path place = Path.of("target", "outside-repository").toAbsolutePath();
            WorkedPlugins.delete(place);
            Files.createDirectories(place);
            link(machines, place, "org");
            link(machines.resolve("org"), Files.createDirectory(place.resolve("org")), "pesadb");
            links = place;
        }
        return links;
    }

    private static void link(Path from, Path to, String but) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                Path name = entry.getFileName();
                if (!name.toString().equals(but)) {
                    Files.createSymbolicLink(to.resolve(name), entry);
                }
            }
        }
    }

    /** The script that starts Maven, or null. */
    private static Path maven() {
        String name = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
        List<Path> folders = new ArrayList<>();
        String home = System.getProperty("maven.home", "");
        if (!home.isBlank()) {
            folders.add(Path.of(home, "bin"));
        }
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            folders.add(Path.of(folder));
        }
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** The distribution's Maven repository. */
    static Path repository() {
        Path there = Cli.distribution().resolveSibling("repository");
        if (!Files.isDirectory(there.resolve("org/pesadb/pesadb-it"))) {
            throw new IllegalStateException(
                    "no repository with the contract kit in " + there + "; build it: mvn package");
        }
        return there;
    }

    /** How these builds start Maven: the script, and the options that all of them have. */
    List<String> command() {
        return List.of(
                maven.toString(),
                "-B",
                "-o",
                "-Dstyle.color=never",
                "-Dmaven.repo.local=" + localRepository,
                "-Dpesadb.repository=" + repository().toUri());
    }

    /** Sets what these builds need in the environment of a process. */
    void prepare(ProcessBuilder process) {
        var environment = process.environment();
        environment
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "MAVEN_ARGS", "MAVEN_BASEDIR", "MAVEN_PROJECTBASEDIR"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }

    /**
     * Runs Maven to its end.
     *
     * @param project the folder of a project
     * @param args    phases and options, such as {@code "verify"}
     * @return what came of it; the test fails where it takes more than five minutes
     */
    Result run(Path project, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(args));
        Path output = Files.createTempFile(scratch, "maven", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        prepare(builder);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("after " + LONGEST.toMinutes() + " minutes " + command
                        + " still runs; it printed\n" + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
