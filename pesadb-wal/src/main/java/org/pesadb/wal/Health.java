package org.pesadb.wal;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the log still takes records. The first failed write or force ends that for good: after it the kernel may have
 * dropped what was written and call it clean, so that trying again proves nothing. Threads share it.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    /**
     * The first failure.
     *
     * @param code    IO or DISK_FULL
     * @param message what was done, where, and what went wrong
     * @param cause   what was thrown
     */
    record Failure(ErrorCode code, String message, Throwable cause) {}

    private final Path path;
    private final AtomicReference<Failure> first = new AtomicReference<>();

    Health(Path path) {
        this.path = path;
    }

    /** Poisons the log, unless it is already. */
    void poison(String doing, Throwable cause) {
        String message = path + ": " + doing + " failed: " + cause;
        if (first.compareAndSet(null, new Failure(Failures.code(cause), message, cause))) {
            LOG.warn("the log takes no more records until it is reopened: {}", message);
        }
    }

    /** The first failure, or null while there was none. */
    Failure failure() {
        return first.get();
    }

    /** Throws where the log is poisoned: for what would append. */
    void requireSound() {
        Failure failure = first.get();
        if (failure != null) {
            throw new PesaDbException(
                    ErrorCode.READ_ONLY,
                    "the database is read-only until it is reopened, because the log failed: " + failure.message,
                    failure.cause);
        }
    }

    /** What somebody gets whose commit may or may not be durable. The log is poisoned. */
    UnknownOutcomeException unknown(long position) {
        Failure failure = first.get();
        return new UnknownOutcomeException(
                failure.code,
                "nobody can say whether the commit that ends at log position " + position
                        + " is durable; reopen the database to find out: " + failure.message,
                failure.cause);
    }

    /** What somebody gets whose work was cut short, but left nothing in doubt. The log is poisoned. */
    PesaDbException definite() {
        Failure failure = first.get();
        return new PesaDbException(failure.code, failure.message, failure.cause);
    }
}
