package org.pesadb.index.btree;

import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageWriter;

/** The ordered index, {@code btree}. Stateless; threads share it. */
public final class BTreeProvider implements IndexProvider {
    /** As a provider of this module. */
    public BTreeProvider() {}

    @Override
    public String name() {
        return "btree";
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
        MutablePage root = writer.allocate();
        Node.format(root, 0);
        Node.setRoot(root, definition.unique());
        return root.id();
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        return new BTree(definition, root);
    }
}
