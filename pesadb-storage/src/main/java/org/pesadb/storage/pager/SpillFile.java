package org.pesadb.storage.pager;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Page states that the memory of a transaction has no room for. Of one transaction and its thread.
 *
 * <pre>
 *   byte 0     4096      8192
 *        slot 0 │ slot 1 │ slot 2 │ ...      each the image of one page as it is in memory: not sealed, no checksum in it
 * </pre>
 *
 * <p>Nothing here outlives the transaction: the file is made when it is first needed, never forced, deleted at the end, and what a
 * killed process left is deleted when the database is opened again. Which slot holds what, and its CRC-32C, is known in memory alone;
 * the sum proves that what comes back is what went. A slot that nobody needs any more is used again, so the file is as long as the
 * transaction ever had states spilled at once, however often each of them came back and went again.
 */
final class SpillFile {
    /** Its name in the spill folder; only one transaction writes at a time. */
    static final String NAME = "transaction";

    /** What one write takes at most. */
    static final int RUN_PAGES = 64;

    private static final Logger LOGGER = LoggerFactory.getLogger(SpillFile.class);

    private final FileLayer files;
    private final Path path;
    private final SlotMap slots = new SlotMap();
    private final CRC32C crc = new CRC32C();
    private DataFile file;
    private ByteBuffer buffer;

    /** @param folder need not exist */
    SpillFile(FileLayer files, Path folder) {
        this.files = files;
        path = folder.resolve(NAME);
    }

    /**
     * Whether anything was ever written.
     *
     * @return false where no file was made
     */
    boolean isOpen() {
        return file != null;
    }

    /**
     * Writes some changed states to neighbouring slots. They stay in memory.
     *
     * @param states changed, in memory
     * @param from   the first of them
     * @param to     behind the last
     * @return how many were written, at least one
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO: then none of them has a slot
     */
    int write(DirtyPage[] states, int from, int to) {
        try {
            if (file == null) {
                open();
            }
            int first = slots.lowestFree();
            int count = slots.run(first, Math.min(to - from, RUN_PAGES));
            buffer.clear();
            for (int i = from; i < from + count; i++) {
                buffer.put(states[i].page().array(), 0, PageFormat.PAGE_BYTES);
            }
            file.write(buffer.flip(), (long) first * PageFormat.PAGE_BYTES);
            slots.take(first, count);
            for (int i = 0; i < count; i++) {
                DirtyPage state = states[from + i];
                state.crc = crc(state.page().array());
                state.slot = first + i;
            }
            return count;
        } catch (IOException failed) {
            throw FileFailures.of("move changed pages of the transaction to", path, failed);
        }
    }

    private void open() throws IOException {
        files.createFolders(path.getParent());
        if (files.exists(path)) { // a transaction before could not delete its own
            files.delete(path);
        }
        buffer = ByteBuffer.allocateDirect(RUN_PAGES * PageFormat.PAGE_BYTES);
        file = files.open(path, FileLayer.Mode.CREATE);
    }

    /**
     * Reads a spilled state.
     *
     * @param state has a slot
     * @return its image, the caller's own
     * @throws CorruptException where that is not what was written
     */
    byte[] read(DirtyPage state) {
        byte[] image = new byte[PageFormat.PAGE_BYTES];
        read(state.slot, ByteBuffer.wrap(image));
        return checked(state, image);
    }

    /**
     * Reads spilled states of neighbouring slots.
     *
     * @param states the first of them has a slot, and each of the others the slot behind the one before
     * @param from   the first
     * @param count  how many, at most {@link #RUN_PAGES}
     * @param into   gets their images, the caller's own
     * @throws CorruptException where one is not what was written
     */
    void read(DirtyPage[] states, int from, int count, byte[][] into) {
        read(states[from].slot, buffer.clear().limit(count * PageFormat.PAGE_BYTES));
        buffer.clear();
        for (int i = from; i < from + count; i++) {
            byte[] image = new byte[PageFormat.PAGE_BYTES];
            buffer.get(image);
            into[i] = checked(states[i], image);
        }
    }

    /** What lies beyond the end is left as it is: the sum will not be right. */
    private void read(int slot, ByteBuffer into) {
        try {
            file.read(into, (long) slot * PageFormat.PAGE_BYTES);
        } catch (IOException failed) {
            throw FileFailures.of("read changed pages of the transaction back from", path, failed);
        }
    }

    private byte[] checked(DirtyPage state, byte[] image) {
        if (crc(image) != state.crc) {
            throw new CorruptException(path + " at byte " + (long) state.slot * PageFormat.PAGE_BYTES
                    + ": what comes back is not what was written there, a change of page " + state.id()
                    + "; nothing committed is affected: roll the transaction back, and look at the device");
        }
        return image;
    }

    private int crc(byte[] image) {
        crc.reset();
        crc.update(image, 0, PageFormat.PAGE_BYTES);
        return (int) crc.getValue();
    }

    /** Says that nobody needs what is in a slot. */
    void give(int slot) {
        slots.give(slot);
    }

    /** Deletes it. What fails of that harms no transaction: the next one that needs the file, or the next open, tries again. */
    void close() {
        DataFile closing = file;
        if (closing == null) {
            return;
        }
        file = null;
        buffer = null;
        try (closing) {
            files.delete(path);
        } catch (NoSuchFileException swept) {
            LOGGER.debug("{} is gone already", path);
        } catch (IOException failed) {
            LOGGER.warn("{} is not needed any more, but could not be deleted: {}", path, failed.toString());
        }
    }
}
