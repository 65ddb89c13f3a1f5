package org.pesadb.it.fault;

import java.io.IOException;
import java.nio.file.Path;
import org.pesadb.api.spi.FileLease;

/** A lock of a {@link SimulatedDisk} that a program holds. Threads may share it. */
final class HeldLock implements FileLease {
    private final SimulatedDisk disk;
    private final Locks locks;
    private final Path path;
    private final boolean shared;
    private boolean given;

    /** The disk's monitor is held. */
    HeldLock(SimulatedDisk disk, Locks locks, Path path, boolean shared) {
        this.disk = disk;
        this.locks = locks;
        this.path = path;
        this.shared = shared;
        disk.opened();
    }

    @Override
    public void close() throws IOException {
        synchronized (disk) {
            if (given) {
                return;
            }
            given = true;
            locks.giveBack(path, shared);
            disk.closed();
        }
        disk.call(IoCall.Kind.CLOSE, path, 0, 0, () -> {}, injection -> true);
    }
}
