package org.pesadb.join;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.RowSpill;

/** A statement's limits, without files: the hash join must not ask for any. */
final class TestContext implements JoinContext {
    private final long memoryBytes;
    private int checks;
    private int cancelAtCheck = -1;

    TestContext(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    TestContext cancelAtCheck(int check) {
        cancelAtCheck = check;
        return this;
    }

    int checks() {
        return checks;
    }

    @Override
    public long memoryBytes() {
        return memoryBytes;
    }

    @Override
    public RowSpill spill(int width, int[] columns) {
        throw new AssertionError("the hash join writes no files");
    }

    @Override
    public void checkCancelled() {
        if (++checks == cancelAtCheck) {
            throw new PesaDbException(ErrorCode.CANCELLED, "cancelled");
        }
    }
}
