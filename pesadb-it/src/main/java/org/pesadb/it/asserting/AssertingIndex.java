package org.pesadb.it.asserting;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** An index that finds out whether its callers keep the rules. Threads share it. What it remembers is of calls, not of the index. */
final class AssertingIndex implements Index {
    /** So many rows of a key are looked through for one that is inserted again. */
    private static final int LOOKED_THROUGH = 100;

    private final Index index;
    private final IndexDefinition definition;
    private final long root;
    private final AtomicReference<String> writing = new AtomicReference<>();
    private final AtomicInteger changes = new AtomicInteger();

    AssertingIndex(Index index, IndexDefinition definition, long root) {
        this.index = index;
        this.definition = definition;
        this.root = root;
    }

    private void require(boolean kept, String otherwise) {
        Misuse.unless(kept, "on the index on " + definition.name() + ", " + otherwise);
    }

    private <T> T change(String call, PageWriter writer, Supplier<T> work) {
        require(writer != null, "the writer given to " + call + " is null");
        String other = writing.compareAndExchange(null, call + " in " + Thread.currentThread());
        require(other == null, "in the midst of " + other + ", " + call + " in " + Thread.currentThread());
        try {
            AssertingIndexProvider.requireRoot(writer.page(root), definition);
            changes.incrementAndGet();
            return work.get();
        } finally {
            writing.set(null);
        }
    }

    private void requireKey(byte[] key, String call) {
        require(key != null, "the key given to " + call + " is null");
    }

    private void requireNew(PageWriter writer, byte[] key, long row) {
        RowIdCursor rows = index.find(writer, key);
        long other = rows.next();
        for (int i = 0; other != RowIdCursor.END && i < LOOKED_THROUGH; i++) {
            require(other != row || definition.unique(), "row " + row + " is inserted with a key that it has already");
            other = rows.next();
        }
    }

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        return change("insert", writer, () -> {
            requireKey(key, "insert");
            require(row >= 0, "row " + row + " is inserted, which is no row");
            requireNew(writer, key, row);
            return index.insert(new AssertingWriter(writer, definition), key, row);
        });
    }

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        return change("delete", writer, () -> {
            requireKey(key, "delete");
            require(row >= 0, "row " + row + " is deleted, which is no row");
            return index.delete(new AssertingWriter(writer, definition), key, row);
        });
    }

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        require(reader != null, "the reader given to find is null");
        requireKey(key, "find");
        AssertingIndexProvider.requireRoot(reader.page(root), definition);
        return new Rows("find", reader, index.find(reader, key), key, null);
    }

    @Override
    public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
        require(reader != null, "the reader given to range is null");
        AssertingIndexProvider.requireRoot(reader.page(root), definition);
        return new Rows("range", reader, index.range(reader, from, to, descending), from, to);
    }

    @Override
    public long estimate(PageReader reader, byte[] from, byte[] to) {
        require(reader != null, "the reader given to estimate is null");
        AssertingIndexProvider.requireRoot(reader.page(root), definition);
        return index.estimate(reader, from, to);
    }

    @Override
    public long build(PageWriter writer, EntrySource entries) {
        require(entries != null, "the entries given to build are null");
        return change(
                "build",
                writer,
                () -> index.build(
                        new AssertingWriter(writer, definition), new AssertingEntries(entries, definition.name())));
    }

    @Override
    public void drop(PageWriter writer) {
        change("drop", writer, () -> {
            index.drop(new AssertingWriter(writer, definition));
            return true;
        });
    }

    @Override
    public void maintain(PageWriter writer) {
        change("maintain", writer, () -> {
            index.maintain(new AssertingWriter(writer, definition));
            return true;
        });
    }

    @Override
    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
        require(
                reader != null && entry != null && page != null && found != null,
                "something that is given to verify is null");
        index.verify(reader, entry, page, found);
    }

    /** Rows that were found, to be read to their end and no further, before anything changes. */
    private final class Rows implements RowIdCursor {
        private final String call;
        private final RowIdCursor rows;
        private final Thread thread = Thread.currentThread();
        private final boolean inTransaction;
        private final int changesBefore = changes.get();
        private final byte[][] given;
        private final byte[][] asGiven;
        private boolean ended;

        Rows(String call, PageReader reader, RowIdCursor rows, byte[]... keys) {
            this.call = call;
            this.rows = rows;
            inTransaction = reader instanceof PageWriter || reader instanceof PageTransaction;
            given = keys;
            asGiven = new byte[keys.length][];
            for (int i = 0; i < keys.length; i++) {
                asGiven[i] = keys[i] == null ? null : keys[i].clone();
            }
        }

        @Override
        public long next() {
            require(!ended, "the rows of a " + call + " are asked for beyond their end");
            require(thread == Thread.currentThread(), "the rows of a " + call + " are read by another thread");
            require(
                    !inTransaction || changesBefore == changes.get(),
                    "the rows of a " + call + " are read on after a change in the same transaction");
            require(
                    Arrays.deepEquals(given, asGiven),
                    "a key given to " + call + " was written to before its rows were read");
            long row = rows.next();
            ended = row == END;
            return row;
        }
    }
}
