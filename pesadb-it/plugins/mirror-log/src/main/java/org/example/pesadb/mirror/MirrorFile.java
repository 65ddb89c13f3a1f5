package org.example.pesadb.mirror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.spi.DataFile;

/** Two files as one. A call that fails in either has failed. Threads share it. */
final class MirrorFile implements DataFile {
    private static final System.Logger LOGGER = System.getLogger(MirrorFile.class.getName());

    private final Path path;
    private final DataFile first;
    private final DataFile second;

    MirrorFile(Path path, DataFile first, DataFile second) {
        this.path = path;
        this.first = first;
        this.second = second;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        int start = into.position();
        try {
            return first.read(into, position);
        } catch (IOException failed) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "{0} at byte {1} cannot be read, and its mirror is read instead: {2}",
                    path,
                    position,
                    failed.toString());
            into.position(start);
            return second.read(into, position);
        }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        ByteBuffer again = from.duplicate();
        first.write(from, position);
        second.write(again, position);
    }

    @Override
    public void force() throws IOException {
        first.force();
        second.force();
    }

    @Override
    public long length() throws IOException {
        return first.length();
    }

    @Override
    public void truncate(long length) throws IOException {
        first.truncate(length);
        if (second.length() > length) {
            second.truncate(length);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            first.close();
        } finally {
            second.close();
        }
    }
}
