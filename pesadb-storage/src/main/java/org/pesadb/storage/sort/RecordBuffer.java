package org.pesadb.storage.sort;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pesadb.storage.spill.ByteSink;

/**
 * Records in memory: their bytes one behind another in a few large arrays, and an index of two numbers for each, its key's prefix and
 * its address. Only the index is sorted. Of one thread.
 *
 * <pre>
 *   chunks   ┌ record │ record │ record ──┐ ┌ record │ record ──────┐ ...
 *   index    prefix, address │ prefix, address │ ...          address = chunk &lt;&lt; 32 | offset
 * </pre>
 *
 * <p>A record never spans chunks; one that is longer than a chunk gets one of its own.
 */
final class RecordBuffer {
    private static final int FIRST_CHUNK = 16 << 10;
    private static final int LEAST_CHUNK = 1 << 10;
    private static final int MOST_CHUNK = 1 << 20;
    private static final int FIRST_RECORDS = 64;

    /** Two numbers for each record, and half as much again to sort them. */
    private static final int INDEX_BYTES = 24;

    private final KeyOrder order;
    private long budget;
    private final int mostChunk;
    private final List<byte[]> chunks = new ArrayList<>();
    private long chunkBytes;
    private int chunk = -1;
    private int at;
    private long[] index = new long[2 * FIRST_RECORDS];
    private int count;
    private final Record record = new Record();
    private final Record other = new Record();

    RecordBuffer(long budget, KeyOrder order) {
        this.budget = budget;
        this.order = order;
        this.mostChunk = (int) Math.max(LEAST_CHUNK, Math.min(MOST_CHUNK, budget / 32));
    }

    /** How many records there are. */
    int count() {
        return count;
    }

    /** What it takes of memory, sorting included. */
    long memoryBytes() {
        return chunkBytes + index.length / 2 * (long) INDEX_BYTES;
    }

    /** Adds a record behind the others; false where it has no room, which it always has in an empty buffer. */
    boolean add(ByteSink key, ByteSink payload) {
        if (count * 2 == index.length && !growIndex() || !makeRoom(key, payload)) {
            return false;
        }
        write(count, key, payload);
        count++;
        return true;
    }

    /** Puts another record in the place of one; false where that has no room. What the former one took is lost until all are cleared. */
    boolean replace(int position, ByteSink key, ByteSink payload) {
        if (!makeRoom(key, payload)) {
            return false;
        }
        write(position, key, payload);
        return true;
    }

    private boolean makeRoom(ByteSink key, ByteSink payload) {
        int length = Record.length(key.length(), payload.length());
        return chunk >= 0 && chunks.get(chunk).length - at >= length || nextChunk(length);
    }

    private void write(int position, ByteSink key, ByteSink payload) {
        index[2 * position + 1] = (long) chunk << 32 | at;
        at = Record.write(chunks.get(chunk), at, key, payload);
    }

    /** What somebody noted with a record; lost when they are sorted. */
    long mark(int position) {
        return index[2 * position];
    }

    /** Notes something with a record. */
    void mark(int position, long note) {
        index[2 * position] = note;
    }

    private boolean growIndex() {
        long records = Math.min(2L * count, (budget - chunkBytes) / INDEX_BYTES);
        if (records < count + count / 8 || records > Integer.MAX_VALUE / 2 - 8) {
            return false;
        }
        index = Arrays.copyOf(index, (int) records * 2);
        return true;
    }

    private boolean nextChunk(int length) {
        if (chunk + 1 < chunks.size() && chunks.get(chunk + 1).length >= length) {
            chunk++;
            at = 0;
            return true;
        }
        long usual = Math.min(mostChunk, (long) FIRST_CHUNK << Math.min(chunk + 1, 16));
        long bytes = Math.max(usual, length);
        if (count > 0 && memoryBytes() + bytes > budget) {
            return false;
        }
        chunks.add(chunk + 1, new byte[(int) bytes]);
        chunkBytes += bytes;
        chunk++;
        at = 0;
        return true;
    }

    /** Empties it; its memory is kept for the next records, but for what single long ones had. */
    void clear() {
        count = 0;
        chunk = -1;
        at = 0;
        chunks.removeIf(bytes -> bytes.length > mostChunk);
        chunkBytes = chunks.stream().mapToLong(bytes -> bytes.length).sum();
    }

    /** Puts the index in the order of the keys, equal ones as they came. */
    void sort(Runnable cancelled) {
        for (int i = 0; i < count; i++) {
            look(i, record);
            index[2 * i] = order.prefix(record.bytes, record.keyAt, record.keyLength);
        }
        new IndexSort(index, count, order.prefixIsAll() ? null : this::compare, cancelled).run();
    }

    private int compare(long a, long b) {
        record.at(chunks.get((int) (a >>> 32)), (int) a);
        other.at(chunks.get((int) (b >>> 32)), (int) b);
        return order.compare(record, other);
    }

    /** Points at a record by its place in the index. */
    void look(int position, Record into) {
        long address = index[2 * position + 1];
        into.at(chunks.get((int) (address >>> 32)), (int) address);
    }

    /** A sorted buffer lets all go but the first few. For the time of this it takes the room of both. */
    RecordBuffer first(int kept) {
        RecordBuffer result = new RecordBuffer(budget, order);
        result.budget = Long.MAX_VALUE; // its chunks may be filled worse
        ByteSink key = new ByteSink();
        ByteSink payload = new ByteSink();
        for (int i = 0; i < kept; i++) {
            look(i, record);
            key.clear();
            key.put(record.bytes, record.keyAt, record.keyLength);
            payload.clear();
            payload.put(record.bytes, record.payloadAt, record.payloadLength);
            result.add(key, payload);
        }
        result.budget = budget;
        return result;
    }

    /** The records in the order of the index. */
    Records records(long wanted) {
        return new InOrder((int) Math.min(count, wanted));
    }

    private final class InOrder extends CurrentRecord {
        private final int end;
        private int next;

        InOrder(int end) {
            this.end = end;
            current = new Record();
        }

        @Override
        public boolean next() {
            if (next == end) {
                return false;
            }
            look(next++, current);
            return true;
        }

        @Override
        public void close() {
            next = end;
        }
    }
}
