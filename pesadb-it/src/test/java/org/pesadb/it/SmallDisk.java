package org.pesadb.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of a few megabytes in memory, which really fills up. It goes away with {@link #close}, and with the JVM at the
 * latest. Only who may mount has one; tests of others are skipped, and say so.
 */
final class SmallDisk implements AutoCloseable {
    private static final String FILLER = "filler";
    private static final int BLOCK = 4096;

    private final Path folder;
    private final Thread atExit = new Thread(this::unmount, "unmount");

    private final FileStore store;

    private SmallDisk(Path folder) throws IOException {
        this.folder = folder;
        store = Files.getFileStore(folder);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Mounts one, or has the test skipped.
     *
     * @param folder    where it appears; made
     * @param kilobytes its size
     */
    static SmallDisk mount(Path folder, int kilobytes) throws IOException {
        Files.createDirectories(folder);
        String refused = run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "pesadb-test", folder.toString());
        if (refused != null) {
            String message = "not tested: no small file system can be mounted here (" + refused + ")";
            System.out.println(SmallDisk.class.getSimpleName() + ": " + message);
            Assumptions.abort(message);
        }
        return new SmallDisk(folder);
    }

    /** Returns null where it went well, else why not. */
    private static String run(String... command) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return "it takes too long";
            }
            return process.exitValue() == 0 ? null : said + ", status " + process.exitValue();
        } catch (IOException none) {
            return none.getMessage();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    Path folder() {
        return folder;
    }

    /** How many bytes can still be written. */
    long room() throws IOException {
        return store.getUsableSpace();
    }

    /** Fills it up but for so many bytes, in whole blocks. */
    void leave(long room) throws IOException {
        free();
        ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK);
        try (FileChannel filler =
                FileChannel.open(folder.resolve(FILLER), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (long more = room() - room; more >= BLOCK; more -= BLOCK) {
                filler.write(zeros.clear());
            }
        }
    }

    /** Makes room again. */
    void free() throws IOException {
        Files.deleteIfExists(folder.resolve(FILLER));
    }

    /** Copies a file to it. */
    void put(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(file.getFileName()))) {
            Files.copy(file, out);
        }
    }

    private void unmount() {
        try {
            String busy = run("umount", folder.toString());
            if (busy != null) {
                run("umount", "-l", folder.toString()); // it goes once the last file in it is closed
            }
        } catch (IOException failed) {
            System.out.println("could not unmount " + folder + ": " + failed);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        unmount();
    }
}
