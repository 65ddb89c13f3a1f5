package @package@;

import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageWriter;

/**
 * The index {@code @name@}: a B+tree, in order of its keys. This class is what PesaDB asks first; {@link TreeIndex} does the work. PesaDB
 * makes one object of it, which all threads share: so it keeps nothing.
 */
public final class @Type@Provider implements IndexProvider {
    /** PesaDB calls it. */
    public @Type@Provider() {}

    /** Goes to disk with every index of this kind, so it never changes. */
    @Override
    public String name() {
        return "@name@";
    }

    /** Goes to disk too. Raise it when you change what stands on the pages, and see {@link IndexProvider#upgrade}. */
    @Override
    public int formatVersion() {
        return 1;
    }

    /** Promises {@link Index#range}. Then PesaDB answers {@code WHERE name > x} and {@code ORDER name} by it. */
    @Override
    public boolean ordered() {
        return true;
    }

    /** The root is all that PesaDB remembers. It must never move: when the tree grows, it grows beneath it. */
    @Override
    public long create(PageWriter writer, IndexDefinition definition) {
        return Node.initialize(writer.allocate(), 0).id();
    }

    /** Called for every index when a database is opened: so it reads no page. */
    @Override
    public Index open(IndexDefinition definition, long root) {
        return new TreeIndex(definition, root);
    }
}
