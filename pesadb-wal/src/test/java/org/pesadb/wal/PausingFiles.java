package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;

/** A file layer whose every call is a pause of an {@link Interleaving}, before it and, where it changes something, after it. */
record PausingFiles(FileLayer files, Interleaving turns) implements FileLayer {
    /** A call that changes something. */
    private interface Change {
        void make() throws IOException;
    }

    private void change(String what, Change change) throws IOException {
        turns.pause(what);
        change.make();
        turns.pause(what + " done");
    }

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        turns.pause("open");
        return new PausingFile(files.open(path, mode));
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
        change("rename", () -> files.rename(from, to));
    }

    @Override
    public void delete(Path path) throws IOException {
        change("delete", () -> files.delete(path));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        change("force folder", () -> files.forceFolder(folder));
    }

    @Override
    public FileLease lock(Path path, boolean shared) throws IOException {
        return files.lock(path, shared);
    }

    private final class PausingFile implements DataFile {
        private final DataFile file;

        PausingFile(DataFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            turns.pause("read");
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            change("write", () -> file.write(from, position));
        }

        @Override
        public void force() throws IOException {
            change("force", file::force);
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void truncate(long length) throws IOException {
            change("truncate", () -> file.truncate(length));
        }

        @Override
        public void close() throws IOException {
            turns.pause("close");
            file.close();
        }
    }
}
