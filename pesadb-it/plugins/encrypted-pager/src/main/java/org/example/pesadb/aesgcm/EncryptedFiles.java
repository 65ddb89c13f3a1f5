package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;

/** What the inner pager takes for its files: main files, also such as are being made, and spilled pages. Threads share it. */
final class EncryptedFiles implements FileLayer {
    private final FileLayer files;
    private final FileLayer spilled;
    private final Path spillFolder;
    private final byte[] key;
    private final Supplier<byte[]> salts;

    /**
     * @param spillFolder for what needs no key after its end
     * @param key         from the key file
     * @param salts       gives a salt for each main file that is made
     */
    EncryptedFiles(FileLayer files, Path spillFolder, byte[] key, Supplier<byte[]> salts) {
        this.files = files;
        this.spilled = new EphemeralFiles(files);
        this.spillFolder = spillFolder;
        this.key = key;
        this.salts = salts;
    }

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        if (path.startsWith(spillFolder)) {
            return spilled.open(path, mode);
        }
        return new EncryptedFile(path, files.open(path, mode), key, salts);
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
