package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;

/** Passes on all but what is in the files. Threads share it. */
abstract class PassingFiles implements FileLayer {
    final FileLayer files;

    PassingFiles(FileLayer files) {
        this.files = files;
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
