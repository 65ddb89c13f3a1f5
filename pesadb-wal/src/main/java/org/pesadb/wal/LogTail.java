package org.pesadb.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The end of the log, in memory: what is appended and not written yet, and who may append. The transaction's thread fills one
 * buffer while the holder of the lead writes the other.
 *
 * <p>Everything here is guarded by the append lock, which is held for as long as it takes to copy a page, or to cut.
 */
final class LogTail {
    private static final int FIRST_BYTES = 64 << 10;
    private static final int MOST_BYTES = 1 << 20;

    /**
     * Held by a commit from its first record to its commit record, and by a cut: so no cut finds half a commit. In the order
     * of locks it comes before the lead. Fair, so that a cut gets its turn among many committers.
     */
    final ReentrantLock committing = new ReentrantLock(true);

    /** The append lock. */
    final ReentrantLock lock = new ReentrantLock();

    private ByteBuffer filling;
    private ByteBuffer other;
    private long end;
    private AppendedCommit lastCommit;
    private OpenTransaction open;
    private long lastTransaction;

    /**
     * @param end             the position where the next record goes
     * @param lastCommit      the end of the newest commit there is
     * @param lastTransaction the newest 64-bit id ever given out
     * @param recordBytes     the length of the longest record
     */
    LogTail(long end, long lastCommit, long lastTransaction, int recordBytes) {
        int capacity = Math.max(FIRST_BYTES, recordBytes);
        filling = buffer(capacity);
        other = buffer(capacity);
        this.end = end;
        this.lastTransaction = lastTransaction;
        this.lastCommit = new AppendedCommit(lastCommit);
    }

    private static ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The position where the next record goes. */
    long end() {
        return end;
    }

    /** The commit appended last, or a stand-in for one from before the log was opened. */
    AppendedCommit lastCommit() {
        return lastCommit;
    }

    /** The transaction that may append, or null. */
    OpenTransaction open() {
        return open;
    }

    void open(OpenTransaction transaction) {
        open = transaction;
    }

    long lastTransaction() {
        return lastTransaction;
    }

    long nextTransaction() {
        return ++lastTransaction;
    }

    /** Whether a transaction has records that its commit is not among: no cut may take them. */
    boolean hasUnfinished() {
        return open != null && open.first() != 0;
    }

    /** Whether nothing is appended that was not taken yet. */
    boolean isEmpty() {
        return filling.position() == 0;
    }

    /** The buffer for a record of this length at {@link #end}, or null where it must be taken and written first. */
    ByteBuffer room(int bytes) {
        if (filling.remaining() < bytes && filling.capacity() < MOST_BYTES) {
            filling = buffer(Math.min(MOST_BYTES, 2 * filling.capacity())).put(filling.flip());
        }
        return filling.remaining() >= bytes ? filling : null;
    }

    /** Says that a record was put into the buffer. */
    void appended(int bytes) {
        end += bytes;
    }

    /** Queues a commit whose record was put into the buffer. */
    void appended(AppendedCommit commit) {
        lastCommit.next = commit;
        lastCommit = commit;
    }

    /** Takes what is appended, to be written; only for the holder of the lead, who is done with what it took before. */
    ByteBuffer take() {
        ByteBuffer taken = filling;
        filling = other.clear();
        other = taken;
        return taken.flip();
    }

    /** Drops what is appended and not taken: nothing of it is needed after a cut. */
    void restart(long at) {
        filling.clear();
        end = at;
    }
}
