package org.pesadb.storage.pager;

import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;

/**
 * What a log answers, judged before anybody builds on it: anybody may have written it. Of who holds the writer's place.
 *
 * <p>A commit that a log did not do, or did elsewhere than it says, would be believed, cached and brought to the main file; then
 * nothing could mend it. What cannot be judged cheaply, such as whether a force reached the device, is not.
 */
final class LogAnswers {
    private final Log log;
    private long newestEnd;

    LogAnswers(Log log) {
        this.log = log;
    }

    /**
     * Sets where the newest commit ends. Before any transaction.
     *
     * @param end as the log says it
     */
    void start(long end) {
        newestEnd = end;
    }

    /**
     * That a commit ends behind the one before, and that all its last images were sealed between the two ends.
     *
     * @param end    what the log gave
     * @param images what it was given with the commit
     * @throws UnknownOutcomeException BAD_PLUGIN where it is not so: nobody knows what the log has of it
     */
    void requireCommitted(long end, List<? extends SealedImage> images) {
        String fault = end <= newestEnd
                ? "it says that this commit ends at " + end + ", and the one before it at " + newestEnd
                : fault(images, end);
        if (fault != null) {
            throw new UnknownOutcomeException(
                    ErrorCode.BAD_PLUGIN,
                    log + " broke its contract committing: " + fault
                            + "; it is not known whether the commit counts; reopen the database to find out, tell the"
                            + " author of the log, or use another version of it",
                    null);
        }
        newestEnd = end;
    }

    /**
     * That images of a transaction that goes on were sealed.
     *
     * @param images what the log was given
     * @throws PesaDbException BAD_PLUGIN where they were not; nothing of the transaction counts
     */
    void requireAppended(List<? extends SealedImage> images) {
        String fault = fault(images, Long.MAX_VALUE);
        if (fault != null) {
            throw broken(log, "appending: " + fault + "; nothing of the transaction remains");
        }
    }

    private String fault(List<? extends SealedImage> images, long end) {
        for (int i = 0; i < images.size(); i++) {
            long position = images.get(i).position();
            if (position <= 0 || position < newestEnd || position >= end) {
                return "it did not seal page " + images.get(i).id()
                        + " for a place from the end of the commit before on, which is " + newestEnd
                        + ", and before its own end: position " + position + " stands in it";
            }
        }
        return null;
    }

    /**
     * What to throw for a log that says what cannot be, where nothing is in doubt.
     *
     * @param log  which, as it names itself
     * @param what it did wrong, and when
     */
    static PesaDbException broken(Log log, String what) {
        return new PesaDbException(
                ErrorCode.BAD_PLUGIN,
                log + " broke its contract " + what + "; tell its author, or use another version of it");
    }
}
