package org.pesadb.storage.guard;

import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** An index whose failures bear its kind's name. Threads share it. */
final class GuardedIndex implements Index {
    private final IndexProvider kind;
    private final IndexDefinition definition;
    private final Index index;

    /**
     * @param kind       what made it
     * @param definition what it is for
     * @param index      the index itself
     */
    GuardedIndex(IndexProvider kind, IndexDefinition definition, Index index) {
        this.kind = kind;
        this.definition = definition;
        this.index = index;
    }

    private PageReader own(PageReader reader) {
        return new GuardedPages(kind, definition, reader);
    }

    private PageWriter own(PageWriter writer) {
        return new GuardedPages.Writer(kind, definition, writer);
    }

    private PesaDbException failed(String doing, Throwable thrown) {
        return Guard.failed(kind, doing(doing), thrown);
    }

    private String doing(String verb) {
        return verb + " the index on " + definition.name();
    }

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        boolean inserted;
        try {
            inserted = index.insert(own(writer), key, row);
        } catch (Throwable thrown) {
            throw failed("adding to", thrown);
        }
        if (!inserted) {
            checkTaken(writer, key);
        }
        return inserted;
    }

    /** That a key stands there already, only a unique index may say, and then it must find it. */
    private void checkTaken(PageReader reader, byte[] key) {
        if (!definition.unique()) {
            throw Guard.broken(
                    kind,
                    doing("adding to"),
                    "it refused a row, as if each key could stand but once; this index is not unique");
        }
        if (find(reader, key).next() == RowIdCursor.END) {
            throw Guard.broken(
                    kind,
                    doing("adding to"),
                    "it refused a row, as if its key were there already, and does not find that key");
        }
    }

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        try {
            return index.delete(own(writer), key, row);
        } catch (Throwable thrown) {
            throw failed("deleting from", thrown);
        }
    }

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        RowIdCursor rows;
        try {
            rows = index.find(own(reader), key);
        } catch (Throwable thrown) {
            throw failed("searching", thrown);
        }
        return rows == RowIdCursor.EMPTY ? rows : new GuardedCursor(rows);
    }

    @Override
    public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
        return new GuardedCursor(cold("searching", () -> index.range(own(reader), from, to, descending)));
    }

    @Override
    public long estimate(PageReader reader, byte[] from, byte[] to) {
        long entries = cold("measuring", () -> index.estimate(own(reader), from, to));
        if (entries < -1) {
            throw Guard.broken(kind, doing("measuring"), "it gave " + entries + ", which is no number of entries");
        }
        return entries;
    }

    @Override
    public long build(PageWriter writer, EntrySource entries) {
        long twice = cold("filling", () -> index.build(own(writer), entries));
        if (twice < -1 || twice >= 0 && !definition.unique()) {
            throw Guard.broken(
                    kind,
                    doing("filling"),
                    "it gave " + twice
                            + (twice < 0
                                    ? ", which is no row"
                                    : " for a row whose key is there already; it is not unique"));
        }
        return twice;
    }

    @Override
    public void drop(PageWriter writer) {
        cold("dropping", () -> {
            index.drop(own(writer));
            return true;
        });
    }

    @Override
    public void maintain(PageWriter writer) {
        cold("maintaining", () -> {
            index.maintain(own(writer));
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

    @Override
    public void describe(Page page, ByteMap into) {
        cold("describing a page of", () -> {
            index.describe(page, into);
            return true;
        });
    }

    @Override
    public Iterator<IndexNode> nodes(PageReader reader) {
        Iterator<IndexNode> nodes;
        try {
            nodes = index.nodes(own(reader));
        } catch (Throwable thrown) {
            throw failed("showing", thrown);
        }
        return nodes == null ? null : new GuardedNodes(nodes);
    }

    /** The pages of an index, whose failures bear the name of its kind. Of one thread. */
    private final class GuardedNodes implements Iterator<IndexNode> {
        private final Iterator<IndexNode> nodes;

        GuardedNodes(Iterator<IndexNode> nodes) {
            this.nodes = nodes;
        }

        @Override
        public boolean hasNext() {
            return cold("showing", nodes::hasNext);
        }

        @Override
        public IndexNode next() {
            return cold("showing", nodes::next);
        }
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
