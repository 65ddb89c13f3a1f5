package org.pesadb.storage.heap;

/**
 * What of a table could not be read.
 *
 * @param rows           how many rows are known to be lost
 * @param pages          how many heap pages could not be read: nobody knows how many rows were on them
 * @param directoryWhole whether the directory named every heap page; else they were found by their owner
 */
public record HeapLoss(long rows, long pages, boolean directoryWhole) {
    /**
     * Whether nothing is lost.
     *
     * @return true where every row was read, as far as the table's own pages tell
     */
    public boolean none() {
        return directoryWhole && rows == 0 && pages == 0;
    }
}
