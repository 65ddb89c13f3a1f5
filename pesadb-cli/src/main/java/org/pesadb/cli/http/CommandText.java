package org.pesadb.cli.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.input.CommandReader;
import org.pesadb.cli.input.Utf8Lines;
import org.pesadb.cli.language.Parser;
import org.pesadb.cli.language.Quoting;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.language.Token;

/** Understands text of the command language that comes over HTTP. */
final class CommandText {
    private CommandText() {}

    /** The one statement that a text is. */
    static Statement statement(String text) {
        int limit = Utf8Lines.limitOfHeap();
        try (Utf8Lines lines =
                new Utf8Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "the command", limit)) {
            CommandReader reader = new CommandReader(lines, limit);
            List<Token> tokens = reader.next();
            if (tokens == null) {
                throw new PesaDbException(ErrorCode.SYNTAX, "expected a command, found nothing");
            }
            if (reader.next() != null) {
                throw new PesaDbException(
                        ErrorCode.SYNTAX, "expected one command; several of them go in a transaction, one by one");
            }
            return Parser.parse(tokens);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the text is in memory
        }
    }

    /**
     * The conditions on the rows of a table.
     *
     * @param table the table
     * @param where what stands behind WHERE, or null
     * @return joined by AND
     */
    static List<Condition> where(String table, String where) {
        if (where == null || where.isBlank()) {
            return List.of();
        }
        Command command = command("SEL " + Quoting.quote(table) + " WHERE " + where);
        if (command instanceof Command.Select select
                && select.columns().isEmpty()
                && select.order() == null
                && select.limit().equals(Command.Limit.NONE)) {
            return select.where();
        }
        throw notAlone(where);
    }

    /** The conditions on the rows of a join. */
    static List<Condition> where(Command.TableRef first, Command.JoinStep step, String where) {
        if (where == null || where.isBlank()) {
            return List.of();
        }
        Command.JoinOn on = step.on().get(0);
        String text = "JOIN " + Quoting.quote(first.table()) + " "
                + Quoting.quote(step.table().table()) + " ON " + Quoting.quote(on.left()) + " "
                + Quoting.quote(on.right());
        Command command = command(text + " WHERE " + where);
        if (command instanceof Command.Join read
                && read.columns().isEmpty()
                && read.order() == null
                && read.using() == null
                && read.limit().equals(Command.Limit.NONE)) {
            return read.where();
        }
        throw notAlone(where);
    }

    private static Command command(String text) {
        try {
            return ((Statement.Run) statement(text)).command();
        } catch (PesaDbException wrong) {
            throw new PesaDbException(
                    wrong.code(), wrong.getMessage() + " (it was read as: " + Excerpt.of(text) + ")", wrong);
        }
    }

    private static PesaDbException notAlone(String where) {
        return new PesaDbException(
                ErrorCode.SYNTAX,
                "where takes conditions alone, such as id>1 AND name LIKE 'A%', not " + Excerpt.of(where));
    }
}
