package org.pesadb.storage.heap;

/** Gives the new bytes of a row; see {@link Heap#rewrite}. */
@FunctionalInterface
public interface RowRewriter {
    /**
     * Rewrites a row.
     *
     * @param bytes  holds it, and is never written to
     * @param offset where it begins
     * @param length its length in bytes
     * @return the whole new row, nothing of which is the old array's. What this throws ends the move
     */
    byte[] rewrite(byte[] bytes, int offset, int length);
}
