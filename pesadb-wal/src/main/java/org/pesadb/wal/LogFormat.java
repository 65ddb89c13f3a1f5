package org.pesadb.wal;

/** Where things stand in the log's file; the package's documentation draws it. Numbers are little-endian. */
final class LogFormat {
    /** The version of all this that is written, and the only one that is read. */
    static final int VERSION = 2;

    /** Each header slot has a block of its own, so that no write of one can tear the other. */
    static final int SLOT_BYTES = 4096;

    static final int SLOTS = 2;

    /** Where the first record stands in the file. */
    static final long RECORDS = (long) SLOTS * SLOT_BYTES;

    /** Every record's length, and so every position, is a multiple of it. */
    static final int ALIGNMENT = 16;

    /** The position of the first record of a new log. Not 0, which means "no version". */
    static final long FIRST_POSITION = 4096;

    static final int TYPE_PAGE = 1;
    static final int TYPE_COMMIT = 2;
    static final int TYPE_MARK = 3;
    static final int TYPE_CARRIED = 4;
    static final int MAGIC = 0xC0DECAFE;

    // Every record begins so.
    static final int TYPE = 0;
    static final int TRANSACTION = TYPE + 4;
    /** A page record's page; in other records {@link #MAGIC}. */
    static final int PAGE = TRANSACTION + 4;

    static final int CRC = PAGE + 4;
    static final int CONTENT = CRC + 4;

    // A commit record goes on so.
    static final int COMMIT_FIRST = CONTENT;
    static final int COMMIT_DATABASE_PAGES = COMMIT_FIRST + 8;
    static final int COMMIT_COUNT = COMMIT_DATABASE_PAGES + 8;
    static final int COMMIT_RESERVED = COMMIT_COUNT + 4;
    static final int COMMIT_MARK = COMMIT_RESERVED + 4;
    static final int COMMIT_BYTES = COMMIT_MARK + 8;

    // A mark record goes on so.
    static final int MARK_MARK = CONTENT;
    static final int MARK_RESERVED = MARK_MARK + 8;
    static final int MARK_BYTES = MARK_RESERVED + 8;

    // A carried page record goes on so; its image is last.
    static final int CARRIED_NAME = CONTENT;
    static final int CARRIED_RESERVED = CARRIED_NAME + 8;
    static final int CARRIED_CONTENT = CARRIED_RESERVED + 8;

    private LogFormat() {}

    /** The length of a record that transactions and marks are made of, or 0 where no such record is of this type. */
    static int length(int type, int pageBytes) {
        return switch (type) {
            case TYPE_PAGE -> CONTENT + pageBytes;
            case TYPE_COMMIT -> COMMIT_BYTES;
            case TYPE_MARK -> MARK_BYTES;
            default -> 0;
        };
    }

    /** The length of a carried page record. */
    static int carriedLength(int pageBytes) {
        return CARRIED_CONTENT + pageBytes;
    }

    /** The number up to the next multiple of {@link #ALIGNMENT}. */
    static long aligned(long number) {
        return (number + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
