package org.pesadb.storage.pager;

import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a checkpoint is due, and how it went. Whoever calls {@link #run} or {@link #logged} has the writer's place; the figures
 * may be read by anybody.
 */
final class Checkpoints {
    private static final Logger LOGGER = LoggerFactory.getLogger(Checkpoints.class);

    private final Log log;
    private final Overlay overlay;
    private final CheckpointWriter sink;
    private final int pages;

    private volatile long logged;
    private volatile long count;
    private volatile String failure;

    /**
     * @param pages a checkpoint is due after so many logged pages
     */
    Checkpoints(Log log, Overlay overlay, CheckpointWriter sink, int pages) {
        this.log = log;
        this.overlay = overlay;
        this.sink = sink;
        this.pages = pages;
    }

    /** Counts pages that went into the log. */
    void logged(long more) {
        logged = logged + more;
    }

    /** Whether one is to be made if nobody has the writer's place. */
    boolean due() {
        return logged >= pages;
    }

    /** Whether one is to be made before the next writer begins, else the log would grow while writers never pause. */
    boolean overdue() {
        return logged >= 2L * pages;
    }

    /** Makes one. The next is due after as many pages again, also where this one fails. */
    void run() {
        logged = 0;
        try {
            long end = overlay.end();
            if (end > 0) {
                log.force(end); // else it would stand in the way of the cut
                overlay.durable(end);
                overlay.prune();
            }
            sink.start();
            log.checkpoint(sink);
            count = count + 1;
            failure = null;
        } catch (UnknownOutcomeException failed) {
            failure = failed.getMessage();
            throw definite(failed);
        } catch (RuntimeException | Error failed) {
            failure = String.valueOf(failed.getMessage());
            throw failed;
        }
    }

    /** Makes one after a commit that is durable: whatever goes wrong says nothing of the commit. */
    void runBesideCommit() {
        try {
            run();
        } catch (RuntimeException | Error failed) {
            LOGGER.warn("The commit is durable, but the checkpoint after it failed: {}", failed.toString());
            LOGGER.debug("It failed here", failed);
        }
    }

    /** For a caller who waited for a commit that is not its own: of what it wanted, nothing is done, beyond any doubt. */
    static PesaDbException definite(UnknownOutcomeException failed) {
        return new PesaDbException(failed.code(), failed.getMessage(), failed);
    }

    /** How many were made. */
    long count() {
        return count;
    }

    /** Why the last one failed, or null where it did not. */
    String failure() {
        return failure;
    }
}
