package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.RowSpill;

/**
 * Rows put aside, parted by the low bits of their keys' hashes (a {@link BuildTable} goes by the high ones). A partition without
 * rows takes nothing. Of one thread.
 */
final class Partitions implements AutoCloseable {
    /** More would make each of them too small to be worth its file. */
    private static final int MOST = 64;

    private final JoinContext context;
    private final Side side;
    private final RowSpill[] spills;

    private Partitions(JoinContext context, Side side, int count) {
        this.context = context;
        this.side = side;
        this.spills = new RowSpill[count];
    }

    /**
     * As many as the memory has room for, with as many of the other side beside them.
     *
     * @param context makes the spills
     * @param side    where the rows come from
     * @param memory  for the buffers of both sides, in bytes
     * @param buffer  what a spill is taken to need at least, since one without rows may not know yet
     * @return a power of two of partitions; null where not even two fit
     */
    static Partitions within(JoinContext context, Side side, long memory, long buffer) {
        RowSpill first = context.spill(side.width(), side.columns());
        long each = Math.max(buffer, first.memoryBytes());
        int count = (int) Math.min(MOST, Long.highestOneBit(Math.max(1, memory / (2 * each))));
        if (count < 2) {
            first.close();
            return null;
        }
        Partitions partitions = new Partitions(context, side, count);
        partitions.spills[count - 1] = first; // rows of the last one go first
        return partitions;
    }

    /** As many of the other side. */
    Partitions like(Side other) {
        return new Partitions(context, other, spills.length);
    }

    int count() {
        return spills.length;
    }

    /** The partition of a key. */
    int of(long hash) {
        return (int) hash & spills.length - 1;
    }

    /**
     * Puts a row aside.
     *
     * @param partition from 0
     * @param row       copied
     */
    void add(int partition, Row row) {
        if (spills[partition] == null) {
            spills[partition] = context.spill(side.width(), side.columns());
        }
        spills[partition].add(row);
    }

    /** How many rows a partition has. */
    long rows(int partition) {
        return spills[partition] == null ? 0 : spills[partition].rows();
    }

    /** Hands a partition over to be read, and closed, by somebody else. */
    Side take(int partition) {
        RowSpill spill = spills[partition];
        spills[partition] = null;
        return side.part(spill);
    }

    @Override
    public void close() {
        Closing.all(spills);
    }
}
