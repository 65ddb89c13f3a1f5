package org.pesadb.it.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.pesadb.api.spi.DataFile;
import org.pesadb.it.fault.IoCall.Kind;

/** A file of a {@link SimulatedDisk} that a program has open. Threads may share it. */
final class OpenFile implements DataFile {
    private final SimulatedDisk disk;
    private final Path path;
    private final DiskFile file;
    private final boolean writable;
    private boolean closed;

    /** The disk's monitor is held. */
    OpenFile(SimulatedDisk disk, Path path, DiskFile file, boolean writable) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.writable = writable;
        file.opened();
        disk.opened();
    }

    private void requireOpen(boolean toWrite) throws IOException {
        if (closed) {
            throw new IOException(path + ": ClosedChannelException");
        }
        if (toWrite && !writable) {
            throw new IOException(path + ": NonWritableChannelException");
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return disk.call(Kind.READ, disk.nameOf(file, path), position, into.remaining(), () -> {}, injection -> {
            requireOpen(false);
            int start = into.position();
            int count = file.now().read(into, position);
            spoil(into, start, count, position, injection);
            return count;
        });
    }

    private void spoil(ByteBuffer into, int start, int count, long position, Injection injection) {
        if (count == 0) {
            return;
        }
        if (injection instanceof Injection.FlippedBit flip) {
            long bit = Math.floorMod(flip.bit(), count * 8L);
            int at = start + (int) (bit / 8);
            into.put(at, (byte) (into.get(at) ^ 1 << bit % 8));
        } else if (injection instanceof Injection.Zeros) {
            into.put(start, new byte[count]);
        } else if (injection instanceof Injection.ZeroRange range) {
            long from = Math.max(position, range.from());
            long to = Math.min(position + count, range.from() + range.length());
            if (from < to) {
                into.put(start + (int) (from - position), new byte[(int) (to - from)]);
            }
        } else if (injection instanceof Injection.OtherBlock other) {
            ByteBuffer elsewhere = ByteBuffer.allocate(count);
            file.now()
                    .read(
                            elsewhere,
                            Math.floorMod(
                                    position + other.distance(), file.now().length()));
            into.put(start, elsewhere.array());
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        Runnable inFlight = () -> file.writing(position, bytes);
        disk.call(Kind.WRITE, disk.nameOf(file, path), position, bytes.length, inFlight, injection -> {
            requireOpen(true);
            int wanted = bytes.length;
            String reason = null;
            if (injection instanceof Injection.ShortWrite part && part.bytes() < wanted) {
                wanted = part.bytes();
                reason = part.reason();
            }
            long fits = file.now().length() + disk.room() - position;
            if (wanted > fits) {
                wanted = (int) Math.max(0, fits);
                reason = "No space left on device";
            }
            if (wanted > 0) {
                disk.grew(Math.max(0, position + wanted - file.now().length()));
                file.write(position, wanted == bytes.length ? bytes : Arrays.copyOf(bytes, wanted));
            }
            from.position(from.position() + wanted);
            if (reason != null) {
                throw Injection.failure(Kind.WRITE, path, reason);
            }
            return true;
        });
    }

    @Override
    public void force() throws IOException {
        disk.call(Kind.FORCE, disk.nameOf(file, path), 0, 0, () -> {}, injection -> {
            requireOpen(false);
            if (injection instanceof Injection.LostForce lost) {
                file.forceInVain(lost.loss());
                throw Injection.failure(Kind.FORCE, path, "Input/output error");
            }
            file.force();
            return true;
        });
    }

    @Override
    public long length() throws IOException {
        return disk.call(Kind.LENGTH, disk.nameOf(file, path), 0, 0, () -> {}, injection -> {
            requireOpen(false);
            return file.now().length();
        });
    }

    @Override
    public void truncate(long length) throws IOException {
        disk.call(Kind.TRUNCATE, disk.nameOf(file, path), length, 0, () -> file.cutting(length), injection -> {
            requireOpen(true);
            disk.grew(Math.min(0, length - file.now().length()));
            file.cut(length);
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        synchronized (disk) {
            if (closed) {
                return;
            }
            closed = true;
            file.closed();
            disk.closed();
            disk.release(file);
        }
        disk.call(Kind.CLOSE, disk.nameOf(file, path), 0, 0, () -> {}, injection -> true);
    }
}
