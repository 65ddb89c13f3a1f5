package org.example.pesadb.skiplist;

import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageWriter;

/** Makes and opens skip lists. Stateless. */
public final class SkipListProvider implements IndexProvider {
    /** Made by {@link java.util.ServiceLoader}. */
    public SkipListProvider() {}

    @Override
    public String name() {
        return "skip-list";
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
        return Block.make(writer.allocate(), Block.ROOT, Block.MAX_HEIGHT);
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        return new SkipList(definition, root);
    }
}
