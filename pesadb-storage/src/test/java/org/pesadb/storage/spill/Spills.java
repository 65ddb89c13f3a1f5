package org.pesadb.storage.spill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.testing.MemoryFiles;

/** A spill folder in memory, and what works in it. */
public final class Spills {
    /** The folder. */
    public static final Path FOLDER = Path.of("/db/data.pesa-spill");

    /** The files; hooks make them fail. */
    public final MemoryFiles files = new MemoryFiles();

    private final SpillNames names = new SpillNames(files, FOLDER, false);

    /** A statement's files. */
    public StatementFiles statement() {
        return new StatementFiles(names);
    }

    /** What a sort may use. */
    public Workspace work(long memory) {
        return new Workspace(statement(), memory, () -> {}, Progress.NONE);
    }

    /** Turns a bit over in a file that is open. */
    public void flip(Path path, long at) {
        byte[] one = {(byte) (files.bytes(path)[(int) at] ^ 1 << at % 8)};
        try (DataFile file = files.open(path, FileLayer.Mode.WRITE)) {
            file.write(ByteBuffer.wrap(one), at);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What stands in the folder now. */
    public List<Path> left() {
        return files.list(FOLDER, "");
    }
}
