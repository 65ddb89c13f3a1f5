package org.pesadb.wal;

/** A commit that is appended; it waits in a queue, in the order of the log, until it may be seen. */
final class AppendedCommit {
    /** Where its commit record ends. */
    final long end;

    final long transaction;
    final long databasePages;
    private final long first;
    private final int[] pages;
    private final int count;
    /** The next commit in the log; set once. */
    volatile AppendedCommit next;

    AppendedCommit(OpenTransaction of, long end, long databasePages) {
        this.end = end;
        this.transaction = of.id();
        this.databasePages = databasePages;
        this.first = of.first();
        this.pages = of.pages();
        this.count = of.count();
    }

    /** The head of an empty queue. */
    AppendedCommit(long end) {
        this.end = end;
        this.transaction = 0;
        this.databasePages = 0;
        this.first = end;
        this.pages = null;
        this.count = 0;
    }

    /** Enters its versions into the page index, where only later snapshots see them. */
    void enter(PageIndex index, int recordBytes) {
        long position = first;
        for (int i = 0; i < count; i++) {
            index.add(pages[i] & 0xFFFF_FFFFL, position, first);
            position += recordBytes;
        }
    }

    /** What snapshots of it are registered with. */
    Snapshots.Point point() {
        return new Snapshots.Point(end, transaction, databasePages);
    }
}
