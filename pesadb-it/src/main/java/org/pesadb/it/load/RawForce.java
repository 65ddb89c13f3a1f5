package org.pesadb.it.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the device and the file system give without a database: a file whose blocks are there already, written at a position and
 * forced. Threads may share it; concurrent callers share one force, as a group commit does.
 */
final class RawForce implements AutoCloseable {
    private static final int FILE_BYTES = 8 << 20;

    private final FileChannel channel;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(FILE_BYTES);
    private final int unit;
    private final Object lock = new Object();

    /** Guarded by the lock, as are the next three. */
    private long asked;

    private long forced;
    private boolean leading;
    private long forces;

    /** Belongs to the one who leads. */
    private int position;

    /**
     * @param path the file, made anew
     * @param unit bytes that each call writes
     */
    RawForce(Path path, int unit) throws IOException {
        this.unit = unit;
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.write(zeros, 0);
        channel.force(true);
    }

    /** Writes one unit and returns once it is forced. */
    void write() throws IOException, InterruptedException {
        long upTo;
        long from;
        synchronized (lock) {
            long mine = ++asked;
            while (leading && forced < mine) {
                lock.wait();
            }
            if (forced >= mine) {
                return;
            }
            leading = true;
            upTo = asked;
            from = forced;
        }
        boolean done = false;
        try {
            writeAndForce((int) (upTo - from) * unit);
            done = true;
        } finally {
            synchronized (lock) {
                forced = done ? upTo : forced;
                forces++;
                leading = false;
                lock.notifyAll();
            }
        }
    }

    private void writeAndForce(int bytes) throws IOException {
        if (position + bytes > FILE_BYTES) {
            position = 0;
        }
        zeros.clear().limit(bytes);
        long at = position;
        while (zeros.hasRemaining()) {
            at += channel.write(zeros, at);
        }
        position += bytes;
        channel.force(false);
    }

    long forces() {
        synchronized (lock) {
            return forces;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
