package org.pesadb.cli.lab;

/**
 * A row of {@code INSPECT WAL}, and how it lies on the device. Immutable.
 *
 * @param offset      where it begins in the file
 * @param length      how many bytes it takes
 * @param record      what it is, such as {@code page record}
 * @param transaction whose it is; 0 where it belongs to none
 * @param page        the page of a page record; -1 of others
 * @param state       whether it counts, such as {@code committed}
 * @param detail      what else there is to say
 * @param forced      whether all of it was forced
 * @param bytes       its first bytes in hexadecimal digits
 */
public record LogPiece(
        long offset,
        long length,
        String record,
        long transaction,
        long page,
        String state,
        String detail,
        boolean forced,
        String bytes) {
    private static final String COMMIT = "commit record";

    /** Whether it is the whole commit record of a transaction. */
    boolean commits(long id) {
        return record.equals(COMMIT) && transaction == id && state.equals("committed");
    }

    /** Whether it is a whole commit record. */
    boolean commits() {
        return commits(transaction);
    }

    /** Whether it is a page record of a transaction, and recovery comes to it: none that stands behind the end of the log. */
    boolean isPageOf(long id) {
        return transaction == id && page >= 0 && !state.equals("cut off") && !state.equals("overwritten");
    }

    /** Whether it is a slot of the header. */
    boolean isHeader() {
        return record.startsWith("header");
    }

    /** Whether it is room for records to come. */
    boolean isRoom() {
        return state.equals("free");
    }

    /** Whether a range of the file has a part of it. */
    boolean overlaps(long from, long to) {
        return offset < to && from < offset + length;
    }
}
