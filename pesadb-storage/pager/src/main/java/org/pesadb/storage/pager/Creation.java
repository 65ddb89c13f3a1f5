package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PagerContext;

/**
 * Makes the files of a new database, so that a creation cut short at any point can simply be made again.
 *
 * <p>In this order, each step durable before the next: an empty {@code <main file>.new}; the log; the content of the {@code
 * .new} file; its final name. Until the last, there is no main file, hence no database and no commit. So a {@code .new} file
 * without a main file proves that a log beside it was left by a creation cut short, and may be replaced unseen: it has
 * the id of a database that never was, and could not even be opened. A log without either file is another matter: its main
 * file is missing, and if it holds commits, nothing here may touch it.
 */
final class Creation {
    /** The first generation of a log. A new page 0 names it, so main file and log are a pair from the start. */
    private static final long FIRST_GENERATION = 1;

    private final PagerContext context;
    private final FileLayer files;
    private final Path path;

    Creation(PagerContext context) {
        this.context = context;
        files = context.files();
        path = context.path();
    }

    /**
     * Under which name a main file is made.
     *
     * @param path its final name
     * @return the name until it is complete
     */
    static Path unfinished(Path path) {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    void create() {
        Path unfinished = unfinished(path);
        Path folder = path.toAbsolutePath().getParent();
        try {
            if (files.exists(path)) {
                throw new PesaDbException(
                        ErrorCode.INTERNAL, path + " exists already; a new database must not take its place");
            }
            boolean again = files.exists(unfinished);
            if (!again) {
                checkNoCommits();
            }
            try (DataFile file = files.open(unfinished, again ? FileLayer.Mode.WRITE : FileLayer.Mode.CREATE)) {
                files.forceFolder(folder);
                context.log()
                        .create(context.logContext(), new LogStart(FIRST_GENERATION, FIRST_GENERATION, 1, 0, 0))
                        .close();
                file.truncate(0);
                file.write(ByteBuffer.wrap(firstPage()), 0);
                file.force();
            }
            files.rename(unfinished, path);
            files.forceFolder(folder);
        } catch (IOException failed) {
            throw FileFailures.of("create", path, failed);
        }
    }

    private void checkNoCommits() {
        if (!context.log().exists(context.logContext())) {
            return;
        }
        Path logPath = context.logContext().path();
        try (Log log = context.log().open(context.logContext());
                LogSnapshot newest = log.register()) {
            if (log.generation() > FIRST_GENERATION || log.needsCheckpoint() || newest.transaction() > 0) {
                throw new CorruptException("the main file " + path + " is missing, but its log " + logPath
                        + " holds committed transactions; put the main file back, or move the log away to begin anew");
            }
        } catch (CorruptException damaged) {
            throw new CorruptException(
                    "the main file " + path + " is missing, and nobody can say that its log " + logPath
                            + " holds no committed transactions: " + damaged.getMessage()
                            + "; put the main file back, or move the log away to begin anew",
                    damaged);
        }
    }

    private byte[] firstPage() {
        Root empty = new Root(1, 0, FIRST_GENERATION, 0, 0, Root.State.CLEAN, 0);
        return rootImage(context.header(), empty, 0);
    }

    /**
     * Page 0 of a file that is made now.
     *
     * @param header   the engine's part
     * @param root     what it says
     * @param position its version's name
     * @return sealed
     */
    static byte[] rootImage(byte[] header, Root root, long position) {
        if (header.length != PagerContext.HEADER_BYTES) {
            throw new IllegalArgumentException("the header has " + header.length + " bytes");
        }
        byte[] image = Arrays.copyOf(header, PageFormat.PAGE_BYTES);
        PageFormat.label(0, PageType.ROOT, 0, image);
        root.writeTo(new MutablePage(0, PageType.ROOT, 0, image, PageFormat.base(0)));
        PageFormat.seal(0, position, image);
        return image;
    }
}
