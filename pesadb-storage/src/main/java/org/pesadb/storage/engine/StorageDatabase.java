package org.pesadb.storage.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.pesadb.api.Command;
import org.pesadb.api.ComponentUse;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.CatalogReader;
import org.pesadb.storage.catalog.CatalogWriter;
import org.pesadb.storage.catalog.Use;
import org.pesadb.storage.spill.SpillNames;
import org.pesadb.storage.trace.TraceHub;
import org.pesadb.storage.trace.TracedFiles;

/** An open database: the pager, the newest catalog, and the sessions. */
final class StorageDatabase implements Database {
    private final Path path;
    private final Options options;
    private final OpenPager opened;
    private final Pager pager;
    private final FileLease lease;
    private final TraceHub tracing;
    private final CatalogReader catalogs;
    private final boolean created;
    private final HeldSnapshots snapshots;
    private final SpillNames spillNames;
    private final Set<StorageSession> sessions = ConcurrentHashMap.newKeySet();

    /** The newest durable catalog that anybody has read; what a session finds by its version. */
    private volatile Catalog newest;

    private int lastSession;
    private boolean closed;

    StorageDatabase(Path path, Options options, OpenPager opened, FileLease lease, TraceHub tracing) {
        this.path = path;
        this.options = options;
        this.opened = opened;
        this.pager = opened.pager();
        this.lease = lease;
        this.tracing = tracing;
        this.spillNames = StatementContext.names(
                opened.temporaryFiles(new TracedFiles(options.files(), path, tracing)), path, options);
        this.catalogs = new CatalogReader(options.components());
        this.snapshots = new HeldSnapshots(pager, options.snapshotTimeout(), System::nanoTime);
        try (PageSnapshot snapshot = pager.read()) {
            long root = snapshot.root();
            created = root == 0;
            if (created) {
                requireNew(snapshot);
            }
            newest = catalogs.read(snapshot, root);
        }
        if (created && !options.readOnly()) {
            initialise();
        } else if (!options.readOnly()) {
            newest = new Upgrade(this, catalogs).run(newest);
        }
    }

    /**
     * That nothing but page 0 is there where no catalog is: tables must never be made in place of others. Marks in page 0 may have been
     * committed before, since a crash may cut the making of a database short.
     */
    private void requireNew(PageSnapshot snapshot) {
        if (snapshot.transaction() > 0 && snapshot.pageCount() > 1) {
            throw withoutCatalog(
                    snapshot.pageCount() + " pages and " + snapshot.transaction() + " transactions, but no catalog");
        }
    }

    /** Damage may say so as well as a pager that forgets; neither may end in an empty database. */
    private CorruptException withoutCatalog(String what) {
        return new CorruptException(path + " is said to have " + what + ": it is damaged, or the "
                + Components.describe(opened.provider())
                + " gives what is not so; check it, salvage it, or use another version of that");
    }

    private void initialise() {
        PageTransaction transaction = pager.write(options.busyTimeout());
        try {
            if (transaction.root() != 0) {
                throw withoutCatalog("no catalog to be read, and one at page " + transaction.root() + " to be written");
            }
            new CatalogWriter().initialise(transaction, StorageEngine.standardCodec(options));
            Changes changes = new Changes(
                    transaction,
                    catalogs.read(transaction, transaction.root()),
                    new Object[0],
                    new StatementContext(path, options, new Cancellation(), Progress.NONE, spillNames));
            for (TableSchema table : options.initialTables()) {
                changes.run(new Command.CreateTable(table, false, null, null));
            }
            transaction.commit();
        } catch (RuntimeException | Error failed) {
            Cleanup.rollback(transaction, failed);
            throw failed;
        }
    }

    @Override
    public synchronized Session openSession() {
        refuseClosed();
        StorageSession session = new StorageSession(this, ++lastSession);
        sessions.add(session);
        return session;
    }

    private synchronized void refuseClosed() {
        if (closed) {
            throw new PesaDbException(ErrorCode.IO, path + " is closed");
        }
    }

    void ended(StorageSession session) {
        sessions.remove(session);
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public TraceHub tracing() {
        return tracing;
    }

    @Override
    public Path path() {
        return path;
    }

    Options options() {
        return options;
    }

    Pager pager() {
        return pager;
    }

    /** Names for temporary files of statements. */
    SpillNames spillNames() {
        return spillNames;
    }

    /** What lies in the log's file, or null where the log does not show it. To be closed. */
    LogEntries logEntries() {
        return opened.logEntries();
    }

    HeldSnapshots snapshots() {
        return snapshots;
    }

    /** The catalog of a state of the database that is durable. */
    Catalog catalog(PageReader reader, long root) {
        Catalog known = newest;
        if (known.version() == catalogs.version(reader, root)) {
            return known;
        }
        Catalog read = catalogs.read(reader, root);
        offer(read);
        return read;
    }

    /** The catalog as a transaction leaves it, read from its pages. */
    Catalog readCatalog(PageTransaction transaction) {
        return catalogs.read(transaction, transaction.root());
    }

    /** Remembers a catalog that is durable, if it is newer than the one known. */
    synchronized void offer(Catalog catalog) {
        if (catalog.version() > newest.version()) {
            newest = catalog;
        }
    }

    @Override
    public Map<String, Object> stats() {
        return Statistics.of(pager.stats(), snapshots);
    }

    @Override
    public List<ComponentUse> components() {
        refuseClosed();
        try (PageSnapshot snapshot = pager.read()) {
            return components(catalog(snapshot, snapshot.root()));
        } catch (RuntimeException | Error failed) {
            throw Failures.of(failed);
        }
    }

    /** What a state of the database was written with. */
    List<ComponentUse> components(Catalog catalog) {
        List<ComponentUse> uses = new ArrayList<>();
        FileHeader header = opened.header();
        uses.add(new ComponentUse(ComponentKind.LOG, header.log(), header.logVersion(), "log", true));
        uses.add(new ComponentUse(ComponentKind.PAGER, header.pager(), header.pagerVersion(), "pager", true));
        for (Use use : catalog.uses()) {
            uses.add(new ComponentUse(use.kind(), use.name(), use.version(), use.toString(), use.lack() == null));
        }
        return uses;
    }

    @Override
    public void check(Consumer<Fault> found) {
        refuseClosed();
        try (HeldSnapshot snapshot = snapshotToCheck(found)) {
            if (snapshot != null) {
                RowCodec standard = StorageEngine.standardCodec(options);
                snapshot.use(pages ->
                        new Checker(path, pager, pages, catalogs, standard, fault -> tell(fault, found)).run());
            }
        } catch (RuntimeException failed) {
            if (isClosed()) {
                throw new PesaDbException(ErrorCode.IO, path + " was closed during the check", failed);
            }
            throw failed;
        } catch (OutOfMemoryError failed) {
            throw Failures.of(failed);
        }
    }

    /** No snapshot can be had without page 0: then that is the fault, and null is returned. */
    private HeldSnapshot snapshotToCheck(Consumer<Fault> found) {
        try {
            return snapshots.take(HeldSnapshots.NO_SESSION, null);
        } catch (PesaDbException damaged) {
            if (damaged.code() != ErrorCode.CORRUPT && damaged.code() != ErrorCode.IO) {
                throw damaged;
            }
            tell(new Fault(path.toString(), 0, "the database", damaged.getMessage()), found);
            return null;
        }
    }

    /** What cannot be read because the file is closed is no fault of it. */
    private void tell(Fault fault, Consumer<Fault> found) {
        refuseClosed();
        found.accept(fault);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        sessions.forEach(StorageSession::endStatements);
        try (lease;
                pager) {
            closeSessions();
        } catch (IOException failed) {
            throw Failures.io(path, failed);
        }
    }

    private void closeSessions() {
        Throwable first = null;
        for (Session session : sessions) {
            try {
                session.close();
            } catch (RuntimeException | Error failed) {
                first = Cleanup.first(first, failed);
            }
        }
        Cleanup.tell(first);
    }
}
