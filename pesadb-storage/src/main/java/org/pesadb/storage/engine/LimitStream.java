package org.pesadb.storage.engine;

import org.pesadb.api.Command;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowStream;

/** Leaves out the first rows, and ends after some. */
final class LimitStream implements RowStream {
    private final RowStream input;
    private long toSkip;
    private long left;

    LimitStream(RowStream input, Command.Limit limit) {
        this.input = input;
        this.toSkip = limit.offset();
        this.left = limit.count().orElse(Long.MAX_VALUE);
    }

    @Override
    public boolean next() {
        if (left == 0) {
            return false;
        }
        while (toSkip > 0) {
            if (!input.next()) {
                left = 0;
                return false;
            }
            toSkip--;
        }
        left--;
        return input.next();
    }

    @Override
    public Row row() {
        return input.row();
    }

    @Override
    public void close() {
        input.close();
    }
}
