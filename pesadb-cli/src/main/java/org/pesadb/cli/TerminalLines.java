package org.pesadb.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.pesadb.cli.input.Lines;
import org.pesadb.cli.language.Suggestions;

/**
 * Lines that somebody types: with a prompt, editing, and a history that outlives the program. Ctrl-C gives the line up, or
 * cancels the statement that runs; Ctrl-D on an empty line is the end. Its classes are loaded on a terminal only.
 */
final class TerminalLines implements Lines {
    private static final String PROMPT = "pesa> ";
    private static final String CONTINUED = "  ...> ";

    private final Terminal terminal;
    private final LineReader reader;
    private boolean within;

    /**
     * Takes the terminal of this process.
     *
     * @param cancel      ends the running statement; another thread calls it
     * @param suggestions for the tab key
     */
    static TerminalLines open(Runnable cancel, Suggestions suggestions) throws IOException {
        System.setProperty("org.jline.terminal.graphemeCluster", "false"); // asking some terminals takes 0.4 s
        Terminal terminal = TerminalBuilder.builder()
                .name("pesadb")
                .system(true)
                .encoding(java.nio.charset.StandardCharsets.UTF_8)
                .build();
        return new TerminalLines(terminal, history(), cancel, suggestions);
    }

    /** @param history where typed lines are kept, or null */
    TerminalLines(Terminal terminal, Path history, Runnable cancel, Suggestions suggestions) {
        this.terminal = terminal;
        terminal.handle(Terminal.Signal.INT, signal -> cancel.run());
        DefaultParser whole = new DefaultParser(); // quotes and escapes are the tokenizer's business
        whole.setQuoteChars(new char[0]);
        whole.setEscapeChars(new char[0]);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("pesadb")
                .parser(whole)
                .completer((ignored, line, candidates) -> complete(line, suggestions, candidates))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        reader = builder.build();
        terminal.writer().println(Usage.version() + ": HELP lists the commands, EXIT leaves");
        terminal.flush();
    }

    /** Where the history is kept, or null where no folder for it can be made: then it lasts as long as the program. */
    private static Path history() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state != null && state.startsWith("/")
                ? Path.of(state)
                : Path.of(System.getProperty("user.home", "."), ".local", "state");
        try {
            Path folder = Files.createDirectories(base.resolve("pesadb"));
            Path file = folder.resolve("history");
            return Files.isWritable(Files.exists(file) ? file : folder) ? file : null;
        } catch (IOException noFolder) {
            return null;
        }
    }

    /** How many columns it has; 0 where nobody knows. */
    int width() {
        return terminal.getColumns();
    }

    /** JLine takes words to be separated by white space alone, and wants the whole word; ours may end with a part of it. */
    private void complete(ParsedLine line, Suggestions suggestions, List<Candidate> candidates) {
        if (within) {
            return; // an open quote
        }
        Suggestions.Offer offer = suggestions.at(line.line().substring(0, line.cursor()));
        String before = line.word()
                .substring(0, Math.max(0, line.wordCursor() - offer.begun().length()));
        for (String word : offer.words()) {
            candidates.add(new Candidate(before + word, word, null, null, null, null, true));
        }
    }

    @Override
    public Line next(boolean continued) throws IOException {
        within = continued;
        try {
            return new Line(reader.readLine(continued ? CONTINUED : PROMPT), null);
        } catch (UserInterruptException givenUp) {
            return Line.ABANDONED;
        } catch (EndOfFileException end) {
            return null;
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
