package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;

/** What the inner pager takes for its files: main files, also such as are being made, and spilled pages. Threads share it. */
final class EncryptedFiles extends PassingFiles {
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
        super(files);
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
}
