package @package@;

import java.io.IOException;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;

/**
 * Opens a database. Before anything is changed it makes sure that main file and log belong together: somebody may have copied one of them back. Then what
 * the log has is brought to the main file, which is all of recovery, and the main file is marked as one in use.
 */
final class Opening {
    private Opening() {}

    static Pager open(PagerContext context) {
        if (!context.readOnly()) {
            sweep(context);
        }
        MainFile main = new MainFile(context);
        Log log = null;
        try {
            main.readRoot();
            log = openLog(context, main.root(), main.mark());
            if (log != null) {
                requirePair(context, main.mark(), log);
            }
            PlainPager pager = new PlainPager(context, new Versions(main, log, logName(context)));
            if (!context.readOnly()) {
                pager.start();
            }
            return pager;
        } catch (RuntimeException | Error refused) {
            afterFailure(refused, log);
            afterFailure(refused, main);
            throw refused;
        }
    }

    static String logName(PagerContext context) {
        return context.logContext().path().getFileName().toString();
    }

    /** Closes what was opened, or undoes what was done, before something failed; what fails in that too is told with it. Null is nothing. */
    static void afterFailure(Throwable failed, AutoCloseable undone) {
        try {
            if (undone != null) {
                undone.close();
            }
        } catch (Exception also) {
            failed.addSuppressed(also);
        }
    }

    /** Takes away what a killed process has left: of a creation before this database, and of a large transaction. */
    private static void sweep(PagerContext context) {
        try {
            if (context.files().exists(Creation.draft(context))) {
                context.files().delete(Creation.draft(context));
            }
            SpillFile.sweep(context);
        } catch (IOException failed) {
            throw FileFailures.of("take away what was left beside", context.path(), failed);
        }
    }

    /** The log; null where it is missing, nothing in it is missed, and none may be made. */
    private static Log openLog(PagerContext context, Root root, Mark mark) {
        if (context.log().exists(context.logContext())) {
            return context.log().open(context.logContext());
        }
        if (!mark.clean()) {
            throw missingLog(context);
        }
        return context.readOnly()
                ? null
                : context.log()
                        .create(
                                context.logContext(),
                                new LogStart(
                                        mark.generation() + 1,
                                        mark.stamp(),
                                        root.pages(),
                                        mark.transaction(),
                                        mark.reached()));
    }

    static CorruptException missingLog(PagerContext context) {
        return new CorruptException("the log " + context.logContext().path() + " is missing, and " + context.path()
                + " was not closed cleanly: the last commits are in the log alone; put it back");
    }

    /** See {@link Mark}. */
    static void requirePair(PagerContext context, Mark mark, Log log) {
        String both = context.path() + " and its log " + context.logContext().path() + " do not belong together: ";
        if (mark.stamp() < log.stamp()) {
            throw new CorruptException(both + "the main file is an older copy, from before checkpoint " + log.stamp()
                    + "; put back the one that belongs to the log");
        }
        if (mark.generation() > log.generation()) {
            throw new CorruptException(both + "the log is an older copy, of generation " + log.generation()
                    + " and not " + mark.generation() + "; put back the one that belongs to the main file");
        }
        try (LogSnapshot newest = log.register()) {
            if (newest.position() < mark.reached()) {
                throw new CorruptException(both + "the log ends at " + newest.position() + ", and it had reached "
                        + mark.reached() + "; put back the one that belongs to the main file");
            }
        }
    }

    /**
     * Says in the main file, durably, that from now on a missing log is missed. Before that come the names: whoever made these files may have ended before he
     * forced them. A force of the folder that failed may leave nothing to force behind, so a database without a commit gets its name once more.
     */
    static void markInUse(PagerContext context, MainFile main, Log log) {
        try (LogSnapshot newest = log.register()) {
            if (newest.transaction() == 0) {
                context.files().rename(context.path(), Creation.draft(context));
                context.files().rename(Creation.draft(context), context.path());
            }
            context.files().forceFolder(Creation.folder(context));
            main.write(main.root(), main.mark().inUse(log.generation()));
            main.force();
        } catch (IOException failed) {
            throw FileFailures.of("mark as in use", context.path(), failed);
        }
    }
}
