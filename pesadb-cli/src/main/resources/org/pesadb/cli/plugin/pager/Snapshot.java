package @package@;

import java.util.concurrent.atomic.AtomicBoolean;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;

/** The database as of one commit: a position of the log, held there, and what page 0 says at it. Threads share it. */
final class Snapshot implements PageSnapshot {
    private final Versions versions;
    private final LogSnapshot registered;
    private final Root root;
    private final Runnable atClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    Snapshot(Versions versions, LogSnapshot registered, Root root, Runnable atClose) {
        this.versions = versions;
        this.registered = registered;
        this.root = root;
        this.atClose = atClose;
    }

    @Override
    public Page page(long id) {
        if (id < 0 || id >= root.pages()) {
            throw Versions.noSuchPage(id, root.pages());
        }
        Page page = versions.read(id, registered, this::requireOpen);
        requireOpen(); // last: up to here nobody could take away what it sees
        return page;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this snapshot is closed");
        }
    }

    @Override
    public long pageCount() {
        return root.pages();
    }

    @Override
    public long root() {
        return root.value();
    }

    Root fields() {
        return root;
    }

    LogSnapshot registered() {
        return registered;
    }

    @Override
    public long transaction() {
        return registered.transaction();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) { // first, so that nobody reads on when it is given back
            registered.close();
            atClose.run();
        }
    }
}
