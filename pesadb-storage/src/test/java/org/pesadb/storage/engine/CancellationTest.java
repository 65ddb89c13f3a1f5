package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();

    @Test
    void concernsTheStatementThatRuns() {
        cancellation.request();
        assertEquals(
                ErrorCode.CANCELLED,
                assertThrows(PesaDbException.class, cancellation::check).code());
        cancellation.reset();
        assertDoesNotThrow(cancellation::check, "not the next one");
    }

    @Test
    void endsAWaitAndTakesItsInterruptBack() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Boolean> left = CompletableFuture.supplyAsync(() -> {
            boolean ended = cancellation.whileWaiting(() -> {
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                    return false;
                } catch (InterruptedException asked) {
                    Thread.currentThread().interrupt();
                    return true;
                }
            });
            return ended && !Thread.currentThread().isInterrupted();
        });
        waiting.await();
        cancellation.request();
        assertTrue(left.get(10, TimeUnit.SECONDS), "the wait ended, and the thread is not interrupted any more");
    }

    @Test
    void doesNotInterruptWhoDoesNotWait() {
        cancellation.request();
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
