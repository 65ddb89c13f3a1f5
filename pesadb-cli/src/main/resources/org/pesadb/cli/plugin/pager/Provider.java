package @package@;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/**
 * The pager {@code @name@}: PesaDB's own one, {@code paged}, with a place at which to stand between it and the engine. This class is what PesaDB asks
 * first; {@link PassingPager} stands there. PesaDB makes one object of it, which all threads share: so it keeps nothing.
 *
 * <p>A pager from nothing keeps versions of pages with the log's help, a main file, free pages and savepoints; most that one wants to change needs
 * less: to count, to encrypt what goes to files, to mirror it, to hold another cache. For that one passes on what one does not change. Where files are
 * concerned, give {@link PagerContext#within} another {@link org.pesadb.api.spi.FileLayer}.
 */
public final class @Type@Provider implements PagerProvider {
    /** The version of the inner pager's format that version 1 of this one is made of. */
    private static final int INNER_VERSION = 1;

    /** PesaDB calls it. */
    public @Type@Provider() {}

    /** Goes to disk with every database that has this pager, so it never changes. */
    @Override
    public String name() {
        return "@name@";
    }

    /** Goes to disk too. Raise it when you change what stands in the files. */
    @Override
    public int formatVersion() {
        return 1;
    }

    /** Asked for here and not in the constructor: the registry is made of what the constructors make. */
    private static PagerProvider inner() {
        return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "paged");
    }

    /** The same place, for the inner pager, which knows nothing of this one's version and settings. */
    private static PagerContext inner(PagerContext context) {
        return context.within(INNER_VERSION);
    }

    @Override
    public void create(PagerContext context) {
        inner().create(inner(context));
    }

    @Override
    public Pager open(PagerContext context) {
        return new PassingPager(inner().open(inner(context)));
    }

    @Override
    public Pager openDamaged(PagerContext context, Consumer<Fault> found) {
        return new PassingPager(inner().openDamaged(inner(context), found));
    }
}
