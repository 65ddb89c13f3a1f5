package org.pesadb.storage.heap;

/** Is told how far the move of a table's rows has come; see {@link Heap#move}. */
@FunctionalInterface
public interface MoveListener {
    /**
     * The rows of one more page have moved, and no page is under change at this moment. What this throws ends the move.
     *
     * @param done  heap pages whose rows have moved, 1 or more
     * @param total heap pages that there were
     */
    void moved(long done, long total);
}
