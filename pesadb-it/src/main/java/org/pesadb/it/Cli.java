package org.pesadb.it;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start the command line as a process of its own: which jars, which flags of the JVM, in which folder. Immutable;
 * threads may share it.
 *
 * <p>The process sees the folder as its user's home, so that no plugin and no history of whoever runs the tests gets in.
 */
public final class Cli {
    /** The system property that names the folder with the jars of the distribution. */
    public static final String DISTRIBUTION = "pesadb.dist";

    private static final String MAIN = "org.pesadb.cli/org.pesadb.cli.Main";
    /** Far more than anything here takes, far less than a build server waits. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String modules;
    private final String main;
    private final Path folder;
    private final List<String> jvm;

    private Cli(String modules, String main, Path folder, List<String> jvm) {
        this.modules = modules;
        this.main = main;
        this.folder = folder;
        this.jvm = List.copyOf(jvm);
    }

    /**
     * The command line of the distribution that the system property {@link #DISTRIBUTION} names.
     *
     * @param folder where it runs: relative names begin here
     * @return how to start it
     * @throws IllegalStateException where there is no such distribution
     */
    public static Cli in(Path folder) {
        // Short runs: the quick compiler and the small collector start fastest.
        return new Cli(distribution().toString(), MAIN, folder, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }

    /**
     * A program of this module instead of the command line, with the same jars.
     *
     * @param program its main class
     * @return a changed copy
     */
    public Cli of(Class<?> program) {
        String module = Cli.class.getModule().getDescriptor().name();
        return new Cli(modules + File.pathSeparator + home(program), module + "/" + program.getName(), folder, jvm);
    }

    /**
     * A program of this module instead of the command line, as if it were in that one's module: it may use what is there, and the parts
     * that this module brings are not to be had.
     *
     * @param program its main class
     * @return a changed copy
     */
    public Cli inside(Class<?> program) {
        String module = MAIN.substring(0, MAIN.indexOf('/'));
        return new Cli(modules, module + "/" + program.getName(), folder, jvm)
                .withJvm("--patch-module", module + "=" + home(program));
    }

    private static String home(Class<?> program) {
        try {
            return Path.of(program.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The folder with the jars of the distribution.
     *
     * @return an absolute path
     * @throws IllegalStateException where the property is not set or nothing is there
     */
    public static Path distribution() {
        String where = System.getProperty(DISTRIBUTION);
        if (where == null || !Files.isDirectory(Path.of(where))) {
            throw new IllegalStateException("no distribution in " + where
                    + "; build it (mvn package) and name its folder" + " of jars by -D" + DISTRIBUTION);
        }
        return Path.of(where).toAbsolutePath().normalize();
    }

    /**
     * The same with the jars of another folder in the place of the distribution's.
     *
     * @param jars every jar that it needs
     * @return a changed copy
     */
    public Cli withJars(Path jars) {
        return new Cli(jars.toString(), main, folder, jvm);
    }

    /**
     * The same with more flags for the JVM.
     *
     * @param flags such as {@code -Xmx32m}
     * @return a changed copy
     */
    public Cli withJvm(String... flags) {
        List<String> all = new ArrayList<>(jvm);
        all.addAll(List.of(flags));
        return new Cli(modules, main, folder, all);
    }

    /**
     * Starts a process for a conversation.
     *
     * @param args what follows {@code pesadb} on a command line
     * @return the running process, to be closed
     * @throws IOException where it does not start
     */
    public CliProcess start(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-Duser.home=" + folder.toAbsolutePath());
        command.addAll(List.of("-p", modules, "-m", main));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // It makes the JVM talk on stderr.
        builder.environment().put("HOME", folder.toAbsolutePath().toString());
        builder.environment()
                .put(
                        "XDG_CONFIG_HOME",
                        folder.resolve(".config").toAbsolutePath().toString());
        return new CliProcess(builder.start());
    }

    /**
     * Runs a process to its end.
     *
     * @param input what stands on its standard input, as UTF-8
     * @param args  what follows {@code pesadb} on a command line
     * @return what came of it
     * @throws IOException where it does not start, or does not end within two minutes; it is killed then
     */
    public CliResult run(String input, String... args) throws IOException {
        return run(input.getBytes(StandardCharsets.UTF_8), args);
    }

    /**
     * Runs a process to its end.
     *
     * @param input what stands on its standard input
     * @param args  what follows {@code pesadb} on a command line
     * @return what came of it
     * @throws IOException where it does not start, or does not end within two minutes; it is killed then
     */
    public CliResult run(byte[] input, String... args) throws IOException {
        return run(stdin -> stdin.write(input), args);
    }

    /**
     * Runs a process to its end on input that need not fit in memory.
     *
     * @param input writes its standard input; a process that leaves before it has read everything is no error
     * @param args  what follows {@code pesadb} on a command line
     * @return what came of it
     * @throws IOException where it does not start, or does not end within two minutes; it is killed then
     */
    public CliResult run(Input input, String... args) throws IOException {
        try (CliProcess process = start(args)) {
            process.feed(input);
            int exit = process.waitFor(PATIENCE);
            return new CliResult(exit, process.rest(), process.errors());
        }
    }

    /** Writes what a process reads. */
    @FunctionalInterface
    public interface Input {
        /**
         * Writes it all.
         *
         * @param stdin where to; closed by the caller
         * @throws IOException where the process is gone
         */
        void writeTo(OutputStream stdin) throws IOException;
    }
}
