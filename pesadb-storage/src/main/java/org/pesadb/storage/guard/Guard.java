package org.pesadb.storage.guard;

import java.util.Set;
import java.util.function.Supplier;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;

/** Makes the errors that name a part which broke its contract. */
final class Guard {
    /** Failures that are known to be what they say: a subclass of somebody's may answer anything. */
    private static final Set<Class<?>> OURS =
            Set.of(PesaDbException.class, CorruptException.class, MissingComponentException.class);

    /** So many calls lie beneath one another only where somebody calls himself without end. */
    private static final int DEEP = 1000;

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
     * @throws PesaDbException BAD_PLUGIN where it threw or gave null; what it threw, where that was a PesaDbException of ours
     */
    static <T> T call(Component part, String doing, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (Throwable thrown) {
            throw failed(part, doing, thrown);
        }
        return notNull(part, doing, result);
    }

    /**
     * Calls a part for what it has to know by itself: it reads and writes nothing, so whatever it throws is its own fault.
     *
     * @throws PesaDbException BAD_PLUGIN where it threw anything or gave null
     */
    static <T> T callAlone(Component part, String doing, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (Throwable thrown) {
            throw blamed(part, doing, UNDONE, thrown);
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
    static <T> T commit(Component part, String doing, Supplier<T> work) {
        try {
            return work.get();
        } catch (Throwable thrown) {
            if (passes(part, thrown)) {
                throw (PesaDbException) thrown;
            }
            if (thrown.getClass() == OutOfMemoryError.class) {
                throw (OutOfMemoryError) thrown;
            }
            PesaDbException broken = blamed(
                    part, doing, "it is not known whether the commit counts; reopen the database to find out", thrown);
            throw new UnknownOutcomeException(broken.code(), broken.getMessage(), broken.getCause());
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
        if (passes(part, thrown)) {
            return (PesaDbException) thrown;
        }
        if (thrown.getClass() == OutOfMemoryError.class) {
            throw (OutOfMemoryError) thrown;
        }
        return blamed(part, doing, UNDONE, thrown);
    }

    /**
     * What comes out for something that a log or pager threw while it was asked for a page, or to change one. Other parts ask for pages too, and
     * are blamed for what passes here and must not pass them. So it may not say that an outcome is unknown, which nobody asked for; and
     * where it was called deep down already, that the stack has overflowed is told as it is: then it was its callers who filled it.
     */
    static RuntimeException failedPage(Component part, String doing, Throwable thrown) {
        if (thrown instanceof UnknownOutcomeException) {
            return blamed(part, doing, UNDONE, thrown);
        }
        if (thrown.getClass() == StackOverflowError.class && calledDeepDown()) {
            throw (StackOverflowError) thrown;
        }
        return failed(part, doing, thrown);
    }

    private static boolean calledDeepDown() {
        return StackWalker.getInstance().walk(frames -> frames.limit(DEEP).count()) == DEEP;
    }

    /**
     * What comes out for something that a part threw while it was closed, or undid something. Another failure may be on its way out, to which this one is
     * added, even where the part throws the same object both times: so it is another object.
     */
    static PesaDbException failedEnding(Component part, String doing, Throwable thrown) {
        PesaDbException failed = failed(part, doing, thrown);
        if (failed != thrown) {
            return failed;
        }
        return failed.outcomeUnknown()
                ? new UnknownOutcomeException(failed.code(), failed.getMessage(), failed)
                : new PesaDbException(failed.code(), failed.getMessage(), failed);
    }

    /** Whether a failure is told as it is. That the outcome of a commit is unknown, only those can say who take part in one. */
    private static boolean passes(Component part, Throwable thrown) {
        if (thrown instanceof UnknownOutcomeException) {
            ComponentKind kind = Components.kindOf(part);
            return kind == ComponentKind.LOG || kind == ComponentKind.PAGER;
        }
        return OURS.contains(thrown.getClass());
    }

    /** Puts into words what a part threw, whose methods may throw as well; then nobody else is given it, to whom they would too. */
    private static PesaDbException blamed(Component part, String doing, String remains, Throwable thrown) {
        String what;
        Throwable cause = thrown;
        try {
            StackTraceElement[] trace = thrown.getStackTrace();
            what = thrown + (trace == null || trace.length == 0 ? "" : " at " + trace[0]);
        } catch (Throwable worse) {
            what = thrown.getClass().getName() + ", which throws "
                    + worse.getClass().getName() + " when it is looked at";
            cause = null;
        }
        return bad(part, doing, "it threw " + what, remains, cause);
    }

    /**
     * What comes out for an answer that a part may not give.
     *
     * @param part  the part
     * @param doing what it was called for, for people
     * @param what  what is wrong with the answer
     * @return BAD_PLUGIN
     */
    static PesaDbException broken(Component part, String doing, String what) {
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
