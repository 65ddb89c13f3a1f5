package org.pesadb.cli.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;

/** What was forced is there after a loss of power; what was only written is lost, kept or torn, as asked for. */
class CrashDiskTest {
    private static final Path FILE = Path.of("some.file");

    private final CrashDisk disk = new CrashDisk(1 << 20);

    private static ByteBuffer filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] content(CrashDisk of) throws IOException {
        try (DataFile file = of.open(FILE, FileLayer.Mode.READ)) {
            byte[] bytes = new byte[(int) file.length()];
            assertEquals(bytes.length, file.read(ByteBuffer.wrap(bytes), 0));
            return bytes;
        }
    }

    private static byte[] bytes(int... lengthsAndValues) {
        ByteBuffer all = ByteBuffer.allocate(1 << 16);
        for (int i = 0; i < lengthsAndValues.length; i += 2) {
            all.put(filled(lengthsAndValues[i], lengthsAndValues[i + 1]));
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    @Test
    void whatIsNotForcedIsLostKeptOrTorn() throws IOException {
        try (DataFile file = disk.open(FILE, FileLayer.Mode.CREATE)) {
            file.write(filled(5_000, 1), 0);
            file.force();
            file.write(filled(100, 2), 0);
            file.write(filled(2_048, 3), 4_000);
            assertArrayEquals(bytes(5_000, 1), content(disk.after(Unforced.LOST)));
            assertArrayEquals(bytes(100, 2, 3_900, 1, 2_048, 3), content(disk.after(Unforced.KEPT)));
            assertArrayEquals(bytes(100, 2, 3_900, 1, 1_024, 3), content(disk.after(Unforced.TORN)));
            assertArrayEquals(bytes(100, 2, 4_900, 1, 24, 0, 1_024, 3), content(disk.after(Unforced.TAIL)));
            file.truncate(50);
            assertArrayEquals(bytes(5_000, 1), content(disk.after(Unforced.LOST)));
            assertArrayEquals(bytes(50, 2), content(disk.after(Unforced.KEPT)));
            file.write(filled(10, 4), 60);
            assertArrayEquals(bytes(50, 2, 10, 0, 10, 4), content(disk.after(Unforced.KEPT)));
            file.force();
            assertArrayEquals(bytes(50, 2, 10, 0, 10, 4), content(disk.after(Unforced.LOST)));
        }
    }

    @Test
    void aTearGoesThroughAPage() throws IOException {
        try (DataFile file = disk.open(FILE, FileLayer.Mode.CREATE)) {
            file.write(filled(100, 1), 0);
            assertArrayEquals(bytes(), content(disk.after(Unforced.TORN)), "a sector is not torn");
            assertArrayEquals(bytes(100, 1), content(disk.after(Unforced.TAIL)));
            file.write(filled(4 * 4_096, 2), 0);
            assertArrayEquals(bytes(2 * 4_096 + 2_048, 2), content(disk.after(Unforced.TORN)));
            assertArrayEquals(
                    bytes(100, 1, 2 * 4_096 + 2_048 - 100, 0, 4_096 + 2_048, 2), content(disk.after(Unforced.TAIL)));
        }
    }

    @Test
    void fromTheChosenCallOnEveryCallFails() throws IOException {
        DataFile file = disk.open(FILE, FileLayer.Mode.CREATE);
        disk.record();
        disk.stopAt(3, 600);
        file.write(filled(10, 1), 0);
        file.force();
        assertThrows(IOException.class, () -> file.write(filled(1_000, 2), 0));
        assertTrue(disk.isDead());
        assertThrows(IOException.class, file::force);
        assertThrows(IOException.class, file::length);
        assertThrows(IOException.class, () -> disk.exists(FILE));
        assertThrows(IOException.class, () -> disk.open(FILE, FileLayer.Mode.READ));
        assertEquals(
                List.of(DiskCall.Kind.WRITE, DiskCall.Kind.FORCE),
                disk.calls().stream().map(DiskCall::kind).toList());
        assertArrayEquals(bytes(10, 1), content(disk.after(Unforced.LOST)));
        assertArrayEquals(bytes(600, 2), content(disk.after(Unforced.KEPT)));
        disk.restore();
        file.write(filled(20, 3), 0);
        assertArrayEquals(bytes(20, 3, 580, 2), content(disk));
    }

    @Test
    void aCopyGoesItsOwnWay() throws IOException {
        disk.put(FILE, bytes(9_000, 7));
        CrashDisk copy = disk.copy();
        try (DataFile file = copy.open(FILE, FileLayer.Mode.WRITE)) {
            file.write(filled(1, 8), 4_096);
            file.truncate(4_097);
            assertThrows(IOException.class, () -> file.write(filled(1, 8), 1 << 20), "there is no room for so much");
        }
        assertArrayEquals(bytes(4_096, 7, 1, 8), content(copy));
        assertArrayEquals(bytes(9_000, 7), content(disk));
    }

    @Test
    void aLockIsSharedByReadersAlone() throws IOException {
        FileLease shared = disk.lock(FILE, true);
        assertThrows(FileLockedException.class, () -> disk.lock(FILE, false));
        disk.lock(FILE, true).close();
        assertThrows(FileLockedException.class, () -> disk.lock(FILE, false));
        shared.close();
        disk.lock(FILE, false).close();
    }
}
