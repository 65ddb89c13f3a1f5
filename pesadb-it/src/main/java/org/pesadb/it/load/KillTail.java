package org.pesadb.it.load;

/** What a process that will be killed says. */
final class KillTail {
    /** Rows of each transaction that is acknowledged. */
    static final int ROWS = 1_000;

    /** It has nothing more to do than to be killed. */
    static final String READY = "ready to be killed";

    private static final String ACKNOWLEDGED = "acknowledged ";
    /** Ends the line, so that one that was cut is known. */
    private static final String END = ";";

    private KillTail() {}

    static String acknowledge(long rows) {
        return ACKNOWLEDGED + rows + END;
    }

    static boolean isAcknowledged(String line) {
        return line.startsWith(ACKNOWLEDGED) && line.endsWith(END);
    }

    static long acknowledged(String line) {
        return Long.parseLong(line.substring(ACKNOWLEDGED.length(), line.length() - END.length()));
    }
}
