package org.pesadb.storage.engine;

import java.util.List;
import org.pesadb.api.Command;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.trace.TraceHub;
import org.pesadb.storage.trace.Traced;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told of one statement, where somebody listened when it began; else {@link #NONE}, which does nothing and gives back what it is
 * given. Of the statement's thread.
 *
 * <p>Its plan is found out a second time for that, after it has run, from pages read aside: the statement itself reads what it would read
 * if nobody watched, and only that is counted.
 */
class StatementTrace {
    /** Nobody listens. */
    static final StatementTrace NONE = new StatementTrace();

    private StatementTrace() {}

    static StatementTrace of(StorageDatabase database, int session, Command command) {
        return database.tracing().on() ? new Told(database, session, command) : NONE;
    }

    /** A state of the database that the statement reads. */
    PageReader reading(PageReader pages, Catalog catalog) {
        return pages;
    }

    /** The transaction that it changes something in. */
    PageTransaction writing(PageTransaction transaction, Catalog catalog) {
        return transaction;
    }

    /**
     * Tells how it is executed, by the newest state of the database, which has nothing of it yet.
     *
     * @param parameters of the statement
     * @param context    of the statement
     */
    void plan(Object[] parameters, StatementContext context) {}

    /**
     * Tells how it is executed.
     *
     * @param queries over the state that it reads
     */
    void plan(Queries queries) {}

    /**
     * It has ended.
     *
     * @param rows        returned or changed
     * @param transaction its own, or the newest it saw
     * @param failure     null where it succeeded
     */
    void end(long rows, long transaction, PesaDbException failure) {}

    private static final class Told extends StatementTrace {
        private static final Logger LOG = LoggerFactory.getLogger(StatementTrace.class);

        private final StorageDatabase database;
        private final TraceHub hub;
        private final int session;
        private final Command command;
        private final Object flight;
        private final long began;
        private Traced traced;

        Told(StorageDatabase database, int session, Command command) {
            this.database = database;
            this.hub = database.tracing();
            this.session = session;
            this.command = command instanceof Command.AsOf past ? past.query() : command;
            this.flight = hub.begin(TraceEvent.Statement.class);
            this.began = System.nanoTime();
        }

        @Override
        PageReader reading(PageReader pages, Catalog catalog) {
            traced = new Traced(hub, owner -> name(catalog, owner));
            return traced.of(pages);
        }

        @Override
        PageTransaction writing(PageTransaction transaction, Catalog catalog) {
            traced = new Traced(hub, owner -> name(catalog, owner));
            return traced.of(transaction);
        }

        private static String name(Catalog catalog, int owner) {
            for (Table table : catalog.tables()) {
                if (table.owner() == owner) {
                    return table.name();
                }
                for (TableIndex index : table.indexes()) {
                    if (index.owner() == owner) {
                        return index.kind() + " index on " + index.label(table.schema());
                    }
                }
            }
            return "";
        }

        @Override
        void plan(Object[] parameters, StatementContext context) {
            try (PageSnapshot state = database.pager().read()) {
                plan(new Queries(database.catalog(state, state.root()), state, parameters, context));
            }
        }

        @Override
        void plan(Queries queries) {
            if (!Explanation.tells(command)) {
                return;
            }
            try {
                long reads = hub.reads();
                List<TraceEvent.Step> steps = hub.quietly(() -> new Explanation(queries).steps(command));
                hub.tell(new TraceEvent.Plan(steps, hub.reads() - reads));
            } catch (PesaDbException | IllegalStateException refused) {
                LOG.debug(
                        "no plan to be told",
                        refused); // the statement itself fails by the same, or another thread closed it
            }
        }

        @Override
        void end(long rows, long transaction, PesaDbException failure) {
            long took = System.nanoTime() - began;
            try {
                if (traced != null) {
                    traced.end();
                }
                String failed = failure == null ? null : failure.code().name();
                hub.tell(new TraceEvent.Statement(session, words(), rows, transaction, failed, took), flight);
            } catch (OutOfMemoryError lost) {
                hub.lost(lost); // what is committed stays so, told or not
            }
        }

        /** Such as {@code Join users, orders}. */
        private String words() {
            StringBuilder text = new StringBuilder(command.getClass().getSimpleName());
            StoragePrepared.tables(command)
                    .distinct()
                    .forEach(table ->
                            text.append(text.indexOf(" ") < 0 ? " " : ", ").append(table));
            return text.toString();
        }
    }
}
