package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogEntry;

/**
 * Shows what lies in the file, for people. Whether a page record counts is said by the commit record that may follow later, so a second
 * window runs ahead to it; nothing is remembered but the transaction at hand. Of one thread.
 */
final class LogWalk implements LogEntries {
    private static final String NOT_COMMITTED = "not committed";
    private static final String OVERWRITTEN = "overwritten";
    private static final String CARRIED = "carried page record";

    private final LogFile file;
    private final LogHeader header;
    private final RecordWindow window;
    private final RecordWindow ahead;
    private final Queue<LogEntry> found = new ArrayDeque<>();

    /** This one, and those that the header remembers. */
    private final List<EarlierGenerations.Earlier> generations = new ArrayList<>();

    private int carried;
    private long position;
    private boolean valid = true;
    private boolean ended;

    /** Whether the records up to a position, which are those of one transaction, count. */
    private boolean counts;

    private long decidedUpTo;

    private LogWalk(LogFile file, LogHeader header) {
        this.file = file;
        this.header = header;
        this.window = new RecordWindow(file, header);
        this.ahead = new RecordWindow(file, header);
        this.position = header.base();
        generations.add(EarlierGenerations.Earlier.of(header));
        generations.addAll(header.earlier().known());
    }

    static LogWalk open(LogContext context, LogFile file) throws IOException {
        LogHeader header = HeaderSlots.open(file, context.databaseId(), context.pageBytes(), false);
        LogWalk walk = new LogWalk(file, header);
        for (int slot = 0; slot < LogFormat.SLOTS; slot++) {
            walk.slot(slot);
        }
        return walk;
    }

    private void slot(int slot) throws IOException {
        byte[] block = new byte[LogFormat.SLOT_BYTES];
        file.read(ByteBuffer.wrap(block), (long) slot * LogFormat.SLOT_BYTES);
        LogHeader there = LogHeader.decode(block);
        String state = there == null ? "not valid" : there.isSame(header) ? "counts" : "older";
        String detail = there == null
                ? "torn, or damaged: the other slot counts"
                : "generation " + there.generation() + ", positions from " + there.base() + ", built on transaction "
                        + there.lastCommit() + ", " + there.carried() + " carried records; " + earlier(there.earlier());
        found.add(new LogEntry(
                (long) slot * LogFormat.SLOT_BYTES, LogFormat.SLOT_BYTES, "header slot " + slot, 0, -1, state, detail));
    }

    private static String earlier(EarlierGenerations earlier) {
        if (!earlier.isKnown()) {
            return "what the file held before is not known";
        }
        int count = earlier.known().size();
        return earlier.all() && count == 0
                ? "the file held no generation before"
                : "remembers " + count + " earlier generation" + (count == 1 ? "" : "s") + " of this file"
                        + (earlier.all() ? "" : ", but not all");
    }

    @Override
    public boolean hasNext() {
        try {
            while (found.isEmpty() && !ended) {
                advance();
            }
        } catch (IOException failed) {
            throw FileFailures.of("read", file.path(), failed);
        }
        return !found.isEmpty();
    }

    @Override
    public LogEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the log's file has no more");
        }
        return found.remove();
    }

    private void advance() throws IOException {
        if (carried < header.carried() && window.isCarried(position)) {
            carried++;
            int at = window.index(position, LogFormat.CARRIED_CONTENT);
            long name = window.bytes().getLong(at + LogFormat.CARRIED_NAME);
            add(
                    CARRIED,
                    LogFormat.carriedLength(header.pageBytes()),
                    0,
                    page(at),
                    LogEntry.COMMITTED,
                    "version " + name + ", from the generation before");
            return;
        }
        int length = valid ? window.validLength(position) : 0;
        if (length > 0) {
            record(length);
        } else {
            valid = false;
            rest();
        }
    }

    private long page(int at) {
        return window.bytes().getInt(at + LogFormat.PAGE) & 0xFFFF_FFFFL;
    }

    private void record(int length) throws IOException {
        int at = window.index(position, length);
        ByteBuffer bytes = window.bytes();
        int number = bytes.getInt(at + LogFormat.TRANSACTION);
        long id = header.transactions() + (number & 0xFFFF_FFFFL);
        switch (bytes.getInt(at + LogFormat.TYPE)) {
            case LogFormat.TYPE_PAGE -> {
                if (position >= decidedUpTo) {
                    counts = commits(number);
                }
                add(
                        "page record",
                        length,
                        id,
                        page(at),
                        counts ? LogEntry.COMMITTED : NOT_COMMITTED,
                        "version " + position);
            }
            case LogFormat.TYPE_COMMIT ->
                add(
                        "commit record",
                        length,
                        id,
                        -1,
                        LogEntry.COMMITTED,
                        bytes.getInt(at + LogFormat.COMMIT_COUNT)
                                + " page records from position " + bytes.getLong(at + LogFormat.COMMIT_FIRST)
                                + ", the database has "
                                + bytes.getLong(at + LogFormat.COMMIT_DATABASE_PAGES)
                                + " pages then; durable before: up to "
                                + bytes.getLong(at + LogFormat.COMMIT_MARK));
            default ->
                add(
                        "mark",
                        length,
                        0,
                        -1,
                        "counts",
                        "all up to " + bytes.getLong(at + LogFormat.MARK_MARK) + " was durable when it was written");
        }
    }

    /** Whether the transaction whose records begin here commits, before any other record. Notes where they end. */
    private boolean commits(int number) throws IOException {
        decidedUpTo = position;
        while (true) {
            int length = ahead.validLength(decidedUpTo);
            if (length == 0) {
                return false;
            }
            int index = ahead.index(decidedUpTo, length);
            if (ahead.bytes().getInt(index + LogFormat.TRANSACTION) != number) {
                return false;
            }
            decidedUpTo += length;
            if (ahead.bytes().getInt(index + LogFormat.TYPE) == LogFormat.TYPE_COMMIT) {
                return true;
            }
        }
    }

    /** What stands behind the last valid record: looks like records, or does not. */
    private void rest() throws IOException {
        long end = header.position(file.length());
        long from = position;
        while (position < end && !looksLikeRecord()) {
            position += LogFormat.ALIGNMENT;
            if (window.index(position, LogFormat.CONTENT) < 0) {
                position = end; // the file is shorter than it was, or ends here
            }
        }
        if (position > from) {
            found.add(new LogEntry(
                    header.offset(from),
                    position - from,
                    "no record",
                    0,
                    -1,
                    "free",
                    "room for records to come, or the inside of old ones"));
        }
        if (position >= end) {
            ended = true;
            return;
        }
        if (!whole()) {
            torn(end);
        }
    }

    /** Shows the record at the position, if it is whole: of this generation, behind one that is not, or of an earlier one. */
    private boolean whole() throws IOException {
        int length = length();
        EarlierGenerations.Earlier of = generation(length);
        if (of == null) {
            return false;
        }
        boolean present = of.generation() == header.generation();
        leftover(
                length,
                of.transactions(),
                present ? "cut off" : OVERWRITTEN,
                present
                        ? "whole, but behind a place where no whole record stands"
                        : "whole, at position " + of.position(header.offset(position)) + " of generation "
                                + of.generation() + ", which a checkpoint has ended");
        return true;
    }

    /** The generation, this one or an earlier one, of which a whole record of some length stands at the position; or null. */
    private EarlierGenerations.Earlier generation(int length) throws IOException {
        for (EarlierGenerations.Earlier each : generations) {
            if (window.isOf(position, length, each.salt(), each.position(header.offset(position)))) {
                return each;
            }
        }
        return null;
    }

    private void leftover(int length, long transactions, String state, String detail) throws IOException {
        int at = window.index(position, length);
        int type = window.bytes().getInt(at + LogFormat.TYPE);
        boolean own = type == LogFormat.TYPE_PAGE || type == LogFormat.TYPE_COMMIT;
        long number = window.bytes().getInt(at + LogFormat.TRANSACTION) & 0xFFFF_FFFFL;
        long page = pages(type) ? page(at) : -1;
        add(kind(type), length, own ? transactions + number : 0, page, state, detail);
    }

    /** Shows what looks like a record and is none that is known, up to the next one that is whole: it may be the inside of something. */
    private void torn(long end) throws IOException {
        int at = window.index(position, LogFormat.CONTENT);
        int type = window.bytes().getInt(at + LogFormat.TYPE);
        long page = pages(type) ? page(at) : -1;
        long from = position;
        long stop = Math.min(from + length(), end);
        do {
            position += LogFormat.ALIGNMENT;
        } while (position < stop && !(looksLikeRecord() && generation(length()) != null));
        long length = Math.min(position, stop) - from;
        position = from;
        add(
                kind(type),
                length,
                0,
                page,
                "not valid",
                header.earlier().all()
                        ? "torn, or overwritten in part: its checksum is of none of the generations that this file has held"
                        : "torn, or left from a generation that the header does not remember: its checksum is of none that it does");
    }

    /** How long the record is that the bytes at the position look like. */
    private int length() throws IOException {
        int type = window.bytes().getInt(window.index(position, LogFormat.CONTENT) + LogFormat.TYPE);
        return type == LogFormat.TYPE_CARRIED
                ? LogFormat.carriedLength(header.pageBytes())
                : LogFormat.length(type, header.pageBytes());
    }

    private static boolean pages(int type) {
        return type == LogFormat.TYPE_PAGE || type == LogFormat.TYPE_CARRIED;
    }

    private static String kind(int type) {
        return switch (type) {
            case LogFormat.TYPE_PAGE -> "page record";
            case LogFormat.TYPE_CARRIED -> CARRIED;
            case LogFormat.TYPE_COMMIT -> "commit record";
            default -> "mark";
        };
    }

    private boolean looksLikeRecord() throws IOException {
        int at = window.index(position, LogFormat.CONTENT);
        if (at < 0) {
            return false;
        }
        int type = window.bytes().getInt(at + LogFormat.TYPE);
        boolean others = type == LogFormat.TYPE_COMMIT || type == LogFormat.TYPE_MARK;
        return pages(type) && window.bytes().getInt(at + LogFormat.CRC) != 0
                || others && window.bytes().getInt(at + LogFormat.PAGE) == LogFormat.MAGIC;
    }

    private void add(String kind, long length, long id, long page, String state, String detail) {
        found.add(new LogEntry(
                header.offset(position), length, kind, id, page, state, "position " + position + ": " + detail));
        position += length;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw FileFailures.of("close", file.path(), failed);
        }
    }
}
