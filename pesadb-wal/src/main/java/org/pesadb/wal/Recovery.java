package org.pesadb.wal;

import java.io.IOException;
import org.pesadb.api.CorruptException;

/**
 * Finds out what a log holds that was not opened by us: reads it from the beginning of the generation to the first record
 * that is not valid, and learns which transactions committed. Needs memory for the index and one window of the file.
 *
 * <p>The first record that is not valid is the end of what was written when the crash came, unless something further on
 * proves that it was durable once: a record whose mark lies beyond it. Then committed data is damaged, and to cut it off in
 * silence would be to lie.
 */
final class Recovery {
    private final LogFile file;
    private final LogHeader header;
    private final PageIndex index;
    private final RecordWindow window;
    private final int recordBytes;

    private long end;
    private long mark;
    private long lastTransaction;
    private Snapshots.Point newest;
    private OpenTransaction current;
    private long commits;
    private boolean empty;

    private Recovery(LogFile file, LogHeader header, PageIndex index) {
        this.file = file;
        this.header = header;
        this.index = index;
        this.window = new RecordWindow(file, header);
        this.recordBytes = LogFormat.length(LogFormat.TYPE_PAGE, header.pageBytes());
        this.end = header.base();
        this.mark = header.base();
        this.lastTransaction = header.transactions();
        this.newest = new Snapshots.Point(header.base(), header.lastCommit(), header.databasePages());
    }

    /**
     * Scans a log.
     *
     * @param index takes the committed versions
     * @throws CorruptException where it holds, or held, committed data that is damaged
     */
    static Recovery run(LogFile file, LogHeader header, PageIndex index) throws IOException {
        Recovery recovery = new Recovery(file, header, index);
        recovery.scan();
        recovery.judgeTheRest();
        return recovery;
    }

    /** The end of the last valid record. */
    long end() {
        return end;
    }

    /** The newest commit. */
    Snapshots.Point newest() {
        return newest;
    }

    /** The newest 64-bit id that a record bears. */
    long lastTransaction() {
        return lastTransaction;
    }

    /** Whether nothing of this generation ever reached the file, so that it can be appended to. */
    boolean isEmpty() {
        return empty;
    }

    /** How many transactions committed. */
    long commits() {
        return commits;
    }

    /** How many bytes of the file lie behind the last valid record: zeros, leftovers, or a torn end. */
    long rest() {
        return file.length() - header.offset(end);
    }

    /**
     * Writes again, and forces, what is valid but not known to be durable: until then it may exist in the kernel's memory
     * alone, and a page in the main file or an answer to a reader would be built on it.
     */
    void makeDurable() throws IOException {
        for (long at = mark; at < end; ) {
            int from = window.index(at, 1);
            int length = (int) Math.min(end - at, window.bytes().limit() - from);
            file.write(window.bytes().duplicate().position(from).limit(from + length), header.offset(at));
            at += length;
        }
        if (mark < end) {
            file.force();
        }
    }

    private void scan() throws IOException {
        for (int length; (length = window.validLength(end)) > 0; end += length) {
            int at = window.index(end, length);
            long transaction =
                    header.transactions() + (window.bytes().getInt(at + LogFormat.TRANSACTION) & 0xFFFF_FFFFL);
            lastTransaction = Math.max(lastTransaction, transaction);
            switch (window.bytes().getInt(at + LogFormat.TYPE)) {
                case LogFormat.TYPE_PAGE -> page(transaction, window.bytes().getInt(at + LogFormat.PAGE));
                case LogFormat.TYPE_COMMIT -> commit(transaction, at);
                default -> mark = Math.max(mark, window.mark(end, length));
            }
        }
    }

    private void page(long transaction, int page) {
        if (current == null || current.id() != transaction) {
            current = new OpenTransaction(transaction);
            current.begunAt(end);
        }
        current.add(page);
    }

    private void commit(long transaction, int at) {
        if (current == null || current.id() != transaction) {
            current = new OpenTransaction(transaction);
            current.begunAt(end);
        }
        long first = window.bytes().getLong(at + LogFormat.COMMIT_FIRST);
        int count = window.bytes().getInt(at + LogFormat.COMMIT_COUNT);
        if (first != current.first() || count != current.count() || first + (long) count * recordBytes != end) {
            throw new CorruptException(file.path() + ": the commit of transaction " + transaction + " at log position "
                    + end + " names " + (count & 0xFFFF_FFFFL) + " page records from position " + first + ", but "
                    + current.count() + " stand before it from position " + current.first());
        }
        AppendedCommit commit = new AppendedCommit(
                current, end + LogFormat.COMMIT_BYTES, window.bytes().getLong(at + LogFormat.COMMIT_DATABASE_PAGES));
        commit.enter(index, recordBytes);
        newest = commit.point();
        mark = Math.max(mark, window.bytes().getLong(at + LogFormat.COMMIT_MARK));
        current = null;
        commits++;
    }

    private void judgeTheRest() throws IOException {
        // In an empty log every record counts: where one is left, a new one before it could make it part of the log
        // again.
        boolean none = end == header.base();
        long stop = header.position(file.length());
        empty = none;
        for (long at = end; (at = window.next(at, none, stop)) >= 0; ) {
            empty = false;
            int length = window.validLength(at);
            int index = window.index(at, length);
            int type = window.bytes().getInt(index + LogFormat.TYPE);
            if (type != LogFormat.TYPE_PAGE && window.mark(at, length) > end) {
                throw damaged(at, type == LogFormat.TYPE_COMMIT, window.bytes().getInt(index + LogFormat.TRANSACTION));
            }
            at += length;
        }
    }

    private CorruptException damaged(long proof, boolean commit, int transaction) {
        long found = header.transactions() + (transaction & 0xFFFF_FFFFL);
        return new CorruptException(file.path() + ": the log is damaged at position " + end + " (file offset "
                + header.offset(end) + "): what stood there was durable, as the record at position " + proof
                + " proves. Committed transactions after " + newest.transaction + (commit ? " and before " + found : "")
                + " are affected; everything up to " + newest.transaction + " is intact");
    }
}
