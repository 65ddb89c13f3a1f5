package org.pesadb.it.asserting;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/**
 * The pager {@code assert-paged}: PesaDB's own, {@code paged}, with an eye on those that use it: engine, heap and indexes. Whoever does what the
 * SPI forbids gets a {@link Misuse} that says what. For tests of them: it takes the time of copies.
 */
public final class AssertingPagerProvider implements PagerProvider {
    private static final String BEHIND = "paged";

    /** Made by the service loader. */
    public AssertingPagerProvider() {}

    /** Only now: the registry is not made before all parts are. */
    private static PagerProvider real() {
        return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, BEHIND);
    }

    @Override
    public String name() {
        return "assert-" + BEHIND;
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public void create(PagerContext context) {
        check(context);
        real().create(within(context));
    }

    @Override
    public Pager open(PagerContext context) {
        check(context);
        return new AssertingPager(real().open(within(context)));
    }

    @Override
    public Pager openDamaged(PagerContext context, Consumer<Fault> found) {
        return new AssertingPager(real().openDamaged(within(context), found));
    }

    private static void check(PagerContext context) {
        LogContext log = context.logContext();
        Misuse.unless(
                context.header() != null && context.header().length == PagerContext.HEADER_BYTES,
                "a pager is opened without the " + PagerContext.HEADER_BYTES + " bytes of a header");
        Misuse.unless(log.readOnly() == context.readOnly(), "pager and log are not both read-only, or neither");
        Misuse.unless(context.checkpointPages() > 0, "a checkpoint is wanted after no pages");
    }

    private static PagerContext within(PagerContext context) {
        return context.within(real().formatVersion());
    }
}
