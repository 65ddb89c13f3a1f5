package org.pesadb.cli.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * The command, and a checkpoint, carried out to their end on a copy, to learn which calls there are and what each is. Immutable.
 *
 * @param points       where the power can go
 * @param before       all that the database said before the command
 * @param after        and after it
 * @param transaction  the command's
 * @param markerWrite  the number of the call that wrote the end of its commit record; 0 where there is none
 * @param markerEnd    how many bytes of that call are the commit record's end
 * @param markerForced the number of the first force of the log behind that
 */
record Rehearsal(
        List<StopPoint> points,
        State before,
        State after,
        long transaction,
        long markerWrite,
        int markerEnd,
        long markerForced) {
    private static final int MOST_POINTS = 1000;
    private static final long NONE = -1;

    static Rehearsal of(CrashDisk disk, Machine machine, Command command) {
        State before = State.of(machine.session());
        disk.record();
        long transaction = machine.session().run(command).transaction();
        long commitCalls = command instanceof Command.Checkpoint ? 0 : disk.numbers();
        List<LogPiece> committed = machine.log();
        Map<Long, String> pages = machine.pages();
        State after = State.of(machine.session());
        machine.session().run(new Command.Checkpoint());
        List<DiskCall> calls =
                disk.calls().stream().filter(call -> call.number() > 0).toList();
        List<LogPiece> cut = machine.log();
        if (calls.isEmpty()) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "this command writes nothing, so that there is nothing to stop; try INS");
        }
        return new Finder(transaction, commitCalls, committed, cut, pages, calls).find(before, after);
    }

    /** Whether the commit record was forced before a point. */
    boolean isForced(StopPoint point) {
        return markerForced > 0 && point.call() > markerForced;
    }

    /** Makes points of calls. */
    private static final class Finder {
        private final long transaction;
        private final long commitCalls;
        private final List<LogPiece> committed;
        private final List<LogPiece> cut;
        private final Map<Long, String> pages;
        private final List<DiskCall> calls;
        private final List<StopPoint> points = new ArrayList<>();
        private final long pageRecords;
        private long pageRecord;
        private long mainPage;
        private final long mainPages;
        private long markerWrite;
        private int markerEnd;
        private long markerForced;

        Finder(
                long transaction,
                long commitCalls,
                List<LogPiece> committed,
                List<LogPiece> cut,
                Map<Long, String> pages,
                List<DiskCall> calls) {
            this.transaction = transaction;
            this.commitCalls = commitCalls;
            this.committed = committed;
            this.cut = cut;
            this.pages = pages;
            this.calls = calls;
            pageRecords = committed.stream()
                    .filter(piece -> piece.isPageOf(transaction))
                    .count();
            mainPages = calls.stream()
                    .filter(Finder::isMainWrite)
                    .mapToLong(call -> (call.length() + Content.BLOCK_BYTES - 1) / Content.BLOCK_BYTES)
                    .sum();
        }

        private static boolean isMainWrite(DiskCall call) {
            return call.kind() == DiskCall.Kind.WRITE && call.path().equals(Machine.MAIN);
        }

        Rehearsal find(State before, State after) {
            for (DiskCall call : calls) {
                call(call);
            }
            add(
                    StopPoint.Kind.END,
                    "nothing: all of it is done",
                    NONE,
                    "",
                    0,
                    0,
                    calls.get(calls.size() - 1).number() + 1,
                    0);
            return new Rehearsal(List.copyOf(points), before, after, transaction, markerWrite, markerEnd, markerForced);
        }

        private void call(DiskCall call) {
            String file = Machine.name(call.path());
            switch (call.kind()) {
                case WRITE -> write(call, file);
                case FORCE -> {
                    other(StopPoint.Kind.FORCE, "the force of the " + file, call);
                    if (markerWrite > 0 && markerForced == 0 && call.path().equals(Machine.LOG)) {
                        markerForced = call.number();
                    }
                }
                case TRUNCATE -> other(StopPoint.Kind.OTHER, "the " + file + " is cut", call);
                case CREATE -> other(StopPoint.Kind.OTHER, file + " is made", call);
                case RENAME -> other(StopPoint.Kind.OTHER, file + " gets this name", call);
                case DELETE -> other(StopPoint.Kind.OTHER, file + " is deleted", call);
                case FORCE_FOLDER -> other(StopPoint.Kind.FORCE, "the force of the folder", call);
                case READ -> throw new IllegalStateException("a read has no number");
            }
        }

        private void write(DiskCall call, String file) {
            if (isMainWrite(call)) {
                for (int at = 0; at < call.length(); at += Content.BLOCK_BYTES) {
                    long page = (call.position() + at) / Content.BLOCK_BYTES;
                    mainPage++;
                    add(
                            StopPoint.Kind.MAIN_PAGE,
                            "checkpoint page " + mainPage + " of " + mainPages + ": " + page(page),
                            page,
                            file,
                            call.position() + at,
                            Math.min(Content.BLOCK_BYTES, call.length() - at),
                            call.number(),
                            at);
                }
            } else if (!call.path().equals(Machine.LOG)) {
                other(StopPoint.Kind.OTHER, "a write to " + file, call);
            } else if (call.zeros()) {
                other(StopPoint.Kind.OTHER, "room for the log to grow: zeros", call);
            } else {
                records(call, file);
            }
        }

        private String page(long page) {
            return "page " + page + (pages.containsKey(page) ? ", " + pages.get(page) : "");
        }

        private void records(DiskCall call, String file) {
            boolean none = true;
            for (LogPiece piece : call.number() <= commitCalls ? committed : cut) {
                long within = piece.offset() - call.position();
                if (within < 0 || within >= call.length() || piece.isRoom()) {
                    continue;
                }
                if (none && within > 0) {
                    add(
                            StopPoint.Kind.OTHER,
                            "the rest of a record before",
                            NONE,
                            file,
                            call.position(),
                            within,
                            call.number(),
                            0);
                }
                none = false;
                piece(call, file, piece, (int) within);
            }
            if (none) {
                other(StopPoint.Kind.OTHER, "a write to the log", call);
            }
        }

        private void piece(DiskCall call, String file, LogPiece piece, int within) {
            boolean marker = piece.commits(transaction);
            String what = piece.record();
            StopPoint.Kind kind = piece.isHeader() ? StopPoint.Kind.HEADER : StopPoint.Kind.OTHER;

            if (piece.isPageOf(transaction)) {
                kind = StopPoint.Kind.PAGE_RECORD;
                what = "page record " + ++pageRecord + " of " + pageRecords + ": " + page(piece.page());
            } else if (marker) {
                kind = StopPoint.Kind.COMMIT_RECORD;
                what = "the commit record, behind all page records";
            }
            add(kind, what, piece.page(), file, piece.offset(), piece.length(), call.number(), within);
            if (marker) {
                int half = (int) piece.length() / 2;
                if (within + half < call.length()) {
                    add(
                            StopPoint.Kind.COMMIT_HALF,
                            "the second half of the commit record",
                            NONE,
                            file,
                            piece.offset() + half,
                            piece.length() - half,
                            call.number(),
                            within + half);
                }
                // The buffer's room ends with a whole record, so that one write has all of it.
                markerWrite = call.number();
                markerEnd = within + (int) piece.length();
            }
        }

        private void other(StopPoint.Kind kind, String what, DiskCall call) {
            add(kind, what, NONE, Machine.name(call.path()), call.position(), call.length(), call.number(), 0);
        }

        private void add(
                StopPoint.Kind kind,
                String what,
                long page,
                String file,
                long offset,
                long length,
                long call,
                int within) {

            if (points.size() == MOST_POINTS) {
                throw new PesaDbException(
                        ErrorCode.OUT_OF_RANGE,
                        "this command has more than " + MOST_POINTS
                                + " points to stop at, more than anybody looks at; try one that changes fewer rows");
            }
            String where = call <= commitCalls ? "commit" : "checkpoint";
            points.add(new StopPoint(points.size() + 1, kind, what, page, file, offset, length, where, call, within));
        }
    }
}
