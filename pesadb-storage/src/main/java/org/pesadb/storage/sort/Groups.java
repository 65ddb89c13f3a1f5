package org.pesadb.storage.sort;

import java.util.Arrays;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Bytes;
import org.pesadb.storage.spill.Workspace;

/**
 * Groups rows by a key and folds those of each group, in the memory that it is given, however many groups there are: first all rows are
 * added, then the groups are read in order of their keys. Of one thread.
 *
 * <p>A hash table holds the states. Where it is full it is sorted and written as a run, and begins anew; in the end the runs are
 * merged, and the states of one key, of which there is at most one in a run, are combined. So neither many groups nor one large group take
 * more than that, and nothing depends on how the hashes fall.
 */
public final class Groups implements AutoCloseable {
    private static final int FIRST_SLOTS = 256;
    private static final int TOLD_EVERY = 4096;

    private final Workspace work;
    private final Fold fold;
    private final KeyOrder order = new KeyOrder(false);
    private final Runs runs;
    private final int mostSlots;
    private final ByteSink state = new ByteSink();
    private final Record record = new Record();
    private RecordBuffer buffer;

    /** Of each hash the number of its record in the buffer, plus one; 0 for none. Half of them at most are taken. */
    private int[] slots = new int[FIRST_SLOTS];

    private long added;

    /**
     * No groups.
     *
     * @param work what may be used
     * @param fold what becomes of the rows of a group
     */
    public Groups(Workspace work, Fold fold) {
        this.work = work.withMemory(Math.max(ExternalSort.LEAST_BYTES, work.memoryBytes()));
        this.fold = fold;
        this.runs = new Runs(this.work, "groups", Long.MAX_VALUE, fold::combine);
        long memory = this.work.memoryBytes();
        long forSlots = memory / 8;
        this.mostSlots = (int) Math.max(FIRST_SLOTS, Long.highestOneBit(Math.min(1 << 30, forSlots / Integer.BYTES)));
        this.buffer = new RecordBuffer(memory - Runs.blockBytes(memory) - forSlots, order);
    }

    /**
     * Adds a row to its group.
     *
     * @param key the group's key; copied
     * @param row the row
     * @throws org.pesadb.api.PesaDbException CANCELLED, DISK_FULL, IO
     */
    public void add(ByteSink key, RowBuffer row) {
        if (++added % TOLD_EVERY == 0) {
            work.progress().report("grouping rows", added, -1);
        }
        long hash = hash(key.bytes(), key.length());
        int slot = slot(key, hash);
        if (slots[slot] > 0) {
            addTo(slots[slot] - 1, key, row);
            return;
        }
        state.clear();
        fold.begin(row, state);
        enter(key, hash, slot);
    }

    private void enter(ByteSink key, long hash, int free) {
        int slot = free;
        if (2 * (buffer.count() + 1) > slots.length) {
            if (slots.length < mostSlots) {
                grow();
            } else {
                spill();
            }
            slot = slot(key, hash);
        }
        order.note(key.bytes(), 0, key.length());
        if (!buffer.add(key, state)) {
            spill();
            slot = slot(key, hash);
            buffer.add(key, state);
        }
        buffer.mark(buffer.count() - 1, hash);
        slots[slot] = buffer.count();
    }

    private void addTo(int number, ByteSink key, RowBuffer row) {
        buffer.look(number, record);
        if (fold.add(row, record.bytes, record.payloadAt, record.payloadLength)) {
            return;
        }
        state.clear();
        fold.begin(row, state);
        if (!buffer.replace(number, key, state)) {
            spill();
            long hash = hash(key.bytes(), key.length());
            enter(key, hash, slot(key, hash));
        }
    }

    /** Where a key is, or where it goes. */
    private int slot(ByteSink key, long hash) {
        int mask = slots.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (slots[slot] > 0) {
            int number = slots[slot] - 1;
            if (buffer.mark(number) == hash) {
                buffer.look(number, record);
                if (Arrays.equals(
                        key.bytes(), 0, key.length(), record.bytes, record.keyAt, record.keyAt + record.keyLength)) {
                    return slot;
                }
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int number = 0; number < buffer.count(); number++) {
            int slot = (int) (buffer.mark(number) >>> 32) & mask;
            while (slots[slot] > 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = number + 1;
        }
    }

    private static long hash(byte[] bytes, int length) {
        long hash = length;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = mixed(hash ^ Bytes.getLong(bytes, at));
        }
        long rest = 0;
        for (; at < length; at++) {
            rest = rest << 8 | bytes[at] & 0xFF;
        }
        return mixed(hash ^ rest);
    }

    private static long mixed(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 32;
    }

    /** Writes the groups as a run, and begins anew. */
    private void spill() {
        buffer.sort(work.cancelled());
        runs.add(buffer.records(Long.MAX_VALUE));
        buffer.clear();
        Arrays.fill(slots, 0);
    }

    /**
     * The groups in order of their keys; the payload of each is its state. No row is added any more.
     *
     * @return to be read once; to be closed with this
     * @throws org.pesadb.api.PesaDbException CANCELLED, DISK_FULL, IO, CORRUPT
     */
    public Records sorted() {
        slots = new int[0];
        if (runs.count() == 0) {
            buffer.sort(work.cancelled());
            return buffer.records(Long.MAX_VALUE);
        }
        spill();
        buffer = null;
        return runs.merged(order, false);
    }

    /**
     * How many runs were written so far, of which files hold what is left.
     *
     * @return 0 where all was grouped in memory
     */
    public int runs() {
        return runs.count();
    }

    /** Deletes its files. Closing twice does nothing. */
    @Override
    public void close() {
        buffer = null;
        runs.close();
    }
}
