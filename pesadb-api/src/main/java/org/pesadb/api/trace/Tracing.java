package org.pesadb.api.trace;

import org.pesadb.api.Experimental;

/** Where a database tells what happens inside it. Threads share it. */
@Experimental("what can be heard grows with what people ask for")
public interface Tracing {
    /**
     * Whether anybody listens. To be asked before an event is made, and at no cost: where nobody listens, nothing should be measured.
     *
     * @return true with a listener, or a flight recording that takes events of PesaDB
     */
    boolean on();

    /**
     * Tells everybody who listens.
     *
     * @param event what has happened, by this thread
     */
    void tell(TraceEvent event);

    /**
     * Begins to listen to all that happens, whatever thread does it.
     *
     * @param tracer called by many threads
     * @return to be closed
     */
    Listening listen(Tracer tracer);

    /**
     * Begins to listen to what this thread does.
     *
     * @param tracer called by this thread only
     * @return to be closed
     */
    Listening listenHere(Tracer tracer);

    /**
     * What a database has that tells nothing.
     *
     * @return nobody is ever told, whoever listens
     */
    static Tracing none() {
        return Silence.INSTANCE;
    }

    /** Somebody listens, until this is closed. Any thread may close it; closing twice does nothing. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
