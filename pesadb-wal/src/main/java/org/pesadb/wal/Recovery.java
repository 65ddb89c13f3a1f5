package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pesadb.api.CorruptException;

/**
 * Finds out what a log holds that was not opened by us: reads it from the beginning of the generation to the first record
 * that is not valid, and learns which transactions committed. Needs memory for the index and one window of the file.
 *
 * <p>What the generation carried over from the one before was durable before the file got its name: any loss there is damage.
 * Of the others, the first record that is not valid is the end of what was written when the crash came, unless something further on
 * proves that it was durable once: a record whose mark lies beyond it. Then committed data is damaged, and to cut it off in
 * silence would be to lie.
 */
final class Recovery {
    private final LogFile file;
    private final LogHeader header;
    private final PageIndex index = new PageIndex();
    private final RecordWindow window;
    private final int recordBytes;

    private long end;
    private long mark;
    private long[] carried = {};
    private long lastTransaction;
    private Snapshots.Point newest;
    private OpenTransaction current;
    private long commits;
    private boolean empty;
    private boolean nameInDoubt;

    private Recovery(LogFile file, LogHeader header) {
        this.file = file;
        this.header = header;
        this.window = new RecordWindow(file, header);
        this.recordBytes = LogFormat.length(LogFormat.TYPE_PAGE, header.pageBytes());
        this.end = header.start();
        this.mark = header.start();
        this.lastTransaction = header.transactions();
        this.newest = new Snapshots.Point(header.start(), header.lastCommit(), header.databasePages());
    }

    /**
     * Scans a log.
     *
     * @throws CorruptException where it holds, or held, committed data that is damaged
     */
    static Recovery run(LogFile file, LogHeader header) throws IOException {
        Recovery recovery = new Recovery(file, header);
        recovery.carried();
        recovery.scan();
        recovery.judgeTheRest();
        recovery.nameInDoubt = recovery.nothingEverStood();
        return recovery;
    }

    /**
     * Scans a log that is damaged, to read: what was committed before the damage counts. Where the damage is among the carried
     * versions nothing does, for those belong together.
     */
    static Recovery upToDamage(LogFile file, LogHeader header) throws IOException {
        Recovery recovery = new Recovery(file, header);
        try {
            recovery.carried();
        } catch (CorruptException damaged) {
            return new Recovery(file, header);
        }
        try {
            recovery.scan();
        } catch (CorruptException damaged) {
            recovery.current = null; // a commit that names other records than stand before it ends what counts
        }
        return recovery;
    }

    /** Where the committed versions are. */
    PageIndex index() {
        return index;
    }

    /** Which records the file holds. */
    Generation generation() {
        return new Generation(header, carried);
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

    /**
     * Whether the file may have got its name for this generation, and may have it in the kernel's memory alone.
     *
     * <p>Where a folder's force has failed, the kernel may have dropped the name, show it all the same, and have nothing left to force:
     * the device has the file before. But no record is written behind what was carried over before the folder was forced with success,
     * and a file that is reused has old records there. So only zeros leave a doubt.
     */
    boolean isNameInDoubt() {
        return nameInDoubt;
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
     * alone, and a page in the main file or an answer to a reader would be built on it. It has to be read for that once more, and
     * is judged once more: what a read gives that does not stand there would stand there then.
     */
    void makeDurable() throws IOException {
        for (long at = mark; at < end; ) {
            int length = window.validRun(at, end);
            if (length == 0 && window.validLengthAgain(at) == 0) {
                throw new CorruptException(file.path() + ": the valid record at log position " + at + " (file offset "
                        + header.offset(at)
                        + ") is not there any more when it is read once more; nothing was changed. Look at"
                        + " the device, and open the database again");
            }
            if (length > 0) {
                int from = window.index(at, length);
                file.write(window.bytes().duplicate().position(from).limit(from + length), header.offset(at));
            }
            at += length;
        }
        if (mark < end) {
            file.force();
        }
    }

    private void carried() throws IOException {
        int length = LogFormat.carriedLength(header.pageBytes());
        // By the file, not by the header's word alone, so that no damage asks for much memory.
        if (header.offset(header.start()) > file.length()) {
            throw carriedDamaged(header.base(), "the file ends before them");
        }
        carried = new long[header.carried()];
        long before = 0;
        for (int i = 0; i < carried.length; i++) {
            long at = header.base() + (long) i * length;
            if (!window.isCarried(at)) {
                throw carriedDamaged(at, "no valid record of them stands there");
            }
            int from = window.index(at, length);
            long name = window.bytes().getLong(from + LogFormat.CARRIED_NAME);
            if (name <= before || name >= header.base()) {
                throw carriedDamaged(at, "version " + name + " cannot follow " + before);
            }
            index.add(window.bytes().getInt(from + LogFormat.PAGE) & 0xFFFF_FFFFL, name, name);
            carried[i] = name;
            before = name;
        }
    }

    private CorruptException carriedDamaged(long at, String how) {
        return new CorruptException(file.path() + ": the log is damaged at position " + at + " (file offset "
                + header.offset(at) + "), among the " + header.carried()
                + " page versions that it carried over from the generation before: " + how
                + ". Committed transactions up to " + header.lastCommit() + " are affected");
    }

    private void scan() throws IOException {
        for (int length; (length = lengthAtEnd()) > 0; end += length) {
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

    /** What is not valid is read once more: to take a bad read for the end of the log would cut off what was acknowledged. */
    private int lengthAtEnd() throws IOException {
        int length = window.validLength(end);
        return length > 0 ? length : window.validLengthAgain(end);
    }

    private void page(long transaction, int page) {
        open(transaction);
        current.add(page);
    }

    /** A record of a transaction stands at the end: what came before of another one that did not commit never counts. */
    private void open(long transaction) {
        if (current == null || current.id() != transaction) {
            current = new OpenTransaction(transaction);
            current.begunAt(end);
        }
    }

    private void commit(long transaction, int at) {
        open(transaction);
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
        boolean none = end == header.start();
        long stop = header.position(file.length());
        empty = none && carried.length == 0;
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

    /** Whether there are zeros, or nothing, where the generation's first own record would begin. */
    private boolean nothingEverStood() throws IOException {
        byte[] first = new byte[LogFormat.ALIGNMENT];
        file.read(ByteBuffer.wrap(first), header.offset(header.start()));
        return Arrays.equals(first, new byte[first.length]);
    }

    private CorruptException damaged(long proof, boolean commit, int transaction) {
        long found = header.transactions() + (transaction & 0xFFFF_FFFFL);
        return new CorruptException(file.path() + ": the log is damaged at position " + end + " (file offset "
                + header.offset(end) + "): what stood there was durable, as the record at position " + proof
                + " proves. Committed transactions after " + newest.transaction + (commit ? " and before " + found : "")
                + " are affected; everything up to " + newest.transaction + " is intact");
    }
}
