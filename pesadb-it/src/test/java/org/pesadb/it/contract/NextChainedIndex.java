package org.pesadb.it.contract;

import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** A kind whose format has gone on: {@link ChainedIndex} with its version in the root, at byte 8, where the version before has zeros. */
class NextChainedIndex extends ChainedIndex.Provider {
    private static final int MARK = 8;

    @Override
    public int formatVersion() {
        return 2;
    }

    @Override
    public int oldestFormatVersion() {
        return 1;
    }

    @Override
    public long create(PageWriter writer, IndexDefinition definition) {
        long root = super.create(writer, definition);
        mark(writer, root);
        return root;
    }

    static void mark(PageWriter writer, long root) {
        MutablePage page = writer.edit(root);
        page.putInt(MARK, 2);
    }

    @Override
    public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
        if (definition.formatVersion() == 1) {
            mark(writer, root);
        }
    }

    /** The mark that an index of such a definition has to bear. */
    int expected(IndexDefinition definition) {
        return definition.formatVersion() == 1 ? 0 : 2;
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        return new BrokenIndexes.Real(super.open(definition, root)) {
            @Override
            public RowIdCursor find(PageReader reader, byte[] key) {
                int mark = reader.page(root).getInt(MARK);
                if (mark != expected(definition)) {
                    throw new CorruptException(
                            "index " + definition.name() + " is marked " + mark + ", but opened as " + definition);
                }
                return super.find(reader, key);
            }
        };
    }
}
