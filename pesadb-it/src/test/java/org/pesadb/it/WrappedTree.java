package org.pesadb.it;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** The tree of this project by another name, so that a test can change what it does. */
class WrappedTree implements IndexProvider {
    static final String NAME = "wrapped";

    private final IndexProvider tree = Components.installed().choose(ComponentKind.INDEX, IndexProvider.class, "btree");

    /** What a test puts in an index's place. */
    Index changed(IndexDefinition definition, Index index) {
        return index;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public boolean ordered() {
        return true;
    }

    @Override
    public long create(PageWriter writer, IndexDefinition definition) {
        return tree.create(writer, definition);
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        return changed(definition, tree.open(definition, root));
    }

    /** An index that hands all on to another one. */
    static class Passing implements Index {
        private final Index to;

        Passing(Index to) {
            this.to = to;
        }

        @Override
        public boolean insert(PageWriter writer, byte[] key, long row) {
            return to.insert(writer, key, row);
        }

        @Override
        public boolean delete(PageWriter writer, byte[] key, long row) {
            return to.delete(writer, key, row);
        }

        @Override
        public RowIdCursor find(PageReader reader, byte[] key) {
            return to.find(reader, key);
        }

        @Override
        public RowIdCursor range(PageReader reader, byte[] from, byte[] bound, boolean descending) {
            return to.range(reader, from, bound, descending);
        }

        @Override
        public long estimate(PageReader reader, byte[] from, byte[] bound) {
            return to.estimate(reader, from, bound);
        }

        @Override
        public long build(PageWriter writer, EntrySource entries) {
            return to.build(writer, entries);
        }

        @Override
        public void drop(PageWriter writer) {
            to.drop(writer);
        }

        @Override
        public void maintain(PageWriter writer) {
            to.maintain(writer);
        }

        @Override
        public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
            to.verify(reader, entry, page, found);
        }
    }
}
