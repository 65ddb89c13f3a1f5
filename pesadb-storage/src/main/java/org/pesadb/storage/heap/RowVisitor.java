package org.pesadb.storage.heap;

/** Is shown rows. */
@FunctionalInterface
public interface RowVisitor {
    /**
     * A row.
     *
     * @param rowId  its id
     * @param bytes  the array that holds it; not to be written to
     * @param offset where it begins
     * @param length its length in bytes
     */
    void row(long rowId, byte[] bytes, int offset, int length);
}
