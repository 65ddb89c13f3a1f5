package org.pesadb.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.cli.language.Parser;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.language.Tokenizer;
import org.pesadb.cli.output.Results;

/**
 * A script of several sessions of one database, in the language of the command line and with its output. Each command begins with
 * the name of its session, which is opened where it first speaks:
 *
 * <pre>
 * A> BEGIN
 * B> BEGIN
 * -- > error BUSY                what is wanted, and comments, are written as in {@link GoldenScript}
 * </pre>
 *
 * One command runs after another, in one thread; nobody waits for the writer's place.
 */
final class Conversation {
    private static final Pattern COMMAND = Pattern.compile("([A-Z])> (.*)");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Results results;
    private final boolean echo;

    /**
     * @param format what prints the results
     * @param echo   whether the commands are printed too
     */
    private Conversation(Function<OutputStream, Results> format, boolean echo) {
        this.results = format.apply(printed);
        this.echo = echo;
    }

    /** Runs a script on a new database; returns what was printed. */
    static String run(GoldenScript script, Path file, Function<OutputStream, Results> format, boolean echo)
            throws IOException {
        Conversation conversation = new Conversation(format, echo);
        Map<String, Session> sessions = new TreeMap<>();
        try (Database database =
                PesaDb.open(file, PesaDb.options().busyTimeout(Duration.ZERO).build())) {
            for (String line : script.text().lines().toList()) {
                Matcher command = COMMAND.matcher(line);
                if (command.matches()) {
                    Session session = sessions.computeIfAbsent(command.group(1), name -> database.openSession());
                    conversation.say(session, line, command.group(2));
                } else if (!line.startsWith("--")) {
                    throw new IllegalArgumentException(
                            script.name() + ": neither a session's command nor a comment: " + line);
                }
            }
        }
        return conversation.printed.toString(StandardCharsets.UTF_8);
    }

    private void say(Session session, String line, String command) throws IOException {
        if (echo) {
            printed.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Tokenizer tokenizer = new Tokenizer();
        try {
            tokenizer.feed(command);
            run(session, (Statement.Run) Parser.parse(tokenizer.finish()));
        } catch (PesaDbException failed) {
            results.error(failed);
        }
    }

    private void run(Session session, Statement.Run statement) throws IOException {
        try (Cursor cursor = session.execute(statement.command())) {
            if (!cursor.columns().isEmpty()) {
                results.begin(cursor.columns());
                while (cursor.next()) {
                    results.row(cursor);
                }
            }
            Outcome outcome = cursor.outcome();
            results.ok(new Results.Done(
                    statement.verb().label(),
                    kind(statement.command(), cursor),
                    outcome.rows(),
                    outcome.transaction(),
                    0));
        }
    }

    private static Results.Kind kind(Command command, Cursor cursor) {
        if (!cursor.columns().isEmpty()) {
            return Results.Kind.ROWS;
        }
        boolean changes = command instanceof Command.Insert
                || command instanceof Command.Update
                || command instanceof Command.Delete
                || command instanceof Command.DeleteByKey;
        return changes ? Results.Kind.CHANGES : Results.Kind.NOTHING;
    }
}
