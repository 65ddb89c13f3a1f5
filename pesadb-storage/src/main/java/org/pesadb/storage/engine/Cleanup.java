package org.pesadb.storage.engine;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageTransaction;

/**
 * What is told where ending or undoing something fails after something else has failed. It takes no memory unless both fail: what has
 * failed may be that there is none left.
 */
final class Cleanup {
    private Cleanup() {}

    /** Undoes a transaction after a failure that may have to do with what is not durable yet: see {@link #rollback} and {@link #awaitBase}. */
    static void undo(PageTransaction transaction, Throwable failed) {
        try {
            rollback(transaction, failed);
        } finally {
            awaitBase(transaction, failed);
        }
    }

    /** Undoes a transaction after a failure, which the caller throws afterwards: see {@link #undoFailed}. */
    static void rollback(PageTransaction transaction, Throwable failed) {
        try {
            transaction.rollback();
        } catch (RuntimeException | Error also) {
            undoFailed(failed, also);
        }
    }

    /** Waits for what a failure may have to do with, and which the caller throws afterwards: see {@link #undoFailed}. */
    static void awaitBase(PageTransaction transaction, Throwable failed) {
        try {
            transaction.awaitBase();
        } catch (RuntimeException | Error also) {
            undoFailed(failed, also);
        }
    }

    /**
     * Says what is told where undoing something has failed too. That says more than the first failure: something was not undone, or waited
     * for. But where the first one blames a plugin already, the second is a consequence of it; and where nobody knows whether something is
     * done, nobody may say that it is undone.
     *
     * @param failed what failed first; told where this returns
     * @param also   what failed in undoing
     */
    static void undoFailed(Throwable failed, Throwable also) {
        boolean blames = failed instanceof PesaDbException known && known.code() == ErrorCode.BAD_PLUGIN;
        boolean inDoubt = also instanceof PesaDbException known && known.outcomeUnknown();
        boolean wasInDoubt = failed instanceof PesaDbException known && known.outcomeUnknown();
        if (inDoubt || !blames && !wasInDoubt) {
            add(also, failed);
            tell(also);
        }
        add(failed, also);
    }

    /** Closes something after a failure, which the caller throws afterwards; what fails in it is added to that. */
    static void close(AutoCloseable open, Throwable failed) {
        try {
            open.close();
        } catch (Exception | Error also) {
            closeFailed(failed, also);
        }
    }

    /** Says that closing something has failed too: the first failure is told, with this one added. */
    static void closeFailed(Throwable failed, Throwable also) {
        add(failed, also);
    }

    /**
     * Adds a failure to the first one of several.
     *
     * @param first null where there was none yet
     * @param also  another one
     * @return the first
     */
    static Throwable first(Throwable first, Throwable also) {
        if (first == null) {
            return also;
        }
        add(first, also);
        return first;
    }

    /** Throws a failure, unless it is null. */
    static void tell(Throwable failed) {
        if (failed instanceof Error error) {
            throw error;
        } else if (failed != null) {
            throw (RuntimeException) failed;
        }
    }

    private static void add(Throwable told, Throwable also) {
        if (told != also) { // Java has one object only to say that memory has ended
            told.addSuppressed(also);
        }
    }
}
