package org.pesadb.index.hash;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageWriter;

/** The hash index, {@code hash}. Stateless; threads share it. */
public final class HashIndexProvider implements IndexProvider {
    private final Hasher hasher;
    private final LongSupplier random;

    /** As a provider of this module. */
    public HashIndexProvider() {
        this(new SipHash(), new SecureRandom()::nextLong);
    }

    /**
     * For tests that want collisions, or the same pages every time.
     *
     * @param hasher the hash
     * @param random gives its key, for each new index
     */
    HashIndexProvider(Hasher hasher, LongSupplier random) {
        this.hasher = hasher;
        this.random = random;
    }

    @Override
    public String name() {
        return "hash";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public boolean standard() {
        return true;
    }

    @Override
    public long create(PageWriter writer, IndexDefinition definition) {
        MutablePage root = writer.allocate();
        Node.format(root, Node.ROOT, 0);
        Node.setRoot(root, definition.unique(), random.getAsLong(), random.getAsLong());
        return root.id();
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        return new HashIndex(definition, root, hasher);
    }
}
