package org.pesadb.join;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** Counts the memory of one join against what its statement may take. Of one thread. */
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
     * @param rows  the rows held so far, for people
     * @throws PesaDbException OUT_OF_MEMORY where the limit would be passed; nothing is charged then
     */
    void take(long bytes, int rows) {
        if (bytes > limit - used) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_MEMORY,
                    "the hash join may take " + limit + " bytes, and needs " + (used + bytes) + " after " + rows
                            + " rows of the smaller table; open the database with more statementBytes (a quarter of the heap"
                            + " unless set, so a larger -Xmx helps too), or read fewer columns or rows by COLS and WHERE");
        }
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
}
