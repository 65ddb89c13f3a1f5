package org.pesadb.storage.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;

/**
 * The new database that salvage fills. It is {@code <to>.partial} until it is complete; then it is closed, which makes all of it
 * durable in the main file alone, its log and lock are taken away, and it gets its name. Of one thread.
 *
 * <p>What a killed salvage leaves bears that other name. The next one to the same file takes it away, but not from one that is
 * still at work: that holds the lock.
 */
final class SalvageTarget implements AutoCloseable {
    /** What a database leaves beside its main file when it is closed or killed; the lock last, and by itself. */
    private static final List<String> FILES = List.of("", ".new", "-wal", "-wal.new");

    private final FileLayer files;
    private final Path to;
    private final Path partial;
    private final Options options;
    private Database database;
    private Session session;

    /** Of the tables made here. */
    private final Set<String> names = new HashSet<>();

    private SalvageTarget(FileLayer files, Path to, Options options) {
        this.files = files;
        this.to = to;
        this.partial = Backup.partial(to);
        this.options = options;
    }

    /**
     * Makes the new database.
     *
     * @param from    the damaged one
     * @param to      its final name
     * @param options of the damaged one
     */
    static SalvageTarget open(Path from, Path to, Options options) {
        FileLayer files = options.files();
        SalvageTarget target;
        try {
            Path resolved = files.resolve(Objects.requireNonNull(to, "to"));
            String why = Backup.taken(files, from, resolved);
            if (why != null) {
                throw new PesaDbException(ErrorCode.IO, "nothing can be salvaged to " + to + ": " + why);
            }
            files.createFolders(resolved.getParent());
            target = new SalvageTarget(files, resolved, options);
            target.sweep();
        } catch (IOException failed) {
            throw FileFailures.of("look for", to, failed);
        }
        try {
            target.database = StorageEngine.openNamed(target.partial, target.writing());
            target.session = target.database.openSession();
            return target;
        } catch (RuntimeException | Error failed) {
            target.closeAfter(failed);
            throw failed;
        }
    }

    private Options writing() {
        Options.Builder writing = Options.builder()
                .files(files)
                .components(options.components())
                .cacheBytes(options.cacheBytes())
                .transactionBytes(options.transactionBytes())
                .checkpointPages(options.checkpointPages())
                .background(options.background())
                .sync(SyncMode.NORMAL); // the close forces all of it
        options.settings().forEach(writing::setting);
        for (ComponentKind kind : ComponentKind.values()) {
            writing.component(kind, options.component(kind));
        }
        return writing.build();
    }

    /** Takes away what a killed salvage left, or one of a backup; refuses where another one is at work. */
    private void sweep() throws IOException {
        if (!files.exists(partial) && !files.exists(StorageEngine.beside(partial, "-wal"))) {
            return;
        }
        try (FileLease ours = StorageEngine.lock(files, partial, false)) {
            assert ours != null;
            deleteFiles();
        }
    }

    private void deleteFiles() throws IOException {
        for (String suffix : FILES) {
            Path file = StorageEngine.beside(partial, suffix);
            if (files.exists(file)) {
                files.delete(file);
            }
        }
    }

    /**
     * Makes a table like one of the damaged database, with all of its indexes but those that are {@linkplain #index made later}.
     *
     * @param table the table
     * @return its shape, under another name where the damaged catalog has the same one twice
     */
    TableSchema create(Table table) {
        String name = table.name();
        for (int i = 2; !names.add(name); i++) {
            name = table.name() + "_" + i;
        }
        TableSchema schema = new TableSchema(name, table.schema().columns());
        String kind = null;
        for (TableIndex index : table.indexes()) {
            kind = index.constraint() ? known(index.kind()) : kind;
        }
        session.run(new Command.CreateTable(schema, false, table.codec().name(), kind));
        indexes(table, name, true);
        return schema;
    }

    /**
     * Makes the indexes of a table that refuse nothing: once its rows are there, that is quicker.
     *
     * @param table the table
     * @param name  its name here
     */
    void index(Table table, String name) {
        indexes(table, name, false);
    }

    private void indexes(Table table, String name, boolean unique) {
        Set<List<String>> made = new HashSet<>(); // a damaged catalog may name two on the same columns
        for (TableIndex index : table.indexes()) {
            boolean constrained =
                    index.width() == 1 && table.schema().column(index.column(0)).unique();
            List<String> columns = index.names(table.schema());
            if (!constrained && index.unique() == unique && made.add(columns)) {
                session.run(new Command.CreateIndex(name, columns, unique, known(index.kind())));
            }
        }
    }

    private String known(String kind) {
        return options.components().names(ComponentKind.INDEX).contains(kind) ? kind : null;
    }

    Session session() {
        return session;
    }

    /** Gives the complete database its name. */
    void finish() {
        session.close();
        database.close();
        database = null;
        Path written = partial;
        try {
            files.delete(StorageEngine.beside(partial, "-wal"));
            if (files.exists(to)) {
                throw new PesaDbException(
                        ErrorCode.IO, to + " has been made meanwhile, and is left as it is; name another file");
            }
            files.rename(partial, to);
            written = to;
            files.forceFolder(to.getParent());
            deleteLock();
        } catch (IOException failed) {
            PesaDbException told = FileFailures.of("complete", written, failed);
            if (written == to) {
                discard(told);
            }
            closeAfter(told);
            throw told;
        }
    }

    /** Takes back what has its name already: a failed salvage leaves nothing, and a loss of power must not bring it back. */
    private void discard(Throwable why) {
        try {
            files.delete(to);
            files.forceFolder(to.getParent());
        } catch (IOException failed) {
            why.addSuppressed(failed);
        }
    }

    private void deleteLock() throws IOException {
        Path lock = StorageEngine.beside(partial, "-lock");
        if (files.exists(lock)) {
            files.delete(lock);
        }
    }

    /** Takes away what is not complete. */
    @Override
    public void close() {
        if (database != null) {
            PesaDbException none = new PesaDbException(ErrorCode.IO, partial + " cannot be taken away");
            closeAfter(none);
            if (none.getSuppressed().length > 0) {
                throw none;
            }
        }
    }

    private void closeAfter(Throwable why) {
        Database opened = database;
        database = null;
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (RuntimeException | Error failed) {
            why.addSuppressed(failed); // as on a full disk; what it has written is taken away all the same
        }
        try {
            deleteFiles();
            deleteLock();
        } catch (IOException failed) {
            why.addSuppressed(failed);
        }
    }
}
