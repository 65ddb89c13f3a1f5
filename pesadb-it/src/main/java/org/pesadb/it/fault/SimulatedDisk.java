package org.pesadb.it.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;

/**
 * A disk in memory that knows what is forced and what is only written, fails on plan, and can lose its power at any call.
 * What it does is drawn in {@link org.pesadb.it.fault}. Threads may share it; two locks are taken, never one in the other's hands:
 * the plan is asked without this disk's monitor, and the call itself happens within it.
 */
public final class SimulatedDisk implements FileLayer {
    private static final long NEVER = Long.MAX_VALUE;

    private final Names names;
    private final Locks locks = new Locks();
    private FaultPlan plan = FaultPlan.NONE;
    private long calls;
    private long stopAt = NEVER;
    private boolean dead;
    private long capacity = Long.MAX_VALUE;
    private long used;
    private int handles;

    /** An empty disk without faults and without an end. */
    public SimulatedDisk() {
        this(new Names());
    }

    private SimulatedDisk(Names names) {
        this.names = names;
        for (DiskFile file : names.all().values()) {
            used += file.now().length();
        }
    }

    /** What a call does. */
    interface Body<T> {
        T run(Injection injection) throws IOException;
    }

    /** One call: counted, told to the plan, and done, unless it fails or the power goes. */
    <T> T call(IoCall.Kind kind, Path path, long position, int length, Runnable inFlight, Body<T> body)
            throws IOException {
        IoCall call;
        FaultPlan asked;
        synchronized (this) {
            requirePower(path);
            call = new IoCall(++calls, kind, path, position, length);
            asked = plan;
        }
        Injection injection = asked.before(call);
        synchronized (this) {
            requirePower(path);
            if (call.number() >= stopAt || injection == Injection.POWER_LOSS) {
                inFlight.run();
                dead = true;
                requirePower(path);
            }
            injection.failWhole(call);
            return body.run(injection);
        }
    }

    private <T> T call(IoCall.Kind kind, Path path, Runnable inFlight, Body<T> body) throws IOException {
        return call(kind, path, 0, 0, inFlight, body);
    }

    private void requirePower(Path path) throws IOException {
        if (dead) {
            throw new FileSystemException(path.toString(), null, "the power is gone");
        }
    }

    /**
     * The calls so far. Every call that may fail counts, also one that only asks.
     *
     * @return from 0
     */
    public synchronized long calls() {
        return calls;
    }

    /**
     * Sets who is asked before every call.
     *
     * @param next the plan, in place of the one before; not null
     */
    public synchronized void plan(FaultPlan next) {
        plan = next;
    }

    /**
     * The power goes at a call, which perhaps is half done when {@link #crash} looks; it and all that follow throw.
     *
     * @param call its number, see {@link #calls}; where that is reached already, the next one
     */
    public synchronized void stopAt(long call) {
        stopAt = call;
    }

    /**
     * Whether the power is gone.
     *
     * @return true from then on
     */
    public synchronized boolean isDead() {
        return dead;
    }

    /**
     * How much it holds. A write that would make a file grow beyond that does the part for which there is room and fails.
     *
     * @param bytes lengths of all files together; may be raised and lowered at any time
     */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /**
     * The lengths of all files together, deleted ones that are still open included.
     *
     * @return bytes
     */
    public synchronized long used() {
        return used;
    }

    /**
     * What programs have not closed.
     *
     * @return how many open files and held locks there are
     */
    public synchronized int handles() {
        return handles;
    }

    void opened() {
        handles++;
    }

    void closed() {
        handles--;
    }

    /**
     * The disk as it may be found after a loss of power now; this one is dead then.
     *
     * @param chance decides what is left of all that is not forced; null leaves nothing of it
     * @return a new disk, without locks, plan and limits
     */
    public synchronized SimulatedDisk crash(Random chance) {
        dead = true;
        return new SimulatedDisk(names.afterCrash(new PowerLoss(chance)));
    }

    /**
     * The disk after the process has ended ({@code kill -9}): everything written is there, and what is not forced can still
     * be lost. Nothing is in flight. This one is dead then.
     *
     * @return a new disk, without locks, plan and limits
     */
    public synchronized SimulatedDisk killed() {
        dead = true;
        return copy();
    }

    /**
     * The disk as it is, as {@link #killed} gives it, and this one goes on: so that one run of a program shows every moment of it.
     *
     * @return a new disk, without locks, plan and limits
     */
    public synchronized SimulatedDisk copy() {
        return new SimulatedDisk(names.copy());
    }

    /**
     * A file's bytes as programs see them.
     *
     * @param path which
     * @return a copy, or null where there is no such file
     */
    public synchronized byte[] bytes(Path path) {
        DiskFile file = names.get(key(path));
        if (file == null || file.isFolder()) {
            return null;
        }
        byte[] bytes = new byte[Math.toIntExact(file.now().length())];
        file.now().read(ByteBuffer.wrap(bytes), 0);
        return bytes;
    }

    /**
     * Puts a file there, durably, under its name. Handles of a file that had it before see no change.
     *
     * @param path  which; its folders are made where missing
     * @param bytes its content; copied
     */
    public synchronized void set(Path path, byte[] bytes) {
        Path name = key(path);
        makeFolders(name.getParent());
        DiskFile file = DiskFile.empty();
        file.write(0, bytes.clone());
        file.force();
        unlink(names.get(name));
        names.set(name, file);
        used += bytes.length;
    }

    /**
     * Changes a byte of a file, durably, for programs that have it open too.
     *
     * @param path which file
     * @param at   which byte
     * @param mask the bits to turn over
     */
    public synchronized void damage(Path path, long at, int mask) {
        DiskFile file = names.get(key(path));
        ByteBuffer one = ByteBuffer.allocate(1);
        file.now().read(one, at);
        file.write(at, new byte[] {(byte) (one.get(0) ^ mask)});
        file.force();
    }

    /**
     * All files.
     *
     * @return their names, in order
     */
    public synchronized List<Path> files() {
        return names.all().entrySet().stream()
                .filter(entry -> !entry.getValue().isFolder())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** The name that an open file has now: a plan is told that one. The one it was opened by where it has none any more. */
    synchronized Path nameOf(DiskFile file, Path openedBy) {
        if (names.get(openedBy) == file) {
            return openedBy;
        }
        for (Map.Entry<Path, DiskFile> entry : names.all().entrySet()) {
            if (entry.getValue() == file) {
                return entry.getKey();
            }
        }
        return openedBy;
    }

    private DiskFile existing(Path path) throws NoSuchFileException {
        DiskFile file = names.get(path);
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    private boolean isFolder(Path path) {
        DiskFile file = names.get(path);
        return path.getParent() == null || file != null && file.isFolder();
    }

    private void requireFolder(Path folder) throws NoSuchFileException {
        if (!isFolder(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
    }

    private void makeFolders(Path folder) {
        for (Path missing = folder; missing.getParent() != null; missing = missing.getParent()) {
            if (names.get(missing) == null) {
                names.set(missing, DiskFile.folder());
            }
        }
    }

    private void unlink(DiskFile file) {
        if (file != null) {
            file.named(false);
            release(file);
        }
    }

    /** Frees the room of a file that has neither name nor handle. */
    void release(DiskFile file) {
        if (file.isGone()) {
            used -= file.now().length();
        }
    }

    /** How many bytes files may still grow by. */
    long room() {
        return Math.max(0, capacity - used);
    }

    /** A file has grown, or shrunk where negative. */
    void grew(long bytes) {
        used += bytes;
    }

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        Path name = key(path);
        boolean create = mode == Mode.CREATE;
        Runnable inFlight = () -> {
            if (create && names.get(name) == null && isFolder(name.getParent())) {
                names.creatingInFlight(name);
            }
        };
        return call(create ? IoCall.Kind.CREATE : IoCall.Kind.OPEN, name, inFlight, injection -> {
            if (!create) {
                DiskFile file = existing(name);
                if (file.isFolder()) {
                    throw new FileSystemException(name.toString(), null, "Is a directory");
                }
                return new OpenFile(this, name, file, mode == Mode.WRITE);
            }
            requireFolder(name.getParent());
            if (names.get(name) != null) {
                throw new FileAlreadyExistsException(name.toString());
            }
            DiskFile file = DiskFile.empty();
            names.create(name, file);
            return new OpenFile(this, name, file, true);
        });
    }

    @Override
    public boolean exists(Path path) throws IOException {
        Path name = key(path);
        return call(IoCall.Kind.EXISTS, name, () -> {}, injection -> {
            DiskFile file = names.get(name);
            return file != null && !file.isFolder();
        });
    }

    @Override
    public List<Path> list(Path folder, String prefix) throws IOException {
        Path name = key(folder);
        return call(
                IoCall.Kind.LIST,
                name,
                () -> {},
                injection -> files().stream()
                        .filter(path -> name.equals(path.getParent())
                                && path.getFileName().toString().startsWith(prefix))
                        .map(path -> folder.resolve(path.getFileName()))
                        .toList());
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        Path name = key(folder);
        call(IoCall.Kind.CREATE_FOLDERS, name, () -> {}, injection -> {
            for (Path above = name; above != null; above = above.getParent()) {
                if (names.get(above) != null && !isFolder(above)) {
                    throw new FileAlreadyExistsException(above.toString());
                }
            }
            makeFolders(name);
            return true;
        });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Path source = key(from);
        Path target = key(to);
        Runnable inFlight = () -> {
            if (names.get(source) != null) {
                names.renamingInFlight(source, target);
            }
        };
        call(IoCall.Kind.RENAME, target, inFlight, injection -> {
            existing(source);
            if (!source.equals(target)) {
                unlink(names.get(target));
                names.rename(source, target);
            }
            return true;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        Path name = key(path);
        Runnable inFlight = () -> {
            if (names.get(name) != null && !names.hasChildren(name)) {
                names.deletingInFlight(name);
            }
        };
        call(IoCall.Kind.DELETE, name, inFlight, injection -> {
            DiskFile file = existing(name);
            if (names.hasChildren(name)) {
                throw new DirectoryNotEmptyException(name.toString());
            }
            names.delete(name);
            unlink(file);
            return true;
        });
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        Path name = key(folder);
        call(IoCall.Kind.FORCE_FOLDER, name, () -> {}, injection -> {
            requireFolder(name);
            if (injection instanceof Injection.LostForce lost) {
                names.forceInVain(name, lost.loss());
                throw Injection.failure(IoCall.Kind.FORCE_FOLDER, name, "Input/output error");
            }
            names.force(name);
            return true;
        });
    }

    @Override
    public FileLease lock(Path path, boolean shared) throws IOException {
        Path name = key(path);
        return call(IoCall.Kind.LOCK, name, () -> {}, injection -> {
            requireFolder(name.getParent());
            if (!locks.take(name, shared)) {
                throw new FileLockedException(name.toString(), -1);
            }
            if (names.get(name) == null) {
                names.create(name, DiskFile.empty());
            }
            return new HeldLock(this, locks, name, shared);
        });
    }
}
