package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** The rows that a statement is going to change, 8 bytes each. */
final class RowIds {
    private final StatementContext context;
    private long[] ids = new long[16];
    private int size;

    RowIds(StatementContext context) {
        this.context = context;
    }

    void add(long id) {
        if (size == ids.length) {
            long wanted = Math.min(ids.length * 2L, Integer.MAX_VALUE - 8L);
            if (wanted == ids.length || wanted * Long.BYTES > context.memoryBytes()) {
                throw new PesaDbException(
                        ErrorCode.OUT_OF_MEMORY,
                        "the statement changes more than " + size
                                + " rows, for which its memory does not suffice; change them in parts");
            }
            ids = Arrays.copyOf(ids, (int) wanted);
        }
        ids[size++] = id;
    }

    int size() {
        return size;
    }

    long get(int position) {
        return ids[position];
    }
}
