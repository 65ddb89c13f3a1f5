package org.pesadb.it.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;

/** A layer over another one that hands everything on; what extends it breaks a thing. */
class PassingFiles implements FileLayer {
    private final FileLayer files;

    PassingFiles(FileLayer files) {
        this.files = files;
    }

    /** An opened file, to be changed. */
    DataFile opened(Path path, DataFile file) {
        return file;
    }

    static boolean isLog(Path path) {
        return path.getFileName().toString().contains("-wal");
    }

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        return opened(path, files.open(path, mode));
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

    /** A file over another one that hands everything on. */
    static class PassingFile implements DataFile {
        final DataFile file;

        PassingFile(DataFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            file.write(from, position);
        }

        @Override
        public void force() throws IOException {
            file.force();
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
