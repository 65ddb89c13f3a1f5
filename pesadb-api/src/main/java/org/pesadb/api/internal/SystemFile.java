package org.pesadb.api.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;

/**
 * A file of this machine, which no interrupt can close.
 *
 * <p>A {@link java.nio.channels.FileChannel} is closed when a thread that uses it is interrupted, and the answer of a force
 * that was under way is lost with it, so that a failed one could pass unseen. Its asynchronous sibling does not listen to
 * interrupts. With an executor that runs each task in the calling thread it is just as fast: the same system calls, by
 * the same thread, with the answer there when the call returns. (On Windows, where the operations really are
 * asynchronous, it keeps its own threads, and the caller waits.)
 */
final class SystemFile implements DataFile {
    static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private final Path path;
    private final AsynchronousFileChannel channel;

    SystemFile(Path path, FileLayer.Mode mode) throws IOException {
        this.path = path;
        Set<OpenOption> options = switch (mode) {
            case READ -> Set.of(StandardOpenOption.READ);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            case CREATE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        };
        channel = AsynchronousFileChannel.open(path, options, WINDOWS ? null : new CallerRuns());
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            int count = await(channel.read(into, position + total));
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            int count = await(channel.write(from, at));
            if (count <= 0) {
                throw new EOFException(path + " took no bytes at " + at);
            }
            at += count;
        }
    }

    private int await(Future<Integer> answer) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw new IOException(path + ": " + reason(failed.getCause()), failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Some failures, such as that of a closed channel, have no words of their own. */
    private static String reason(Throwable failed) {
        return failed.getMessage() != null
                ? failed.getMessage()
                : failed.getClass().getSimpleName();
    }

    @Override
    public void force() throws IOException {
        channel.force(false); // fdatasync: length and content, without the times
    }

    @Override
    public long length() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long length) throws IOException {
        channel.truncate(length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Runs each task in the thread that submits it. */
    private static final class CallerRuns extends AbstractExecutorService implements ExecutorService {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
