package org.pesadb.storage.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Salvage;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.EngineProvider;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.FileLease;
import org.pesadb.api.spi.FileLockedException;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.catalog.CatalogReader;
import org.pesadb.storage.guard.GuardedCodec;
import org.pesadb.storage.guard.GuardedLogProvider;
import org.pesadb.storage.guard.GuardedPagerProvider;
import org.pesadb.storage.trace.TraceHub;
import org.pesadb.storage.trace.TracedFiles;
import org.pesadb.storage.trace.TracedLogProvider;

/**
 * Opens databases: a look at the header, the lock, the header again, then the pager that it names.
 *
 * <pre>
 * data.pesa        the main file      data.pesa-lock   who has it; its content means nothing without the lock
 * data.pesa-wal    the log            *.new            being made; swept by the part that makes it
 * data.pesa-spill  folder for what has no room in memory; gone with its statement or transaction, swept at open
 * </pre>
 *
 * <p>Nothing is judged or changed before the lock is held, apart from one look that keeps files which are no databases
 * free of lock files. A database appears by the rename of its main file, the last step of making one.
 */
public final class StorageEngine implements EngineProvider {
    @Override
    public Database open(Path path, Options options) {
        Path main = resolve(options.files(), path);
        if (isPartial(main)) {
            throw new PesaDbException(
                    ErrorCode.NOT_A_DATABASE,
                    main
                            + " is the name of a backup that was cut short; make the backup again, or choose another name");
        }
        return openNamed(main, options);
    }

    /** Opens a database, or makes one, whatever its name is. */
    static Database openNamed(Path main, Options options) {
        FileLayer files = options.files();
        FileLease lease = null;
        Pager pager = null;
        try {
            byte[] seen = readHeader(files, main);
            if (seen != null) {
                FileHeader.decode(main.toString(), seen);
            } else if (options.readOnly()) {
                throw new PesaDbException(ErrorCode.IO, main + " does not exist; without --read-only it would be made");
            } else {
                choose(options); // a wrong name is said before anything is made
                files.createFolders(main.getParent());
            }
            lease = lock(files, main, options.readOnly());
            TraceHub tracing = new TraceHub();
            OpenPager opened = openPager(new TracedFiles(files, main, tracing), main, options, tracing);
            pager = opened.pager();
            return new StorageDatabase(main, options, opened, lease, tracing);
        } catch (IOException failed) {
            closeAfter(failed, pager, lease);
            throw Failures.io(main, failed);
        } catch (RuntimeException | Error failed) {
            closeAfter(failed, pager, lease);
            throw Failures.of(failed);
        }
    }

    /** Whether a file has the name of a backup that is not complete: what it holds may be whole, but nobody said so. */
    static boolean isPartial(Path main) {
        return main.getFileName() != null && main.getFileName().toString().endsWith(Pager.PARTIAL);
    }

    static Path resolve(FileLayer files, Path path) {
        try {
            return files.resolve(path);
        } catch (IOException failed) {
            throw Failures.io(path, failed);
        }
    }

    @Override
    public void check(Path path, Options options, Consumer<Fault> found) {
        Options reading = reading(options);
        try (DamagedDatabase database = DamagedDatabase.open(path, reading, found);
                PageSnapshot snapshot = database.pager().read()) {
            database.tellHeader(found);
            new Checker(
                            database.main(),
                            database.pager(),
                            snapshot,
                            new CatalogReader(options.components()),
                            standardCodec(options),
                            found)
                    .run();
        } catch (RuntimeException | Error failed) {
            throw Failures.of(failed);
        }
    }

    @Override
    public Salvage salvage(Path from, Path to, Options options, Consumer<Fault> lost, Progress progress) {
        try {
            return new SalvageRun(from, to, reading(options), lost, progress).run();
        } catch (RuntimeException | Error failed) {
            throw Failures.of(failed);
        }
    }

    private static Options reading(Options options) {
        Options.Builder reading = Options.builder()
                .files(options.files())
                .components(options.components())
                .cacheBytes(options.cacheBytes())
                .transactionBytes(options.transactionBytes())
                .checkpointPages(options.checkpointPages())
                .background(options.background())
                .readOnly(true);
        options.settings().forEach(reading::setting); // what is encrypted can be read with its key only
        for (ComponentKind kind : ComponentKind.values()) {
            reading.component(kind, options.component(kind));
        }
        return reading.build();
    }

    /** What the catalog of a database is written with that is made with these options. */
    static RowCodec standardCodec(Options options) {
        return GuardedCodec.of(options.components()
                .choose(ComponentKind.CODEC, RowCodec.class, options.component(ComponentKind.CODEC)));
    }

    private static OpenPager openPager(FileLayer files, Path main, Options options, TraceHub tracing)
            throws IOException {
        byte[] header = readHeader(files, main);
        Components components = options.components();
        if (header == null) {
            if (options.readOnly()) {
                throw new PesaDbException(ErrorCode.IO, main + " has gone");
            }
            header = choose(options).encode();
            FileHeader chosen = FileHeader.decode(main.toString(), header);
            PagerProvider pager = pagerOf(components, chosen, main);
            PagerContext context = context(pager, files, main, options, header, chosen, tracing);
            GuardedPagerProvider guarded = new GuardedPagerProvider(pager);
            guarded.create(context);
            return new OpenPager(chosen, pager, guarded.open(context), context);
        }
        FileHeader found = FileHeader.decode(main.toString(), header);
        PagerProvider pager = pagerOf(components, found, main);
        PagerContext context = context(pager, files, main, options, header, found, tracing);
        return new OpenPager(found, pager, new GuardedPagerProvider(pager).open(context), context);
    }

    /**
     * Opens what is left of a database.
     *
     * @param header the beginning of the main file, or null where it is damaged
     */
    static Pager openDamaged(FileLayer files, Path main, Options options, byte[] header, Consumer<Fault> found) {
        FileHeader known = header == null ? choose(options) : FileHeader.decode(main.toString(), header);
        PagerProvider pager = pagerOf(options.components(), known, main);
        PagerContext context = context(pager, files, main, options, header, known, new TraceHub());
        return new GuardedPagerProvider(pager).openDamaged(context, found);
    }

    private static FileHeader choose(Options options) {
        Components components = options.components();
        // Codec, index and join are chosen later, when something is made with them; a wrong name is said now.
        for (ComponentKind kind : ComponentKind.values()) {
            components.choose(kind, org.pesadb.api.spi.Component.class, options.component(kind));
        }
        return FileHeader.of(
                components.choose(ComponentKind.LOG, LogProvider.class, options.component(ComponentKind.LOG)),
                components.choose(ComponentKind.PAGER, PagerProvider.class, options.component(ComponentKind.PAGER)));
    }

    private static PagerProvider pagerOf(Components components, FileHeader header, Path main) {
        return components.require(
                ComponentKind.PAGER, PagerProvider.class, header.pager(), header.pagerVersion(), main.toString());
    }

    private static PagerContext context(
            PagerProvider pager,
            FileLayer files,
            Path main,
            Options options,
            byte[] header,
            FileHeader decoded,
            TraceHub tracing) {
        Components components = options.components();
        components.checkSettings(options.settings());
        LogProvider log = components.require(
                ComponentKind.LOG, LogProvider.class, decoded.log(), decoded.logVersion(), main.toString());
        LogContext logContext = new LogContext(
                files,
                beside(main, "-wal"),
                header == null ? null : decoded.databaseId(),
                FileHeader.PAGE_BYTES,
                options.sync(),
                options.checkpointPages(),
                options.readOnly(),
                decoded.logVersion(),
                Components.settingsOf(log, options.settings()));
        return new PagerContext(
                files,
                main,
                header,
                new TracedLogProvider(new GuardedLogProvider(log), tracing),
                logContext,
                options.cacheBytes(),
                options.transactionBytes(),
                StatementContext.spillFolder(main),
                options.checkpointPages(),
                options.background() != null ? options.background() : Background.of(main),
                options.readOnly(),
                decoded.pagerVersion(),
                Components.settingsOf(pager, options.settings()));
    }

    /** The first bytes of the main file, or null where there is no such file. */
    static byte[] readHeader(FileLayer files, Path main) throws IOException {
        try (DataFile file = files.open(main, FileLayer.Mode.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate(PagerContext.HEADER_BYTES);
            int count = file.read(bytes, 0);
            return Arrays.copyOf(bytes.array(), count);
        } catch (NoSuchFileException none) {
            return null;
        } catch (AccessDeniedException denied) {
            throw new PesaDbException(
                    ErrorCode.IO, main + " may not be read; look at its rights and those of its folder", denied);
        } catch (IOException failed) {
            if (says(failed, "is a directory")) {
                throw new PesaDbException(ErrorCode.NOT_A_DATABASE, main + " is a folder; name a file in it", failed);
            }
            if (says(failed, "not a regular file")) {
                throw new PesaDbException(ErrorCode.NOT_A_DATABASE, main + " is not a regular file", failed);
            }
            throw failed;
        }
    }

    static boolean says(IOException failed, String reason) {
        return failed.getMessage() != null
                && failed.getMessage().toLowerCase(java.util.Locale.ROOT).contains(reason);
    }

    /** Takes the lock of a main file. */
    static FileLease lock(FileLayer files, Path main, boolean readOnly) throws IOException {
        Path path = beside(main, "-lock");
        try {
            return files.lock(path, readOnly);
        } catch (FileLockedException held) {
            throw new PesaDbException(
                    ErrorCode.DATABASE_LOCKED,
                    held.getMessage() + (readOnly ? ", which writes it" : "") + "; wait until it has closed it",
                    held);
        } catch (AccessDeniedException | ReadOnlyFileSystemException denied) {
            return withoutLock(files, path, readOnly, denied);
        } catch (IOException failed) {
            if (failed.getMessage() != null && failed.getMessage().contains("Read-only file system")) {
                return withoutLock(files, path, readOnly, failed);
            }
            throw failed;
        }
    }

    /**
     * Where there is no lock file and none can be made, a reader does without. One that is there may be held by a writer, and
     * so must be asked.
     */
    private static FileLease withoutLock(FileLayer files, Path path, boolean readOnly, Exception denied)
            throws IOException {
        if (readOnly && files.exists(path)) {
            throw new PesaDbException(
                    ErrorCode.IO,
                    path
                            + " may not be read, so that nobody can tell whether another process writes; look at its rights",
                    denied);
        }
        if (readOnly) {
            return () -> {};
        }
        throw new PesaDbException(
                ErrorCode.READ_ONLY,
                path.getParent() + " cannot be written to; open the database with --read-only",
                denied);
    }

    static Path beside(Path main, String suffix) {
        return main.resolveSibling(main.getFileName() + suffix);
    }

    static void closeAfter(Throwable failed, Pager pager, FileLease lease) {
        try (lease;
                pager) {
            assert failed != null;
        } catch (IOException | RuntimeException | Error alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }
}
