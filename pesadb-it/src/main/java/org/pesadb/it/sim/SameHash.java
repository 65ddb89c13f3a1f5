package org.pesadb.it.sim;

import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageWriter;

/**
 * The hash index, with a key that is the same each time: else its pages, and with them the calls to the disk, would differ from
 * run to run. The format of its root page says where the key stands.
 */
record SameHash(IndexProvider hash) implements IndexProvider {
    private static final int KEY = 8;

    @Override
    public String name() {
        return hash.name();
    }

    @Override
    public int formatVersion() {
        return hash.formatVersion();
    }

    @Override
    public boolean standard() {
        return hash.standard();
    }

    @Override
    public long create(PageWriter writer, IndexDefinition definition) {
        long root = hash.create(writer, definition);
        MutablePage page = writer.edit(root);
        page.putLong(KEY, 0x0706050403020100L);
        page.putLong(KEY + Long.BYTES, 0x0f0e0d0c0b0a0908L);
        return root;
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        return hash.open(definition, root);
    }
}
