package org.pesadb.storage.guard;

import java.util.function.Supplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.Components;

/** Makes the errors that name a part which broke its contract. */
public final class Guard {
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
        StackTraceElement[] trace = thrown.getStackTrace();
        return bad(part, doing, "it threw " + thrown + (trace.length == 0 ? "" : " at " + trace[0]), thrown);
    }

    /** What comes out for an answer that a part may not give. */
    static PesaDbException broken(Component part, String doing, String what) {
        return bad(part, doing, what, null);
    }

    private static PesaDbException bad(Component part, String doing, String what, Throwable cause) {
        return new PesaDbException(
                ErrorCode.BAD_PLUGIN,
                Components.describe(part) + " broke its contract " + doing + ": " + what
                        + "; what it took part in was undone; tell its author, or use another version of it",
                cause);
    }
}
