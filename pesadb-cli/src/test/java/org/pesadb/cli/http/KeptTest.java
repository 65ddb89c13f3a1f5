package org.pesadb.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** There are never more than there are places, nobody waits without end, and what nobody comes back to is forgotten. */
class KeptTest {
    private static final int MOST = 3;
    private static final long PATIENCE_MILLIS = 600_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a clock may begin anywhere, and run over
    private final Kept<String> kept = new Kept<>("thing", MOST, PATIENCE_MILLIS, nanos::get);

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        kept.sweep();
    }

    private static void refused(int status, Runnable work) {
        assertEquals(status, assertThrows(Refusal.class, work::run).status());
    }

    @Test
    void thereAreOnlySoMany() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            String name = "thing " + i;
            ids.add(kept.add(() -> name));
        }
        assertNotEquals(ids.get(0), ids.get(1));
        for (int i = 0; i < 1_000; i++) {
            refused(429, () -> kept.add(() -> "one too many"));
        }
        assertEquals("thing 1", kept.with(ids.get(1), thing -> thing));
        kept.end(ids.get(1));
        refused(404, () -> kept.end(ids.get(1)));
        refused(404, () -> kept.with(ids.get(1), thing -> thing));
        assertEquals("another", kept.with(kept.add(() -> "another"), thing -> thing));
        refused(429, () -> kept.add(() -> "one too many"));
        assertEquals(MOST, kept.size());
    }

    @Test
    void whatCannotBeMadeTakesNoPlace() {
        for (int i = 0; i < 2 * MOST; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> kept.add(() -> {
                        throw new IllegalStateException("no");
                    }));
        }
        assertEquals(0, kept.size());
        assertEquals("one", kept.with(kept.add(() -> "one"), thing -> thing));
    }

    @Test
    void whatNobodyComesBackToIsForgotten() {
        String used = kept.add(() -> "used");
        String left = kept.add(() -> "left");
        pass(PATIENCE_MILLIS);
        assertEquals(2, kept.size());
        // A request that fails is a request too.
        assertThrows(
                IllegalStateException.class,
                () -> kept.with(used, thing -> {
                    throw new IllegalStateException("no");
                }));
        pass(1);
        assertEquals("used", kept.with(used, thing -> thing));
        refused(404, () -> kept.with(left, thing -> thing));
        pass(PATIENCE_MILLIS + 1);
        assertEquals(0, kept.size());
        for (int i = 0; i < MOST; i++) {
            kept.add(() -> "there is a place again");
        }
    }

    @Test
    void oneRequestWorksFewWaitAndTheRestIsSentAway() throws Exception {
        String id = kept.add(() -> "one");
        ExecutorService clients = Executors.newFixedThreadPool(2 * MOST);
        CountDownLatch sentAway = new CountDownLatch(MOST);
        AtomicLong atWork = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Callable<Boolean> request = () -> {
            try {
                return kept.with(id, thing -> {
                    most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                    boolean told = await(sentAway);
                    atWork.decrementAndGet();
                    return told;
                });
            } catch (PesaDbException busy) {
                assertEquals(ErrorCode.BUSY, busy.code());
                sentAway.countDown();
                return false;
            }
        };
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 2 * MOST; i++) {
                answers.add(clients.submit(request));
            }
            int served = 0;
            for (Future<Boolean> answer : answers) {
                served += answer.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertEquals(MOST, served);
            assertEquals(1, most.get());
            assertEquals("one", kept.with(id, thing -> thing));
        } finally {
            clients.shutdownNow();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
