package org.pesadb.storage.sort;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.pesadb.storage.spill.Workspace;

/**
 * Sorted runs, in the order in which their records were added, and how they become few enough to be read at once. Of one thread.
 *
 * <p>Each pass goes through them once and replaces neighbours, as many as there is memory for, by what they merge to; it stops as soon as
 * few enough are left. So every record is read and written about once for each power of that number.
 */
final class Runs implements AutoCloseable {
    private static final int TOLD_EVERY = 4096;

    private final Workspace work;
    private final String what;
    private final long wanted;
    private final Combiner combiner;
    private final int blockBytes;
    /** All that were made; whoever closes may be another thread than the one that adds. */
    private final List<RunFile> files = new CopyOnWriteArrayList<>();

    private List<RunFile.Run> runs = new ArrayList<>();
    private int passes;

    /** Of the records of a pass, how many were written. */
    private long done;

    /** How many a pass writes; -1 while there is none. */
    private long total = -1;

    /**
     * None yet.
     *
     * @param work     what may be used; the memory is that for reading and writing runs
     * @param what     what the records are, for people, such as {@code rows}
     * @param wanted   how many of the first records are wanted in the end
     * @param combiner makes one of records of one key, or null
     */
    Runs(Workspace work, String what, long wanted, Combiner combiner) {
        this.work = work;
        this.what = what;
        this.wanted = wanted;
        this.combiner = combiner;
        this.blockBytes = blockBytes(work.memoryBytes());
    }

    /** How long blocks are; so short that sixty or so can be read at once. */
    static int blockBytes(long memory) {
        return (int) Math.max(1 << 10, Math.min(256 << 10, memory / 64));
    }

    /** How many runs there are. */
    int count() {
        return runs.size();
    }

    /** How often runs were merged to fewer. */
    int passes() {
        return passes;
    }

    /** Writes a run behind the others. */
    void add(Records records) {
        if (files.isEmpty()) {
            files.add(new RunFile(work.files()));
        }
        runs.add(files.get(0).write(combined(records), blockBytes, this::wrote));
    }

    private Records combined(Records records) {
        return combiner == null ? records : new CombinedRecords(records, combiner);
    }

    /**
     * All records in order. No run is added any more.
     *
     * @param kept whether records may be needed after the next one was read
     */
    Records merged(KeyOrder order, boolean kept) {
        while (!fit(runs.stream().mapToLong(RunFile.Run::longest).sum(), runs.size())) {
            runs = pass(order);
            passes++;
        }
        return combined(new MergedRecords(runs, order, wanted, kept, work.cancelled()));
    }

    /** Whether so many runs, whose longest blocks take so much, can be read at once. */
    private boolean fit(long blocks, int count) {
        return count <= 2 || blocks + blockBytes <= work.memoryBytes();
    }

    private List<RunFile.Run> pass(KeyOrder order) {
        total = runs.stream().mapToLong(RunFile.Run::records).sum();
        done = 0;
        RunFile into = new RunFile(work.files());
        files.add(into);
        List<RunFile.Run> result = new ArrayList<>(runs);
        for (int i = 0; i < result.size(); i++) {
            if (fit(result.stream().mapToLong(RunFile.Run::longest).sum(), result.size())) {
                break;
            }
            List<RunFile.Run> group = result.subList(i, groupEnd(result, i));
            if (group.size() > 1) {
                Records records =
                        combined(new MergedRecords(List.copyOf(group), order, wanted, false, work.cancelled()));
                RunFile.Run merged = into.write(records, blockBytes, this::wrote);
                group.forEach(RunFile.Run::release);
                group.clear();
                result.add(i, merged);
            }
        }
        return result;
    }

    private int groupEnd(List<RunFile.Run> all, int from) {
        long blocks = 0;
        int end = from;
        while (end < all.size() && fit(blocks + all.get(end).longest(), end + 1 - from)) {
            blocks += all.get(end).longest();
            end++;
        }
        return end;
    }

    private void wrote() {
        if (++done % TOLD_EVERY == 0) {
            work.cancelled().run();
            if (total >= 0) {
                work.progress().report("merging sorted " + what, done, total);
            }
        }
    }

    @Override
    public void close() {
        files.forEach(RunFile::close);
    }
}
