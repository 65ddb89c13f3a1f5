package org.pesadb.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.PluginProblem;
import org.pesadb.cli.input.CommandReader;
import org.pesadb.cli.input.Lines;
import org.pesadb.cli.input.Utf8Lines;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.language.Suggestions;
import org.pesadb.cli.language.Verb;
import org.pesadb.cli.output.CsvResults;
import org.pesadb.cli.output.JsonResults;
import org.pesadb.cli.output.LineResults;
import org.pesadb.cli.output.Results;
import org.pesadb.cli.output.TableResults;
import org.pesadb.cli.output.Visible;

/** One run of the program: from its arguments to its exit status. */
final class App {
    private static final int FINE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final boolean terminal;
    private final Stop stop;
    private final Opened.Opener opener;
    private final ProgressBar bar;

    /**
     * @param in       the standard input
     * @param out      the standard output
     * @param err      the standard error
     * @param terminal whether both input and output are a terminal
     * @param stop     by which a signal may end the run
     * @param opener   opens databases
     */
    App(InputStream in, OutputStream out, OutputStream err, boolean terminal, Stop stop, Opened.Opener opener) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.stop = stop;
        this.opener = opener;
        bar = terminal ? new ProgressBar(out, System::nanoTime) : ProgressBar.NONE;
    }

    /** Does what the arguments ask for; returns the exit status. */
    int run(String... args) {
        stop.begin();
        try {
            return started(args);
        } catch (IOException unwritable) {
            return unwritable(unwritable);
        } finally {
            stop.end();
        }
    }

    private int started(String... args) throws IOException {
        Arguments arguments;
        try {
            arguments = ArgumentParser.parse(args);
        } catch (UsageException misuse) {
            print(err, "pesadb: " + misuse.getMessage() + "\nTry 'pesadb --help'.\n");
            return USAGE;
        }
        if (arguments.help || arguments.version) {
            print(out, arguments.help ? Usage.TEXT : Usage.version() + "\n");
            return FINE;
        }
        Results results = results(arguments.format);
        try {
            return dispatch(arguments, results);
        } catch (IOException unwritable) {
            throw unwritable;
        } catch (Throwable failure) { // plugins throw what no Java compiler lets them throw
            results.error(Failures.of(failure));
            return FAILED;
        }
    }

    private int dispatch(Arguments arguments, Results results) throws IOException {
        arguments.registry = opener.components(arguments);
        for (PluginProblem problem : arguments.registry.problems()) {
            print(err, "warning " + problem.code() + ": " + Visible.text(problem.message()) + "\n");
        }
        return switch (arguments.tool) {
            case SHELL -> shell(arguments, results);
            case CHECK -> Tools.check(arguments, results, stop, opener) ? FINE : FAILED;
            case SALVAGE -> new SalvageTool(arguments, results, bar, stop).run() ? FINE : FAILED;
            case PLUGINS -> plugins(arguments, results);
            case NEW_PLUGIN -> {
                NewPlugin.of(arguments).write(results);
                yield FINE;
            }
            case INSPECT -> {
                arguments.readOnly = true;
                Tools.mustExist(arguments.file());
                yield one(arguments, results, Inspect.statement(arguments.operands));
            }
            case IMPORT -> {
                mustBeReadable(arguments.operands.get(1));
                yield one(
                        arguments, results, new Statement.Import(arguments.operands.get(0), arguments.operands.get(1)));
            }
            case EXPORT -> {
                arguments.readOnly = true;
                Tools.mustExist(arguments.file());
                yield one(
                        arguments, results, new Statement.Export(arguments.operands.get(0), arguments.operands.get(1)));
            }
            case SERVE -> {
                new ServeTool(arguments, stop, opener).run(line -> print(err, line));
                yield FINE;
            }
            case BACKUP -> {
                arguments.readOnly = true;
                Tools.mustExist(arguments.file());
                yield one(arguments, results, new Statement.Backup(arguments.operands.get(1)));
            }
            case LEARN -> {
                if (arguments.operands.isEmpty()) {
                    LearnTool.list(results);
                } else {
                    new LearnTool(arguments, in, out, terminal, stop, opener).run();
                }
                yield FINE;
            }
        };
    }

    private int plugins(Arguments arguments, Results results) throws IOException {
        if (arguments.operands.size() != 1) {
            return new PluginTool(arguments, arguments.registry, results).run() ? FINE : FAILED;
        }
        arguments.readOnly = true;
        Tools.mustExist(arguments.file());
        return one(arguments, results, new Statement.Run(Verb.PLUGINS, new Command.ShowComponents()));
    }

    private int one(Arguments arguments, Results results, Statement statement) throws IOException {
        try (Opened opened = Opened.open(arguments, stop, opener)) {
            Shell shell = new Shell(
                    opened.session(), opened.path(), opened.tracing(), arguments.registry, results, bar, stop);
            shell.run(() -> statement);
            return shell.failed() ? FAILED : FINE;
        }
    }

    private int shell(Arguments arguments, Results results) throws IOException {
        for (Arguments.Work work : arguments.work) {
            if (work.script() && !work.text().equals("-")) {
                mustBeReadable(work.text());
            }
        }
        boolean interactive = terminal && arguments.work.isEmpty();
        try (Opened opened = Opened.open(arguments, stop, opener)) {
            Shell shell = new Shell(
                    opened.session(), opened.path(), opened.tracing(), arguments.registry, results, bar, stop);
            if (interactive) {
                interact(shell, opened.session());
            } else if (arguments.work.isEmpty()) {
                run(shell, new Utf8Lines(in, "stdin", Utf8Lines.limitOfHeap()), false, arguments.bail);
            }
            for (Arguments.Work work : arguments.work) {
                run(shell, lines(work), false, arguments.bail);
            }
            return shell.failed() && !interactive ? FAILED : FINE;
        }
    }

    private void interact(Shell shell, Session session) throws IOException {
        try (TerminalLines lines = TerminalLines.open(this::interrupt, new Suggestions(session))) {
            bar.within(lines::width);
            run(shell, lines, true, false);
        }
    }

    /** Ctrl-C while a statement runs. */
    private void interrupt() {
        bar.interrupted(); // before the statement can end of it
        stop.cancel();
    }

    private void run(Shell shell, Lines lines, boolean keepOpen, boolean bail) throws IOException {
        Lines waiting = new WaitingLines(lines, stop);
        try {
            shell.run(new CommandReader(waiting, Utf8Lines.limitOfHeap()), bail);
        } finally {
            if (!keepOpen) {
                waiting.close();
            }
        }
    }

    private Lines lines(Arguments.Work work) throws IOException {
        int limit = Utf8Lines.limitOfHeap();
        if (!work.script()) {
            byte[] text = work.text().getBytes(StandardCharsets.UTF_8);
            return new Utf8Lines(new ByteArrayInputStream(text), "-c", limit);
        }
        if (work.text().equals("-")) {
            return new Utf8Lines(in, "stdin", limit);
        }
        try {
            return new Utf8Lines(Files.newInputStream(Path.of(work.text())), work.text(), limit);
        } catch (IOException failure) {
            throw Failures.of("read", work.text(), failure);
        }
    }

    /** Refuses a script or a CSV file that is not there before a database is made for it. */
    private static void mustBeReadable(String name) {
        Path file = Failures.path(name);
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            String why = Files.isDirectory(file)
                    ? "it is a folder"
                    : Files.exists(file) ? "permission denied" : "no such file";
            throw new PesaDbException(ErrorCode.IO, "cannot read " + name + ": " + why);
        }
    }

    private Results results(Arguments.Format format) {
        return switch (format) {
            case TABLE -> new TableResults(out, err, terminal);
            case JSON -> new JsonResults(out);
            case CSV -> new CsvResults(out, err, terminal);
            case LINE -> new LineResults(out, err, terminal);
        };
    }

    /** Results cannot be written. Where their reader has gone ({@code | head}) nobody needs to be told. */
    private int unwritable(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (!message.contains("Broken pipe")) {
            try {
                print(
                        err,
                        "error " + Failures.of("write", "the output", failure).code() + ": cannot write the output: "
                                + message + "\n");
            } catch (IOException nobodyListens) {
                failure.addSuppressed(nobodyListens); // the exit status is all that is left to tell
            }
        }
        return FAILED;
    }

    private static void print(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}
