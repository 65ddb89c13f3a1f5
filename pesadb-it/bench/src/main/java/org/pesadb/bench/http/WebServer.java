package org.pesadb.bench.http;

import java.io.IOException;

/** A server under test, in processes of its own, with the tables users and orders. Of one thread. */
interface WebServer extends AutoCloseable {
    /** Its name in the report. */
    String title();

    /** Where it listens, on this machine. */
    int port();

    /**
     * Ends its work: nothing is asked of it any more, but for {@link #close()}.
     *
     * @return how many times its log was forced since it was started
     */
    long finish() throws Exception;

    /** Stops its processes, however far they came. */
    @Override
    void close() throws IOException;
}
