package org.pesadb.cli.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;

/** A database on a disk in memory, with one session. It does everything in the thread that asks, and so the same each time. */
final class Machine implements AutoCloseable {
    /** The main file. */
    static final Path MAIN = Path.of("/crash-lab/scratch.pesa").toAbsolutePath().normalize();
    /** The log. */
    static final Path LOG = MAIN.resolveSibling("scratch.pesa-wal");

    private static final int SHOWN_BYTES = 48;
    private static final long CACHE_BYTES = 4 << 20;

    private final Database database;
    private final Session session;

    private Machine(Database database, Session session) {
        this.database = database;
        this.session = session;
    }

    /**
     * Switches it on.
     *
     * @param options what holds for every machine; files, the thread, and when to force are set here
     */
    static Machine start(CrashDisk disk, Supplier<Options.Builder> options, boolean readOnly) {
        Options own = options.get()
                .files(disk)
                .background(Runnable::run)
                .sync(SyncMode.FULL)
                .readOnly(readOnly)
                .cacheBytes(CACHE_BYTES)
                .initialTables(List.of())
                .build();
        Database database = PesaDb.open(MAIN, own);
        try {
            return new Machine(database, database.openSession());
        } catch (RuntimeException | Error failed) {
            try (database) {
                throw failed;
            }
        }
    }

    /** What a file is to people. */
    static String name(Path path) {
        if (path.equals(MAIN)) {
            return "main file";
        } else if (path.equals(LOG)) {
            return "log";
        }
        return path.equals(MAIN.getParent()) ? "folder" : String.valueOf(path.getFileName());
    }

    Session session() {
        return session;
    }

    /** Verifies everything. */
    List<String> check() {
        List<Fault> faults = new ArrayList<>();
        database.check(faults::add);
        return faults.stream().map(Fault::toString).sorted().toList();
    }

    /** The records of the log, without what is known of the device. */
    List<LogPiece> log() {
        return log(null, null);
    }

    /**
     * The records of the log.
     *
     * @param left   the log as the device has it
     * @param forced as much of it as was forced
     */
    List<LogPiece> log(Content left, Content forced) {
        List<LogPiece> pieces = new ArrayList<>();
        try (Cursor row = session.execute(new Command.Inspect(new Command.InspectLog()))) {
            while (row.next()) {
                long offset = row.getLong(0);
                long length = row.getLong(1);
                pieces.add(new LogPiece(
                        offset,
                        length,
                        row.getText(2),
                        row.isNull(3) ? 0 : row.getLong(3),
                        row.isNull(4) ? -1 : row.getLong(4),
                        row.getText(5),
                        row.getText(6),
                        left == null || same(left, forced, offset, length),
                        left == null
                                ? ""
                                : HexFormat.ofDelimiter(" ")
                                        .formatHex(left.bytes(offset, (int) Math.min(length, SHOWN_BYTES)))));
            }
        }
        return pieces;
    }

    private static boolean same(Content left, Content forced, long offset, long length) {
        byte[] there = left.bytes(offset, (int) length);
        return Arrays.equals(there, forced.bytes(offset, (int) length));
    }

    /** What the bytes of a page mean. */
    List<Left.Field> fields(long page) {
        List<Left.Field> fields = new ArrayList<>();
        try (Cursor row = session.execute(new Command.Inspect(new Command.InspectPage(page)))) {
            while (row.next()) {
                fields.add(new Left.Field(
                        (int) row.getLong(0), (int) row.getLong(1), row.getText(2), row.getText(3), row.getText(4)));
            }
        }
        return fields;
    }

    /** What each page is, such as {@code HEAP of users}. */
    Map<Long, String> pages() {
        Map<Long, String> pages = new TreeMap<>();
        try (Cursor row = session.execute(new Command.Inspect(new Command.InspectPages()))) {
            while (row.next()) {
                String of = row.getText(2);
                pages.put(row.getLong(0), row.getText(1) + (of == null || of.isEmpty() ? "" : " of " + of));
            }
        }
        return pages;
    }

    @Override
    public void close() {
        try (database) {
            session.close();
        }
    }
}
