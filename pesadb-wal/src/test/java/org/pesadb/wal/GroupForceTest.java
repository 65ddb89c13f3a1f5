package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Log;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.MemoryFiles.Call;

/** Rules L4 and L6 where threads wait together: the first force is held up until all the others wait for the next. */
@Timeout(60)
class GroupForceTest {
    private static final int WAITERS = 8;

    private final MemoryFiles files = new MemoryFiles();
    private final Log log = TestLog.create(files);
    private final AtomicInteger forces = new AtomicInteger();
    private final CountDownLatch forcing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean fail;
    private final List<Committer> committers = new ArrayList<>();

    /** Waits for one commit's force, and keeps how that ended. */
    private final class Committer extends Thread {
        private final long end;
        private volatile Throwable failure;
        private volatile boolean stillInterrupted;

        Committer(long end) {
            this.end = end;
        }

        @Override
        public void run() {
            try {
                log.force(end);
            } catch (Throwable thrown) {
                failure = thrown;
            }
            stillInterrupted = isInterrupted();
        }
    }

    /** Leaves one thread in the force, and {@value #WAITERS} behind it. */
    @BeforeEach
    void holdUp() throws InterruptedException {
        files.hook((call, path, position, length) -> {
            if (call == Call.FORCE) {
                forces.incrementAndGet();
                forcing.countDown();
                awaitQuietly(goOn);
                if (fail) {
                    throw new IOException("the device failed");
                }
            }
        });
        start(1);
        assertTrue(forcing.await(30, TimeUnit.SECONDS));
        for (int i = 2; i < 2 + WAITERS; i++) {
            start(i);
        }
        for (Committer waiter : committers.subList(1, committers.size())) {
            while (waiter.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }

    private void start(long value) {
        Committer committer = new Committer(TestLog.commit(log, 1, value));
        committers.add(committer);
        committer.start();
    }

    private void finish() throws InterruptedException {
        goOn.countDown();
        for (Committer each : committers) {
            each.join();
        }
    }

    /** Waits like a system call: an interrupt does not end it. */
    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("L4: those who wait while a force is under way share the next one")
    void share() throws InterruptedException {
        finish();
        assertEquals(2, forces.get());
        committers.forEach(each -> assertNull(each.failure));
        assertEquals(1 + WAITERS, TestLog.get(log, new TestMain(), 1));
    }

    @Test
    @DisplayName("L6: a failed force wakes every waiter with an unknown outcome, and is not tried again")
    void failTogether() throws InterruptedException {
        fail = true;
        finish();
        assertEquals(1, forces.get());
        committers.forEach(each -> assertInstanceOf(UnknownOutcomeException.class, each.failure));
        assertEquals(0, TestLog.get(log, new TestMain(), 1));
    }

    @Test
    @DisplayName("L6: an interrupt ends no wait, loses no force, and stays with its thread")
    void interrupts() throws InterruptedException {
        committers.forEach(Thread::interrupt);
        finish();
        assertEquals(2, forces.get());
        for (Committer each : committers) {
            assertNull(each.failure);
            assertTrue(each.stillInterrupted);
        }
        assertEquals(1 + WAITERS, TestLog.get(TestLog.open(files.crash(null)), new TestMain(), 1));
    }
}
