package org.example.pesadb.mirror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;

/** Makes a file the same as another one, so that a crash at any moment leaves that one as it is, and this one old, new or missing. */
final class Copy {
    private static final System.Logger LOGGER = System.getLogger(Copy.class.getName());

    private static final int CHUNK_BYTES = 256 << 10;

    private final FileLayer files;

    Copy(FileLayer files) {
        this.files = files;
    }

    /**
     * Does nothing where they are the same already.
     *
     * @param keep whether what the other one was is kept beside it, for people
     */
    void makeSame(Path good, Path other, boolean keep) throws IOException {
        boolean there = files.exists(other);
        if (there && isSame(good, other)) {
            return;
        }
        Path made = other.resolveSibling(other.getFileName() + ".copy");
        if (files.exists(made)) {
            files.delete(made);
        }
        try (DataFile from = files.open(good, FileLayer.Mode.READ);
                DataFile to = files.open(made, FileLayer.Mode.CREATE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            for (long at = 0; from.read(chunk.clear(), at) > 0; ) {
                int length = chunk.flip().remaining();
                to.write(chunk, at);
                at += length;
            }
            to.force();
        }
        if (there && keep) {
            files.rename(other, other.resolveSibling(other.getFileName() + ".replaced"));
        }
        files.rename(made, other);
        files.forceFolder(other.toAbsolutePath().getParent());
        LOGGER.log(
                there && !keep ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                "{0} was {1}; it is a copy of {2} now",
                other,
                there ? "different" : "missing",
                good);
    }

    private boolean isSame(Path one, Path other) throws IOException {
        try (DataFile a = files.open(one, FileLayer.Mode.READ);
                DataFile b = files.open(other, FileLayer.Mode.READ)) {
            if (a.length() != b.length()) {
                return false;
            }
            ByteBuffer left = ByteBuffer.allocate(CHUNK_BYTES);
            ByteBuffer right = ByteBuffer.allocate(CHUNK_BYTES);
            for (long at = 0; a.read(left.clear(), at) > 0; at += left.limit()) {
                b.read(right.clear(), at);
                if (!left.flip().equals(right.flip())) {
                    return false;
                }
            }
            return true;
        }
    }
}
