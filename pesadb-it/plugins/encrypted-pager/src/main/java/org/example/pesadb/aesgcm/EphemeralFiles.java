package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;

/** Temporary files, each under a key that only this process ever knows. Threads share it. */
record EphemeralFiles(FileLayer files) implements FileLayer {
    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.CREATE) {
            throw new IOException(path + " is a temporary file, and whoever made it alone has its key");
        }
        return new EphemeralFile(files.open(path, mode));
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
}
