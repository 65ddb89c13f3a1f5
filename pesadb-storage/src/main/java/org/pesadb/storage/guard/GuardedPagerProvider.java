package org.pesadb.storage.guard;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/**
 * A provider of pagers whose failures bear its name. What it opens is a {@link GuardedPager}.
 *
 * @param provider from the registry
 */
public record GuardedPagerProvider(PagerProvider provider) implements PagerProvider {
    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public int formatVersion() {
        return provider.formatVersion();
    }

    @Override
    public void create(PagerContext context) {
        Guard.call(provider, "making " + context.path(), () -> {
            provider.create(context);
            return true;
        });
    }

    @Override
    public Pager open(PagerContext context) {
        return guarded(Guard.call(provider, "opening " + context.path(), () -> provider.open(context)));
    }

    @Override
    public Pager openDamaged(PagerContext context, Consumer<Fault> found) {
        Elsewhere elsewhere = new Elsewhere();
        try {
            return guarded(Guard.call(
                    provider,
                    "opening what is left of " + context.path(),
                    () -> provider.openDamaged(context, elsewhere.noting(found))));
        } catch (RuntimeException failed) {
            throw elsewhere.orElse(failed);
        }
    }

    /** A pager that is not even taken is closed: nobody else could. */
    private Pager guarded(Pager pager) {
        try {
            return new GuardedPager(provider, pager);
        } catch (RuntimeException | Error failed) {
            try (pager) {
                throw failed;
            }
        }
    }
}
