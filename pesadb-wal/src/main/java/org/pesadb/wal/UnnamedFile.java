package org.pesadb.wal;

import java.io.IOException;
import java.nio.file.Path;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogContext;

/**
 * A log's file while it is made, under another name: what bears a log's own name is whole. Closing deletes it, unless it got its
 * name. Of one thread.
 */
final class UnnamedFile implements AutoCloseable {
    private final LogContext context;
    private final Path path;
    private final LogFile file;
    private boolean named;
    private boolean used;

    private UnnamedFile(LogContext context, Path path, LogFile file) {
        this.context = context;
        this.path = path;
        this.file = file;
    }

    /** Makes one, in place of one that a crash left behind. */
    static UnnamedFile create(LogContext context) throws IOException {
        sweep(context);
        Path path = path(context);
        DataFile file = context.files().open(path, FileLayer.Mode.CREATE);
        try {
            long lastStep = LogSizes.of(context).lastStep();
            return new UnnamedFile(context, path, new LogFile(file, path, context.sync(), lastStep));
        } catch (IOException | RuntimeException | Error failed) {
            try (file) {
                context.files().delete(path);
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw failed;
        }
    }

    /** Deletes what a crash may have left behind. */
    static void sweep(LogContext context) throws IOException {
        if (context.files().exists(path(context))) {
            context.files().delete(path(context));
        }
    }

    private static Path path(LogContext context) {
        return context.path().resolveSibling(context.path().getFileName() + ".new");
    }

    Path path() {
        return path;
    }

    LogFile file() {
        return file;
    }

    /** Gives the forced file the log's name, durably. From its call on nobody knows what that name leads to, where it fails. */
    void giveName() throws IOException {
        named = true;
        context.files().rename(path, context.path());
        context.files().forceFolder(context.path().toAbsolutePath().getParent());
    }

    /** Says that the open file is in use from now on, and not this one's to close. */
    void use() {
        used = true;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!used) {
                file.close();
            }
        } finally {
            if (!named) {
                context.files().delete(path);
            }
        }
    }
}
