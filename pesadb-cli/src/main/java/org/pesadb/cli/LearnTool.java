package org.pesadb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.cli.input.Lines;
import org.pesadb.cli.input.Utf8Lines;
import org.pesadb.cli.learn.Kept;
import org.pesadb.cli.learn.Lesson;
import org.pesadb.cli.learn.LessonReader;
import org.pesadb.cli.learn.Lessons;
import org.pesadb.cli.learn.Seen;
import org.pesadb.cli.learn.Step;
import org.pesadb.cli.output.Results;

/**
 * {@code pesadb learn}: lists the lessons, or goes through one. At a terminal each command waits for its reader, who may try others in
 * between; elsewhere it runs straight through. Either way its output is held to what the lesson says of it. Of one thread.
 */
final class LearnTool {
    private static final String HOW =
            "Enter runs the command that is shown, or type it. Try others in between; exit leaves.";

    private final Arguments arguments;
    private final InputStream in;
    private final OutputStream out;
    private final boolean terminal;
    private final Stop stop;
    private final Opened.Opener opener;
    private final Kept kept = new Kept();

    /** Whether the reader has typed a command that is none of the lesson's. */
    private boolean tried;

    /** Whether something was not as the lesson says, after such a command. */
    private boolean strayed;

    LearnTool(
            Arguments arguments, InputStream in, OutputStream out, boolean terminal, Stop stop, Opened.Opener opener) {
        this.arguments = arguments;
        this.in = in;
        this.out = out;
        this.terminal = terminal;
        this.stop = stop;
        this.opener = opener;
    }

    /**
     * Refuses what makes no sense.
     *
     * @throws UsageException saying what does
     */
    static void check(Arguments arguments) {
        if (arguments.operands.isEmpty()) {
            if (arguments.keep != null) {
                throw new UsageException("--keep goes with a lesson");
            }
            return;
        }
        String asked = arguments.operands.get(0);
        if (arguments.format != Arguments.Format.TABLE) {
            throw new UsageException("a lesson is text for people; --format does not go with it");
        } else if (!isFile(asked) && Lessons.find(asked) == null) {
            throw new UsageException("there is no lesson " + asked + "; 'pesadb learn' lists them");
        }
    }

    private static boolean isFile(String asked) {
        return asked.endsWith(Lessons.SUFFIX);
    }

    /** Lists the lessons. */
    static void list(Results results) throws IOException {
        long begun = System.nanoTime();
        results.begin(List.of(
                Column.of("number", ColumnType.INT),
                Column.of("lesson", ColumnType.TEXT),
                Column.of("about", ColumnType.TEXT)));
        long number = 0;
        for (Lesson lesson : Lessons.all()) {
            results.row(RowBuffer.of(++number, lesson.name(), lesson.title() + ": " + lesson.about()));
        }
        results.ok(new Results.Done("LEARN", Results.Kind.ROWS, number, 0, System.nanoTime() - begun));
    }

    /**
     * Goes through the lesson that the arguments name.
     *
     * @throws PesaDbException where its output is not what it says
     */
    void run() throws IOException {
        String asked = arguments.operands.get(0);
        Lesson lesson = lesson(asked);
        if (!isFile(asked)) {
            arguments.registry = Components.installed(); // a plugin that is cheaper would change what ours show
        }
        Seen seen = new Seen(out);
        try (Classroom room = Classroom.open(arguments, opener, stop, seen);
                Lines lines = new WaitingLines(new Utf8Lines(in, "stdin", Utf8Lines.limitOfHeap()), stop)) {
            print(lesson.title() + "\n" + "=".repeat(lesson.title().length()) + "\n");
            if (terminal) {
                print("\n" + HOW + "\n");
            }
            for (Step step : lesson.steps()) {
                if (!take(lesson, step, room, seen, lines)) {
                    return;
                }
            }
            print("\nThat was the lesson: " + lesson.commands() + " steps"
                    + (strayed ? "" : ", and each showed what the text says") + ".\n");
            print(arguments.keep == null ? "" : "Its files are in " + arguments.keep + "\n");
            print(next(lesson));
        }
    }

    private static Lesson lesson(String asked) {
        if (!isFile(asked)) {
            return Lessons.find(asked);
        }
        try {
            return LessonReader.read(asked, Files.readString(Failures.path(asked)));
        } catch (IOException failed) {
            throw Failures.of("read", asked, failed);
        }
    }

    private static String next(Lesson done) {
        List<Lesson> all = Lessons.all();
        for (int i = 0; i + 1 < all.size(); i++) {
            if (all.get(i).name().equals(done.name())) {
                return "Next: pesadb learn " + all.get(i + 1).name() + "\n";
            }
        }
        return "";
    }

    /** Takes a step; returns whether to go on. */
    private boolean take(Lesson lesson, Step step, Classroom room, Seen seen, Lines lines) throws IOException {
        String text = kept.fill(step.text());
        if (step.kind() == Step.Kind.TEXT) {
            print("\n" + text + "\n");
            return true;
        }
        boolean command = step.kind() == Step.Kind.COMMAND;
        String prompt = command ? step.session() + "> " : "!";
        if (!terminal) {
            print("\n" + prompt + text + "\n");
        } else if (!asked(step, text, room, seen, lines)) {
            return false;
        }
        seen.forget();
        try {
            if (command) {
                room.run(step.session(), text);
            } else {
                room.act(text);
            }
        } catch (PesaDbException failed) {
            if (!tried) {
                throw new PesaDbException(failed.code(), place(lesson, step) + failed.getMessage(), failed);
            }
            strayed = true;
            print("-- This failed (" + failed.getMessage() + "); what you typed yourself may be why.\n");
            return true;
        }
        String fault = step.fault(seen, kept);
        if (fault != null && tried) {
            strayed = true;
            print("-- This is not what the lesson awaits (" + fault + "); what you typed yourself may be why.\n");
        } else if (fault != null) {
            throw new PesaDbException(
                    ErrorCode.INTERNAL, place(lesson, step) + text + " does not show what the lesson says: " + fault);
        }
        return true;
    }

    private static String place(Lesson lesson, Step step) {
        return "lesson " + lesson.name() + ", line " + step.line() + ": ";
    }

    /** Shows a step and waits until it is to be done; returns whether to go on. Commands of the reader's own run meanwhile. */
    private boolean asked(Step step, String text, Classroom room, Seen seen, Lines lines) throws IOException {
        String shown = (step.kind() == Step.Kind.COMMAND ? "" : "!") + text;
        print("\n    " + shown + "\n");
        while (true) {
            print(step.session() + "> ");
            Lines.Line line = lines.next(false);
            if (line == null) {
                print("\n");
                return false;
            } else if (line.fault() != null) {
                throw line.fault();
            }
            String typed = line.text().strip();
            String bare =
                    typed.endsWith(";") ? typed.substring(0, typed.length() - 1).strip() : typed;
            if (bare.isEmpty() || bare.equalsIgnoreCase("next") || bare.equalsIgnoreCase(shown)) {
                return true;
            } else if (bare.equalsIgnoreCase("exit") || bare.equalsIgnoreCase("quit")) {
                return false;
            } else if (bare.startsWith("!")) {
                print("What begins with ! is for the lesson to do, where it shows it.\n");
            } else if (!room.isOpen()) {
                print("No database is open just now; Enter goes on.\n");
            } else {
                tried = true;
                seen.forget();
                room.run(step.session(), typed);
            }
        }
    }

    private void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
