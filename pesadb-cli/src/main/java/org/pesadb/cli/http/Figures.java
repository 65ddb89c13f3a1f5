package org.pesadb.cli.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the server does. Threads share it. */
final class Figures {
    private final LongAdder[] answers = new LongAdder[6];
    private final LongAdder timed = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder cut = new LongAdder();

    Figures() {
        for (int i = 0; i < answers.length; i++) {
            answers[i] = new LongAdder();
        }
    }

    /** A request has come. */
    void begin() {
        begun.increment();
    }

    /**
     * It is answered.
     *
     * @param status of the answer
     * @param took   how long, in nanoseconds; -1 where it went on for as long as the client liked
     * @param whole  whether all of it went out
     */
    void end(int status, long took, boolean whole) {
        ended.increment();
        answers[Math.min(Math.max(status / 100, 0), answers.length - 1)].increment();
        if (took >= 0) {
            timed.increment();
            nanos.add(took);
        }
        if (!whole) {
            cut.increment();
        }
    }

    /** Requests that are served just now. */
    long inFlight() {
        return begun.sum() - ended.sum();
    }

    /** Answers with a status of a hundred, such as 2 for 200 to 299. */
    long answers(int hundred) {
        return answers[hundred].sum();
    }

    /** Answers that took as long as they needed. */
    long timed() {
        return timed.sum();
    }

    /** Answers that did not go out whole. */
    long cut() {
        return cut.sum();
    }

    /** The time that they took together. */
    double seconds() {
        return nanos.sum() / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
