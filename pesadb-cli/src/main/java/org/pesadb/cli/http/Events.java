package org.pesadb.cli.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.Tracer;
import org.pesadb.api.trace.Tracing;

/**
 * What happens inside the database, as server-sent events. A client that does not keep up loses events, and is told how many: nobody else waits
 * for it, and nothing piles up. Threads share it.
 */
final class Events implements AutoCloseable {
    private static final int QUEUED = 1_024;
    /** A client that is gone is noticed by writing to it, so that something is written where nothing happens. */
    private static final long HEARTBEAT_MILLIS = 1_500;

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> TYPES = Arrays.stream(TraceEvent.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toUnmodifiableSet());

    private final Tracing tracing;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Events(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Somebody who listens. */
    private static final class Listener implements Tracer {
        private final Set<String> types; // empty for all
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(QUEUED);
        private final AtomicLong dropped = new AtomicLong();

        Listener(Set<String> types) {
            this.types = types;
        }

        @Override
        public void event(TraceEvent event) {
            String type = event.getClass().getSimpleName();
            if ((types.isEmpty() || types.contains(type)) && !offer(type, event)) {
                dropped.incrementAndGet();
            }
        }

        /** What holds the text of a command waits as an excerpt of it: the queue is bounded by a number. */
        private boolean offer(String type, TraceEvent event) {
            boolean large = event instanceof TraceEvent.Tokens || event instanceof TraceEvent.Plan;
            return queue.remainingCapacity() > 0 && queue.offer(large ? new Told(type, EventFields.of(event)) : event);
        }
    }

    /**
     * An event in the words of JSON.
     *
     * @param type   of it
     * @param fields what it tells
     */
    private record Told(String type, Map<String, Object> fields) {
        static Told of(Object event) {
            return event instanceof TraceEvent plain
                    ? new Told(plain.getClass().getSimpleName(), EventFields.of(plain))
                    : (Told) event;
        }
    }

    /** Tells a client, as long as it listens. */
    void stream(Exchange exchange) throws IOException {
        Listener listener = new Listener(types(exchange.parameter("types")));
        listeners.add(listener);
        try {
            if (listeners.size() > Limits.LISTENERS) {
                throw Refusal.tooMany(Limits.LISTENERS + " clients listen to events already");
            }
            exchange.endless();
            Answer answer = exchange.stream(200, "text/event-stream");
            // Whoever sees the answer begin is told of everything from then on.
            Tracing.Listening listening = tracing.listen(listener);
            try {
                answer.write(HEARTBEAT);
                answer.send();
                tell(listener, answer);
            } finally {
                listening.close();
            }
        } finally {
            listeners.remove(listener);
        }
    }

    private static Set<String> types(String list) {
        if (list == null || list.isEmpty()) {
            return Set.of();
        }
        Set<String> wanted =
                Set.copyOf(Arrays.stream(list.split(",")).distinct().toList());
        for (String type : wanted) {
            if (!TYPES.contains(type)) {
                throw Refusal.bad("no event is called " + type + "; there are "
                        + TYPES.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        return wanted;
    }

    private void tell(Listener listener, Answer answer) throws IOException {
        while (!closed) {
            Object event = next(listener);
            if (event == null) {
                answer.write(HEARTBEAT);
            }
            for (; event != null && event != this; event = listener.queue.poll()) {
                Told told = Told.of(event);
                write(answer, told.type(), told.fields());
            }
            long dropped = listener.dropped.getAndSet(0);
            if (dropped > 0) {
                write(answer, "dropped", Map.of("count", dropped));
            }
            answer.send();
        }
    }

    /** An event; null where none comes for a while, or the end has come. */
    private static Object next(Listener listener) throws IOException {
        try {
            return listener.queue.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", asked);
        }
    }

    private static void write(Answer answer, String name, Map<String, Object> data) throws IOException {
        answer.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        answer.write(Json.bytes(data)); // JSON has no line break of its own
        answer.write("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    /** How many listen. */
    int listeners() {
        return listeners.size();
    }

    /** Lets nobody listen any longer. */
    @Override
    public void close() {
        closed = true;
        for (Listener listener : listeners) {
            if (!listener.queue.offer(this)) { // wakes it up; one whose queue is full is awake
                listener.dropped.incrementAndGet();
            }
        }
    }
}
