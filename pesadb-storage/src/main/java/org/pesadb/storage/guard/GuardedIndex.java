package org.pesadb.storage.guard;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** An index whose failures bear its kind's name. Threads share it. */
final class GuardedIndex implements Index {
    private final IndexProvider kind;
    private final String name;
    private final Index index;

    /**
     * @param kind  what made it
     * @param name  for messages
     * @param index the index itself
     */
    GuardedIndex(IndexProvider kind, String name, Index index) {
        this.kind = kind;
        this.name = name;
        this.index = index;
    }

    private PesaDbException failed(String doing, Throwable thrown) {
        return Guard.failed(kind, doing(doing), thrown);
    }

    private String doing(String verb) {
        return verb + " the index on " + name;
    }

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        try {
            return index.insert(writer, key, row);
        } catch (Throwable thrown) {
            throw failed("adding to", thrown);
        }
    }

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        try {
            return index.delete(writer, key, row);
        } catch (Throwable thrown) {
            throw failed("deleting from", thrown);
        }
    }

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        RowIdCursor rows;
        try {
            rows = index.find(reader, key);
        } catch (Throwable thrown) {
            throw failed("searching", thrown);
        }
        return rows == RowIdCursor.EMPTY ? rows : new GuardedCursor(rows);
    }

    @Override
    public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
        return new GuardedCursor(cold("searching", () -> index.range(reader, from, to, descending)));
    }

    @Override
    public long estimate(PageReader reader, byte[] from, byte[] to) {
        return cold("measuring", () -> index.estimate(reader, from, to));
    }

    @Override
    public long build(PageWriter writer, EntrySource entries) {
        return cold("filling", () -> index.build(writer, entries));
    }

    @Override
    public void drop(PageWriter writer) {
        cold("dropping", () -> {
            index.drop(writer);
            return true;
        });
    }

    @Override
    public void maintain(PageWriter writer) {
        cold("maintaining", () -> {
            index.maintain(writer);
            return true;
        });
    }

    @Override
    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
        cold("verifying", () -> {
            index.verify(reader, entry, page, found);
            return true;
        });
    }

    private <T> T cold(String verb, Supplier<T> work) {
        return Guard.call(kind, doing(verb), work);
    }

    private final class GuardedCursor implements RowIdCursor {
        private final RowIdCursor rows;

        GuardedCursor(RowIdCursor rows) {
            if (rows == null) {
                throw Guard.broken(kind, doing("searching"), "it gave null");
            }
            this.rows = rows;
        }

        @Override
        public long next() {
            long row;
            try {
                row = rows.next();
            } catch (Throwable thrown) {
                throw failed("searching", thrown);
            }
            if (row < END) {
                throw Guard.broken(kind, doing("searching"), "it gave " + row + ", which is no row");
            }
            return row;
        }
    }
}
