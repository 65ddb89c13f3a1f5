package org.pesadb.wal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Which generations a file held before the present one, newest first, as far as a header slot has room for them. It is for people alone,
 * who look at what is left behind the end of the log: nothing that is read, recovered or written depends on it, and where it is damaged
 * or was never written, nothing is known. Immutable.
 *
 * @param known   newest first
 * @param all     whether there were no others in this file
 */
record EarlierGenerations(List<Earlier> known, boolean all) {
    /** So many fit into a sector with the rest of the header, so that one write of the device takes all of it. */
    static final int MOST = 12;

    /** Of a file that held no generation before. */
    static final EarlierGenerations NONE = new EarlierGenerations(List.of(), true);

    /** Of a file whose header does not say. */
    static final EarlierGenerations UNKNOWN = new EarlierGenerations(List.of(), false);

    private static final int COUNT = 4;
    private static final int ALL = COUNT + 2;
    private static final int ENTRIES = ALL + 2;
    private static final int ENTRY_BYTES = 32;

    /** How many bytes of a slot may say it. */
    static final int BYTES = ENTRIES + MOST * ENTRY_BYTES;

    /**
     * A generation that has ended: a checkpoint brought what it held to the main file.
     *
     * @param generation   its number
     * @param salt         in the checksums of its records
     * @param base         the position of its first record
     * @param transactions the 64-bit transaction id to which its records' 32-bit ids are added
     */
    record Earlier(long generation, long salt, long base, long transactions) {
        static Earlier of(LogHeader header) {
            return new Earlier(header.generation(), header.salt(), header.base(), header.transactions());
        }

        /** The position that a place in the file had then. */
        long position(long offset) {
            return base + (offset - LogFormat.RECORDS);
        }
    }

    /** The same and one more, which the file holds now and is about to lose. */
    EarlierGenerations and(LogHeader ending) {
        List<Earlier> more = new ArrayList<>(MOST + 1);
        more.add(Earlier.of(ending));
        more.addAll(known);
        boolean fit = more.size() <= MOST;
        return new EarlierGenerations(List.copyOf(fit ? more : more.subList(0, MOST)), all && fit);
    }

    boolean isKnown() {
        return all || !known.isEmpty();
    }

    /** Puts it at an index of a little-endian buffer; where nothing is known, nothing. */
    void encode(ByteBuffer into, int at) {
        if (!isKnown()) {
            return;
        }
        into.putShort(at + COUNT, (short) known.size()).putShort(at + ALL, (short) (all ? 1 : 0));
        int end = at + ENTRIES;
        for (Earlier each : known) {
            into.putLong(end, each.generation).putLong(end + 8, each.salt);
            into.putLong(end + 16, each.base).putLong(end + 24, each.transactions);
            end += ENTRY_BYTES;
        }
        into.putInt(at, crc(into.array(), at, end));
    }

    /** Reads it from an index of a little-endian buffer. */
    static EarlierGenerations decode(ByteBuffer from, int at) {
        int count = from.getShort(at + COUNT) & 0xFFFF;
        int end = at + ENTRIES + count * ENTRY_BYTES;
        if (count > MOST || from.getInt(at) != crc(from.array(), at, end)) {
            return UNKNOWN;
        }
        List<Earlier> known = new ArrayList<>(count);
        for (int entry = at + ENTRIES; entry < end; entry += ENTRY_BYTES) {
            known.add(new Earlier(
                    from.getLong(entry), from.getLong(entry + 8), from.getLong(entry + 16), from.getLong(entry + 24)));
        }
        return new EarlierGenerations(List.copyOf(known), from.getShort(at + ALL) == 1);
    }

    private static int crc(byte[] block, int at, int end) {
        CRC32C crc = new CRC32C();
        crc.update(block, at + COUNT, end - at - COUNT);
        return (int) crc.getValue();
    }
}
