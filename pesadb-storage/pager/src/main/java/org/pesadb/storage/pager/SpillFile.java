package org.pesadb.storage.pager;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.pesadb.api.CorruptException;
import org.pesadb.api.internal.TemporaryFile;
import org.pesadb.api.spi.FileLayer;

/**
 * Page states that the memory of a transaction has no room for. Of one transaction and its thread.
 *
 * <pre>
 *   byte 0     4096      8192
 *        slot 0 │ slot 1 │ slot 2 │ ...      each the image of one page as it is in memory: not sealed, no checksum in it
 * </pre>
 *
 * <p>Nothing here outlives the transaction: see {@link TemporaryFile}. Which slot holds what, and its CRC-32C, is known in memory alone;
 * the sum proves that what comes back is what went. A slot that nobody needs any more is used again, so the file is as long as the
 * transaction ever had states spilled at once, however often each of them came back and went again.
 */
final class SpillFile {
    /** Its name in the spill folder; only one transaction writes at a time. */
    static final String NAME = "transaction";

    /** What one write takes at most. */
    static final int RUN_PAGES = 64;

    private final TemporaryFile file;
    private final SlotMap slots = new SlotMap();
    private ByteBuffer buffer;

    /** @param folder need not exist */
    SpillFile(FileLayer files, Path folder) {
        file = new TemporaryFile(files, folder.resolve(NAME), "changed pages of the transaction");
    }

    /**
     * Whether anything was ever written.
     *
     * @return false where no file was made
     */
    boolean isOpen() {
        return file.isOpen();
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
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(RUN_PAGES * PageFormat.PAGE_BYTES);
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
            state.crc = file.sum(state.page().array(), PageFormat.PAGE_BYTES);
            state.slot = first + i;
        }
        return count;
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
        file.read(ByteBuffer.wrap(image), at(state));
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
        file.read(buffer.clear().limit(count * PageFormat.PAGE_BYTES), at(states[from]));
        buffer.clear();
        for (int i = from; i < from + count; i++) {
            byte[] image = new byte[PageFormat.PAGE_BYTES];
            buffer.get(image);
            into[i] = checked(states[i], image);
        }
    }

    private static long at(DirtyPage state) {
        return (long) state.slot * PageFormat.PAGE_BYTES;
    }

    private byte[] checked(DirtyPage state, byte[] image) {
        if (file.sum(image, PageFormat.PAGE_BYTES) != state.crc) {
            throw file.damaged(
                    at(state),
                    ", a change of page " + state.id()
                            + "; nothing committed is affected: roll the transaction back, and look at the device");
        }
        return image;
    }

    /** Says that nobody needs what is in a slot. */
    void give(int slot) {
        slots.give(slot);
    }

    void close() {
        file.close();
        buffer = null;
    }
}
