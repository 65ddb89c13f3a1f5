package org.pesadb.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one of several actors run at a time, each a thread, from one pause to its next, and chooses by a seed which. An actor that
 * waits for a lock whose holder pauses is set aside until it gets the lock; then it goes on to its next pause by itself.
 *
 * <p>Nothing here waits for a length of time to pass: an actor counts as waiting when its thread's state says so again and again.
 */
final class Interleaving {
    private static final int POLLS_TO_BELIEVE = 3;
    private static final int POLLS_TO_GIVE_UP = 1_000_000;
    private static final long POLL_NANOS = 20_000;

    /** What an actor does. */
    interface Body {
        void run() throws Exception;
    }

    private enum Status {
        PAUSED,
        RUNNING,
        ENDED
    }

    private final class Actor extends Thread {
        private final Body body;
        private volatile Status status = Status.PAUSED;
        private volatile String at = "start";

        Actor(String name, Body body) {
            super(name);
            this.body = body;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                awaitTurn();
                body.run();
            } catch (Throwable thrown) {
                failed(thrown);
            } finally {
                status = Status.ENDED;
            }
        }

        private void awaitTurn() {
            while (status == Status.PAUSED && !unleashed) {
                LockSupport.park(this);
            }
        }

        /**
         * Whether it waits for a lock, and not for its turn: it may not have woken up for that yet. Nobody pauses with a monitor
         * in hand, so what waits for one goes on soon.
         */
        private boolean waits() {
            return getState() == State.WAITING && LockSupport.getBlocker(this) != this;
        }
    }

    private final Random random;
    private final List<Actor> actors = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private volatile boolean unleashed;
    private Throwable failure;

    Interleaving(Random random) {
        this.random = random;
    }

    void actor(String name, Body body) {
        actors.add(new Actor(name, body));
    }

    /** A point where another actor may go on first. Threads that are no actors do not stop here. */
    void pause(String at) {
        if (Thread.currentThread() instanceof Actor actor && actors.contains(actor) && !unleashed) {
            actor.at = at;
            actor.status = Status.PAUSED;
            actor.awaitTurn();
        }
    }

    private synchronized void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    private synchronized Throwable failure() {
        return failure;
    }

    /**
     * Runs all actors to their end.
     *
     * @param between is run while all of them pause or wait
     */
    void run(Body between) throws Exception {
        actors.forEach(Thread::start);
        try {
            while (failure() == null) {
                settle();
                between.run();
                List<Actor> ready = new ArrayList<>();
                for (Actor actor : actors) {
                    if (actor.status == Status.PAUSED) {
                        ready.add(actor);
                    }
                }
                if (ready.isEmpty()) {
                    break;
                }
                Actor next = ready.get(random.nextInt(ready.size()));
                trace.add(next.getName() + ": " + next.at);
                next.status = Status.RUNNING;
                LockSupport.unpark(next);
            }
        } finally {
            unleashed = true;
            for (Actor actor : actors) {
                LockSupport.unpark(actor);
            }
        }
        for (Actor actor : actors) {
            actor.join(10_000);
        }
        if (failure() != null) {
            throw new AssertionError("after " + trace.size() + " steps, the last of them " + tail(), failure());
        }
    }

    private List<String> tail() {
        return trace.subList(Math.max(0, trace.size() - 40), trace.size());
    }

    /** Returns once every actor pauses, has ended, or waits for another. */
    private void settle() {
        int quiet = 0;
        for (int polls = 0; quiet < POLLS_TO_BELIEVE; polls++) {
            boolean someWait = false;
            boolean someRun = false;
            boolean somePause = false;
            for (Actor actor : actors) {
                if (actor.status == Status.PAUSED) {
                    somePause = true;
                } else if (actor.status == Status.RUNNING) {
                    boolean waits = actor.waits();
                    someWait |= waits;
                    someRun |= !waits;
                }
            }
            if (!someWait && !someRun) {
                return;
            }
            quiet = someRun || !somePause ? 0 : quiet + 1;
            if (polls > POLLS_TO_GIVE_UP) {
                throw new AssertionError("all wait for one another: " + stacks() + ", after " + tail());
            }
            for (long until = System.nanoTime() + POLL_NANOS; System.nanoTime() - until < 0; ) {
                Thread.yield(); // to sleep for so short a time takes several times as long
            }
        }
    }

    private String stacks() {
        StringBuilder text = new StringBuilder();
        for (Actor actor : actors) {
            text.append("\n  ").append(actor.getName()).append(' ').append(actor.status);
            for (StackTraceElement frame : actor.getStackTrace()) {
                text.append("\n    ").append(frame);
            }
        }
        return text.toString();
    }
}
