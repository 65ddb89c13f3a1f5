package org.pesadb.storage.sort;

import java.util.List;

/**
 * The records of several runs in order; of equal keys the one of the earlier run first. A heap holds the runs by the records that they
 * stand at; the least is on top. Of one thread.
 */
final class MergedRecords extends CurrentRecord {
    private static final int CHECKED_EVERY = 512;

    private final KeyOrder order;
    private final boolean prefixIsAll;
    private final Runnable cancelled;
    private final RunReader[] runs;

    /** Numbers of runs, the earliest 0. */
    private final int[] heap;

    private int size;
    private boolean begun;
    private int unchecked;
    private long left;

    /**
     * @param wanted how many of the first records
     * @param kept whether records may be needed after the next one was read
     */
    MergedRecords(List<RunFile.Run> merged, KeyOrder order, long wanted, boolean kept, Runnable cancelled) {
        this.order = order;
        this.prefixIsAll = order.prefixIsAll();
        this.left = wanted;
        this.cancelled = cancelled;
        this.runs = merged.stream().map(run -> run.read(order, kept)).toArray(RunReader[]::new);
        this.heap = new int[runs.length];
    }

    @Override
    public boolean next() {
        if (++unchecked == CHECKED_EVERY) {
            unchecked = 0;
            cancelled.run();
        }
        if (left == 0) {
            return false;
        }
        left--;
        if (!begun) {
            begin();
        } else if (size > 0) {
            if (!runs[heap[0]].next()) {
                heap[0] = heap[--size];
            }
            sink(0);
        }
        if (size == 0) {
            return false;
        }
        current = runs[heap[0]].record;
        return true;
    }

    private void begin() {
        begun = true;
        for (int i = 0; i < runs.length; i++) {
            if (runs[i].next()) {
                heap[size++] = i;
            }
        }
        for (int i = size / 2; i >= 0; i--) {
            sink(i);
        }
    }

    private void sink(int from) {
        if (size < 2) {
            return;
        }
        int moved = heap[from];
        int hole = from;
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (before(moved, heap[child])) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = moved;
    }

    private boolean before(int a, int b) {
        RunReader one = runs[a];
        RunReader other = runs[b];
        if (one.prefix != other.prefix) {
            return one.prefix < other.prefix;
        }
        int compared = prefixIsAll ? 0 : order.compare(one.record, other.record);
        return compared < 0 || compared == 0 && a < b;
    }

    @Override
    public void close() {
        begun = true;
        size = 0;
    }
}
