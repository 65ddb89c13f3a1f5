package org.pesadb.storage.plan;

/**
 * A path with what it costs. Immutable.
 *
 * @param path     the path
 * @param read     about how many rows, or entries of its index, it reads
 * @param rows     about how many of them meet all conditions; those after a limit are not counted
 * @param readCost what that costs
 * @param sorted   about how many rows are sorted afterwards
 * @param sortCost what that costs; 0 where they come in order
 * @param counting whether it counts entries of the index, and reads no row
 */
public record Costed(
        AccessPath path, double read, double rows, double readCost, double sorted, double sortCost, boolean counting) {
    /**
     * What it costs together.
     *
     * @return in the unit of one row handled
     */
    public double cost() {
        return readCost + sortCost;
    }
}
