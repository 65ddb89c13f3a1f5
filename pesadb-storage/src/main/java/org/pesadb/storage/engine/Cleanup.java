package org.pesadb.storage.engine;

import java.util.function.Consumer;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** Ends and undoes things where something has failed, or may: all of them, and whoever is told of it learns what came first. */
final class Cleanup {
    private Cleanup() {}

    /**
     * Closes something after a failure, which the caller throws afterwards.
     *
     * @param failed what has failed
     * @param close  closes it; its failure is added to the first one
     */
    static void closeAfter(Throwable failed, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException | Error also) {
            add(failed, also);
        }
    }

    /**
     * Undoes something after a failure, which the caller throws afterwards. Where this fails as well, it says more than the first failure does: that
     * something was not undone, or waited for. But where the first one blames a plugin already, the second is a consequence of it.
     *
     * @param failed what has failed
     * @param undo   undoes what was done before
     */
    static void undoAfter(Throwable failed, Runnable undo) {
        try {
            undo.run();
        } catch (RuntimeException | Error also) {
            boolean blames = failed instanceof PesaDbException known && known.code() == ErrorCode.BAD_PLUGIN;
            boolean inDoubt = also instanceof PesaDbException known && known.outcomeUnknown();
            if (!blames || inDoubt) {
                add(also, failed);
                throw also;
            }
            add(failed, also);
        }
    }

    /**
     * Does something with each of several, also where it fails with one of them. What it fails with first is thrown, with the rest added to it.
     */
    static <T> void each(Iterable<T> all, Consumer<T> work) {
        Throwable first = null;
        for (T one : all) {
            try {
                work.accept(one);
            } catch (RuntimeException | Error failed) {
                if (first == null) {
                    first = failed;
                } else {
                    add(first, failed);
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        } else if (first != null) {
            throw (RuntimeException) first;
        }
    }

    private static void add(Throwable told, Throwable also) {
        if (told != also) { // Java has one object only to say that memory has ended
            told.addSuppressed(also);
        }
    }
}
