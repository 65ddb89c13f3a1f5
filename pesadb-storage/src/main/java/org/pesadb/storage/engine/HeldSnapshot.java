package org.pesadb.storage.engine;

import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;

/**
 * A snapshot that a session reads in, with who holds it and since when. It can be taken from its holder, who gets CANCELLED at
 * the next page then. Threads share it.
 */
final class HeldSnapshot implements PageSnapshot {
    private final PageSnapshot pages;
    private final HeldSnapshots among;
    private final int session;
    private final String thread;
    private final Command command;
    private final long since;
    private volatile boolean expired;

    /**
     * @param pages   closed with this one
     * @param among   is told of the close
     * @param session the holder's number
     * @param command what it is for, or null for an explicit transaction
     * @param since   on the clock of {@link System#nanoTime}
     */
    HeldSnapshot(PageSnapshot pages, HeldSnapshots among, int session, Command command, long since) {
        this.pages = pages;
        this.among = among;
        this.session = session;
        this.thread = Thread.currentThread().getName();
        this.command = command;
        this.since = since;
    }

    long since() {
        return since;
    }

    /** Whether it may be taken from its holder: a backup or a check does not begin again, and is not to end for having taken long. */
    boolean mayExpire() {
        return session != HeldSnapshots.NO_SESSION && !(command instanceof Command.Backup);
    }

    /** Who holds it, and what for. */
    String holder() {
        return session == HeldSnapshots.NO_SESSION
                ? "check (thread " + thread + ")"
                : "session " + session + " (thread " + thread + ") " + doing();
    }

    private String doing() {
        if (command == null) {
            return "in BEGIN READ";
        } else if (command instanceof Command.Backup) {
            return "making a backup";
        }
        String tables = StoragePrepared.tables(command).collect(Collectors.joining(" and "));
        return "reading " + (tables.isEmpty() ? "the catalog" : tables);
    }

    /** Takes the snapshot from its holder. */
    void expire() {
        expired = true; // before it is closed: its reader must not take this for a fault
        close();
    }

    @Override
    public Page page(long id) {
        try {
            return pages.page(id);
        } catch (IllegalStateException closed) {
            throw reason(closed);
        }
    }

    /** Does something with the pager's own snapshot. */
    void use(Consumer<PageSnapshot> work) {
        try {
            work.accept(pages);
        } catch (IllegalStateException closed) {
            throw reason(closed);
        }
    }

    private RuntimeException reason(IllegalStateException closed) {
        return !expired
                ? closed
                : new PesaDbException(
                        ErrorCode.CANCELLED,
                        "the snapshot was given up, because it was older than "
                                + among.limit().toMillis()
                                + " ms, the time limit for snapshots, and the log had to be kept for it; begin to read again, or allow more time",
                        closed);
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }

    @Override
    public long root() {
        return pages.root();
    }

    @Override
    public long transaction() {
        return pages.transaction();
    }

    @Override
    public void close() {
        among.closed(this);
        pages.close();
    }
}
