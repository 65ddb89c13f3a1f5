package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes down what sessions do while they do it. Threads share it.
 *
 * <p>The clock is a counter: a tick is taken before something is asked for and after it was answered, so if the tick of one answer
 * is less than the tick of another question, the one was answered before the other was asked.
 */
public final class Recorder {
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger count = new AtomicInteger();
    private final Collection<Transaction> ended = new ConcurrentLinkedQueue<>();

    /** Has recorded nothing. */
    public Recorder() {}

    /**
     * A transaction is about to be asked for.
     *
     * @param session who asks
     * @param reader  whether it can only read
     * @return takes down what it does
     */
    public Open begin(String session, boolean reader) {
        return new Open("T" + count.getAndIncrement(), session, reader);
    }

    /**
     * What has ended so far.
     *
     * @return the history
     */
    public History history() {
        return new History(List.copyOf(ended));
    }

    /** A transaction under way. Of its session's thread. */
    public final class Open {
        private final String name;
        private final String session;
        private final boolean reader;
        private final List<Transaction.Step> steps = new ArrayList<>();
        private final long asked = clock.incrementAndGet();
        private long begun;
        private long ending;

        private Open(String name, String session, boolean reader) {
            this.name = name;
            this.session = session;
            this.reader = reader;
        }

        /** It has begun. */
        public void begun() {
            begun = clock.incrementAndGet();
        }

        /**
         * A row was looked up.
         *
         * @param key   the row's
         * @param value what it held
         */
        public void read(String key, Value value) {
            add(new Operation.Read(key, value));
        }

        /**
         * A row was written.
         *
         * @param key   the row's
         * @param value what it holds now
         */
        public void wrote(String key, Value value) {
            add(new Operation.Write(key, value));
        }

        /**
         * Rows were read.
         *
         * @param range what was asked for
         * @param rows  the answer
         */
        public void scanned(Range range, Map<String, Value> rows) {
            add(new Operation.Scan(range, rows));
        }

        /**
         * Rows were counted.
         *
         * @param range what was asked for
         * @param rows  the answer
         */
        public void counted(Range range, long rows) {
            add(new Operation.Count(range, rows));
        }

        private void add(Operation operation) {
            steps.add(new Transaction.Step(clock.incrementAndGet(), operation));
        }

        /** Its end is about to be asked for. Not called for a single statement, which asks for its end with its beginning. */
        public void ending() {
            ending = clock.incrementAndGet();
        }

        /**
         * It has ended.
         *
         * @param outcome how
         * @param id      what the database says, see {@link Transaction#id()}
         */
        public void ended(Transaction.Outcome outcome, long id) {
            long now = clock.incrementAndGet();
            long beganAt = begun > 0 ? begun : now;
            long endedFrom = ending > 0 ? ending : asked;
            ended.add(new Transaction(name, session, steps, outcome, asked, beganAt, endedFrom, now, id, reader));
        }
    }
}
