package org.pesadb.storage.engine;

import java.nio.file.Path;
import org.pesadb.api.Options;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.RowSpill;

/**
 * What one statement may use.
 *
 * @param main         the main file of the database
 * @param options      how it was opened
 * @param cancellation says that the statement is to end
 * @param progress     is told how far it has come
 */
record StatementContext(Path main, Options options, Cancellation cancellation, Progress progress)
        implements JoinContext {
    @Override
    public long memoryBytes() {
        return options.statementBytes();
    }

    /** The layer for every access to files. */
    FileLayer files() {
        return options.files();
    }

    /** Where files are put that are gone when the statement ends. */
    Path spillFolder() {
        return spillFolder(main);
    }

    @Override
    public RowSpill spill(int width, int[] columns) {
        throw new IllegalStateException("no spill yet");
    }

    /** The folder for files that are gone when a statement or transaction ends. */
    static Path spillFolder(Path main) {
        return main.resolveSibling(main.getFileName() + "-spill");
    }

    @Override
    public void checkCancelled() {
        cancellation.check();
    }
}
