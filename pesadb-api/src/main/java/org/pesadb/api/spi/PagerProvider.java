package org.pesadb.api.spi;

import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.Stable;

/**
 * Makes and opens pagers. The first {@value PagerContext#HEADER_BYTES} bytes of a main file are the engine's and name the
 * pager; the rest is the pager's own. Stateless; threads may share it.
 *
 * <p>A pager stands on the log that it is given:
 *
 * <pre>{@code
 * public Pager open(PagerContext context) {
 *     boolean logged = context.log().exists(context.logContext());
 *     Log log = logged ? context.log().open(context.logContext()) : startLog(context);
 *     return new MyPager(context, log);        // and its first checkpoint, if log.needsCheckpoint()
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface PagerProvider extends Component {
    /**
     * Makes the files of a new, empty database: first the log, last the main file, which it writes under the name
     * {@code <main file>.new}, forces and renames. A creation cut short leaves no main file; the next one replaces
     * whatever else it left. Before the first commit of all, {@link #open} may take the name away once more to make it durable: a crash then
     * leaves what looks like a creation cut short.
     *
     * @param context where, and with which header
     * @throws org.pesadb.api.PesaDbException CORRUPT where a log stands there that holds commits: its main file is missing
     */
    void create(PagerContext context);

    /**
     * Opens a database: recovers it from its log, or, read-only, replays the log in memory.
     *
     * @param context where, and the header that was read
     * @return the open pager
     * @throws org.pesadb.api.CorruptException where main file and log do not belong together, the log is missing after a
     *     crash, or committed data is damaged
     */
    Pager open(PagerContext context);

    /**
     * Opens what is left of a database, to read: for a check of one that {@link #open} refuses, and for salvage. The pager
     * that comes of it gives every page that can be read and throws {@link org.pesadb.api.CorruptException} for every other one; where
     * page 0 cannot be read, {@link PageSnapshot#root} is 0 and {@link PageSnapshot#pageCount} a count that leaves no page out.
     * A pager that cannot do better opens as ever.
     *
     * @param context where, read-only. Its header, and its log's {@link LogContext#databaseId()}, are null where the beginning of the
     *     main file is damaged
     * @param found   is told what keeps the newest commits from being seen: a log that is missing, damaged, or of another time
     * @return the open pager
     * @throws org.pesadb.api.CorruptException where nothing can be read
     */
    default Pager openDamaged(PagerContext context, Consumer<Fault> found) {
        if (context.header() == null) {
            throw new CorruptException(context.path() + ": its beginning is damaged, and the pager '" + name()
                    + "' cannot read anything without; restore it from a backup");
        }
        return open(context);
    }
}
