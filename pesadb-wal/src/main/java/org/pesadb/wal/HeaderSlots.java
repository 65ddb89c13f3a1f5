package org.pesadb.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * The two header slots. A new generation is written into the first and forced, then into the second and forced, and only then
 * comes its first record: at every moment one slot is whole, and the valid one of the higher generation says what the file
 * holds.
 */
final class HeaderSlots {
    private HeaderSlots() {}

    /** Writes a generation's header into both slots, durably, one after the other. */
    static void write(LogFile file, LogHeader header) throws IOException {
        for (int slot = 0; slot < LogFormat.SLOTS; slot++) {
            write(file, header, slot);
        }
    }

    /**
     * Writes the header that counts once more, durably, before the first record of a generation that was found empty.
     *
     * <p>Both slots may bear it in the kernel's memory alone: where the force of a reset failed, and after it that of the
     * opening which completed the reset, the kernel may have dropped the writes and go on to show them. The device has the header of the
     * generation before then, and a record written over those of that generation would be lost, and they with it.
     */
    static void renew(LogFile file, LogHeader header) throws IOException {
        write(file, header, LogFormat.SLOTS - 1);
    }

    private static void write(LogFile file, LogHeader header, int slot) throws IOException {
        file.write(header.encode(), (long) slot * LogFormat.SLOT_BYTES);
        file.force();
    }

    /** Writes a header into both slots of a file that has no name yet, and forces all of the file. */
    static void writeUnnamed(LogFile file, LogHeader header) throws IOException {
        for (int slot = 0; slot < LogFormat.SLOTS; slot++) {
            file.write(header.encode(), (long) slot * LogFormat.SLOT_BYTES);
        }
        file.force();
    }

    /**
     * Finds the header that counts.
     *
     * @param databaseId that of the main file; null where nobody knows it
     * @param complete whether the other slot is to be written where it says anything else: a reset was cut short
     * @throws CorruptException where no slot is valid, or the log is of another database
     */
    static LogHeader open(LogFile file, UUID databaseId, int pageBytes, boolean complete) throws IOException {
        LogHeader[] slots = new LogHeader[LogFormat.SLOTS];
        int claimed = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            byte[] block = new byte[LogFormat.SLOT_BYTES];
            if (file.read(ByteBuffer.wrap(block), (long) slot * LogFormat.SLOT_BYTES) == block.length) {
                slots[slot] = LogHeader.decode(block);
                claimed = Math.max(claimed, LogHeader.claimedVersion(block));
            }
        }
        LogHeader header = newer(slots[0], slots[1]);
        if (header == null && claimed <= LogFormat.VERSION) {
            throw new CorruptException(file.path() + ": both header slots of the log (offsets 0 and "
                    + LogFormat.SLOT_BYTES
                    + ") are damaged: what it holds cannot be told, and the commits in it that are "
                    + "not in the main file yet cannot be read");
        }
        requireOurs(file, header, header == null ? claimed : header.version(), databaseId, pageBytes);
        for (int slot = 0; complete && slot < slots.length; slot++) {
            if (!header.isSame(slots[slot])) {
                write(file, header, slot);
            }
        }
        return header;
    }

    private static LogHeader newer(LogHeader a, LogHeader b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        if (!a.earlier().isKnown() && b.isSame(a)) {
            return b; // for those who look; for all else they are the same
        }
        return a.generation() >= b.generation() ? a : b;
    }

    private static void requireOurs(LogFile file, LogHeader header, int version, UUID databaseId, int pageBytes) {
        if (version > LogFormat.VERSION) {
            throw new PesaDbException(
                    ErrorCode.FORMAT_TOO_NEW,
                    file.path() + ": the log has format version " + version + ", this program reads "
                            + LogFormat.VERSION + "; open it with a newer PesaDB");
        }
        if (databaseId != null && !header.databaseId().equals(databaseId)) {
            throw new CorruptException(file.path() + ": this is the log of another database (id " + header.databaseId()
                    + ", the main file has " + databaseId + "); put the log back that belongs to the main file");
        }
        if (version < LogFormat.VERSION
                || header.pageBytes() != pageBytes
                || header.generation() < 1
                || header.carried() < 0
                || header.base() < LogFormat.FIRST_POSITION
                || header.base() % LogFormat.ALIGNMENT != 0) {
            throw new CorruptException(file.path() + ": the log's header makes no sense: " + header + ", with pages of "
                    + pageBytes + " bytes expected");
        }
    }
}
