package org.pesadb.api.spi;

/**
 * Makes and opens pagers. The first {@value PagerContext#HEADER_BYTES} bytes of a main file are the engine's and name the
 * pager; the rest is the pager's own. Stateless; threads may share it.
 */
public interface PagerProvider extends Component {
    /**
     * Makes the files of a new, empty database: first the log, last the main file, which it writes under the name
     * {@code <main file>.new}, forces and renames. A creation cut short leaves no main file; the next one replaces
     * whatever else it left.
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
}
