package org.pesadb.it.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * What the programs have in common: a folder, a report, a picture, a seed, an exit status. In the folder stay {@code NAME.txt} and
 * {@code NAME.svg}; the database lies in a folder of its own inside it, which is deleted at the end.
 */
abstract class Program implements Callable<Integer>, LoadCommand.Printing {
    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "${sys:pesadb.load.folder:-load}",
            description = "where report, picture and database go (default: ${DEFAULT-VALUE})")
    private Path folder;

    @Option(names = "--keep", description = "do not delete the database at the end")
    private boolean keep;

    @Option(names = "--seed", paramLabel = "N", description = "of the random choices (default: a new one, printed)")
    private Long seed;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and leave")
    private boolean help;

    @Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    private PrintStream out = System.out;

    @Override
    public final void printTo(PrintStream stream) {
        out = stream;
    }

    @Override
    public final Integer call() throws Exception {
        Files.createDirectories(folder);
        long chosen = seed != null ? seed : System.nanoTime();
        String name = spec.name();
        try (Report report = new Report(name, folder, out);
                Scratch scratch = Scratch.in(folder, name, keep)) {
            report.say(
                    "%s, seed %d, %d processors, heap up to %s, Java %s",
                    name,
                    chosen,
                    Runtime.getRuntime().availableProcessors(),
                    Units.bytes(Runtime.getRuntime().maxMemory()),
                    Runtime.version().feature());
            try {
                run(report, scratch.path(), chosen);
            } catch (ParameterException wrong) {
                throw wrong;
            } catch (Exception | Error failed) {
                // The verdicts found so far are worth having, and with them what ended the run.
                report.fail("it could not go on: %s", failed);
                throw failed;
            }
            if (keep) {
                report.say("kept: %s", scratch.path());
            }
            return report.conclude();
        }
    }

    /**
     * Does the work.
     *
     * @param report  takes what is to be printed, and the verdicts
     * @param scratch an empty folder
     * @param random  the seed of every random choice
     */
    abstract void run(Report report, Path scratch, long random) throws Exception;

    /** What is wrong with the options. */
    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The length of a file, 0 where there is none at the moment. */
    static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException notThere) {
            return 0; // A log may be replaced by another just now; who measures comes again.
        }
    }
}
