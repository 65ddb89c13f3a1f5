package org.pesadb.api.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;

/**
 * A lock on a file, against other processes by the system's file lock and against this one by a system property.
 *
 * <p>Invariant: while this process holds a lock on a file, nobody here opens that file again. POSIX gives up all of a process's
 * locks on a file when the process closes <em>any</em> descriptor of it, so a second opener that finds the lock taken and
 * closes its channel would silently unlock the first. The register of held locks is kept in the system properties because
 * PesaDB may be loaded by several class loaders of one process, each with its own statics.
 */
final class SystemLease implements FileLease {
    private static final String REGISTER = "org.pesadb.lock:";
    private static final long PID_BYTES = 20;

    private final String key;
    private final FileChannel channel;
    private boolean closed;

    private SystemLease(String key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    static FileLease take(Path path, boolean shared) throws IOException {
        // The lock file itself may not exist yet; its folder does.
        Path folder = path.toAbsolutePath().getParent();
        String key = REGISTER + folder.toRealPath().resolve(path.getFileName());
        long self = ProcessHandle.current().pid();
        if (System.getProperties().putIfAbsent(key, Long.toString(self)) != null) {
            throw new FileLockedException(path.toString(), self);
        }
        try {
            return new SystemLease(key, Uninterrupted.call(() -> lock(path, shared, self)));
        } catch (IOException | RuntimeException | Error failed) {
            System.getProperties().remove(key);
            throw failed;
        }
    }

    private static FileChannel lock(Path path, boolean shared, long self) throws IOException {
        FileChannel channel = open(path, shared);
        boolean held = false;
        try {
            // Only the bytes beyond the holder's number are locked: where locks are mandatory others can still read it.
            FileLock lock = channel.tryLock(PID_BYTES, Long.MAX_VALUE - PID_BYTES, shared);
            if (lock == null) {
                throw new FileLockedException(path.toString(), LockHolders.of(path, PID_BYTES, readHolder(channel)));
            }
            writeHolder(path, channel, self);
            held = true;
            return channel;
        } catch (OverlappingFileLockException here) {
            throw new FileLockedException(path.toString(), self);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path path, boolean shared) throws IOException {
        try {
            return FileChannel.open(
                    path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
        } catch (AccessDeniedException readOnly) {
            if (shared && Files.exists(path)) {
                return FileChannel.open(path, StandardOpenOption.READ);
            }
            throw readOnly;
        }
    }

    private static long readHolder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate((int) PID_BYTES);
        channel.read(text, 0);
        String digits = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).trim();
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
    }

    /** Who holds the lock without having written so holds it all the same; who asks gets an earlier holder's number. */
    private static void writeHolder(Path path, FileChannel channel, long self) throws IOException {
        String digits = Long.toString(self);
        String padded = digits + " ".repeat((int) PID_BYTES - digits.length()); // Formatter takes 15 ms of a start
        try {
            channel.write(ByteBuffer.wrap(padded.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (NonWritableChannelException readOnly) {
            assert Files.exists(path); // a reader without the right to write
        } catch (IOException failed) {
            if (FileFailures.code(failed) != ErrorCode.DISK_FULL) {
                throw failed;
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return; // the register may hold the next one's lock by now
        }
        closed = true;
        try {
            channel.close();
        } finally {
            System.getProperties().remove(key);
        }
    }
}
