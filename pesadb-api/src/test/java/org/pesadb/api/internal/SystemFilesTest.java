package org.pesadb.api.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;

class SystemFilesTest {
    private final FileLayer files = FileLayer.system();

    @TempDir
    Path folder;

    @Test
    void readsAndWritesByPosition() throws IOException {
        try (DataFile file = files.open(folder.resolve("f"), FileLayer.Mode.CREATE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
            file.force();
            assertEquals(8, file.length());
            ByteBuffer into = ByteBuffer.allocate(10);
            assertEquals(5, file.read(into, 3));
            assertArrayEquals(new byte[] {0, 0, 1, 2, 3, 0, 0, 0, 0, 0}, into.array());
            assertEquals(0, file.read(ByteBuffer.allocate(1), 8), "at the end");
            file.truncate(6);
            assertEquals(6, file.length());
        }
    }

    @Test
    void anInterruptStopsNothingAndIsKept() throws IOException {
        try (DataFile file = files.open(folder.resolve("f"), FileLayer.Mode.CREATE)) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 10; i++) {
                file.write(ByteBuffer.wrap(new byte[] {9}), i);
                file.force();
                assertEquals(1, file.read(ByteBuffer.allocate(1), i));
            }
            files.forceFolder(folder);
            files.lock(folder.resolve("lock"), false).close();
            assertTrue(Thread.interrupted(), "the interrupt is still there");
            assertEquals(10, file.length(), "and the file still open");
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void modesAreKept() throws IOException {
        Path path = folder.resolve("f");
        assertThrows(NoSuchFileException.class, () -> files.open(path, FileLayer.Mode.WRITE));
        files.open(path, FileLayer.Mode.CREATE).close();
        assertThrows(FileAlreadyExistsException.class, () -> files.open(path, FileLayer.Mode.CREATE));
        try (DataFile file = files.open(path, FileLayer.Mode.READ)) {
            assertThrows(Exception.class, () -> file.write(ByteBuffer.wrap(new byte[1]), 0));
        }
    }

    @Test
    void namesAreListedRenamedAndDeleted() throws IOException {
        Path deep = folder.resolve("a/b");
        files.createFolders(deep);
        files.createFolders(deep);
        Files.writeString(deep.resolve("x.new"), "new");
        Files.writeString(deep.resolve("x"), "old");
        Files.createDirectory(deep.resolve("x-folder"));
        assertEquals(List.of(deep.resolve("x"), deep.resolve("x.new")), files.list(deep, "x"));
        files.rename(deep.resolve("x.new"), deep.resolve("x"));
        assertEquals("new", Files.readString(deep.resolve("x")));
        files.delete(deep.resolve("x"));
        assertFalse(files.exists(deep.resolve("x")));
        assertFalse(files.exists(deep), "a folder is no file");
        assertEquals(List.of(), files.list(folder.resolve("nowhere"), ""));
    }

    @Test
    void aLockIsHeldAgainstThisProcess() throws IOException {
        Path path = folder.resolve("lock");
        FileLease lease = files.lock(path, false);
        FileLockedException locked = assertThrows(FileLockedException.class, () -> files.lock(path, true));
        assertEquals(ProcessHandle.current().pid(), locked.holder());
        lease.close();
        lease.close();
        files.lock(path, true).close();
    }

    @Test
    void aLockIsHeldAgainstOtherProcessesAlsoAfterASecondAttemptHere() throws Exception {
        Path path = folder.resolve("lock");
        try (FileLease lease = files.lock(path, false)) {
            assertThrows(FileLockedException.class, () -> files.lock(path, false));
            assertEquals("locked", tryInAnotherProcess(path), lease::toString);
        }
        assertEquals("free", tryInAnotherProcess(path));
    }

    @Test
    void closingALeaseAgainDoesNotGiveAwayTheNextOne() throws Exception {
        Path path = folder.resolve("lock");
        FileLease first = files.lock(path, false);
        first.close();
        try (FileLease next = files.lock(path, false)) {
            first.close();
            assertThrows(FileLockedException.class, () -> files.lock(path, false));
            assertEquals("locked", tryInAnotherProcess(path), next::toString);
        }
    }

    /** Locks a file with nothing but the JDK, in a process of its own. */
    private static String tryInAnotherProcess(Path path) throws Exception {
        Path source = path.resolveSibling("TryLock.java");
        Files.writeString(source, """
                public class TryLock {
                    public static void main(String[] args) throws Exception {
                        try (var channel = java.nio.channels.FileChannel.open(
                                java.nio.file.Path.of(args[0]), java.nio.file.StandardOpenOption.WRITE)) {
                            System.out.print(channel.tryLock() == null ? "locked" : "free");
                        }
                    }
                }
                """);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        source.toString(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the other process ended");
        return answer;
    }
}
