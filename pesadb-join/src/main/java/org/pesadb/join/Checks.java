package org.pesadb.join;

import org.pesadb.api.spi.JoinContext;

/** Asks now and then whether the statement is cancelled. Of one thread. */
final class Checks {
    /** Rows between two looks at the context; it asks for a thousand at most. */
    private static final int ROWS_BETWEEN = 512;

    private final JoinContext context;
    private int left = 1;

    Checks(JoinContext context) {
        this.context = context;
    }

    /**
     * Counts a row that was read, compared or returned.
     *
     * @throws org.pesadb.api.PesaDbException CANCELLED
     */
    void row() {
        if (--left == 0) {
            left = ROWS_BETWEEN;
            context.checkCancelled();
        }
    }
}
