package org.example.pesadb.mirror;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;

/**
 * Does to the second file what is done to the first. Always the first comes first: so between the two the first is the newer one, or the
 * one that is missing. Threads share it.
 */
final class MirrorFiles implements FileLayer {
    private final FileLayer files;
    private final Mirror mirror;

    MirrorFiles(FileLayer files, Mirror mirror) {
        this.files = files;
        this.mirror = mirror;
    }

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        Path other = mirror.of(path);
        DataFile first = files.open(path, mode);
        boolean done = false;
        try {
            if (mode == Mode.CREATE && files.exists(other)) {
                files.delete(other); // left by a crash; the first is gone already
            }
            MirrorFile both = new MirrorFile(path, first, files.open(other, mode));
            done = true;
            return both;
        } finally {
            if (!done) {
                first.close();
                if (mode == Mode.CREATE) {
                    files.delete(path);
                }
            }
        }
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
        files.createFolders(mirror.second().toAbsolutePath().getParent());
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        files.rename(from, to);
        files.rename(mirror.of(from), mirror.of(to));
    }

    @Override
    public void delete(Path path) throws IOException {
        files.delete(path);
        if (files.exists(mirror.of(path))) { // a crash may have left one of a pair
            files.delete(mirror.of(path));
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        files.forceFolder(folder);
        Path other = mirror.second().toAbsolutePath().getParent();
        if (!other.equals(folder.toAbsolutePath())) {
            files.forceFolder(other);
        }
    }

    @Override
    public FileLease lock(Path path, boolean shared) throws IOException {
        return files.lock(path, shared);
    }
}
