package org.pesadb.it.load;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that the load programs are subcommands of. */
@Command(
        name = "load",
        description = "Puts a database under load, measures it, draws it, and judges it.",
        synopsisSubcommandLabel = "PROGRAM",
        subcommands = {
            Soak.class,
            Commits.class,
            Snapshots.class,
            Big.class,
            Updates.class,
            ManyTables.class,
            CommitsChild.class,
            BigLoad.class,
            BigOpen.class,
            BigTransaction.class
        })
final class LoadCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and leave")
    private boolean help;

    private LoadCommand() {}

    /**
     * Runs one program.
     *
     * @param out  where it prints
     * @param args the program's name and its options
     * @return 0 where it found nothing wrong, 1 where it did or could not go on, 2 for wrong options
     */
    static int run(PrintStream out, String... args) {
        CommandLine line = new CommandLine(LoadCommand.class, new WithOutput(out));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line.execute(args);
    }

    /** Makes the commands, and tells those that ask for it where to print. */
    private record WithOutput(PrintStream out) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == LoadCommand.class) {
                return type.cast(new LoadCommand());
            }
            K made = CommandLine.defaultFactory().create(type);
            if (made instanceof Printing printing) {
                printing.printTo(out);
            }
            return made;
        }
    }

    /** A command that prints. */
    interface Printing {
        /**
         * Called once, before it runs.
         *
         * @param out where to print
         */
        void printTo(PrintStream out);
    }
}
