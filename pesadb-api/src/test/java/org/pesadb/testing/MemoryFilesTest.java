package org.pesadb.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;

class MemoryFilesTest {
    private static final Path FOLDER = Path.of("/d");
    private static final Path FILE = FOLDER.resolve("f");

    @Test
    void aPowerLossTakesWhatIsNotForced() throws IOException {
        MemoryFiles files = new MemoryFiles();
        try (DataFile file = files.open(FILE, FileLayer.Mode.CREATE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            file.force();
            assertNull(files.crash(null).bytes(FILE), "the name is not forced");
            files.forceFolder(FOLDER);
            file.write(ByteBuffer.wrap(new byte[] {2, 3}), 0);
            assertArrayEquals(new byte[] {1}, files.crash(null).bytes(FILE));
            assertArrayEquals(new byte[] {2, 3}, files.killed().bytes(FILE), "an ended process takes nothing");
            assertArrayEquals(new byte[] {1}, files.killed().crash(null).bytes(FILE), "but forces nothing either");
        }
    }

    @Test
    void aHookMakesACallFail() throws IOException {
        MemoryFiles files = new MemoryFiles();
        try (DataFile file = files.open(FILE, FileLayer.Mode.CREATE)) {
            files.hook((call, path, position, length) -> {
                if (call == MemoryFiles.Call.FORCE) {
                    throw new IOException("no");
                }
            });
            file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            assertThrows(IOException.class, file::force);
            files.hook(null);
            file.force();
            assertEquals(1, file.length());
        }
    }
}
