package org.pesadb.api.spi;

import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Experimental;
import org.pesadb.api.Fault;
import org.pesadb.api.Stable;

/**
 * Makes and opens logs. Stateless; threads may share it.
 *
 * <p>A log that changes nothing but where the bytes go:
 *
 * <pre>{@code
 * public Log open(LogContext context) {
 *     LogProvider inner = Components.installed().choose(ComponentKind.LOG, LogProvider.class, "wal");
 *     FileLayer both = new MirroredFiles(context.files(), Path.of(context.settings().get("to")));
 *     LogContext own = context.within(inner.formatVersion());
 *     return inner.open(own.at(both, own.path()));
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface LogProvider extends Component {
    /**
     * Whether there is a log.
     *
     * @param context where
     * @return true where {@link #open} would find one, valid or not
     */
    boolean exists(LogContext context);

    /**
     * Makes a new, empty log in place of one that may be there, durably: temporary name, force, rename, force of the folder.
     *
     * @param context where
     * @param start   where it goes on
     * @return the open log, ready to append: what it registers before the first commit is a snapshot of the main file alone,
     *     with {@link LogStart#pages()} and {@link LogStart#transaction()}
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO
     */
    Log create(LogContext context, LogStart start);

    /**
     * Opens a log and finds out what in it is committed. Where it may be written, everything valid that may not be durable
     * yet is written again and forced before this returns. Where it fails, no file stays open.
     *
     * <p>What a crash cut off is no damage, and what is whole before it counts. But where something that stands behind a broken place proves that it was durable, such
     * as a later commit that was forced after it, or a clean close, it is damage: only the very last commit before a crash may be taken for
     * one that never ended.
     *
     * @param context where
     * @return the open log; it takes no records before a {@link Log#checkpoint} where {@link Log#needsCheckpoint()}
     * @throws org.pesadb.api.CorruptException where the log is damaged, is none, or belongs to another database; it names the file
     * @throws org.pesadb.api.PesaDbException  FORMAT_TOO_NEW, FORMAT_TOO_OLD, IO
     */
    Log open(LogContext context);

    /**
     * Opens what is left of a log, to read. Where it is damaged, the commits before the damage count and those behind it do not. A
     * log that cannot do better opens as ever.
     *
     * @param context where, read-only; its database id is null where nobody knows it, and then any log is taken
     * @param found   is told what is damaged, and which commits are lost
     * @return the open log
     * @throws org.pesadb.api.CorruptException where nothing of it can be read
     */
    default Log openDamaged(LogContext context, Consumer<Fault> found) {
        if (context.databaseId() == null) {
            throw new CorruptException(
                    context.path() + ": nobody knows which database it should belong to, and the log '" + name()
                            + "' cannot be read without");
        }
        return open(context);
    }

    /**
     * Shows what lies in a log's file: records that count and records that do not. Changes nothing, and may be called while the log is
     * open: then what is written meanwhile may be seen in part.
     *
     * @param context where, read-only
     * @return null, the default, where the log does not show itself
     * @throws org.pesadb.api.CorruptException where the file is no log at all
     */
    @Experimental("how much is told of a log may grow")
    default LogEntries entries(LogContext context) {
        return null;
    }
}
