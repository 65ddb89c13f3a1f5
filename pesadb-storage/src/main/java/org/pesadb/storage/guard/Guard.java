package org.pesadb.storage.guard;

import java.util.function.Supplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Components;

/** Makes the errors that name a part which broke its contract. */
public final class Guard {
    private static final String UNDONE = "what it took part in was undone";

    private Guard() {}

    /**
     * Calls a part, off the hot paths.
     *
     * @param <T>   what it gives
     * @param part  the part
     * @param doing what it is called for, for people, such as {@code opening the log}
     * @param work  the call
     * @return what the part gave, never null
     * @throws PesaDbException BAD_PLUGIN where it threw or gave null; what it threw, where that was a PesaDbException
     */
    public static <T> T call(Component part, String doing, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (Throwable thrown) {
            throw failed(part, doing, thrown);
        }
        return notNull(part, doing, result);
    }

    /**
     * Lets a part commit.
     *
     * @param <T>   what it gives
     * @param part  the part
     * @param doing what it is called for, for people
     * @param work  the call
     * @return what the part gave
     * @throws UnknownOutcomeException BAD_PLUGIN where it threw what no part may throw: nobody knows whether it had committed by then
     * @throws PesaDbException         what it threw, where that was one
     */
    public static <T> T commit(Component part, String doing, Supplier<T> work) {
        try {
            return work.get();
        } catch (PesaDbException | OutOfMemoryError known) {
            throw known;
        } catch (Throwable thrown) {
            PesaDbException broken = bad(
                    part,
                    doing,
                    threw(thrown),
                    "it is not known whether the commit counts; reopen the database to find out",
                    thrown);
            throw new UnknownOutcomeException(broken.code(), broken.getMessage(), thrown);
        }
    }

    static <T> T notNull(Component part, String doing, T result) {
        if (result == null) {
            throw broken(part, doing, "it gave null");
        }
        return result;
    }

    /** What comes out for something that a part threw. */
    static PesaDbException failed(Component part, String doing, Throwable thrown) {
        if (thrown instanceof PesaDbException known) {
            return known;
        }
        if (thrown instanceof OutOfMemoryError exhausted) {
            throw exhausted;
        }
        return bad(part, doing, threw(thrown), UNDONE, thrown);
    }

    private static String threw(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return "it threw " + thrown + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /**
     * What comes out for an answer that a part may not give.
     *
     * @param part  the part
     * @param doing what it was called for, for people
     * @param what  what is wrong with the answer
     * @return BAD_PLUGIN
     */
    public static PesaDbException broken(Component part, String doing, String what) {
        return bad(part, doing, what, UNDONE, null);
    }

    private static PesaDbException bad(Component part, String doing, String what, String remains, Throwable cause) {
        return new PesaDbException(
                ErrorCode.BAD_PLUGIN,
                Components.describe(part) + " broke its contract " + doing + ": " + what + "; " + remains
                        + "; tell its author, or use another version of it",
                cause);
    }
}
