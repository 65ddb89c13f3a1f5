package org.pesadb.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Components;
import org.pesadb.api.trace.Tracing;

/** An open database with the one session that the program uses. Closing twice does nothing. */
final class Opened implements AutoCloseable {
    /** What a new database holds unless told not to. */
    static final List<TableSchema> SAMPLES = List.of(
            new TableSchema(
                    "users",
                    List.of(
                            Column.of("id", ColumnType.INT).asPrimaryKey(),
                            Column.of("name", ColumnType.TEXT).asUnique())),
            new TableSchema(
                    "orders",
                    List.of(
                            Column.of("order_id", ColumnType.INT).asPrimaryKey(),
                            Column.of("user_id", ColumnType.INT),
                            Column.of("item", ColumnType.TEXT))));

    /** Opens databases; {@link #ENGINE} but for tests. */
    interface Opener {
        /** What this program is delivered with. */
        Opener ENGINE = new Opener() {
            @Override
            public Database open(Path file, Options options) {
                return PesaDb.open(file, options);
            }

            @Override
            public Components components(Arguments arguments) {
                return PluginFolders.of(arguments.plugins).load();
            }

            @Override
            public void check(Path file, Options options, Consumer<Fault> found) {
                PesaDb.check(file, options, found);
            }
        };

        /** What there is to open them with. */
        default Components components(Arguments arguments) {
            return Components.installed();
        }

        /** Opens one. */
        Database open(Path file, Options options);

        /** Verifies one; an opener of its own verifies what it opens. */
        default void check(Path file, Options options, Consumer<Fault> found) {
            try (Database database = open(file, options)) {
                database.check(found);
            }
        }
    }

    private final Database database;
    private final Session session;
    private boolean closed;

    private Opened(Database database, Session session) {
        this.database = database;
        this.session = session;
    }

    /** Opens, and begins a session. */
    static Opened open(Arguments arguments, Stop stop, Opener opener) {
        Database database = opener.open(Failures.path(arguments.file()), arguments.options());
        Opened opened;
        try {
            opened = new Opened(database, database.openSession());
        } catch (RuntimeException | Error failure) {
            closeAfter(failure, database);
            throw failure;
        }
        stop.watch(opened.session, opened);
        return opened;
    }

    private static void closeAfter(Throwable failure, AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception second) {
            failure.addSuppressed(second);
        }
    }

    Session session() {
        return session;
    }

    Tracing tracing() {
        return database.tracing();
    }

    Path path() {
        return database.path();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try (database) {
                session.close();
            }
        }
    }
}
