package org.pesadb.it.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/**
 * Opens and closes one database as it is told, a line for each command and a line for each answer:
 *
 * <pre>
 *   write        opens to write, and adds a row with the next key       opened N | refused CODE message
 *   read         opens to read only                                    opened N | refused CODE message
 *   close        closes what is open                                   closed
 *   commit       adds rows until it is killed, and tells each key      committed N …
 * </pre>
 *
 * <p>N is how many rows there are. The table is {@code t(id INT PK)}.
 */
public final class Opener {
    private static final String TABLE = "t";

    private final Path file;
    private final PrintStream out;
    private Database database;

    private Opener(Path file, PrintStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Runs it up to the end of the input.
     *
     * @param args the database
     * @throws IOException where its input cannot be read
     */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Opener opener = new Opener(Path.of(args[0]), out);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println("ready");
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            opener.obey(command);
        }
    }

    private void obey(String command) {
        switch (command) {
            case "write" -> open(false);
            case "read" -> open(true);
            case "commit" -> commit();
            default -> {
                if (database != null) {
                    database.close();
                    database = null;
                }
                out.println("closed");
            }
        }
    }

    private void open(boolean readOnly) {
        try {
            database = PesaDb.open(
                    file,
                    PesaDb.options().readOnly(readOnly).checkpointPages(10).build());
            try (Session session = database.openSession()) {
                long rows = count(session);
                if (!readOnly) {
                    add(session, ++rows);
                }
                out.println("opened " + rows);
            }
        } catch (PesaDbException refused) {
            out.println("refused " + refused.code() + " " + refused.getMessage());
        }
    }

    private void commit() {
        try (Session session = database.openSession()) {
            long rows = count(session);
            while (true) {
                add(session, ++rows);
                out.println("committed " + rows);
            }
        }
    }

    private static void add(Session session, long id) {
        session.run(new Command.Insert(TABLE, List.of(Operand.of(id))));
    }

    private static long count(Session session) {
        try (Cursor cursor = session.execute(new Command.Count(TABLE, List.of()))) {
            cursor.next();
            return cursor.getLong(0);
        }
    }
}
