package org.pesadb.storage.spill;

import java.util.Objects;
import org.pesadb.api.Progress;

/**
 * What a piece of work within a statement may use.
 *
 * @param files       makes its temporary files, and deletes what it forgets
 * @param memoryBytes how much memory it may take
 * @param cancelled   throws CANCELLED where the statement is to end; to be run at least every thousand rows
 * @param progress    is told how far it has come
 */
public record Workspace(StatementFiles files, long memoryBytes, Runnable cancelled, Progress progress) {
    /** Refuses null. */
    public Workspace {
        Objects.requireNonNull(files);
        Objects.requireNonNull(cancelled);
        Objects.requireNonNull(progress);
    }

    /**
     * The same with other bounds.
     *
     * @param bytes how much memory may be taken
     * @return a changed copy
     */
    public Workspace withMemory(long bytes) {
        return new Workspace(files, bytes, cancelled, progress);
    }
}
