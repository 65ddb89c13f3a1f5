package org.pesadb.storage.trace;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.Tracer;
import org.pesadb.api.trace.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events on to whoever listens. A tracer that throws is told no more, for it stands in the midst of work that has to go on. Threads
 * share it.
 */
public final class TraceHub implements Tracing {
    private static final Logger LOG = LoggerFactory.getLogger(TraceHub.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();

    /** Events that nobody was told of, and of which nobody was warned yet. */
    private final AtomicLong unsaid = new AtomicLong();

    private final ThreadLocal<ThreadWork> work = ThreadLocal.withInitial(ThreadWork::new);

    /** The first touch of an event class of the recorder takes longer than the start of a small program, hence the question before. */
    @Override
    public boolean on() {
        return count.get() > 0 && anybodyHere() || FlightRecorder.isInitialized() && FlightEvents.enabled();
    }

    private boolean anybodyHere() {
        Thread thread = Thread.currentThread();
        for (Listener listener : listeners) {
            if (listener.thread == null || listener.thread == thread) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void tell(TraceEvent event) {
        tell(event, begin(event.getClass()));
    }

    /**
     * Begins what takes time.
     *
     * @param event what kind of event it will be
     * @return for {@link #tell(TraceEvent, Object)}: what the recorder knows of it, or null
     */
    public Object begin(Class<? extends TraceEvent> event) {
        return FlightRecorder.isInitialized() ? FlightEvents.begin(event) : null;
    }

    /**
     * Tells of what took time.
     *
     * @param event what has happened
     * @param begun what {@link #begin} gave before
     */
    public void tell(TraceEvent event, Object begun) {
        if (work().quiet) {
            return;
        }
        if (begun != null) {
            ((FlightEvents.Flight<?>) begun).tell(event);
        }
        Thread thread = Thread.currentThread();
        for (Listener listener : listeners) {
            if (listener.thread == null || listener.thread == thread) {
                listener.hear(event);
            }
        }
    }

    @Override
    public Listening listen(Tracer tracer) {
        return add(new Listener(tracer, null));
    }

    @Override
    public Listening listenHere(Tracer tracer) {
        return add(new Listener(tracer, Thread.currentThread()));
    }

    private Listening add(Listener listener) {
        listeners.add(listener);
        count.incrementAndGet();
        return listener;
    }

    /**
     * Waits for something that another thread may have, and tells of it.
     *
     * @param lock   what is waited for, for people
     * @param waited until it is had
     * @param <T>    what it gives
     * @return what was waited for
     */
    public <T> T waiting(String lock, Supplier<T> waited) {
        if (!on()) {
            return waited.get();
        }
        Object flight = begin(TraceEvent.LockWait.class);
        long began = System.nanoTime();
        try {
            return waited.get();
        } finally {
            long took = System.nanoTime() - began;
            try {
                tell(new TraceEvent.LockWait(lock, took), flight);
            } catch (OutOfMemoryError lost) {
                lost(lost); // what was waited for is had, and somebody must give it back
            }
        }
    }

    /**
     * There is no memory to tell of something that has been done, and must not seem to have failed for that. Where there is none to warn of
     * that either, the next warning does.
     *
     * @param why it is not told
     */
    public void lost(OutOfMemoryError why) {
        long before = unsaid.get();
        try {
            LOG.warn("no memory to tell a tracer of an event, nor to say so of {} others before it", before, why);
            unsaid.addAndGet(-before);
        } catch (OutOfMemoryError noneForThat) {
            unsaid.incrementAndGet(); // takes no memory
        }
    }

    /**
     * Does something of which no tracer is told, because it is done for the tracers' sake.
     *
     * @param task what, by this thread
     * @param <T>  what it gives
     * @return that
     */
    public <T> T quietly(Supplier<T> task) {
        ThreadWork mine = work();
        boolean before = mine.quiet; // one such task may be within another
        mine.quiet = true;
        try {
            return task.get();
        } finally {
            mine.quiet = before;
        }
    }

    /**
     * How many reads of files this thread has made while somebody listened.
     *
     * @return a number that only grows
     */
    public long reads() {
        return work().reads;
    }

    /** What this thread has done. */
    ThreadWork work() {
        return work.get();
    }

    /** What one thread has done, so that a page's visit can be told from where it was answered. */
    static final class ThreadWork {
        /** Grows with every read of a file. */
        long reads;

        /** Which file was read last. */
        TraceEvent.FileRole lastRead;

        boolean quiet;
    }

    private final class Listener implements Listening {
        private final Tracer tracer;
        private final Thread thread;

        Listener(Tracer tracer, Thread thread) {
            this.tracer = tracer;
            this.thread = thread;
        }

        void hear(TraceEvent event) {
            try {
                tracer.event(event);
            } catch (OutOfMemoryError ended) {
                throw ended; // of whoever works here, as likely as of the tracer
            } catch (RuntimeException | Error failed) {
                close();
                LOG.warn("a tracer failed and is told no more", failed);
            }
        }

        @Override
        public void close() {
            if (listeners.remove(this)) {
                count.decrementAndGet();
            }
        }
    }
}
