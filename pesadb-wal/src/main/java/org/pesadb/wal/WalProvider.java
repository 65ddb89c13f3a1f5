package org.pesadb.wal;

import java.io.IOException;
import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileFailures;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The write-ahead log in one file, reused after every cut. Threads share it. */
public final class WalProvider implements LogProvider {
    private static final Logger LOG = LoggerFactory.getLogger(WalProvider.class);

    /** Made by the service loader. */
    public WalProvider() {}

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public int formatVersion() {
        return LogFormat.VERSION;
    }

    @Override
    public boolean standard() {
        return true;
    }

    @Override
    public boolean exists(LogContext context) {
        try {
            return context.files().exists(context.path());
        } catch (IOException failed) {
            throw FileFailures.of("look for", context.path(), failed);
        }
    }

    @Override
    public Log create(LogContext context, LogStart start) {
        requireSensible(context);
        if (context.readOnly()) {
            throw new IllegalArgumentException(context.path() + ": a log cannot be made where nothing may be written");
        }
        LogHeader header = new LogHeader(
                LogFormat.VERSION,
                context.pageBytes(),
                context.databaseId(),
                start.generation(),
                Cut.newSalt(),
                Math.max(LogFormat.FIRST_POSITION, LogFormat.aligned(start.position() + 1)),
                start.transaction(),
                start.stamp(),
                start.pages(),
                start.transaction(),
                0,
                EarlierGenerations.NONE);
        try {
            make(context, header);
            return opening(context, file -> WalLog.created(context, file, header));
        } catch (IOException failed) {
            throw FileFailures.of("make", context.path(), failed);
        }
    }

    @Override
    public Log open(LogContext context) {
        requireSensible(context);
        try {
            return opening(context, file -> recover(context, file));
        } catch (IOException failed) {
            throw FileFailures.of("open", context.path(), failed);
        }
    }

    @Override
    public Log openDamaged(LogContext context, Consumer<Fault> found) {
        requireSensible(context);
        if (!context.readOnly()) {
            throw new IllegalArgumentException(context.path() + ": a damaged log is opened to read only");
        }
        try {
            return opening(context, file -> recoverDamaged(context, file, found));
        } catch (IOException failed) {
            throw FileFailures.of("open", context.path(), failed);
        }
    }

    @Override
    public LogEntries entries(LogContext context) {
        requireSensible(context);
        try {
            return opening(context, file -> LogWalk.open(context, file));
        } catch (IOException failed) {
            throw FileFailures.of("open", context.path(), failed);
        }
    }

    private static Log recoverDamaged(LogContext context, LogFile file, Consumer<Fault> found) throws IOException {
        LogHeader header = HeaderSlots.open(file, context.databaseId(), context.pageBytes(), false);
        try {
            return WalLog.opened(context, file, Recovery.run(file, header));
        } catch (CorruptException damaged) {
            found.accept(new Fault(
                    context.path().toString(),
                    -1,
                    "the log",
                    damaged.getMessage() + "; from there on nothing of the log counts"));
            return WalLog.opened(context, file, Recovery.upToDamage(file, header));
        }
    }

    private static void requireSensible(LogContext context) {
        if (context.pageBytes() < LogFormat.ALIGNMENT || context.pageBytes() % LogFormat.ALIGNMENT != 0) {
            throw new IllegalArgumentException("pages of " + context.pageBytes() + " bytes");
        }
    }

    private static void make(LogContext context, LogHeader header) throws IOException {
        try (UnnamedFile made = UnnamedFile.create(context)) {
            if (!made.file().reserve(LogSizes.FIRST_STEP, false)) {
                LOG.debug("{}: no room to preallocate", context.path());
            }
            HeaderSlots.writeUnnamed(made.file(), header);
            made.giveName();
        }
    }

    /** What becomes of an open file; it is closed where that fails. */
    private interface Use<T> {
        T of(LogFile file) throws IOException;
    }

    private static <T> T opening(LogContext context, Use<T> use) throws IOException {
        FileLayer.Mode mode = context.readOnly() ? FileLayer.Mode.READ : FileLayer.Mode.WRITE;
        DataFile opened = context.files().open(context.path(), mode);
        boolean used = false;
        try {
            T log = use.of(new LogFile(
                    opened, context.path(), context.sync(), LogSizes.of(context).lastStep()));
            used = true;
            return log;
        } finally {
            if (!used) {
                opened.close();
            }
        }
    }

    private static Log recover(LogContext context, LogFile file) throws IOException {
        boolean write = !context.readOnly();
        if (write) {
            UnnamedFile.sweep(context);
        }
        LogHeader header = HeaderSlots.open(file, context.databaseId(), context.pageBytes(), write);
        Recovery found = Recovery.run(file, header);
        if (write && found.isEmpty() && found.isNameInDoubt()) {
            file.close();
            make(context, header); // the same once more: a name that the next force of the folder makes durable
            return opening(context, again -> WalLog.created(context, again, header));
        }
        if (write) {
            found.makeDurable();
        }
        if (!found.isEmpty()) {
            LOG.debug(
                    "{}: recovered {} commits up to transaction {} from generation {} of the log, positions {} to {}; "
                            + "{} bytes behind them are no records",
                    context.path(),
                    found.commits(),
                    found.newest().transaction,
                    header.generation(),
                    header.base(),
                    found.end(),
                    found.rest());
        }
        return WalLog.opened(context, file, found);
    }
}
