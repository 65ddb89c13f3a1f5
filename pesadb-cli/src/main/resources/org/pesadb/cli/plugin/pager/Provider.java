package @package@;

import java.util.function.Consumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/**
 * The pager {@code @name@}: pages by number, in a main file and the log that it is given. This class is what PesaDB asks first. PesaDB makes one
 * object of it, which all threads share: so it keeps nothing.
 *
 * <pre>
 *   many Snapshots ───┐             ┌─── the one Transaction, with its Changes
 *                     ▼             ▼                 │
 *                      Versions                       │ commit
 *                       │     │                       ▼
 *                  else │     └── first ──────────▶  log     whichever the database has
 *                       ▼                             │
 *                    MainFile ◀────── Checkpoint ─────┘
 * </pre>
 *
 * <p>The idea: nothing is ever changed where it stands. A commit appends new versions of its pages to the log. Whoever reads a page asks the log for the
 * version that his snapshot sees, and takes the main file's where the log has none. Now and then a checkpoint copies the newest versions that nobody looks
 * behind to the main file, and the log forgets them. So readers need no lock, and whatever a crash leaves in the main file, the log has it once more.
 */
public final class @Type@Provider implements PagerProvider {
    /** PesaDB calls it. */
    public @Type@Provider() {}

    /** Goes to disk with every database that has this pager, so it never changes. */
    @Override
    public String name() {
        return "@name@";
    }

    /** Goes to disk too, and stands in {@link Mark}. Raise it when you change what stands in the file. */
    @Override
    public int formatVersion() {
        return Mark.VERSION;
    }

    @Override
    public void create(PagerContext context) {
        Creation.create(context);
    }

    @Override
    public Pager open(PagerContext context) {
        return Opening.open(context);
    }

    @Override
    public Pager openDamaged(PagerContext context, Consumer<Fault> found) {
        return Salvage.open(context, found);
    }
}
