package org.pesadb.storage.engine;

import java.util.List;
import java.util.function.Supplier;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
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

    /**
     * Of a batch, which is one statement however many rows it adds.
     *
     * @param table as somebody named it
     */
    static StatementTrace ofBatch(StorageDatabase database, int session, String table) {
        return database.tracing().on() ? new Told(database, session, "BatchInsert " + table) : NONE;
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
     * Tells how rows were added.
     *
     * @param table of the batch
     * @param rows  how many
     */
    void plan(Table table, long rows) {}

    /**
     * It has ended, and nothing of it remains.
     *
     * @param why what it was ended by
     */
    void undone(ErrorCode why) {}

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
        private final String batch;
        private final Object flight;
        private final long began;
        private Traced traced;

        Told(StorageDatabase database, int session, Command command) {
            this(database, session, command instanceof Command.AsOf past ? past.query() : command, null);
        }

        Told(StorageDatabase database, int session, String batch) {
            this(database, session, null, batch);
        }

        /**
         * Of either a command or a batch; the other is null.
         *
         * @param batch what it is told as
         */
        private Told(StorageDatabase database, int session, Command command, String batch) {
            this.database = database;
            this.hub = database.tracing();
            this.session = session;
            this.command = command;
            this.batch = batch;
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
            if (Explanation.tells(command)) {
                tellPlan(() -> {
                    try (PageSnapshot state = database.pager().read()) {
                        return steps(new Queries(database.catalog(state, state.root()), state, parameters, context));
                    }
                });
            }
        }

        @Override
        void plan(Queries queries) {
            if (Explanation.tells(command)) {
                tellPlan(() -> steps(queries));
            }
        }

        @Override
        void plan(Table table, long rows) {
            tellPlan(() -> Explanation.steps(table, rows));
        }

        private List<TraceEvent.Step> steps(Queries queries) {
            return new Explanation(queries).steps(command);
        }

        /** What fails here must not fail the statement, which meets the same by itself where it matters. */
        private void tellPlan(Supplier<List<TraceEvent.Step>> steps) {
            try {
                long reads = hub.reads();
                List<TraceEvent.Step> found = hub.quietly(steps);
                hub.tell(new TraceEvent.Plan(found, hub.reads() - reads));
            } catch (RuntimeException refused) {
                LOG.debug("no plan to be told", refused);
            } catch (OutOfMemoryError lost) {
                hub.lost(lost);
            }
        }

        @Override
        void undone(ErrorCode why) {
            tellEnd(0, 0, why);
        }

        @Override
        void end(long rows, long transaction, PesaDbException failure) {
            tellEnd(rows, transaction, failure == null ? null : failure.code());
        }

        private void tellEnd(long rows, long transaction, ErrorCode failure) {
            long took = System.nanoTime() - began;
            try {
                if (traced != null) {
                    traced.end();
                }
                String failed = failure == null ? null : failure.name();
                hub.tell(new TraceEvent.Statement(session, words(), rows, transaction, failed, took), flight);
            } catch (RuntimeException concurrent) {
                LOG.debug("rows that are not told", concurrent); // another thread has closed the cursor
            } catch (OutOfMemoryError lost) {
                hub.lost(lost); // what is committed stays so, told or not
            }
        }

        /** Such as {@code Join users, orders}. */
        private String words() {
            if (batch != null) {
                return batch;
            }
            StringBuilder text = new StringBuilder(command.getClass().getSimpleName());
            StoragePrepared.tables(command)
                    .distinct()
                    .forEach(table ->
                            text.append(text.indexOf(" ") < 0 ? " " : ", ").append(table));
            return text.toString();
        }
    }
}
