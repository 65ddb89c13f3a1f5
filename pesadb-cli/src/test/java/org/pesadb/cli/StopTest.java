package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

class StopTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Thread start(InputStream in, Stop stop, Database database) {
        App app = new App(in, out, out, false, stop, (file, options) -> database);
        Thread thread = new Thread(() -> app.run("--format", "json"), "app");
        thread.setDaemon(true); // a stopped program waits for ever, for the process to end
        thread.start();
        return thread;
    }

    @Test
    void runningStatementIsCancelledAndNothingMoreBegins() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        Session session = mock(Session.class);
        when(session.execute(any())).thenAnswer(call -> {
            running.countDown();
            assertTrue(cancelled.await(10, TimeUnit.SECONDS));
            throw new PesaDbException(ErrorCode.CANCELLED, "cancelled");
        });
        doAnswer(call -> {
                    cancelled.countDown();
                    return null;
                })
                .when(session)
                .cancel();
        CountDownLatch closed = new CountDownLatch(1);
        Database database = mock(Database.class);
        when(database.openSession()).thenReturn(session);
        when(database.path()).thenReturn(Path.of("x"));
        doAnswer(call -> {
                    closed.countDown();
                    return null;
                })
                .when(database)
                .close();
        Stop stop = new Stop();
        byte[] script = "TABLES\nTABLES\nTABLES\n".getBytes(StandardCharsets.UTF_8);
        start(new ByteArrayInputStream(script), stop, database);
        assertTrue(running.await(10, TimeUnit.SECONDS));
        stop.stop();
        assertEquals(0, closed.getCount());
        assertEquals(
                "{\"error\":{\"code\":\"CANCELLED\",\"message\":\"cancelled\"}}\n",
                out.toString(StandardCharsets.UTF_8),
                "the statement that ran, and no other");
    }

    @Test
    void checkThatReadsForLongIsNoReasonToWait(@TempDir Path folder) throws Exception {
        CountDownLatch checking = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Database database = mock(Database.class);
        doAnswer(call -> {
                    checking.countDown();
                    never.await();
                    return null;
                })
                .when(database)
                .check(any());
        Stop stop = new Stop();
        App app = new App(new ByteArrayInputStream(new byte[0]), out, out, false, stop, (file, options) -> database);
        String file = Files.createFile(folder.resolve("x.pesa")).toString();
        Thread thread = new Thread(() -> app.run("check", file), "app");
        thread.setDaemon(true);
        thread.start();
        assertTrue(checking.await(10, TimeUnit.SECONDS));
        long begun = System.nanoTime();
        stop.stop();
        assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(8), "it waited for the check");
        thread.interrupt();
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void waitingForInputIsNoReasonToWait() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                reading.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
        FakeDatabase database = new FakeDatabase(Path.of("x"));
        Stop stop = new Stop();
        Thread app = start(silent, stop, database);
        assertTrue(reading.await(10, TimeUnit.SECONDS));
        assertFalse(database.closed);
        stop.stop();
        assertTrue(database.closed);
        app.interrupt();
    }
}
