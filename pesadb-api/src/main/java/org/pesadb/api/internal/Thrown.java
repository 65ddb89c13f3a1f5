package org.pesadb.api.internal;

/** Puts into words what foreign code has thrown. Nothing that it overrides is trusted: it may throw, and give null or text without end. */
public final class Thrown {
    private static final int MOST = 300;

    private Thrown() {}

    /**
     * Says what it is, its message, and where it comes from.
     *
     * @param thrown what was thrown
     * @return one line
     */
    public static String words(Throwable thrown) {
        if (thrown instanceof UnsupportedClassVersionError newer) {
            return message(newer) + "; use a newer Java, or a plugin made for this one";
        } else if (thrown instanceof NoClassDefFoundError missing) {
            return "class " + message(missing).replace('/', '.') + " is missing or cannot be used";
        }
        String message = message(thrown);
        return thrown.getClass().getName() + (message.isEmpty() ? "" : ": " + message) + place(thrown);
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] trace;
        try {
            trace = thrown.getStackTrace();
        } catch (Throwable worse) { // Java lets nobody declare a checked one here, but throw it
            return " (its stack trace throws " + worse.getClass().getName() + ")";
        }
        return trace == null || trace.length == 0 ? "" : " (at " + trace[0] + ")";
    }

    /**
     * Its message alone.
     *
     * @param thrown what was thrown
     * @return one line, or "" where it has none
     */
    public static String message(Throwable thrown) {
        String message;
        try {
            message = thrown.getMessage();
        } catch (Throwable worse) {
            return "its message throws " + worse.getClass().getName();
        }
        return message == null ? "" : shorten(message);
    }

    /**
     * What it names as its cause.
     *
     * @param thrown what was thrown
     * @return the cause, or itself where it has none or does not tell
     */
    public static Throwable reason(Throwable thrown) {
        Throwable cause;
        try {
            cause = thrown.getCause();
        } catch (Throwable worse) {
            return thrown; // it is what there is to tell of
        }
        return cause == null ? thrown : cause;
    }

    /** A text of somebody else's, in one line that is not too long. */
    static String shorten(String text) {
        String begin = text.length() <= MOST ? text : text.substring(0, MOST) + "...";
        return begin.replaceAll("\\s*\\R\\s*", " ");
    }
}
