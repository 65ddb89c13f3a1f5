package org.pesadb.storage.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.internal.DeviceReads;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.TraceEvent.FileRole;

/** The files of a database, whose reads, writes and forces are told. Threads share it. */
public final class TracedFiles implements FileLayer {
    private final FileLayer files;
    private final Path main;
    private final TraceHub hub;

    /**
     * @param files the files themselves
     * @param main  the main file, by whose name the others are known
     * @param hub   is told
     */
    public TracedFiles(FileLayer files, Path main, TraceHub hub) {
        this.files = files;
        this.main = main;
        this.hub = hub;
    }

    private FileRole role(Path path) {
        if (path.equals(main)) {
            return FileRole.MAIN;
        }
        String own = main.getFileName().toString();
        String name = path.getFileName().toString();
        if (name.startsWith(own + "-wal")) {
            return FileRole.LOG;
        }
        Path folder = path.getParent();
        boolean spilled = folder != null
                && folder.getFileName() != null
                && folder.getFileName().toString().equals(own + "-spill");
        return spilled ? FileRole.TEMPORARY : FileRole.OTHER;
    }

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        TracedFile traced = new TracedFile(role(path));
        traced.file = files.open(path, mode); // last: an open file must not be lost
        return traced;
    }

    @Override
    public Path resolve(Path path) throws IOException {
        return files.resolve(path);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return files.exists(path);
    }

    @Override
    public List<Path> list(Path folder, String prefix) throws IOException {
        return files.list(folder, prefix);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        files.createFolders(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        files.delete(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        files.forceFolder(folder);
    }

    @Override
    public FileLease lock(Path path, boolean shared) throws IOException {
        return files.lock(path, shared);
    }

    /** A file whose use is told. Threads share it as they share the file itself. */
    private final class TracedFile implements DataFile {
        private final FileRole role;
        private DataFile file;

        TracedFile(FileRole role) {
            this.role = role;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            if (!hub.on()) {
                return file.read(into, position);
            }
            TraceHub.ThreadWork work = hub.work();
            work.reads++;
            work.lastRead = role;
            long device = DeviceReads.bytes();
            Object flight = hub.begin(TraceEvent.FileRead.class);
            long began = System.nanoTime();
            int bytes = file.read(into, position);
            long took = System.nanoTime() - began;
            long fetched = DeviceReads.between(device, DeviceReads.bytes());
            hub.tell(new TraceEvent.FileRead(role, position, bytes, fetched, took), flight);
            return bytes;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            if (!hub.on()) {
                file.write(from, position);
                return;
            }
            int bytes = from.remaining();
            Object flight = hub.begin(TraceEvent.FileWrite.class);
            long began = System.nanoTime();
            file.write(from, position);
            long took = System.nanoTime() - began;
            try {
                hub.tell(new TraceEvent.FileWrite(role, position, bytes, took), flight);
            } catch (OutOfMemoryError lost) {
                hub.lost(lost);
            }
        }

        @Override
        public void force() throws IOException {
            if (!hub.on()) {
                file.force();
                return;
            }
            Object flight = hub.begin(TraceEvent.FileForce.class);
            long began = System.nanoTime();
            file.force();
            long took = System.nanoTime() - began;
            try {
                hub.tell(new TraceEvent.FileForce(role, took), flight);
            } catch (OutOfMemoryError lost) {
                hub.lost(lost);
            }
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
