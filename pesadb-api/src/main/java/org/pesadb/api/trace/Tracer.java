package org.pesadb.api.trace;

import org.pesadb.api.Experimental;

/**
 * Hears what happens inside a database.
 *
 * <p>It is called by the thread that does it, in the midst of doing it: be quick, throw nothing, and do not use the database. Several
 * threads may call at once, unless it listens {@linkplain Tracing#listenHere to its own thread}.
 *
 * <pre>{@code
 * LongAdder reads = new LongAdder();
 * try (Tracing.Listening here = database.tracing().listen(event -> {
 *     if (event instanceof TraceEvent.FileRead) {
 *         reads.increment();
 *     }
 * })) {
 *     session.run(command);
 * }
 * }</pre>
 */
@FunctionalInterface
@Experimental("what can be heard grows with what people ask for")
public interface Tracer {
    /**
     * Something has happened.
     *
     * @param event what
     */
    void event(TraceEvent event);
}
