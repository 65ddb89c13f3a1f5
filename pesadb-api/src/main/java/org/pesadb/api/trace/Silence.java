package org.pesadb.api.trace;

/** Tells nothing to nobody. */
enum Silence implements Tracing {
    /** The only one. */
    INSTANCE;

    @Override
    public boolean on() {
        return false;
    }

    @Override
    public void tell(TraceEvent event) {
        // Nobody can hear it.
    }

    @Override
    public Listening listen(Tracer tracer) {
        return () -> {};
    }

    @Override
    public Listening listenHere(Tracer tracer) {
        return () -> {};
    }
}
