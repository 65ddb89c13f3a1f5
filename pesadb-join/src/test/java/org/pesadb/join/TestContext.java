package org.pesadb.join;

import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.JoinContext;

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
    public FileLayer files() {
        throw new AssertionError("the hash join writes no files");
    }

    @Override
    public Path spillFolder() {
        throw new AssertionError("the hash join writes no files");
    }

    @Override
    public void checkCancelled() {
        if (++checks == cancelAtCheck) {
            throw new PesaDbException(ErrorCode.CANCELLED, "cancelled");
        }
    }
}
