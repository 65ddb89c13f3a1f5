package org.pesadb.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.FileFailures;

/**
 * A scratch database, a command, and the points where the power can go while it is carried out. Everything is in memory; what is not used any more
 * needs no closing. Of one thread at a time.
 */
public final class CrashLab {
    /**
     * The longest main file that is copied, in bytes. In a small heap it is less, so that labs do not take the memory of a database that is served
     * beside them.
     */
    public static final long MOST_BYTES = Math.min(8 << 20, Runtime.getRuntime().maxMemory() / 64);

    /** Of a disk: room for a database that takes its most, for its log, and for as much again. */
    private static final long CAPACITY = 4 * MOST_BYTES;

    private static final int SHOWN_BYTES = 32;
    private static final int EXPLAINED_PAGES = 40;

    private final Supplier<Options.Builder> options;
    private final CrashDisk base;
    private final List<Command> first;
    private final Command command;
    private final Rehearsal rehearsal;
    private Left left;
    private CrashDisk disk;

    private CrashLab(Supplier<Options.Builder> options, CrashDisk base, List<Command> first, Command command) {
        this.options = options;
        this.base = base;
        this.first = first;
        this.command = command;
        CrashDisk scratch = base.copy();
        try (Machine machine = start(scratch)) {
            rehearsal = Rehearsal.of(scratch, machine, command);
        } catch (PesaDbException failed) {
            throw failed.code() == ErrorCode.DISK_FULL ? tooMuch(failed) : failed;
        }
    }

    private static PesaDbException tooMuch(PesaDbException full) {
        return new PesaDbException(
                ErrorCode.OUT_OF_RANGE,
                "the crash lab's disk has " + CAPACITY + " bytes in memory, and this command needs more; try one that"
                        + " changes less",
                full);
    }

    /**
     * A lab with a small database of its own.
     *
     * @param options what its databases are opened with; files, the thread that works beside, and sync are set by the lab
     * @param tables  what it holds
     * @param rows    commands that are carried out before the one that is stopped; each leaves a transaction in the log
     * @param command the command to be stopped
     * @return it has rehearsed
     * @throws PesaDbException SYNTAX where the command is none that the lab takes; whatever the command itself fails with
     */
    public static CrashLab sample(
            Supplier<Options.Builder> options, List<TableSchema> tables, List<Command> rows, Command command) {
        requireChange(command);
        CrashDisk disk = new CrashDisk(CAPACITY);
        try (Machine machine = Machine.start(disk, options, false)) {
            for (TableSchema table : tables) {
                machine.session().run(new Command.CreateTable(table, false, null, null));
            }
        }
        return new CrashLab(options, disk.after(Unforced.KEPT), List.copyOf(rows), command);
    }

    /**
     * A lab with a copy of an open database, as it is at one commit.
     *
     * @param options  as for {@link #sample}
     * @param database the database, of at most {@link #MOST_BYTES}
     * @param session  a session of it, in no transaction
     * @param command  the command to be stopped
     * @return it has rehearsed
     * @throws PesaDbException OUT_OF_RANGE where the database is too large; else as for {@link #sample}
     */
    public static CrashLab copy(
            Supplier<Options.Builder> options, Database database, Session session, Command command) {
        requireChange(command);
        if (database.stats().get("pages") instanceof Long pages) {
            requireSmall(pages * Content.BLOCK_BYTES);
        }
        CrashDisk disk = new CrashDisk(CAPACITY);
        disk.put(Machine.MAIN, backup(session));
        Machine.start(disk, options, false).close(); // it makes the log
        // A copy is like a database that was closed: the first who writes marks it as in use. The one that is copied is
        // so long since.
        List<Command> first = List.of(new Command.Begin(false), new Command.Rollback());
        return new CrashLab(options, disk.after(Unforced.KEPT), first, command);
    }

    private static byte[] backup(Session session) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("pesadb-crash-lab");
            Path file = folder.resolve("copy.pesa");
            try {
                session.run(new Command.Backup(file));
                requireSmall(Files.size(file));
                return Files.readAllBytes(file);
            } finally {
                delete(folder);
            }
        } catch (IOException failed) {
            throw FileFailures.of("copy the database by way of", folder == null ? Path.of("a folder") : folder, failed);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path one : all.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(folder);
    }

    private static void requireSmall(long bytes) {
        if (bytes > MOST_BYTES) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "the crash lab keeps copies in memory, and takes databases of at most " + MOST_BYTES
                            + " bytes; this one has " + bytes + ". Take the sample");
        }
    }

    private static void requireChange(Command command) {
        if (!(command instanceof Command.Insert
                || command instanceof Command.Update
                || command instanceof Command.Delete
                || command instanceof Command.DeleteByKey
                || command instanceof Command.CreateTable
                || command instanceof Command.DropTable
                || command instanceof Command.CreateIndex
                || command instanceof Command.DropIndex
                || command instanceof Command.AddColumn
                || command instanceof Command.Recode
                || command instanceof Command.Checkpoint)) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    "the crash lab stops a command that changes something: INS, UPD, DEL, CREATE, DROP, INDEX, ADD,"
                            + " RECODE or CHECKPOINT");
        }
    }

    /** Rows for a sample of {@code users} and {@code orders}: two transactions. */
    public static List<Command> sampleRows() {
        return List.of(
                new Command.Insert("users", List.of(Operand.of(1L), Operand.of("Alice"))),
                new Command.Insert("orders", List.of(Operand.of(10L), Operand.of(1L), Operand.of("tea"))));
    }

    private Machine start(CrashDisk scratch) {
        Machine machine = Machine.start(scratch, options, false);
        try {
            first.forEach(machine.session()::run);
            return machine;
        } catch (RuntimeException | Error failed) {
            try (machine) {
                throw failed;
            }
        }
    }

    /**
     * Where the power can go.
     *
     * @return in their order; the last one when all is done
     */
    public List<StopPoint> points() {
        return rehearsal.points();
    }

    /**
     * The command's transaction.
     *
     * @return its number
     */
    public long transaction() {
        return rehearsal.transaction();
    }

    /**
     * Whether the command's commit record is forced when the power goes at a point.
     *
     * @param point one of {@link #points}
     * @return false also where it has none
     */
    public boolean isForced(StopPoint point) {
        return rehearsal.isForced(point);
    }

    /**
     * Whether all of the command's commit record is written when the power goes at a point.
     *
     * @param point one of {@link #points}
     * @return false also where it has none
     */
    public boolean isWritten(StopPoint point) {
        return rehearsal.markerWrite() > 0
                && (point.call() > rehearsal.markerWrite()
                        || point.call() == rehearsal.markerWrite() && point.within() >= rehearsal.markerEnd());
    }

    // ---- the power goes

    /**
     * Carries the command, and a checkpoint, out until the power goes.
     *
     * @param n        the number of a point
     * @param unforced what becomes of that which is not forced
     * @return what is left
     * @throws PesaDbException OUT_OF_RANGE where there is no such point
     */
    public Left pull(int n, Unforced unforced) {
        if (n < 1 || n > points().size()) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "there is no point " + n + "; this command has points 1 to " + points().size());
        }
        StopPoint point = points().get(n - 1);
        CrashDisk scratch = base.copy();
        try (Machine machine = start(scratch)) {
            scratch.record();
            Map<Path, CrashFile> begun = scratch.files();
            scratch.stopAt(point.call(), point.within());
            String told;
            boolean acknowledged = false;
            try {
                machine.session().run(command);
                acknowledged = true;
                told = "ok";
                machine.session().run(new Command.Checkpoint());
            } catch (PesaDbException failed) {
                if (!scratch.isDead()) {
                    throw failed;
                }
                told = acknowledged ? "ok" : failed.code() + ": " + failed.getMessage();
            }
            left = null; // should the look at it fail, this disk must not be judged by what another one promised
            disk = scratch.after(unforced);
            left = look(point, unforced, acknowledged, told, begun, scratch.files());
            scratch.restore(); // the machine can be closed in order then, and nobody looks at what that writes
        }
        return left;
    }

    private Left look(
            StopPoint point,
            Unforced unforced,
            boolean acknowledged,
            String told,
            Map<Path, CrashFile> begun,
            Map<Path, CrashFile> stopped) {
        Map<Path, CrashFile> there = disk.files();
        List<Left.FileLeft> files = new ArrayList<>();
        stopped.forEach((path, file) -> files.add(new Left.FileLeft(
                Machine.name(path),
                file(there, path).now().length(),
                file.forced().length(),
                file.waiting(),
                file.waitingBytes())));
        Content main = file(there, Machine.MAIN).now();
        List<Left.PageLeft> pages = changed(file(begun, Machine.MAIN).now(), main, file(stopped, Machine.MAIN));
        List<LogPiece> log = List.of();
        String unreadable = null;
        try (Machine reader = Machine.start(disk.copy(), options, true)) {
            log = reader.log(
                    file(there, Machine.LOG).now(), file(stopped, Machine.LOG).forced());
            pages = told(pages, reader, main);
        } catch (PesaDbException cannot) {
            unreadable = cannot.code() + ": " + cannot.getMessage();
        }
        long mainPages = main.length() / Content.BLOCK_BYTES;
        return new Left(point, unforced, acknowledged, told, files, log, pages, mainPages, unreadable);
    }

    private static CrashFile file(Map<Path, CrashFile> files, Path path) {
        return files.getOrDefault(path, CrashFile.empty());
    }

    /** The pages of the main file that were written. */
    private static List<Left.PageLeft> changed(Content before, Content there, CrashFile stopped) {
        List<Left.PageLeft> pages = new ArrayList<>();
        long end = Math.max(before.length(), stopped.now().length());
        for (long at = 0; at < end; at += Content.BLOCK_BYTES) {
            byte[] was = before.bytes(at, Content.BLOCK_BYTES);
            byte[] written = stopped.now().bytes(at, Content.BLOCK_BYTES);
            int other = Arrays.mismatch(was, written);
            if (other >= 0) {
                long page = at / Content.BLOCK_BYTES;
                byte[] is = there.bytes(at, Content.BLOCK_BYTES);
                String state = Arrays.equals(is, written) ? "new" : Arrays.equals(is, was) ? "lost" : "torn";
                boolean durable = Arrays.equals(is, stopped.forced().bytes(at, Content.BLOCK_BYTES));
                pages.add(
                        new Left.PageLeft(page, "", state, other, durable, hex(was, other), hex(is, other), List.of()));
            }
        }
        return pages;
    }

    /**
     * The same pages with what they are, and what the bytes of the first ones mean. A reader sees the newest version of a page, in whichever file it
     * lies: what it tells of one is told here where the main file has the very same bytes.
     */
    private static List<Left.PageLeft> told(List<Left.PageLeft> pages, Machine reader, Content main) {
        Map<Long, String> names = reader.pages();
        List<Left.PageLeft> told = new ArrayList<>();
        for (Left.PageLeft page : pages) {
            List<Left.Field> fields = List.of();
            if (page.state().equals("new") && names.containsKey(page.page()) && told.size() < EXPLAINED_PAGES) {
                byte[] is = main.bytes(page.page() * Content.BLOCK_BYTES, Content.BLOCK_BYTES);
                fields = reader.fields(page.page());
                fields = fields.stream().allMatch(field -> field.standsIn(is)) ? fields : List.of();
            }
            told.add(page.explained(names.getOrDefault(page.page(), ""), fields));
        }
        return told;
    }

    private static String hex(byte[] bytes, int from) {
        int to = Math.min(bytes.length, from + SHOWN_BYTES);
        return from >= to ? "" : HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    }

    // ---- recovery

    /**
     * Opens what {@link #pull} left, as often as one likes: each time a copy of it.
     *
     * @return what opening did, and what is there
     * @throws PesaDbException SYNTAX where nothing was pulled; CORRUPT and others where it cannot be opened, which would be a fault
     */
    public Recovered recover() {
        if (left == null) {
            throw new PesaDbException(ErrorCode.SYNTAX, "pull the plug first: until then there is nothing to recover");
        }
        CrashDisk scratch = disk.copy();
        scratch.record();
        try (Machine machine = Machine.start(scratch, options, false)) {
            List<DiskCall> calls = scratch.calls();
            State now = State.of(machine.session());
            List<String> faults = machine.check();
            String verdict = verdict(now);
            boolean kept = faults.isEmpty()
                    && !verdict.equals(Recovered.OTHER)
                    && !(left.acknowledged() && verdict.equals(Recovered.ABSENT));
            return new Recovered(
                    RecoverySteps.of(calls, left.log()),
                    fates(verdict),
                    verdict,
                    why(verdict),
                    kept,
                    rows(now),
                    faults);
        }
    }

    private String verdict(State now) {
        boolean before = now.equals(rehearsal.before());
        boolean after = now.equals(rehearsal.after());
        if (before && after) {
            return Recovered.UNCHANGED;
        }
        return after ? Recovered.THERE : before ? Recovered.ABSENT : Recovered.OTHER;
    }

    private List<Recovered.TableRows> rows(State now) {
        Map<String, Long> before = rehearsal.before().rows();
        Map<String, Long> done = rehearsal.after().rows();
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(done.keySet());
        names.addAll(now.rows().keySet());
        return names.stream()
                .map(name -> new Recovered.TableRows(
                        name,
                        before.getOrDefault(name, -1L),
                        done.getOrDefault(name, -1L),
                        now.rows().getOrDefault(name, -1L)))
                .toList();
    }

    private List<Recovered.Fate> fates(String verdict) {
        List<Recovered.Fate> fates = new ArrayList<>();
        boolean told = false;
        for (LogPiece piece : left.log()) {
            if (piece.commits()) {
                boolean own = piece.transaction() == transaction();
                told |= own;
                boolean back = !verdict.equals(Recovered.OTHER) && !(own && verdict.equals(Recovered.ABSENT));
                fates.add(new Recovered.Fate(piece.transaction(), own, back, stands(piece, back)));
            }
        }
        if (!told && !verdict.equals(Recovered.UNCHANGED)) {
            fates.add(new Recovered.Fate(transaction(), true, verdict.equals(Recovered.THERE), why(verdict)));
        }
        return fates;
    }

    private static String stands(LogPiece marker, boolean back) {
        return "its commit record stands whole at byte " + marker.offset() + " of the log"
                + (marker.forced() ? ", and was forced" : ", though it never was forced")
                + (back ? "" : "; and yet the rows are not as it left them");
    }

    private String why(String verdict) {
        LogPiece marker = left.log().stream()
                .filter(piece -> piece.commits(transaction()))
                .findFirst()
                .orElse(null);
        return switch (verdict) {
            case Recovered.UNCHANGED -> "the command changes nothing that a query sees; before and after are the same";
            case Recovered.THERE -> there(marker);
            case Recovered.ABSENT -> absent(marker);
            default ->
                "what is there is neither the state before the command nor the one after it: this is a fault of PesaDB,"
                        + " or of a plugin; please report it";
        };
    }

    private String there(LogPiece marker) {
        if (marker == null) {
            return "the log has its commit record no more: a checkpoint had brought its pages to the main file, and forced"
                    + " them, before it began the log anew";
        } else if (marker.forced()) {
            return "its commit record was forced before the power went, and with it all page records before it";
        }
        return "nobody had been told that it is done, but its commit record got to the device whole, and so did its page"
                + " records: both are allowed, there or absent";
    }

    private String absent(LogPiece marker) {
        if (marker != null) {
            return "its commit record stands in the log and yet it is absent: this is a fault of PesaDB, or of a plugin;"
                    + " please report it";
        }
        long pages = left.log().stream()
                .filter(piece -> piece.isPageOf(transaction()))
                .count();
        if (pages > 0) {
            return pages + (pages == 1 ? " page record of it lies" : " page records of it lie")
                    + " whole in the log, but no whole commit record behind: without that none counts";
        }
        return left.log().stream().allMatch(LogPiece::forced)
                ? "nothing of it is on the device: the power went before any record of it was there"
                : "what is left of it in the log begins with a record that is torn: there the log ends, and nothing"
                        + " behind counts";
    }
}
