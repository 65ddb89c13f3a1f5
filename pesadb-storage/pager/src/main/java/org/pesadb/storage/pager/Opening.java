package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.PagerContext;

/**
 * Opens a database: finds out whether main file and log belong together, before either is changed, and recovers.
 *
 * <p>Page 0 of the main file names the log's generation in which it was logged; the log names its own generation, and as its
 * stamp the one that page 0 named when that generation began. Together they are a pair in two cases only: page 0 names the
 * stamp (nothing of this generation has reached page 0 yet), or the generation (a checkpoint brought it there, or the mark
 * of use; the cut is still to come). Any other pair was put together by somebody who copied one of the files back.
 */
final class Opening {
    private final PagerContext context;
    private final Path path;
    private final Path logPath;

    Opening(PagerContext context) {
        this.context = context;
        path = context.path();
        logPath = context.logContext().path();
    }

    PagedPager open() {
        sweep();
        if (!context.readOnly()) {
            new SpillFolder(context.files(), context.spillFolder()).clear();
        }
        MainFile main = new MainFile(context.files(), path, context.readOnly());
        Log log = null;
        try {
            byte[] image = new byte[PageFormat.PAGE_BYTES];
            main.readShielded(0, ByteBuffer.wrap(image));
            String fault = PageFormat.fault(0, image);
            Root root = fault == null ? Root.of(PageFormat.page(0, image)) : null;
            log = context.log().exists(context.logContext())
                    ? context.log().open(context.logContext())
                    : withoutLog(root, PageFormat.position(0, image));
            if (root != null) {
                checkPair(root, log);
                checkReach(root, PageFormat.position(0, image), log);
            } else {
                checkMendable(main, log, image, fault);
            }
            PagedPager pager = new PagedPager(context, main, log, root != null ? root.generation() : log.stamp());
            pager.start();
            return pager;
        } catch (RuntimeException | Error failed) {
            closeAfter(log, failed);
            closeAfter(main, failed);
            throw failed;
        }
    }

    /** Closes what may have been opened before something failed. */
    static void closeAfter(AutoCloseable opened, Throwable failed) {
        if (opened != null) {
            try {
                opened.close();
            } catch (Exception alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
        }
    }

    /** A creation that was cut short may have left its file, and another creation must not take it for its own. */
    private void sweep() {
        Path leftover = Creation.unfinished(path);
        try {
            if (!context.readOnly() && context.files().exists(leftover)) {
                context.files().delete(leftover);
            }
        } catch (IOException failed) {
            throw FileFailures.of("delete", leftover, failed);
        }
    }

    private Log withoutLog(Root root, long position) {
        if (root == null || !root.clean()) {
            throw missingLog();
        }
        if (context.readOnly()) {
            return new NoLog(root.pages(), root.generation(), root.transaction());
        }
        // The close may have begun one generation more than page 0 knows of; none may ever come twice. And the clean
        // mark in
        // page 0 was the last version of all: no position given out was greater.
        LogStart start =
                new LogStart(root.generation() + 2, root.generation(), root.pages(), root.transaction(), position);
        return context.log().create(context.logContext(), start);
    }

    CorruptException missingLog() {
        return new CorruptException("the log " + logPath + " is missing, and " + path
                + " was not closed cleanly: the last changes are in that log only; put it back beside the main file");
    }

    /**
     * The log builds on a main file of the generation that is its stamp. Checkpoints since then may have brought page 0 as
     * any later generation logged it, up to the present one: also an earlier one's, where it was carried over a cut, or
     * where a commit met a cut half-way.
     */
    void checkPair(Root root, Log log) {
        if (root.generation() < log.stamp() || root.generation() > log.generation()) {
            boolean older = root.generation() < log.stamp();
            throw new CorruptException(path + " and its log " + logPath
                    + " do not belong together: the main file is of generation "
                    + root.generation() + ", " + (older ? "older" : "newer") + " than the log, which is of generation "
                    + log.generation() + " and follows " + log.stamp()
                    + "; one of them was copied without the other: put back the two that belong together");
        }
    }

    /** The log must hold what was durable in it when page 0 came to the main file. */
    void checkReach(Root root, long position, Log log) {
        if (!root.forced()) {
            return;
        }
        try (LogSnapshot newest = log.register()) {
            if (newest.position() <= position) { // page 0 stands before the end of its commit
                throw new CorruptException(
                        logPath + " ends at position " + newest.position() + ", but " + path
                                + " was written when it reached to " + position
                                + ": the log is an older copy, or has lost its end; put back the log that belongs to the main file");
            }
        }
    }

    private void checkMendable(MainFile main, Log log, byte[] image, String fault) {
        try (LogSnapshot newest = log.register()) {
            if (log.locate(0, newest.position()) == BufferCache.MAIN_FILE) {
                throw main.damaged(0, image, fault);
            }
        }
    }
}
