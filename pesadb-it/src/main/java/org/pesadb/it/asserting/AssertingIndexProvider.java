package org.pesadb.it.asserting;

import java.util.ServiceLoader;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * A kind of index that works as another one does and finds out whether its callers keep the rules. What they do wrong is an AssertionError that
 * says it; out of an engine it comes as BAD_PLUGIN with the name of this kind. Threads share it.
 */
public abstract class AssertingIndexProvider implements IndexProvider {
    private final String wrapped;
    private volatile IndexProvider found; // null while nobody has looked, or where it is not there

    /**
     * Wraps a kind that is installed.
     *
     * @param wrapped its name
     */
    AssertingIndexProvider(String wrapped) {
        this.wrapped = wrapped;
    }

    private IndexProvider find() {
        if (found == null) {
            found = find(wrapped);
        }
        return found;
    }

    /** Not by way of the registry: while that is made, it asks this kind for its format version. */
    private static IndexProvider find(String name) {
        for (ServiceLoader.Provider<IndexProvider> provider : (Iterable<ServiceLoader.Provider<IndexProvider>>)
                ServiceLoader.load(IndexProvider.class, AssertingIndexProvider.class.getClassLoader()).stream()
                        ::iterator) {
            if (!AssertingIndexProvider.class.isAssignableFrom(provider.type())) {
                IndexProvider kind = provider.get();
                if (kind.name().equals(name)) {
                    return kind;
                }
            }
        }
        return null;
    }

    private IndexProvider kind() {
        IndexProvider kind = find();
        if (kind == null) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_COMPONENT,
                    "the index '" + name() + "' works by way of '" + wrapped + "', which is not installed");
        }
        return kind;
    }

    @Override
    public final String name() {
        return "assert-" + wrapped;
    }

    /** That of the kind it wraps; 1 where that is not there, as the registry must not fail for it. */
    @Override
    public final int formatVersion() {
        IndexProvider kind = find();
        return kind == null ? 1 : kind.formatVersion();
    }

    @Override
    public final int oldestFormatVersion() {
        IndexProvider kind = find();
        return kind == null ? 1 : kind.oldestFormatVersion();
    }

    @Override
    public final boolean ordered() {
        return kind().ordered();
    }

    private IndexDefinition checked(IndexDefinition definition) {
        Misuse.unless(definition != null, "the definition is null");
        Misuse.unless(
                definition.name() != null && !definition.name().isBlank(), "the definition has no name: " + definition);
        Misuse.unless(definition.owner() > 0, "the owner is " + definition.owner() + ", which is no index's");
        Misuse.unless(
                definition.formatVersion() >= oldestFormatVersion() && definition.formatVersion() <= formatVersion(),
                "the definition is of format version " + definition.formatVersion()
                        + ", which this kind does not read");
        return definition;
    }

    @Override
    public final long create(PageWriter writer, IndexDefinition definition) {
        checked(definition);
        Misuse.unless(writer != null, "the writer is null");
        Misuse.unless(
                definition.formatVersion() == formatVersion(),
                "an index is made in format version " + definition.formatVersion() + " in place of " + formatVersion());
        return kind().create(new AssertedWriter(writer, definition), definition);
    }

    @Override
    public final Index open(IndexDefinition definition, long root) {
        checked(definition);
        Misuse.unless(root > 0 && root < 1L << 32, "the root is " + root + ", which is no page's number");
        return new AssertingIndex(kind().open(definition, root), definition, root);
    }

    @Override
    public final void upgrade(PageWriter writer, IndexDefinition definition, long root) {
        checked(definition);
        Misuse.unless(writer != null, "the writer is null");
        requireRoot(writer.page(root), definition);
        kind().upgrade(new AssertedWriter(writer, definition), definition, root);
    }

    /** The page by which an index is found again is one of its own, as long as nobody has damaged it. */
    static void requireRoot(Page root, IndexDefinition definition) {
        Misuse.unless(
                root.type() == PageType.INDEX && root.owner() == definition.owner(),
                "the root of the index on " + definition.name() + " is " + root + ", none of owner "
                        + definition.owner());
    }
}
