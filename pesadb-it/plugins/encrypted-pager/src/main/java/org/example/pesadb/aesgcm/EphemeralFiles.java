package org.example.pesadb.aesgcm;

import java.io.IOException;
import java.nio.file.Path;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;

/** Temporary files, each under a key that only this process ever knows. Threads share it. */
final class EphemeralFiles extends PassingFiles {
    EphemeralFiles(FileLayer files) {
        super(files);
    }

    @Override
    public DataFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.CREATE) {
            throw new IOException(path + " is a temporary file, and whoever made it alone has its key");
        }
        return new EphemeralFile(files.open(path, mode));
    }
}
