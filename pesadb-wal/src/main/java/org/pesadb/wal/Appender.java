package org.pesadb.wal;

import java.nio.ByteBuffer;
import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageImage;

/**
 * Appends the records of the one transaction that may. What is appended before the commit forbids a cut until then; a commit
 * itself and a cut wait for one another. Its methods are called by the thread that has the writer's place; the
 * append lock is held only to change the tail, never while a page is sealed or room is made.
 */
final class Appender {
    private static final long MOST_IN_GENERATION = 0xFFFF_FFFFL;

    private final LogTail tail;
    private final Forcer forcer;
    private final int pageBytes;
    private final int recordBytes;
    private final RecordCodec codec = new RecordCodec();
    /** Guarded by the append lock. */
    private long commits;
    /** Guarded by the append lock. */
    private long pages;

    Appender(LogTail tail, Forcer forcer, int pageBytes) {
        this.tail = tail;
        this.forcer = forcer;
        this.pageBytes = pageBytes;
        this.recordBytes = LogFormat.length(LogFormat.TYPE_PAGE, pageBytes);
    }

    long begin() {
        tail.lock.lock();
        try {
            if (tail.open() != null) {
                throw new IllegalStateException(
                        "transaction " + tail.open().id() + " has not ended: one transaction appends at a time");
            }
            long base = forcer.header().transactions();
            if (tail.lastTransaction() - base >= MOST_IN_GENERATION) {
                throw new PesaDbException(
                        ErrorCode.OUT_OF_RANGE,
                        "no more than " + MOST_IN_GENERATION
                                + " transactions fit between two cuts of the log: checkpoint, "
                                + "and close old snapshots so that it can cut");
            }
            OpenTransaction opened = new OpenTransaction(tail.nextTransaction());
            tail.open(opened);
            return opened.id();
        } finally {
            tail.lock.unlock();
        }
    }

    void append(long transaction, List<? extends PageImage> images) {
        OpenTransaction open = claim(transaction, true);
        boolean done = false;
        try {
            forcer.reserve(tail.end() + bytes(images), false);
            putAll(open, images);
            done = true;
        } finally {
            if (!done) {
                open.fail();
            }
        }
    }

    long commit(long transaction, List<? extends PageImage> images, long databasePages) {
        tail.committing.lock();
        try {
            OpenTransaction open = claim(transaction, false);
            try {
                forcer.reserve(tail.end() + bytes(images) + LogFormat.COMMIT_BYTES + LogFormat.MARK_BYTES, true);
                putAll(open, images);
                return putCommit(open, databasePages); // which nothing may follow that can fail
            } catch (RuntimeException | Error failed) {
                end(open);
                throw failed;
            }
        } finally {
            tail.committing.unlock();
        }
    }

    void abandon(long transaction) {
        tail.lock.lock();
        try {
            if (tail.open() != null && tail.open().id() == transaction) {
                tail.open(null);
            }
        } finally {
            tail.lock.unlock();
        }
    }

    /** Commits and page records appended, in this order. */
    long[] counts() {
        tail.lock.lock();
        try {
            return new long[] {commits, pages};
        } finally {
            tail.lock.unlock();
        }
    }

    /**
     * The transaction, which has records from now on.
     *
     * @param early whether its commit comes later: until then the log is not cut, and positions and salt stay
     */
    private OpenTransaction claim(long transaction, boolean early) {
        tail.lock.lock();
        try {
            OpenTransaction open = tail.open();
            if (open == null || open.id() != transaction) {
                throw new IllegalStateException("transaction " + transaction + " is not open");
            }
            if (open.failed()) {
                throw new IllegalStateException(
                        "transaction " + transaction + " failed to append and can only be abandoned");
            }
            open.begunAt(tail.end());
            if (early) {
                open.early();
            }
            return open;
        } finally {
            tail.lock.unlock();
        }
    }

    private void end(OpenTransaction open) {
        tail.lock.lock();
        try {
            if (tail.open() == open) {
                tail.open(null);
            }
        } finally {
            tail.lock.unlock();
        }
    }

    private long bytes(List<? extends PageImage> images) {
        return (long) images.size() * recordBytes;
    }

    private void putAll(OpenTransaction open, List<? extends PageImage> images) {
        LogHeader header = forcer.header();
        for (PageImage page : images) {
            put(open, header, page);
        }
    }

    private void put(OpenTransaction open, LogHeader header, PageImage page) {
        long position = tail.end(); // only this thread moves it
        byte[] image = page.seal(position);
        long id = page.id();
        if (image.length != pageBytes || id >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "page " + id + " of " + image.length + " bytes; the log takes pages of " + pageBytes);
        }
        int transaction = (int) (open.id() - header.transactions());
        int crc = codec.pageCrc(header.salt(), position, transaction, (int) id, image);
        open.add(id);
        lockWithRoom(recordBytes);
        try {
            RecordCodec.putPage(tail.room(recordBytes), transaction, (int) id, crc, image);
            tail.appended(recordBytes);
            pages++;
        } finally {
            tail.lock.unlock();
        }
    }

    private long putCommit(OpenTransaction open, long databasePages) {
        LogHeader header = forcer.header();
        lockWithRoom(LogFormat.COMMIT_BYTES);
        try {
            long position = tail.end();
            AppendedCommit commit = new AppendedCommit(open, position + LogFormat.COMMIT_BYTES, databasePages);
            codec.putCommit(
                    tail.room(LogFormat.COMMIT_BYTES),
                    header.salt(),
                    position,
                    (int) (open.id() - header.transactions()),
                    open.first(),
                    databasePages,
                    open.count(),
                    forcer.forced());
            tail.appended(LogFormat.COMMIT_BYTES);
            tail.appended(commit);
            tail.open(null); // with the same hold of the lock: whoever sees the commit last sees no open transaction
            commits++;
            return commit.end;
        } finally {
            tail.lock.unlock();
        }
    }

    /** Returns with the append lock held and room for a record in the buffer. */
    private void lockWithRoom(int bytes) {
        while (true) {
            tail.lock.lock();
            ByteBuffer room = null;
            try {
                room = tail.room(bytes);
            } finally {
                if (room == null) {
                    tail.lock.unlock();
                }
            }
            if (room != null) {
                return;
            }
            forcer.writeOut();
        }
    }
}
