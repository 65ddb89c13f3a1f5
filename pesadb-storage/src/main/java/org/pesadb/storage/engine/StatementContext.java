package org.pesadb.storage.engine;

import java.nio.file.Path;
import org.pesadb.api.Options;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.RowSpill;
import org.pesadb.storage.spill.FileRowSpill;
import org.pesadb.storage.spill.SpillNames;
import org.pesadb.storage.spill.StatementFiles;
import org.pesadb.storage.spill.Workspace;

/**
 * What one statement may use. To be closed when it has ended, with its cursor: temporary files that it forgot go then.
 *
 * @param main         the main file of the database
 * @param options      how it was opened
 * @param cancellation says that the statement is to end
 * @param progress     is told how far it has come
 * @param temporary    its temporary files
 */
record StatementContext(
        Path main, Options options, Cancellation cancellation, Progress progress, StatementFiles temporary)
        implements JoinContext, AutoCloseable {

    /**
     * What the statements of one database use.
     *
     * @param names of its temporary files
     */
    StatementContext(Path main, Options options, Cancellation cancellation, Progress progress, SpillNames names) {
        this(main, options, cancellation, progress, new StatementFiles(names));
    }

    /**
     * The names of the temporary files of a database.
     *
     * @param files the layer for such files: the pager's
     */
    static SpillNames names(FileLayer files, Path main, Options options) {
        return new SpillNames(files, spillFolder(main), options.readOnly());
    }

    @Override
    public long memoryBytes() {
        return options.statementBytes();
    }

    /** The layer for every access to files. */
    FileLayer files() {
        return options.files();
    }

    @Override
    public RowSpill spill(int width, int[] columns) {
        return new FileRowSpill(temporary, width, columns);
    }

    /**
     * What a sort within the statement may use.
     *
     * @param memory how many bytes of what the statement may take
     */
    Workspace workspace(long memory) {
        return new Workspace(temporary, memory, cancellation::check, progress);
    }

    /** The folder for files that are gone when a statement or transaction ends. */
    static Path spillFolder(Path main) {
        return main.resolveSibling(main.getFileName() + "-spill");
    }

    @Override
    public void checkCancelled() {
        cancellation.check();
    }

    @Override
    public void close() {
        temporary.close();
    }
}
