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
 *
 * <h2>Main file and log belong together</h2>
 *
 * <p>The log tells two numbers, and the main file keeps what it needs to compare them with, in its page 0:
 *
 * <pre>
 *                  checkpoint                        checkpoint
 *   log            │ finish() gives 7 ── cut         │ finish() gives 8 ── cut
 *     generation 1 │                     generation 2│                     generation 3
 *     stamp 6      │                     stamp 7     │                     stamp 8
 *   main file ─────┴─ stamp 7, gen 1 ────────────────┴─ stamp 8, gen 2 ─────────────────▶
 * </pre>
 *
 * <ul>
 *   <li><em>Stamp.</em> Each {@link CheckpointSink#finish} names the state that the main file has now, by a number that the pager chooses and
 *       writes there; the log that is cut carries it. At opening, a main file of an earlier stamp than the log's is an old copy: CORRUPT.
 *   <li><em>Generation.</em> Each cut begins a new one, with a greater number. The main file keeps one that it has seen; a log of an earlier
 *       one is an old copy: CORRUPT. But keep none that a crash may take back: the name of a log's file may not be durable yet when
 *       {@link LogProvider#open} returns, since the process that gave it may have ended before the force of the folder. It is, after {@link FileLayer#forceFolder}
 *       of the folder, or after a cut. Else a loss of power brings the log before it back, and the pager would refuse it for ever.
 *   <li><em>{@link Log#needsCheckpoint}.</em> A log that was not empty takes no record before a checkpoint. So recovery is one: it brings what the log has to the
 *       main file. Whoever opens to read leaves that out, and reads through the log.
 *   <li><em>{@link LogStart}.</em> A clean close brings all to the main file and says there that the log may be missing, with how far generation,
 *       transactions and positions had come. Where it is missing then, a new log goes on behind them, for none may ever come twice; where it is
 *       missing without that mark, the last commits are: CORRUPT. The mark is taken away, durably, before the first commit.
 * </ul>
 *
 * <h2>Files</h2>
 *
 * <p>A closed database is the main file, what its log makes, and nothing else. What a pager needs besides while it works is named {@code <main file>.new}, or lies in
 * {@link PagerContext#spillFolder}, and is gone after {@link Pager#close}; what a crash left of it the next {@link #open} to write takes away. All of it goes through
 * {@link PagerContext#files}.
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
     * Opens a database: recovers it from its log, or, read-only, replays the log in memory. Where the disk has no room for a recovery, it
     * opens all the same, to be read as it stands in the log, and whoever writes first tries again.
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
