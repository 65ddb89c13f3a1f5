package org.pesadb.wal;

import java.nio.file.Path;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.FileFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the log still takes records. The first failed write or force ends that for good: after it the kernel may have
 * dropped what was written and call it clean, so that trying again proves nothing. Threads share it.
 *
 * <p>Poisoning makes no object before it has taken effect: the failure may be that there is no memory left.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Path path;

    // Set once, before the cause.
    private String doing;
    private long at;
    /** The first failure, or null while there was none. */
    private volatile Throwable cause;

    Health(Path path) {
        this.path = path;
    }

    /**
     * Poisons the log, unless it is already.
     *
     * @param doing  what was tried, such as {@code forcing the log up to position}
     * @param at     goes on with it
     * @param failed what was thrown
     */
    void poison(String doing, long at, Throwable failed) {
        synchronized (this) {
            if (cause != null) {
                return;
            }
            this.doing = doing;
            this.at = at;
            cause = failed;
        }
        LOG.warn("the log takes no more records until it is reopened: {}", failure());
    }

    /** Whether the log is poisoned. */
    boolean isPoisoned() {
        return cause != null;
    }

    /** What poisoned the log, for people, or null where it is sound. */
    String failure() {
        return cause == null ? null : path + ": " + doing + " " + at + " failed: " + cause;
    }

    /** Throws where the log is poisoned: for what would append. */
    void requireSound() {
        if (isPoisoned()) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY,
                    "the database is read-only until it is reopened, because the log failed: " + failure(),
                    cause);
        }
    }

    /** What somebody gets whose commit may or may not be durable. The log is poisoned. */
    UnknownOutcomeException unknown(long position) {
        return new UnknownOutcomeException(
                FileFailures.code(cause),
                "nobody can say whether the commit that ends at log position " + position
                        + " is durable; reopen the database to find out: " + failure(),
                cause);
    }

    /** What somebody gets whose work was cut short, but left nothing in doubt. The log is poisoned. */
    PesaDbException definite() {
        return new PesaDbException(FileFailures.code(cause), failure(), cause);
    }
}
