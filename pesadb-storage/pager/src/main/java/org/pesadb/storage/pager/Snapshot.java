package org.pesadb.storage.pager;

import java.util.concurrent.atomic.LongAdder;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;

/**
 * A snapshot: one position in the log, held by a {@link LogSnapshot}. Threads share it.
 *
 * <p>What page 0 says is read when the snapshot is made, and kept, without the page: there may be thousands of snapshots.
 */
final class Snapshot implements PageSnapshot {
    private final Versions versions;
    private final LogSnapshot registered;
    private final LongAdder visits;
    private final long position;
    private final Root root;
    private volatile boolean closed;

    /**
     * @param versions   where pages come from
     * @param registered closed with this snapshot, also where making it fails
     * @param visits     counts the pages asked for
     */
    Snapshot(Versions versions, LogSnapshot registered, LongAdder visits) {
        this.versions = versions;
        this.registered = registered;
        this.visits = visits;
        position = registered.position();
        boolean made = false;
        try {
            Page cached = versions.cached(0, position);
            root = Root.of(cached != null ? cached : versions.read(0, registered, this::checkOpen));
            made = true;
        } finally {
            if (!made) {
                registered.close();
            }
        }
    }

    @Override
    public Page page(long id) {
        visits.increment();
        if (id < 0 || id >= root.pages()) {
            throw noSuchPage(id, root.pages());
        }
        Page page = versions.cached(id, position);
        if (page == null) {
            page = versions.read(id, registered, this::checkOpen);
        }
        checkOpen(); // last: up to here it was open, so this is what it sees, whoever closes it now
        return page;
    }

    /**
     * A page, read past the cache and not counted.
     *
     * @param id as for {@link #page}
     */
    Page look(long id) {
        if (id < 0 || id >= root.pages()) {
            throw noSuchPage(id, root.pages());
        }
        Page page = versions.look(id, registered, this::checkOpen);
        checkOpen(); // last, as above
        return page;
    }

    /**
     * Whether a page is cached in the version that this snapshot sees.
     *
     * @param id its number
     */
    boolean cached(long id) {
        return versions.holds(id, position);
    }

    static CorruptException noSuchPage(long id, long count) {
        return new CorruptException("something names page " + id + ", but the database has only the " + count
                + " pages from 0 on; check the database to see what is damaged");
    }

    @Override
    public long pageCount() {
        return root.pages();
    }

    @Override
    public long root() {
        return root.value();
    }

    /**
     * All of page 0.
     *
     * @return as this snapshot sees it
     */
    Root fields() {
        return root;
    }

    long position() {
        return position;
    }

    @Override
    public long transaction() {
        return registered.transaction();
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this snapshot is closed");
        }
    }

    @Override
    public void close() {
        closed = true; // before it is given back: see BufferCache
        registered.close();
    }
}
