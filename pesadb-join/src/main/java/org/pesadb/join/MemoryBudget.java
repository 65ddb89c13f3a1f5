package org.pesadb.join;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * Counts what rows in memory take against what they may take. Whoever is refused puts rows aside, or goes on with those that
 * it has. Of one thread.
 */
final class MemoryBudget {
    private final long limit;
    private long used;

    /** @param limit bytes */
    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Charges memory that is about to be allocated.
     *
     * @param bytes how much
     * @return false where the limit would be passed; nothing is charged then
     */
    boolean take(long bytes) {
        if (bytes > limit - used) {
            return false;
        }
        used += bytes;
        return true;
    }

    /**
     * Charges memory that takes the place of some that is given back soon: the limit does not hold for the moment.
     *
     * @param bytes how much
     */
    void charge(long bytes) {
        used += bytes;
    }

    /**
     * Takes a charge back.
     *
     * @param bytes how much was freed
     */
    void give(long bytes) {
        used -= bytes;
    }

    /**
     * What is charged now.
     *
     * @return bytes
     */
    long used() {
        return used;
    }

    /**
     * What to throw where not even one row fits.
     *
     * @return to be thrown
     */
    PesaDbException tooSmall() {
        return new PesaDbException(
                ErrorCode.OUT_OF_MEMORY,
                "a row to be joined does not fit into the " + limit + " bytes that the join may hold of rows; open the"
                        + " database with more statementBytes (a quarter of the heap unless set, so a larger -Xmx helps"
                        + " too), or read fewer columns by COLS");
    }
}
