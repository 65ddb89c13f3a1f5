package org.pesadb.storage.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.pesadb.api.trace.TraceEvent;

/**
 * The events as the JDK's Flight Recorder knows them: off, unless a recording enables them by name. Those that take time begin before the
 * work and end after it, so that they stand on their thread's line of time. Nothing here may be touched before somebody uses the recorder,
 * see {@link TraceHub}: the first event class alone takes more time than the start of the rest of the program.
 */
final class FlightEvents {
    private static final Map<Class<? extends TraceEvent>, Supplier<Flight<?>>> MAKERS = makers();

    private FlightEvents() {}

    /** Whether a recording takes any of them. */
    static boolean enabled() {
        for (Class<? extends TraceEvent> event : MAKERS.keySet()) {
            if (MAKERS.get(event).get().isEnabled()) {
                return true;
            }
        }
        return false;
    }

    /** Begins one of ours. */
    static Flight<?> begin(Class<? extends TraceEvent> event) {
        Flight<?> flight = MAKERS.get(event).get();
        flight.begin();
        return flight;
    }

    private static Map<Class<? extends TraceEvent>, Supplier<Flight<?>>> makers() {
        Map<Class<? extends TraceEvent>, Supplier<Flight<?>>> makers = new HashMap<>();
        makers.put(TraceEvent.Statement.class, StatementFlight::new);
        makers.put(TraceEvent.Tokens.class, TokensFlight::new);
        makers.put(TraceEvent.Plan.class, PlanFlight::new);
        makers.put(TraceEvent.PageVisit.class, PageVisitFlight::new);
        makers.put(TraceEvent.PageChange.class, PageChangeFlight::new);
        makers.put(TraceEvent.RowsRead.class, RowsReadFlight::new);
        makers.put(TraceEvent.FileRead.class, FileReadFlight::new);
        makers.put(TraceEvent.FileWrite.class, FileWriteFlight::new);
        makers.put(TraceEvent.FileForce.class, FileForceFlight::new);
        makers.put(TraceEvent.LockWait.class, LockWaitFlight::new);
        makers.put(TraceEvent.LogAppend.class, LogAppendFlight::new);
        makers.put(TraceEvent.LogForce.class, LogForceFlight::new);
        makers.put(TraceEvent.Checkpoint.class, CheckpointFlight::new);
        makers.put(TraceEvent.Result.class, ResultFlight::new);
        return Map.copyOf(makers);
    }

    /**
     * An event of the recorder, which takes what it shows from one of ours.
     *
     * @param <E> ours
     */
    @Category("PesaDB")
    @Enabled(false)
    @StackTrace(false)
    abstract static class Flight<E extends TraceEvent> extends Event {
        /** Takes over the fields. */
        abstract void take(E event);

        /** Ends, and goes to the recordings that want it. */
        @SuppressWarnings("unchecked") // it was made for this kind of event
        final void tell(TraceEvent event) {
            end();
            if (shouldCommit()) {
                take((E) event);
                commit();
            }
        }
    }

    /** See {@link TraceEvent.Statement}. */
    @Name("org.pesadb.Statement")
    @Label("Statement")
    @Description("A statement, from its beginning to its last row or the end of its commit")
    static final class StatementFlight extends Flight<TraceEvent.Statement> {
        @Label("Session")
        int session;

        @Label("Command")
        String command;

        @Label("Rows")
        long rows;

        @Label("Transaction")
        long transaction;

        @Label("Failure")
        String failure;

        @Override
        void take(TraceEvent.Statement event) {
            session = event.session();
            command = event.command();
            rows = event.rows();
            transaction = event.transaction();
            failure = event.failure();
        }
    }

    /** See {@link TraceEvent.Tokens}. */
    @Name("org.pesadb.Tokens")
    @Label("Tokens")
    @Description("A line that was cut into tokens")
    static final class TokensFlight extends Flight<TraceEvent.Tokens> {
        @Label("Line")
        String line;

        @Label("Tokens")
        int count;

        @Label("Took")
        @Timespan(Timespan.NANOSECONDS)
        long took;

        @Override
        void take(TraceEvent.Tokens event) {
            line = event.line();
            count = event.tokens().size();
            took = event.nanos();
        }
    }

    /** See {@link TraceEvent.Plan}. */
    @Name("org.pesadb.Plan")
    @Label("Plan")
    @Description("How a statement is executed: its steps, and why so")
    static final class PlanFlight extends Flight<TraceEvent.Plan> {
        @Label("Steps")
        String steps;

        @Override
        void take(TraceEvent.Plan event) {
            StringBuilder text = new StringBuilder();
            for (TraceEvent.Step step : event.steps()) {
                text.append(text.isEmpty() ? "" : "; ").append(step.action());
                text.append(step.why().isEmpty() ? "" : " (" + step.why() + ")");
            }
            steps = text.toString();
        }
    }

    /** See {@link TraceEvent.PageVisit}. */
    @Name("org.pesadb.PageVisit")
    @Label("Page Visit")
    @Description("A statement looked at a page: one of the buffer cache, or one that a file had to be read for")
    static final class PageVisitFlight extends Flight<TraceEvent.PageVisit> {
        @Label("Page")
        long page;

        @Label("Type")
        String type;

        @Label("Of")
        String of;

        @Label("Source")
        String source;

        @Override
        void take(TraceEvent.PageVisit event) {
            page = event.page();
            type = event.type().name();
            of = event.of();
            source = event.source().name();
        }
    }

    /** See {@link TraceEvent.PageChange}. */
    @Name("org.pesadb.PageChange")
    @Label("Page Change")
    @Description("A statement changed a page in its transaction, made one or gave one back")
    static final class PageChangeFlight extends Flight<TraceEvent.PageChange> {
        @Label("Page")
        long page;

        @Label("Type")
        String type;

        @Label("Of")
        String of;

        @Label("Change")
        String change;

        @Override
        void take(TraceEvent.PageChange event) {
            page = event.page();
            type = event.type().name();
            of = event.of();
            change = event.change().name();
        }
    }

    /** See {@link TraceEvent.RowsRead}. */
    @Name("org.pesadb.RowsRead")
    @Label("Rows Read")
    @Description("Rows of a table that a statement looked at, and those that it kept")
    static final class RowsReadFlight extends Flight<TraceEvent.RowsRead> {
        @Label("Table")
        String table;

        @Label("Examined")
        long examined;

        @Label("Kept")
        long kept;

        @Override
        void take(TraceEvent.RowsRead event) {
            table = event.table();
            examined = event.examined();
            kept = event.kept();
        }
    }

    /** See {@link TraceEvent.FileRead}. */
    @Name("org.pesadb.FileRead")
    @Label("File Read")
    @Description("A read of a file, and how much of it the device had to deliver")
    static final class FileReadFlight extends Flight<TraceEvent.FileRead> {
        @Label("File")
        String file;

        @Label("Offset")
        long offset;

        @Label("Bytes")
        @DataAmount
        int bytes;

        @Label("From the Device")
        @Description("bytes, read-ahead included; -1 where the system does not say")
        @DataAmount
        long device;

        @Override
        void take(TraceEvent.FileRead event) {
            file = event.file().name();
            offset = event.offset();
            bytes = event.bytes();
            device = event.device();
        }
    }

    /** See {@link TraceEvent.FileWrite}. */
    @Name("org.pesadb.FileWrite")
    @Label("File Write")
    @Description("A write to a file, which the kernel has then, and the device not yet")
    static final class FileWriteFlight extends Flight<TraceEvent.FileWrite> {
        @Label("File")
        String file;

        @Label("Offset")
        long offset;

        @Label("Bytes")
        @DataAmount
        int bytes;

        @Override
        void take(TraceEvent.FileWrite event) {
            file = event.file().name();
            offset = event.offset();
            bytes = event.bytes();
        }
    }

    /** See {@link TraceEvent.FileForce}. */
    @Name("org.pesadb.FileForce")
    @Label("File Force")
    @Description("What was written to a file is brought to the device")
    static final class FileForceFlight extends Flight<TraceEvent.FileForce> {
        @Label("File")
        String file;

        @Override
        void take(TraceEvent.FileForce event) {
            file = event.file().name();
        }
    }

    /** See {@link TraceEvent.LockWait}. */
    @Name("org.pesadb.LockWait")
    @Label("Lock Wait")
    @Description("The wait for something that another thread may have")
    static final class LockWaitFlight extends Flight<TraceEvent.LockWait> {
        @Label("Lock")
        String lock;

        @Override
        void take(TraceEvent.LockWait event) {
            lock = event.lock();
        }
    }

    /** See {@link TraceEvent.LogAppend}. */
    @Name("org.pesadb.LogAppend")
    @Label("Log Append")
    @Description("Page images, and a commit marker, that a transaction appends to the log's memory")
    static final class LogAppendFlight extends Flight<TraceEvent.LogAppend> {
        @Label("Transaction")
        long transaction;

        @Label("Pages")
        int pages;

        @Label("Position")
        @Description("where its commit marker ends; 0 where it has none yet")
        long position;

        @Override
        void take(TraceEvent.LogAppend event) {
            transaction = event.transaction();
            pages = event.pages();
            position = event.position();
        }
    }

    /** See {@link TraceEvent.LogForce}. */
    @Name("org.pesadb.LogForce")
    @Label("Log Force")
    @Description("The wait of a commit until it is durable, and how many became durable meanwhile")
    static final class LogForceFlight extends Flight<TraceEvent.LogForce> {
        @Label("Position")
        long position;

        @Label("Sync")
        String sync;

        @Label("Forces")
        long forces;

        @Label("Commits")
        long commits;

        @Override
        void take(TraceEvent.LogForce event) {
            position = event.position();
            sync = event.sync().name();
            forces = event.forces();
            commits = event.commits();
        }
    }

    /** See {@link TraceEvent.Checkpoint}. */
    @Name("org.pesadb.Checkpoint")
    @Label("Checkpoint")
    @Description("Pages of the log that are copied to the main file")
    static final class CheckpointFlight extends Flight<TraceEvent.Checkpoint> {
        @Label("Pages")
        long pages;

        @Label("Cut")
        @Description("whether the log begins anew")
        boolean cut;

        @Override
        void take(TraceEvent.Checkpoint event) {
            pages = event.pages();
            cut = event.cut();
        }
    }

    /** See {@link TraceEvent.Result}. */
    @Name("org.pesadb.Result")
    @Label("Result")
    @Description("A result that was written for whoever asked")
    static final class ResultFlight extends Flight<TraceEvent.Result> {
        @Label("Rows")
        long rows;

        @Label("Bytes")
        @DataAmount
        long bytes;

        @Override
        void take(TraceEvent.Result event) {
            rows = event.rows();
            bytes = event.bytes();
        }
    }
}
