package org.pesadb.storage.sort;

import org.pesadb.storage.spill.ByteSink;
import org.pesadb.storage.spill.Workspace;

/**
 * Sorts records by their keys in the memory that it is given, however many there are; see the package. First all are added, then all are
 * read. Records of equal keys come as they were added. Of one thread.
 *
 * <p>Where only the first few are wanted, what cannot be among them is refused or dropped as early as can be: whenever the buffer holds
 * twice as many, the worse half goes, and the worst that stays is the bound for all that comes later. So a few of many
 * records never need a file, and however many are wanted, it works.
 */
public final class ExternalSort implements AutoCloseable {
    /** The least memory that it works with, in bytes; a budget under that counts as this. */
    public static final long LEAST_BYTES = 16 << 10;

    private static final int FEW = 512;
    private static final int TOLD_EVERY = 4096;

    private final Workspace work;
    private final String what;
    private final long wanted;
    private final Combiner combiner;
    private final KeyOrder order;
    private final Runs runs;
    private RecordBuffer buffer;
    private long added;

    /** The key behind which nothing is wanted, where {@link #bounded}. */
    private final ByteSink bound = new ByteSink();

    private boolean bounded;

    /**
     * A sort without records.
     *
     * @param work       what it may use
     * @param what       what the records are, for people, such as {@code rows}
     * @param descending whether the greatest key comes first; records of equal keys come as they were added all the same
     * @param wanted     how many of the first records are wanted, {@link Long#MAX_VALUE} for all
     * @param combiner   makes one of records of one key, or null where each stays; with one, all are wanted
     */
    public ExternalSort(Workspace work, String what, boolean descending, long wanted, Combiner combiner) {
        if (combiner != null && wanted != Long.MAX_VALUE) {
            throw new IllegalArgumentException("records that are combined are all wanted");
        }
        this.work = work.withMemory(Math.max(LEAST_BYTES, work.memoryBytes()));
        this.what = what;
        this.wanted = wanted;
        this.combiner = combiner;
        this.order = new KeyOrder(descending);
        long memory = this.work.memoryBytes();
        this.runs = new Runs(this.work, what, wanted, combiner);
        this.buffer = new RecordBuffer(memory - Runs.blockBytes(memory), order);
    }

    /**
     * Whether a record of this key may be among those wanted; so that its payload need not be made where not.
     *
     * @param key its key
     * @return false where it certainly is none
     */
    public boolean wants(ByteSink key) {
        return wanted > 0
                && (!bounded || order.compare(key.bytes(), 0, key.length(), bound.bytes(), 0, bound.length()) < 0);
    }

    /**
     * Adds a record.
     *
     * @param key     copied
     * @param payload copied
     * @throws org.pesadb.api.PesaDbException CANCELLED, DISK_FULL, IO
     */
    public void add(ByteSink key, ByteSink payload) {
        if (++added % TOLD_EVERY == 0) {
            work.progress().report("sorting " + what, added, -1);
        }
        if (!wants(key)) {
            return;
        }
        order.note(key.bytes(), 0, key.length());
        if (!buffer.add(key, payload)) {
            spill();
            buffer.add(key, payload);
        }
        if (buffer.count() / 2 >= wanted && worthHalving()) {
            buffer.sort(work.cancelled());
            buffer = buffer.first((int) wanted);
            bound();
        }
    }

    /** For the time of it there are two buffers. */
    private boolean worthHalving() {
        long memory = buffer.memoryBytes();
        return memory <= work.memoryBytes() / 2 && (buffer.count() / 2 >= FEW || memory > work.memoryBytes() / 4);
    }

    /** Writes the buffer as a run. */
    private void spill() {
        buffer.sort(work.cancelled());
        runs.add(buffer.records(wanted));
        if (buffer.count() >= wanted) {
            bound();
        }
        buffer.clear();
    }

    /** The last of those wanted, in a sorted buffer, is the bound from now on. */
    private void bound() {
        Record last = new Record();
        buffer.look((int) wanted - 1, last);
        bound.clear();
        bound.put(last.bytes, last.keyAt, last.keyLength);
        bounded = true;
    }

    /**
     * The records in order. None is added any more.
     *
     * @param kept whether parts of a record may be needed after the next one was read
     * @return to be read once; to be closed with this
     * @throws org.pesadb.api.PesaDbException CANCELLED, DISK_FULL, IO, CORRUPT
     */
    public Records sorted(boolean kept) {
        if (runs.count() == 0) {
            buffer.sort(work.cancelled());
            Records records = buffer.records(wanted);
            return combiner == null ? records : new CombinedRecords(records, combiner);
        }
        if (buffer.count() > 0) {
            spill();
        }
        buffer = null;
        return runs.merged(order, kept);
    }

    /**
     * How many runs were written so far, of which files hold what is left.
     *
     * @return 0 where all was sorted in memory
     */
    public int runs() {
        return runs.count();
    }

    /**
     * How often runs were merged to fewer.
     *
     * @return 0 where the memory sufficed to read all of them at once
     */
    public int passes() {
        return runs.passes();
    }

    /** Deletes its files. Closing twice does nothing. */
    @Override
    public void close() {
        buffer = null;
        runs.close();
    }
}
