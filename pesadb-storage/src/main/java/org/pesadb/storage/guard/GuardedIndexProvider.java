package org.pesadb.storage.guard;

import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/** A kind of index whose failures bear its name, and which gets at no pages but those of the index. Stateless; threads share it. */
public final class GuardedIndexProvider implements IndexProvider {
    private final IndexProvider kind;

    private GuardedIndexProvider(IndexProvider kind) {
        this.kind = kind;
    }

    /**
     * Guards a kind of index.
     *
     * @param kind from the registry
     * @return the same to its callers
     */
    public static IndexProvider of(IndexProvider kind) {
        return new GuardedIndexProvider(kind);
    }

    /** The kind and where it comes from, for people: see {@link Components#describe}. */
    @Override
    public String toString() {
        return Components.describe(kind);
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public int formatVersion() {
        return kind.formatVersion();
    }

    @Override
    public int oldestFormatVersion() {
        return kind.oldestFormatVersion();
    }

    @Override
    public boolean ordered() {
        return Guard.call(kind, "saying whether it is ordered", kind::ordered);
    }

    @Override
    public long create(PageWriter writer, IndexDefinition definition) {
        String doing = "making the index on " + definition.name();
        long root = Guard.call(
                kind, doing, () -> kind.create(new GuardedPages.Writer(kind, definition, writer), definition));
        checkRoot(writer, definition, root, doing);
        return root;
    }

    /** Only where a root is made or may have been lost: later nobody could tell a wrong one from damage. */
    private void checkRoot(PageWriter writer, IndexDefinition definition, long root, String doing) {
        Page page = root > 0 && root < writer.pageCount() ? writer.page(root) : null;
        if (page == null || page.type() != PageType.INDEX || page.owner() != definition.owner()) {
            throw Guard.broken(kind, doing, "its root is " + (page == null ? root : page) + ", no page of the index");
        }
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        String doing = "opening the index on " + definition.name();
        return new GuardedIndex(kind, definition, Guard.callAlone(kind, doing, () -> kind.open(definition, root)));
    }

    @Override
    public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
        String doing = "upgrading the index on " + definition.name();
        Guard.call(kind, doing, () -> {
            kind.upgrade(new GuardedPages.Writer(kind, definition, writer), definition, root);
            return true;
        });
        checkRoot(writer, definition, root, doing);
    }
}
