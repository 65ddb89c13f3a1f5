package org.pesadb.it.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One of the load programs in a JVM of its own, with the same modules: for a heap of a given size, or to be killed. Its lines are
 * read as they come; what it prints on stderr goes to ours. Of one thread; closing kills it where it still runs.
 */
final class ChildJvm implements AutoCloseable {
    /** The system property that names more flags for the JVM, separated by spaces. */
    static final String FLAGS = "pesadb.load.jvm";

    private static final String MODULE = "org.pesadb.it";
    /** How a child tells a figure: this word, a name, a number. */
    private static final String FIGURE = "figure ";
    /** What a killed process leaves as its status. */
    private static final int KILLED = 128 + 9;

    private final Process process;
    private final BufferedReader lines;
    private final Thread atExit;

    private ChildJvm(Process process) {
        this.process = process;
        this.atExit = new Thread(process::destroyForcibly, "end child"); // it must not outlive us and its files
        Runtime.getRuntime().addShutdownHook(atExit);
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts one.
     *
     * @param heap the most heap it may take, as {@code -Xmx} takes it
     * @param args the program's name and its options
     */
    static ChildJvm start(String heap, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + heap, "-XX:-UsePerfData"));
        String flags = System.getProperty(FLAGS, "").strip();
        if (!flags.isEmpty()) {
            command.addAll(List.of(flags.split("\\s+")));
        }
        String main = Main.class.getName();
        if (Main.class.getModule().isNamed()) {
            command.addAll(List.of(
                    "-p",
                    System.getProperty("jdk.module.path"),
                    "--add-modules",
                    "info.picocli",
                    "-m",
                    MODULE + "/" + main));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        }
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // It makes the JVM talk.
        return new ChildJvm(builder.start());
    }

    /** The next line it prints, or null at the end. */
    String line() throws IOException {
        return lines.readLine();
    }

    /** Runs one to its end and passes on what it prints. */
    static Told run(Report report, String heap, String... args) throws IOException, InterruptedException {
        try (ChildJvm child = start(heap, args)) {
            Map<String, Double> figures = new LinkedHashMap<>();
            for (String line = child.line(); line != null; line = child.line()) {
                if (line.startsWith(FIGURE)) {
                    String[] words = line.split(" ");
                    figures.put(words[1], Double.valueOf(words[2]));
                } else {
                    report.say("  %s", line);
                }
            }
            int status = child.end();
            if (status != 0) {
                report.fail("%s ended with status %d", String.join(" ", args), status);
            }
            return new Told(figures, status == 0);
        }
    }

    /**
     * What a child told.
     *
     * @param numbers by name
     * @param ended   whether it came to its end well
     */
    record Told(Map<String, Double> numbers, boolean ended) {
        double get(String name) {
            return numbers.getOrDefault(name, Double.NaN);
        }
    }

    /** Tells a figure to the parent. */
    static void tell(java.io.PrintStream out, String name, double number) {
        out.println(FIGURE + name + " " + number);
    }

    /** Kills it as {@code kill -9} does. What it has printed can still be read: a handle, unlike the process, closes no stream. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Whether a status is that of a killed process. */
    static boolean wasKilled(int status) {
        return status == KILLED;
    }

    /** Waits for its end. */
    int end() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        lines.close();
    }
}
