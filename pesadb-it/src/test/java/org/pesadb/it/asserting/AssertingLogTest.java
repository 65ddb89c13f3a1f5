package org.pesadb.it.asserting;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.CheckpointResult;
import org.pesadb.api.spi.CheckpointSink;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.PageImage;
import org.pesadb.it.Altered;
import org.pesadb.it.fault.SimulatedDisk;

/** Each misuse of a log is told by its name. */
class AssertingLogTest {
    private static final int BYTES = 64;

    private final LogProvider provider =
            Components.installed().choose(ComponentKind.LOG, LogProvider.class, "assert-wal");
    private final UUID id = new UUID(3, 4);
    private final SimulatedDisk disk = new SimulatedDisk();
    private Log log;

    private LogContext context(boolean readOnly) {
        Path path = Path.of("/db/data.pesa-wal");
        return new LogContext(disk, path, id, BYTES, SyncMode.FULL, 100, readOnly, 1, Map.of());
    }

    @BeforeEach
    void create() throws IOException {
        disk.createFolders(Path.of("/db"));
        log = provider.create(context(false), new LogStart(1, 0, 1, 0, 0));
    }

    /** A page whose image can be changed after it was sealed. */
    private record Image(long id, byte[] bytes) implements PageImage {
        Image(long id) {
            this(id, new byte[BYTES]);
        }

        @Override
        public byte[] seal(long position) {
            bytes[0] = (byte) position;
            return bytes;
        }
    }

    private static class Sink implements CheckpointSink {
        @Override
        public void page(long id, long position, byte[] image) throws IOException {}

        @Override
        public long finish() throws IOException {
            return 1;
        }

        @Override
        public void cut() {}
    }

    private static void misuse(String told, Executable call) {
        Misuse thrown = assertThrows(Misuse.class, call);
        assertTrue(thrown.getMessage().startsWith("misuse by its caller: "), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(told), thrown.getMessage());
    }

    private long put(long page) {
        long end = log.commit(log.begin(), List.of(new Image(page)), page + 1);
        log.force(end);
        return end;
    }

    @Test
    @DisplayName("who keeps to the contract is told nothing")
    void rightUse() {
        put(1);
        long transaction = log.begin();
        log.append(transaction, List.of(new Image(2)));
        log.commit(transaction, List.of(), 3);
        log.abandon(log.begin());
        try (LogSnapshot snapshot = log.register()) {
            long position = log.locate(1, snapshot.position());
            assertTrue(log.read(1, position, new byte[BYTES]));
        }
        log.checkpoint(new Sink());
        log.close();
        log.close();
        Log again = provider.open(context(false));
        if (again.needsCheckpoint()) {
            again.checkpoint(new Sink());
        }
        assertTrue(again.begin() > transaction);
    }

    @Test
    @DisplayName("one transaction at a time, and only that one appends, commits and ends")
    void transactions() {
        misuse("and none is open", () -> log.append(1, List.of()));
        misuse("and none is open", () -> log.commit(1, List.of(), 1));
        misuse("and none is open", () -> log.abandon(1));
        long transaction = log.begin();
        misuse("begun while " + transaction + " is open", log::begin);
        misuse("while " + transaction + " is open", () -> log.append(transaction + 1, List.of()));
        misuse("while " + transaction + " is open", () -> log.commit(transaction + 1, List.of(), 1));
        log.commit(transaction, List.of(), 1);
        misuse("and none is open", () -> log.abandon(transaction));
    }

    @Test
    @DisplayName("page numbers, numbers of pages and images are within bounds")
    void bounds() {
        long transaction = log.begin();
        misuse("numbers go from 0", () -> log.append(transaction, List.of(new Image(-1))));
        misuse("numbers go from 0", () -> log.append(transaction, List.of(new Image(1L << 32))));
        misuse("pages have " + BYTES, () -> log.append(transaction, List.of(new Image(1, new byte[BYTES - 1]))));
        misuse("1 to 2^32", () -> log.commit(transaction, List.of(), 0));
        misuse("page 7 is committed to a database of 7 pages", () -> log.commit(transaction, List.of(new Image(7)), 7));
    }

    @Test
    @DisplayName("an image stays as it was sealed while it is appended")
    void changedImages() {
        long transaction = log.begin();
        Image first = new Image(1);
        PageImage meddling = new PageImage() {
            @Override
            public long id() {
                return 2;
            }

            @Override
            public byte[] seal(long position) {
                first.bytes[5]++;
                return new byte[BYTES];
            }
        };
        misuse("page 1 was changed", () -> log.commit(transaction, List.of(first, meddling), 3));
    }

    @Test
    @DisplayName("only the ends of commits are forced")
    void force() {
        long end = put(1);
        log.force(end);
        misuse("where no commit ended", () -> log.force(end - 1));
    }

    @Test
    @DisplayName("a page is looked for where a snapshot is, or was a moment ago for another thread")
    void positions() throws InterruptedException {
        put(1);
        LogSnapshot snapshot = log.register();
        long position = snapshot.position();
        misuse("no snapshot was registered", () -> log.locate(1, position + 1));
        long version = log.locate(1, position);
        misuse("nobody located or sealed", () -> log.read(2, version, new byte[BYTES]));
        misuse("nobody located or sealed", () -> log.read(1, version + 1, new byte[BYTES]));
        misuse("pages have " + BYTES, () -> log.read(1, version, new byte[BYTES + 1]));
        Thread other = new Thread(snapshot::close);
        other.start();
        other.join();
        assertDoesNotThrow(() -> log.locate(1, position), "another thread has closed it");
        LogSnapshot own = log.register();
        own.close();
        misuse("has closed the last snapshot itself", () -> log.locate(1, own.position()));
    }

    @Test
    @DisplayName("one checkpoint at a time, and nothing is called from within cut")
    void checkpoints() throws InterruptedException {
        put(1);
        AtomicReference<Throwable> second = new AtomicReference<>();
        CountDownLatch tried = new CountDownLatch(1);
        log.checkpoint(new Sink() {
            @Override
            public long finish() throws IOException {
                Thread other = new Thread(() -> {
                    try {
                        log.checkpoint(new Sink());
                    } catch (Misuse misuse) {
                        second.set(misuse);
                    } finally {
                        tried.countDown();
                    }
                });
                other.start();
                try {
                    tried.await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
                return super.finish();
            }
        });
        misuse("while there is one", () -> {
            throw second.get();
        });
        put(2);
        AtomicReference<Misuse> within = new AtomicReference<>();
        log.checkpoint(new Sink() {
            @Override
            public void cut() {
                within.set(assertThrows(Misuse.class, log::register));
            }
        });
        assertEquals(
                "misuse by its caller: register is called from within cut()",
                within.get().getMessage());
    }

    @Test
    @DisplayName("hold keeps transactions out, or returns false")
    void hold() {
        LogProvider behind = Components.installed().choose(ComponentKind.LOG, LogProvider.class, "wal");
        Log real = behind.create(context(false), new LogStart(1, 0, 1, 0, 0));
        Log asking = new AssertingLog(
                context(false),
                Altered.of(Log.class, real)
                        .method("checkpoint", given -> new CheckpointResult(0, ((CheckpointSink) given[0]).hold()))
                        .make());
        CheckpointSink holding = new Sink() {
            @Override
            public boolean hold() {
                return true;
            }
        };
        assertTrue(asking.checkpoint(holding).cut());
        asking.begin();
        misuse("hold() returns true while transaction 1 is open", () -> asking.checkpoint(holding));
    }

    @Test
    @DisplayName("a log that was recovered is brought to the main file before its first transaction")
    void beforeTheCheckpoint() {
        put(1);
        log.close();
        Log again = provider.open(context(false));
        assertTrue(again.needsCheckpoint());
        misuse("before the checkpoint", again::begin);
    }

    @Test
    @DisplayName("closing comes last: after every snapshot and transaction, and with nothing after it")
    void closing() {
        log.close();
        misuse("closed", log::register);
        misuse("closed", log::begin);
        Log second = provider.open(context(false));
        second.register();
        misuse("1 snapshots are registered", second::close);
        Log third = provider.open(context(false));
        long transaction = third.begin();
        misuse("transaction " + transaction + " is open", third::close);
        Log fourth = provider.open(context(false));
        fourth.force(fourth.commit(fourth.begin(), List.of(new Image(1)), 2));
        misuse("1 calls of it are under way", () -> fourth.verify(version -> fourth.close(), fault -> {}));
        assertEquals(0, disk.handles(), "the files are closed all the same");
    }

    @Test
    @DisplayName("a misuse that somebody keeps to himself is told again by close")
    void told() {
        Misuse thrown = assertThrows(Misuse.class, () -> log.force(77));
        assertSame(thrown, assertThrows(Misuse.class, log::close));
    }

    @Test
    @DisplayName("what cannot be: a log made to read only, damage opened to write, a beginning before the beginning")
    void opening() {
        misuse("nothing may be written", () -> provider.create(context(true), new LogStart(1, 0, 1, 0, 0)));
        misuse("to be written", () -> provider.openDamaged(context(false), fault -> {}));
        misuse("to begin with", () -> provider.create(context(false), new LogStart(0, 0, 1, 0, 0)));
    }
}
