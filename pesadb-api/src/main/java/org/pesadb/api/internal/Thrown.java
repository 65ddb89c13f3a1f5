package org.pesadb.api.internal;

/** Puts into words what foreign code has thrown: its message may be missing, without end, or throw itself. */
final class Thrown {
    private static final int MOST = 300;

    private Thrown() {}

    /** Says what it is, its message, and where it comes from. */
    static String words(Throwable thrown) {
        if (thrown instanceof UnsupportedClassVersionError newer) {
            return message(newer) + "; use a newer Java, or a plugin made for this one";
        } else if (thrown instanceof NoClassDefFoundError missing) {
            return "class " + message(missing).replace('/', '.') + " is missing or cannot be used";
        }
        String message = message(thrown);
        StackTraceElement[] trace = thrown.getStackTrace();
        return thrown.getClass().getName()
                + (message.isEmpty() ? "" : ": " + message)
                + (trace.length == 0 ? "" : " (at " + trace[0] + ")");
    }

    /** Its message alone. */
    static String message(Throwable thrown) {
        String message;
        try {
            message = thrown.getMessage();
        } catch (RuntimeException | Error worse) {
            return "its message throws " + worse.getClass().getName();
        }
        return message == null ? "" : shorten(message);
    }

    /** A text of somebody else's, in one line that is not too long. */
    static String shorten(String text) {
        String begin = text.length() <= MOST ? text : text.substring(0, MOST) + "...";
        return begin.replaceAll("\\s*\\R\\s*", " ");
    }
}
