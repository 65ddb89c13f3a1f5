package org.pesadb.it.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;
import org.pesadb.api.spi.DataFile;

/**
 * A log's file in which records that are not valid look valid when they are read: every one that is damaged, or those that are
 * left from an earlier generation. The format is that of the module {@code org.pesadb.wal}.
 */
final class ForgedLog extends PassingFiles.PassingFile {
    private static final int SLOT = 4096;
    private static final int RECORDS = 2 * SLOT;
    private static final int SALT = 40;
    private static final int BASE = 48;
    private static final int GENERATION = 32;
    private static final int CARRIED = 88;
    private static final int CARRIED_BYTES = 4128;
    private static final int MAGIC = 0xC0DECAFE;
    private static final int CRC = 12;
    private static final int CONTENT = 16;
    private static final int MARK_OF_COMMIT = 40;
    private static final int MOST_GENERATIONS = 30;

    /** Where records of a generation stand: salt and base position. */
    private record Generation(long salt, long base) {}

    /** Of all logs that were written through this class; a salt never comes twice. */
    private static final Deque<Generation> EARLIER = new ArrayDeque<>();

    private final boolean damage;
    private byte[] forged;

    /**
     * @param file   the log
     * @param damage whether all that is damaged looks right, or only what is left from an earlier generation
     */
    ForgedLog(DataFile file, boolean damage) {
        super(file);
        this.damage = damage;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        forged = null;
        super.write(from, position);
    }

    @Override
    public void truncate(long length) throws IOException {
        forged = null;
        super.truncate(length);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        if (forged == null) {
            forged = forge();
        }
        int count = (int) Math.max(0, Math.min(into.remaining(), forged.length - position));
        if (count > 0) {
            into.put(forged, (int) position, count);
        }
        return count;
    }

    private byte[] forge() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) file.length()).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, 0);
        if (bytes.capacity() < RECORDS) {
            return bytes.array();
        }
        int slot = bytes.getLong(GENERATION) >= bytes.getLong(SLOT + GENERATION) ? 0 : SLOT;
        Generation now = new Generation(bytes.getLong(slot + SALT), bytes.getLong(slot + BASE));
        int at = RECORDS + bytes.getInt(slot + CARRIED) * CARRIED_BYTES;
        for (int length = length(bytes, at); length > 0; length = length(bytes, at)) {
            if (crc(bytes, at, length, now) != bytes.getInt(at + CRC) && !forge(bytes, at, length, now)) {
                break;
            }
            at += length;
        }
        remember(now);
        return bytes.array();
    }

    private static synchronized void remember(Generation now) {
        EARLIER.remove(now);
        EARLIER.addFirst(now);
        if (EARLIER.size() > MOST_GENERATIONS) {
            EARLIER.removeLast();
        }
    }

    /** The length of what looks like a record, or 0. */
    private static int length(ByteBuffer bytes, int at) {
        if (at < RECORDS || at + CONTENT > bytes.capacity()) {
            return 0;
        }
        boolean magic = bytes.getInt(at + 8) == MAGIC;
        int length = switch (bytes.getInt(at)) {
            case 1 -> CONTENT + SLOT;
            case 2 -> magic ? 48 : 0;
            case 3 -> magic ? 32 : 0;
            default -> 0;
        };
        return at + length <= bytes.capacity() ? length : 0;
    }

    private boolean forge(ByteBuffer bytes, int at, int length, Generation now) {
        long moved = 0;
        if (!damage) {
            Generation origin = origin(bytes, at, length);
            if (origin == null) {
                return false;
            }
            moved = now.base - origin.base;
        }
        if (bytes.getInt(at) == 1) {
            byte[] image = new byte[SLOT];
            bytes.get(at + CONTENT, image);
            ForgedPages.seal(bytes.getInt(at + 8), now.base + at - RECORDS, image);
            bytes.put(at + CONTENT, image);
        } else if (bytes.getInt(at) == 2) {
            bytes.putLong(at + CONTENT, bytes.getLong(at + CONTENT) + moved);
            bytes.putLong(at + MARK_OF_COMMIT, bytes.getLong(at + MARK_OF_COMMIT) + moved);
        } else {
            bytes.putLong(at + CONTENT, bytes.getLong(at + CONTENT) + moved);
        }
        bytes.putInt(at + CRC, crc(bytes, at, length, now));
        return true;
    }

    private static synchronized Generation origin(ByteBuffer bytes, int at, int length) {
        for (Generation earlier : EARLIER) {
            if (crc(bytes, at, length, earlier) == bytes.getInt(at + CRC)) {
                return earlier;
            }
        }
        return null;
    }

    private static int crc(ByteBuffer bytes, int at, int length, Generation generation) {
        ByteBuffer prefix = ByteBuffer.allocate(16 + CRC).order(ByteOrder.LITTLE_ENDIAN);
        prefix.putLong(generation.salt).putLong(generation.base + at - RECORDS);
        prefix.put(bytes.array(), at, CRC);
        CRC32C crc = new CRC32C();
        crc.update(prefix.array());
        crc.update(bytes.array(), at + CONTENT, length - CONTENT);
        return (int) crc.getValue();
    }
}
