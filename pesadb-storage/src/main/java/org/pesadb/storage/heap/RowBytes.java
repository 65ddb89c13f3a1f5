package org.pesadb.storage.heap;

/**
 * Where the bytes of a row are: a part of its page's own array, without a copy, or for a row on overflow pages a new array
 * with all of them. To fill and fill again. Of one thread.
 *
 * <p>From a snapshot the bytes never change and may be kept. From a write transaction they are good until its next change.
 */
public final class RowBytes {
    private byte[] array = {};
    private int offset;
    private int length;

    /** An empty row. */
    public RowBytes() {}

    void set(byte[] bytes, int from, int count) {
        array = bytes;
        offset = from;
        length = count;
    }

    /**
     * The array that holds the row.
     *
     * @return never to be written to: it may be a page of the cache
     */
    public byte[] array() {
        return array;
    }

    /**
     * Where the row begins in the array.
     *
     * @return an index
     */
    public int offset() {
        return offset;
    }

    /**
     * The length of the row.
     *
     * @return bytes, 0 or more
     */
    public int length() {
        return length;
    }
}
