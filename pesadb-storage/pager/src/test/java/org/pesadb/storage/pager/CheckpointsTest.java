package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Log;

@Timeout(20)
class CheckpointsTest {
    private static final int PAGES = 10;

    private final Checkpoints checkpoints =
            new Checkpoints(mock(Log.class), mock(CheckpointWriter.class), PAGES, Runnable::run);

    @Test
    @DisplayName("who must not meet a checkpoint waits for one no longer than told, and then nothing has happened")
    void waitingHasAnEnd() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        whileBusy(() -> {
            PesaDbException busy = assertThrows(
                    PesaDbException.class,
                    () -> checkpoints.without(() -> done.set(true), Deadline.in(Duration.ofMillis(20))));
            assertEquals(ErrorCode.BUSY, busy.code());
            assertFalse(done.get());
            Thread.currentThread().interrupt();
            PesaDbException cancelled = assertThrows(
                    PesaDbException.class,
                    () -> checkpoints.without(() -> done.set(true), Deadline.in(Duration.ofDays(1))));
            assertEquals(ErrorCode.CANCELLED, cancelled.code());
            assertTrue(Thread.interrupted());
            assertFalse(done.get());
        });
        checkpoints.without(() -> done.set(true), Deadline.in(Duration.ZERO));
        assertTrue(done.get());
    }

    @Test
    @DisplayName("where the log is at its bound, a writer waits for the checkpoint of it no longer than told")
    void fullLog() throws InterruptedException {
        checkpoints.logged(2 * PAGES);
        whileBusy(() -> {
            PesaDbException busy = assertThrows(
                    PesaDbException.class, () -> checkpoints.awaitRoom(Deadline.in(Duration.ofMillis(20))));
            assertEquals(ErrorCode.BUSY, busy.code());
            assertTrue(busy.getMessage().contains("the log is full"), busy.getMessage());
        });
    }

    /** Works while another thread holds what a checkpoint holds. */
    private void whileBusy(Runnable work) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread other = new Thread(() -> checkpoints.without(
                () -> {
                    begun.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException stopped) {
                        throw new IllegalStateException(stopped);
                    }
                },
                Deadline.in(Duration.ofDays(1))));
        other.start();
        try {
            begun.await();
            work.run();
        } finally {
            end.countDown();
            other.join();
        }
    }
}
