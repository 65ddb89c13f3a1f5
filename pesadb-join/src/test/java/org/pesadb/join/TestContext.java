package org.pesadb.join;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.api.spi.RowStream;

/** A statement's limits, with spills in lists that hold their caller to the contract and can be told to fail. */
final class TestContext implements JoinContext {
    /** What a spill says that its buffer takes. */
    static final long BUFFER = 64;

    private final long memoryBytes;
    private int checks;
    private int cancelAtCheck = -1;
    private int spillCalls;
    private int failAtCall = -1;
    private int spills;
    private int open;
    private int mostOpen;
    private long spilled;

    TestContext(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    TestContext cancelAtCheck(int check) {
        cancelAtCheck = check;
        return this;
    }

    /** Lets one call of a spill, or for one, fail for want of room. */
    TestContext failAtCall(int call) {
        failAtCall = call;
        return this;
    }

    int checks() {
        return checks;
    }

    int spillCalls() {
        return spillCalls;
    }

    /** How many spills there were. */
    int spills() {
        return spills;
    }

    /** How many rows were put aside. */
    long spilled() {
        return spilled;
    }

    /** How many spills or streams of them are not closed. */
    int open() {
        return open;
    }

    int mostOpen() {
        return mostOpen;
    }

    @Override
    public long memoryBytes() {
        return memoryBytes;
    }

    @Override
    public RowSpill spill(int width, int[] columns) {
        call();
        spills++;
        return new ListSpill(width, columns);
    }

    @Override
    public void checkCancelled() {
        if (++checks == cancelAtCheck) {
            throw new PesaDbException(ErrorCode.CANCELLED, "cancelled");
        }
    }

    private void call() {
        if (++spillCalls == failAtCall) {
            throw new PesaDbException(ErrorCode.DISK_FULL, "no space left");
        }
    }

    private void opened() {
        open++;
        mostOpen = Math.max(mostOpen, open);
    }

    /** Rows put aside in a list. */
    private final class ListSpill implements RowSpill {
        private final int width;
        private final int[] columns;
        private final List<RowBuffer> rows = new ArrayList<>();
        private boolean reading;
        private boolean closed;

        ListSpill(int width, int[] columns) {
            this.width = width;
            this.columns = columns;
            opened();
        }

        @Override
        public void add(Row row) {
            call();
            if (reading || closed) {
                throw new IllegalStateException("added after reading or closing");
            }
            RowBuffer copy = new RowBuffer(width);
            for (int column : columns) {
                copy.copy(column, RowBuffer.of(row.get(column)), 0);
            }
            rows.add(copy);
            spilled++;
        }

        @Override
        public long rows() {
            return rows.size();
        }

        @Override
        public long bytes() {
            return rows.size() * 10L;
        }

        @Override
        public long memoryBytes() {
            return BUFFER;
        }

        @Override
        public RowStream read() {
            call();
            if (closed) {
                throw new IllegalStateException("read after closing");
            }
            reading = true;
            opened();
            return new Reading(rows);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }

    /** Rows of a spill. */
    private final class Reading implements RowStream {
        private final List<RowBuffer> rows;
        private int at;
        private RowBuffer current;
        private boolean closed;

        Reading(List<RowBuffer> rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            call();
            if (closed) {
                throw new IllegalStateException("asked for rows after closing");
            }
            if (current != null) {
                current.clear();
            }
            current = at == rows.size() ? null : RowBuffer.copyOf(rows.get(at++));
            return current != null;
        }

        @Override
        public Row row() {
            return current;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open--;
            }
        }
    }
}
