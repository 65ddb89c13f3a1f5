package org.pesadb.cli.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pesadb.api.SyncMode;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.TraceEvent.Change;
import org.pesadb.api.trace.TraceEvent.FileRole;
import org.pesadb.cli.output.Outline;

/** Puts the way of a command into words: from what was asked, down to the device, and back. */
public final class TraceReport {
    private final TraceCounts counts;
    private final Outline out;

    private TraceReport(TraceCounts counts, Outline out) {
        this.counts = counts;
        this.out = out;
    }

    /**
     * Tells it.
     *
     * @param request what was asked, and what came of it
     * @param counts  what happened meanwhile
     * @param verbose whether each line explains itself
     * @return lines for people, an object for programs
     */
    public static Outline of(Request request, TraceCounts counts, boolean verbose) {
        Outline out = new Outline(verbose);
        new TraceReport(counts, out).tell(request);
        return out;
    }

    /**
     * A command that was traced.
     *
     * @param tokens      its pieces
     * @param command     what they were understood as
     * @param place       what that has to do with the writer's place
     * @param parseNanos  how long that took
     * @param rows        returned or changed
     * @param resultBytes what they take as lines of JSON
     * @param failure     the error's code, or null
     * @param nanos       how long it took, from the first token to the last row
     */
    public record Request(
            List<String> tokens,
            String command,
            Place place,
            long parseNanos,
            long rows,
            long resultBytes,
            String failure,
            long nanos) {}

    /** What a command has to do with the writer's place. */
    public enum Place {
        /** It reads, in a snapshot or in its own transaction. */
        READS("none: readers take none"),
        /** It changes something. */
        CHANGES("none: the transaction has the writer's place already"),
        /** It ends a transaction. */
        ENDS("none: what the transaction has is given back"),
        /** It works on the files while others read and write. */
        BESIDE("none: it goes on beside the writer");

        private final String withoutWaiting;

        Place(String withoutWaiting) {
            this.withoutWaiting = withoutWaiting;
        }
    }

    private void tell(Request request) {
        request(request);
        plan();
        locks(request);
        rows();
        pages();
        log();
        checkpoint();
        result(request);
    }

    private void request(Request request) {
        out.line(
                0,
                "request",
                String.join(" ", request.tokens()),
                "What was asked for. Over HTTP it would be the body of a request.");
        out.line(
                1,
                "tokens",
                number(request.tokens().size(), "token"),
                "The line is cut into words, values and operators.");
        out.line(
                1,
                "command",
                request.command() + ", understood in " + time(request.parseNanos()),
                "The tokens are understood as one command: the tree that the engine works with, whatever the words were.");
        out.field("tokens", request.tokens());
        out.field("command", request.command());
        out.field("parse_ns", request.parseNanos());
    }

    private void plan() {
        List<Map<String, Object>> steps = new ArrayList<>();
        int number = 0;
        for (TraceEvent.Step step : counts.plan) {
            String reason = step.why().isEmpty() ? "" : ": " + step.why();
            out.line(
                    1,
                    number == 0 ? "plan" : "",
                    ++number + ". " + step.action() + reason,
                    number == 1
                            ? "The planner compares the ways to the rows by their estimated cost, in rows handled, and takes the cheapest."
                            : "");
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("action", step.action());
            fields.put("rows", step.rows());
            fields.put("cost", step.cost());
            fields.put("why", step.why());
            steps.add(fields);
        }
        out.field("plan", steps);
        out.field("file_reads_to_explain", counts.planReads);
    }

    private void locks(Request request) {
        boolean refused = request.failure() != null && counts.changes.isEmpty();
        String none = refused ? "none" : request.place().withoutWaiting;
        String text = counts.waits == 0 ? none : "the writer's place, had after " + time(counts.waitNanos);
        out.line(
                1,
                "locks",
                text,
                "One transaction writes at a time, and waits for its place; a reader reads a snapshot, and waits for nobody.");
        out.field("lock_waits", counts.waits);
        out.field("lock_wait_ns", counts.waitNanos);
    }

    private void rows() {
        List<Map<String, Object>> tables = new ArrayList<>();
        for (TraceEvent.RowsRead read : counts.rows) {
            out.line(
                    1,
                    tables.isEmpty() ? "rows" : "",
                    read.table() + ": " + read.examined() + " examined, " + read.kept() + " kept",
                    "Each row that the plan leads to is tested for the conditions that the plan has not answered already.");
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("table", read.table());
            fields.put("examined", read.examined());
            fields.put("kept", read.kept());
            tables.add(fields);
        }
        out.field("rows_read", tables);
    }

    private void pages() {
        List<String> owners = new ArrayList<>();
        counts.pages.forEach((owner, count) -> owners.add(count + " of " + owner));
        out.line(
                1,
                "pages",
                number(counts.visits, "visit") + (owners.isEmpty() ? "" : ": " + String.join(", ", owners)),
                "Tables and indexes are pages of 4,096 bytes. A page that is looked at twice is two visits.");
        long misses = counts.visits - counts.hits;
        out.line(
                2,
                "cache",
                number(counts.hits, "hit") + ", " + (misses == 1 ? "1 miss" : misses + " misses"),
                "A page in the buffer cache costs no read. A miss is read from the main file, or from the log where that is newer.");
        out.field("page_visits", counts.visits);
        out.field("index_page_visits", counts.indexVisits);
        out.field("pages_of", counts.pages);
        out.field("cache_hits", counts.hits);
        out.field("cache_misses", misses);
        reads();
        if (!counts.changes.isEmpty()) {
            out.line(
                    2,
                    "changed",
                    counts.changes.getOrDefault(Change.EDIT, 0L) + " edited, "
                            + counts.changes.getOrDefault(Change.ALLOCATE, 0L) + " new, "
                            + counts.changes.getOrDefault(Change.FREE, 0L) + " given back",
                    "Changes are made to copies that only this transaction sees, until it commits.");
        }
        out.field("pages_edited", counts.changes.getOrDefault(Change.EDIT, 0L));
        out.field("pages_allocated", counts.changes.getOrDefault(Change.ALLOCATE, 0L));
        out.field("pages_freed", counts.changes.getOrDefault(Change.FREE, 0L));
    }

    private void reads() {
        TraceCounts.FileWork all = new TraceCounts.FileWork();
        List<String> by = new ArrayList<>();
        counts.files.forEach((role, work) -> {
            all.reads += work.reads;
            all.readBytes += work.readBytes;
            all.readNanos += work.readNanos;
            all.deviceReads += work.deviceReads;
            all.deviceBytes += work.deviceBytes;
            all.deviceUnknown |= work.deviceUnknown;
            if (work.reads > 0) {
                by.add(work.reads + " of " + name(role));
            }
        });
        out.line(
                2,
                "files",
                number(all.reads, "read") + ", " + bytes(all.readBytes)
                        + (all.reads == 0 ? "" : ", " + time(all.readNanos) + ": " + String.join(", ", by)),
                "A read() asks the operating system for bytes of a file.");
        out.field("file_reads", all.reads);
        out.field("file_read_bytes", all.readBytes);
        out.field("file_read_ns", all.readNanos);
        if (all.deviceUnknown) {
            out.line(3, "kernel", "unknown", "This system does not say what its page cache answered.");
            out.line(3, "device", "unknown", "");
            out.field("kernel_reads", null);
            out.field("device_reads", null);
            out.field("device_bytes", null);
            return;
        }
        long kernel = all.reads - all.deviceReads;
        out.line(
                3,
                "kernel",
                number(kernel, "read") + " answered by its page cache",
                "The kernel keeps what was read or written lately: such a read is a copy in memory.");
        out.line(
                3,
                "device",
                number(all.deviceReads, "read")
                        + (all.deviceReads == 0 ? "" : ", " + bytes(all.deviceBytes) + " delivered"),
                "What nobody has in memory comes from the device, which often delivers more than was asked for: read-ahead.");
        out.field("kernel_reads", kernel);
        out.field("device_reads", all.deviceReads);
        out.field("device_bytes", all.deviceBytes);
    }

    private void log() {
        TraceCounts.FileWork work = counts.files.getOrDefault(FileRole.LOG, new TraceCounts.FileWork());
        if (counts.appendedPages == 0 && counts.position == 0) {
            out.line(1, "log", "nothing appended", "What changes nothing, or is not committed yet, leaves no record.");
        } else {
            out.line(
                    1,
                    "log",
                    number(counts.appendedPages, "page record") + (counts.position > 0 ? " and a commit marker" : "")
                            + " of transaction " + counts.transaction
                            + (counts.position > 0 ? ", up to position " + counts.position : "") + ", "
                            + time(counts.appendNanos),
                    "A commit appends the whole image of each page that it changed, and behind them a marker: without that, none counts.");
            out.line(
                    2,
                    "write",
                    bytes(work.writtenBytes) + " in " + number(work.writes, "write") + ", " + time(work.writeNanos),
                    "The records go to the kernel: they would survive this process, but not a power cut.");
            out.line(
                    2,
                    "force",
                    forced(),
                    "The device is made to keep them: only then is the commit told as done. Commits that wait at once share one force.");
        }
        out.field("transaction", counts.transaction);
        out.field("log_page_records", counts.appendedPages);
        out.field("log_position", counts.position);
        out.field("log_append_ns", counts.appendNanos);
        out.field("log_writes", work.writes);
        out.field("log_written_bytes", work.writtenBytes);
        out.field("log_forces", counts.forcesUnknown ? null : counts.logForces);
        out.field("log_force_ns", counts.logForceNanos);
        out.field("commits_sharing", counts.sharedUnknown ? null : counts.sharedCommits);
    }

    private String forced() {
        if (counts.logForceNanos == 0) {
            return counts.position > 0 ? "none" : "none before the commit";
        }
        if (counts.sync != SyncMode.FULL) {
            return "none: with sync " + counts.sync.name().toLowerCase(Locale.ROOT) + " a commit waits for no device";
        }
        String by = counts.logForces == 0 ? "another commit's force" : number(counts.logForces, "force");
        return (counts.forcesUnknown ? "how often, this log does not say" : by)
                + ", "
                + time(counts.logForceNanos)
                + (counts.sharedUnknown ? "" : ", for " + number(counts.sharedCommits, "commit"));
    }

    private void checkpoint() {
        if (counts.checkpointPages >= 0) {
            out.line(
                    1,
                    "checkpoint",
                    number(counts.checkpointPages, "page") + " to the main file, " + time(counts.checkpointNanos),
                    "The newest version of each page in the log is copied to the main file, so that the log can begin anew.");
        }
        out.field("checkpoint_pages", Math.max(0, counts.checkpointPages));
        out.field("checkpoint_ns", counts.checkpointNanos);
    }

    private void result(Request request) {
        if (request.failure() != null) {
            out.line(
                    0,
                    "failed",
                    request.failure() + ", after " + time(request.nanos()),
                    "What it was refused or ended by; the error below says what is left of it.");
        } else {
            out.line(
                    0,
                    "result",
                    number(request.rows(), "row") + ", " + bytes(request.resultBytes()) + " as JSON, after "
                            + time(request.nanos()),
                    "What goes back to whoever asked, as lines of JSON; the time is that of all of the above, and of watching it.");
        }
        out.field("failure", request.failure());
        out.field("rows", request.rows());
        out.field("result_bytes", request.resultBytes());
        out.field("total_ns", request.nanos());
    }

    private static String name(FileRole role) {
        return switch (role) {
            case MAIN -> "the main file";
            case LOG -> "the log";
            case TEMPORARY -> "temporary files";
            case OTHER -> "other files";
        };
    }

    private static String number(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private static String bytes(long count) {
        return number(count, "byte");
    }

    private static String time(long nanos) {
        return nanos < 1_000_000
                ? String.format(Locale.ROOT, "%.1f µs", nanos / 1e3)
                : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
