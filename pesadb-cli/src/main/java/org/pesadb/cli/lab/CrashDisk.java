package org.pesadb.cli.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;

/**
 * A disk in memory whose power can go at a chosen call. Of each file it keeps what was written, and what was forced. Threads share it.
 *
 * <p>It is simpler than a real one in one thing: names last at once, so that making, renaming and deleting files cannot be lost. A commit, and a
 * checkpoint that begins the log anew in its place, do none of that.
 */
public final class CrashDisk implements FileLayer {
    private final Map<Path, CrashFile> files = new TreeMap<>();
    private final Map<Path, Integer> locks = new HashMap<>(); // how many share one; -1 where one has it alone
    private final List<DiskCall> calls = new ArrayList<>();
    private final long capacity;
    private boolean recording;
    private long numbers;
    private long stopAt = Long.MAX_VALUE;
    private int stopWithin;
    private boolean dead;

    /**
     * An empty disk.
     *
     * @param capacity how many bytes all files together may have
     */
    public CrashDisk(long capacity) {
        this.capacity = capacity;
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    // ---- what the lab does with it

    /**
     * Puts a file there, durably.
     *
     * @param path  its name
     * @param bytes its content; copied
     */
    public synchronized void put(Path path, byte[] bytes) {
        Content content = new Content();
        content.write(0, bytes);
        files.put(key(path), CrashFile.of(content));
    }

    /**
     * The same files, with what waits to be forced.
     *
     * @return a new disk, with power, without locks, that records nothing
     */
    public synchronized CrashDisk copy() {
        CrashDisk copy = new CrashDisk(capacity);
        files.forEach((path, file) -> copy.files.put(path, file.copy()));
        return copy;
    }

    /**
     * The disk as it may be found after a loss of power now.
     *
     * @param unforced what becomes of that which is not forced
     * @return a new disk, with power again, without locks, that records nothing
     */
    public synchronized CrashDisk after(Unforced unforced) {
        CrashDisk left = new CrashDisk(capacity);
        files.forEach((path, file) -> left.files.put(path, file.after(unforced)));
        return left;
    }

    /** Begins to number the calls that change something, from 1, and to remember all. */
    synchronized void record() {
        recording = true;
        numbers = 0;
        calls.clear();
    }

    /** The number of the last call that changed something. */
    synchronized long numbers() {
        return numbers;
    }

    /** The calls since {@link #record}. */
    synchronized List<DiskCall> calls() {
        return List.copyOf(calls);
    }

    /**
     * The power goes at a call; it and all that follow fail.
     *
     * @param number of the call
     * @param within how many bytes of it still reach the kernel, where it is a write
     */
    synchronized void stopAt(long number, int within) {
        stopAt = number;
        stopWithin = within;
    }

    /** Whether the power is gone. */
    synchronized boolean isDead() {
        return dead;
    }

    /** Gives the power back, for good. */
    synchronized void restore() {
        recording = false;
        dead = false;
    }

    /** The files, by name, as they are now: copies. */
    synchronized Map<Path, CrashFile> files() {
        Map<Path, CrashFile> all = new TreeMap<>();
        files.forEach((path, file) -> all.put(path, file.copy()));
        return all;
    }

    // ---- calls

    private static IOException gone(Path path) {
        return new FileSystemException(path.toString(), null, "the crash lab has taken its power away");
    }

    /** A call begins that changes something. Returns true where the power goes in it; whoever asks throws {@link #gone} then. */
    private boolean powerGoes(DiskCall.Kind kind, Path path, long position, int length, boolean zeros)
            throws IOException {
        requirePower(path);
        numbers++;
        if (recording && numbers >= stopAt) {
            dead = true;
            return true;
        }
        if (recording) {
            calls.add(new DiskCall(numbers, kind, path, position, length, zeros));
        }
        return false;
    }

    private void change(DiskCall.Kind kind, Path path, long position) throws IOException {
        if (powerGoes(kind, path, position, 0, false)) {
            throw gone(path);
        }
    }

    private void requirePower(Path path) throws IOException {
        if (dead) {
            throw gone(path);
        }
    }

    private CrashFile existing(Path path) throws NoSuchFileException {
        CrashFile file = files.get(path);
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    private synchronized int read(Path path, CrashFile file, ByteBuffer into, long position) throws IOException {
        requirePower(path);
        int count = file.now().read(into, position);
        if (recording) {
            calls.add(new DiskCall(0, DiskCall.Kind.READ, path, position, count, false));
        }
        return count;
    }

    private synchronized void write(Path path, CrashFile file, ByteBuffer from, long position) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        boolean zeros = true;
        for (byte one : bytes) {
            zeros &= one == 0;
        }
        if (powerGoes(DiskCall.Kind.WRITE, path, position, bytes.length, zeros)) {
            if (stopWithin > 0) {
                file.write(position, Arrays.copyOf(bytes, Math.min(stopWithin, bytes.length)));
            }
            throw gone(path);
        }
        long used = files.values().stream().mapToLong(one -> one.now().length()).sum();
        long grows = Math.max(0, position + bytes.length - file.now().length());
        if (used + grows > capacity) {
            throw new FileSystemException(path.toString(), null, "No space left on device");
        }
        file.write(position, bytes);
        from.position(from.limit());
    }

    private synchronized void force(Path path, CrashFile file) throws IOException {
        change(DiskCall.Kind.FORCE, path, 0);
        file.force();
    }

    private synchronized void truncate(Path path, CrashFile file, long length) throws IOException {
        change(DiskCall.Kind.TRUNCATE, path, length);
        file.cut(length);
    }

    private synchronized long length(Path path, CrashFile file) throws IOException {
        requirePower(path);
        return file.now().length();
    }

    @Override
    public synchronized DataFile open(Path path, Mode mode) throws IOException {
        Path name = key(path);
        if (mode == Mode.CREATE) {
            if (files.containsKey(name)) {
                throw new FileAlreadyExistsException(name.toString());
            }
            change(DiskCall.Kind.CREATE, name, 0);
            files.put(name, CrashFile.empty());
        }
        requirePower(name);
        return new Handle(name, existing(name), mode != Mode.READ);
    }

    @Override
    public synchronized boolean exists(Path path) throws IOException {
        requirePower(path);
        return files.containsKey(key(path));
    }

    @Override
    public synchronized List<Path> list(Path folder, String prefix) throws IOException {
        requirePower(folder);
        return files.keySet().stream()
                .filter(path -> path.getParent().equals(key(folder))
                        && path.getFileName().toString().startsWith(prefix))
                .map(path -> folder.resolve(path.getFileName()))
                .toList();
    }

    @Override
    public synchronized void createFolders(Path folder) throws IOException {
        requirePower(folder); // there is no more to it: a file may have any name
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        CrashFile file = existing(key(from));
        change(DiskCall.Kind.RENAME, key(to), 0);
        files.remove(key(from));
        files.put(key(to), file);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        existing(key(path));
        change(DiskCall.Kind.DELETE, key(path), 0);
        files.remove(key(path));
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        change(DiskCall.Kind.FORCE_FOLDER, key(folder), 0);
    }

    @Override
    public synchronized FileLease lock(Path path, boolean shared) throws IOException {
        Path name = key(path);
        requirePower(name);
        int held = locks.getOrDefault(name, 0);
        if (held < 0 || held > 0 && !shared) {
            throw new FileLockedException(name.toString(), -1);
        }
        locks.put(name, shared ? held + 1 : -1);
        return new Lease(name);
    }

    private synchronized void unlock(Path name) {
        locks.computeIfPresent(name, (path, held) -> held > 1 ? held - 1 : null);
    }

    /** A held lock. */
    private final class Lease implements FileLease {
        private final Path name;
        private boolean given;

        Lease(Path name) {
            this.name = name;
        }

        @Override
        public synchronized void close() {
            if (!given) {
                given = true;
                unlock(name);
            }
        }
    }

    /** An open file. */
    private final class Handle implements DataFile {
        private final Path path;
        private final CrashFile file;
        private final boolean writable;
        private volatile boolean closed;

        Handle(Path path, CrashFile file, boolean writable) {
            this.path = path;
            this.file = file;
            this.writable = writable;
        }

        private void requireOpen(boolean toWrite) throws IOException {
            if (closed || toWrite && !writable) {
                throw new IOException(path + (closed ? " is closed" : " is open to read only"));
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            requireOpen(false);
            return CrashDisk.this.read(path, file, into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            requireOpen(true);
            CrashDisk.this.write(path, file, from, position);
        }

        @Override
        public void force() throws IOException {
            requireOpen(false);
            CrashDisk.this.force(path, file);
        }

        @Override
        public long length() throws IOException {
            requireOpen(false);
            return CrashDisk.this.length(path, file);
        }

        @Override
        public void truncate(long length) throws IOException {
            requireOpen(true);
            CrashDisk.this.truncate(path, file, length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
