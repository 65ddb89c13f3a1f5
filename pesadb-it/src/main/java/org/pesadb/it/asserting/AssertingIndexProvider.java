package org.pesadb.it.asserting;

import java.util.ServiceLoader;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;

/**
 * A kind of index that works as another one does and finds out whether its callers keep the rules. What they do wrong is a {@link Misuse} that
 * says it; out of an engine it comes as BAD_PLUGIN with the name of this kind. Threads share it.
 */
public abstract class AssertingIndexProvider implements IndexProvider {
    private final Wrapped<IndexProvider> wrapped;

    /**
     * Wraps a kind that is installed.
     *
     * @param wrapped its name
     */
    AssertingIndexProvider(String wrapped) {
        this.wrapped = new Wrapped<>(wrapped, ServiceLoader.load(IndexProvider.class));
    }

    @Override
    public final String name() {
        return wrapped.name();
    }

    @Override
    public final int formatVersion() {
        return wrapped.formatVersion();
    }

    @Override
    public final int oldestFormatVersion() {
        return wrapped.oldestFormatVersion();
    }

    /** As the kind that it wraps; not where that is not there, as the registry must not fail for it. */
    @Override
    public final boolean ordered() {
        IndexProvider kind = wrapped.orNull();
        return kind != null && kind.ordered();
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
        return wrapped.get().create(new AssertingWriter(writer, definition), definition);
    }

    @Override
    public final Index open(IndexDefinition definition, long root) {
        checked(definition);
        Misuse.unless(root > 0 && root < 1L << 32, "the root is " + root + ", which is no page's number");
        return new AssertingIndex(wrapped.get().open(definition, root), definition, root);
    }

    @Override
    public final void upgrade(PageWriter writer, IndexDefinition definition, long root) {
        checked(definition);
        Misuse.unless(writer != null, "the writer is null");
        requireRoot(writer.page(root), definition);
        wrapped.get().upgrade(new AssertingWriter(writer, definition), definition, root);
    }

    /** The page by which an index is found again is one of its own, as long as nobody has damaged it. */
    static void requireRoot(Page root, IndexDefinition definition) {
        Misuse.unless(
                root.type() == PageType.INDEX && root.owner() == definition.owner(),
                "the root of the index on " + definition.name() + " is " + root + ", none of owner "
                        + definition.owner());
    }
}
