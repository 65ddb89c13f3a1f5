package org.pesadb.api.spi;

/** Makes and opens logs. Stateless; threads may share it. */
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
     * @param context    where
     * @param generation the number of its first generation, 1 or more
     * @param stamp      names the state of the main file that it begins with; see {@link Log#stamp()}
     * @param pages      the number of pages of the database
     * @return the open log, ready to append
     */
    Log create(LogContext context, long generation, long stamp, long pages);

    /**
     * Opens a log and finds out what in it is committed. Where it may be written, everything valid that may not be durable
     * yet is written again and forced before this returns.
     *
     * @param context where
     * @return the open log; it takes no records before a {@link Log#checkpoint} where {@link Log#needsCheckpoint()}
     * @throws org.pesadb.api.CorruptException where the log is damaged, or belongs to another database
     * @throws org.pesadb.api.PesaDbException  FORMAT_TOO_NEW, FORMAT_TOO_OLD, IO
     */
    Log open(LogContext context);
}
