package org.pesadb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.pesadb.it.process.ManyRuns;

/**
 * The command line in one process that runs it again and again, for tests whose runs are many and short: see {@link ManyRuns}. All of them run in one
 * folder. For one thread.
 */
final class WarmCli implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path place;
    private final Path input;
    private final Path out;
    private final Path errors;
    private final CliProcess process;

    private WarmCli(Path folder, UnaryOperator<Cli> program) throws IOException {
        place = Files.createDirectories(folder.resolve("place"));
        input = folder.resolve("input");
        out = folder.resolve("out");
        errors = folder.resolve("errors");
        process = program.apply(Cli.in(place)).start();
    }

    /** Starts the process, with the parts of the distribution. The runs' folder, empty as yet, is made within the given one. */
    static WarmCli within(Path folder) throws IOException {
        return new WarmCli(folder, cli -> cli.inside(ManyRuns.class));
    }

    /** The same with other jars in the place of the distribution's. */
    static WarmCli within(Path folder, Path jars) throws IOException {
        return new WarmCli(folder, cli -> cli.withJars(jars).inside(ManyRuns.class));
    }

    /** The same with the parts of this module too, which hold the engine to the SPI. */
    static WarmCli assertingWithin(Path folder) throws IOException {
        return new WarmCli(
                folder,
                cli -> cli.of(ManyRuns.class)
                        .withJvm(
                                "--add-modules",
                                "org.pesadb.cli",
                                "--add-exports",
                                "org.pesadb.cli/org.pesadb.cli=org.pesadb.it"));
    }

    /** Makes the runs' folder empty again. */
    void clear() throws IOException {
        try (Stream<Path> left = Files.list(place)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Does what {@link Cli#run(String, String...)} does; no argument may have a tab or a line end in it. */
    CliResult run(String text, String... args) throws IOException {
        Files.writeString(input, text);
        List<String> line = new ArrayList<>(List.of(input.toString(), out.toString(), errors.toString()));
        line.addAll(List.of(args));
        process.send(String.join("\t", line));
        String exit = process.nextLine(PATIENCE);
        if (exit == null) {
            throw new IOException("the process ended at " + Arrays.toString(args) + ": " + process.errors());
        }
        return new CliResult(Integer.parseInt(exit), Files.readString(out), Files.readString(errors));
    }

    @Override
    public void close() {
        process.close();
    }
}
