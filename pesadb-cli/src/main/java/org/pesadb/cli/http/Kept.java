package org.pesadb.cli.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * What clients leave with the server between requests, for as long as they come back to it. There are only so many places, and one request at a
 * time works with any of it, so that what all of it takes has a bound. Threads share it.
 *
 * @param <T> what is kept; it needs no closing
 */
final class Kept<T> {
    private static final int ID_BYTES = 16;

    private final String what;
    private final int most;
    private final long patienceMillis;
    private final LongSupplier nanos;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Thing<T>> things = new ConcurrentHashMap<>();
    private final Semaphore places;
    /** Whoever waits has a thread of the server: they must not be all. */
    private final Semaphore waiting;

    private final Lock bench = new ReentrantLock(true);

    /** One of them. */
    private static final class Thing<T> {
        final T thing;
        volatile long idleSince;

        Thing(T thing, long now) {
            this.thing = thing;
            idleSince = now;
        }
    }

    /**
     * Nothing yet.
     *
     * @param what           what one is called, such as {@code crash lab}
     * @param most           how many there may be, and how many requests may work or wait
     * @param patienceMillis how long one is kept for whoever does not come back
     * @param nanos          a clock that never goes back
     */
    Kept(String what, int most, long patienceMillis, LongSupplier nanos) {
        this.what = what;
        this.most = most;
        this.patienceMillis = patienceMillis;
        this.nanos = nanos;
        places = new Semaphore(most);
        waiting = new Semaphore(most);
    }

    /**
     * Makes one and keeps it.
     *
     * @return what names it; nobody can guess it
     */
    String add(Supplier<? extends T> making) {
        if (!places.tryAcquire()) {
            throw Refusal.tooMany(
                    "there are " + most + " of " + what + " already, the most that are kept at once; DELETE ends one,"
                            + " and so does the time of " + minutes() + " without a request");
        }
        boolean added = false;
        try {
            T made = alone(making);
            byte[] bytes = new byte[ID_BYTES];
            random.nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            things.put(id, new Thing<>(made, nanos.getAsLong()));
            added = true;
            return id;
        } finally {
            if (!added) {
                places.release();
            }
        }
    }

    /** Works with one. */
    <R> R with(String id, Function<? super T, ? extends R> work) {
        return alone(() -> {
            Thing<T> thing = things.get(id);
            if (thing == null) {
                throw gone();
            }
            try {
                return work.apply(thing.thing);
            } finally {
                thing.idleSince = nanos.getAsLong();
            }
        });
    }

    private <R> R alone(Supplier<? extends R> work) {
        if (!waiting.tryAcquire()) {
            throw new PesaDbException(
                    ErrorCode.BUSY, "too many requests work with a " + what + " at this moment; try it again");
        }
        try {
            bench.lock();
            try {
                return work.get();
            } finally {
                bench.unlock();
            }
        } finally {
            waiting.release();
        }
    }

    private Refusal gone() {
        return new Refusal(
                404,
                "NOT_FOUND",
                "there is no such " + what + ": it was ended, or no request came for " + minutes()
                        + "; begin a new one");
    }

    private String minutes() {
        return TimeUnit.MILLISECONDS.toMinutes(patienceMillis) + " minutes";
    }

    /** Ends one; a request that works with it at this moment still comes to its end. */
    void end(String id) {
        if (!forget(id)) {
            throw gone();
        }
    }

    /** Ends one that may have ended; tells whether it had not. */
    boolean forget(String id) {
        boolean there = things.remove(id) != null;
        if (there) {
            places.release();
        }
        return there;
    }

    /** Ends those that nobody comes back to. */
    void sweep() {
        long now = nanos.getAsLong();
        things.forEach((id, thing) -> {
            if (now - thing.idleSince > TimeUnit.MILLISECONDS.toNanos(patienceMillis) && things.remove(id, thing)) {
                places.release();
            }
        });
    }

    /** How many there are. */
    int size() {
        return things.size();
    }
}
