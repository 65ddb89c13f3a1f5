package org.pesadb.cli.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.Tracer;

/** Keeps the first events of one command, and when they happened. Of one thread. */
final class EventLog implements Tracer {
    private static final int MOST = 5_000;

    private final long began = System.nanoTime();
    private final List<Object> events = new ArrayList<>();
    private long dropped;

    @Override
    public void event(TraceEvent event) {
        if (events.size() == MOST) {
            dropped++;
            return;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("event", event.getClass().getSimpleName());
        told.put("at_ns", System.nanoTime() - began);
        told.putAll(EventFields.of(event));
        events.add(told);
    }

    /** As JSON has them. */
    List<Object> events() {
        return events;
    }

    /** How many there were that are not kept. */
    long dropped() {
        return dropped;
    }
}
