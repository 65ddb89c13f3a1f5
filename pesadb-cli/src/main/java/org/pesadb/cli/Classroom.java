package org.pesadb.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.LogEntry;
import org.pesadb.cli.input.CommandReader;
import org.pesadb.cli.input.Lines;
import org.pesadb.cli.input.Utf8Lines;
import org.pesadb.cli.language.Parser;
import org.pesadb.cli.language.Statement;
import org.pesadb.cli.learn.Seen;
import org.pesadb.cli.learn.Step;

/**
 * Where a lesson takes place: a scratch database in a folder of its own, its sessions, and what is done to its files. Closing deletes the
 * folder, unless it is to be kept; closing twice does nothing. Of one thread, but for closing.
 */
final class Classroom implements AutoCloseable {
    private static final String MAIN_FILE = "lesson.pesa";
    private static final String LOG_FILE = MAIN_FILE + "-wal";
    /** The states of records in the log that stand before its end, whether they count or not. */
    private static final Set<String> STANDING = Set.of(LogEntry.COMMITTED, "not committed", "counts");

    private static final Pattern REPEAT = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9}) +(\\S.*)");
    private static final Pattern NUMBER = Pattern.compile("\\{n(?:%([1-9]\\d{0,8}))?}");

    private final Arguments arguments;
    private final Opened.Opener opener;
    private final Stop stop;
    private final Seen seen;
    private final Path folder;
    private final boolean kept;
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final Map<String, Shell> shells = new HashMap<>();
    private Path file;
    private Database database;
    private int crashes;
    private boolean closed;

    private Classroom(Arguments arguments, Opened.Opener opener, Stop stop, Seen seen, Path folder, boolean kept) {
        this.arguments = arguments;
        this.opener = opener;
        this.stop = stop;
        this.seen = seen;
        this.folder = folder;
        this.kept = kept;
        this.file = folder.resolve(MAIN_FILE);
    }

    /** Makes a new database with the sample tables, in the folder that the arguments name, or else in a temporary one. */
    static Classroom open(Arguments arguments, Opened.Opener opener, Stop stop, Seen seen) {
        boolean kept = arguments.keep != null;
        Path folder = kept ? empty(Failures.path(arguments.keep)) : temporary();
        Classroom room = new Classroom(arguments, opener, stop, seen, folder, kept);
        try {
            room.open(false);
            return room;
        } catch (RuntimeException | Error failed) {
            try (room) {
                throw failed;
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("pesadb-lesson");
        } catch (IOException failed) {
            throw Failures.of("make", "a temporary folder", failed);
        }
    }

    private static Path empty(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> there = Files.list(folder)) {
                if (there.findAny().isPresent()) {
                    throw new PesaDbException(ErrorCode.IO, folder + " is not empty; --keep takes a new folder");
                }
            }
            return folder;
        } catch (IOException failed) {
            throw Failures.of("make", folder, failed);
        }
    }

    private void open(boolean readOnly) {
        shut();
        arguments.readOnly = readOnly;
        arguments.background = Runnable::run; // nothing writes while !crash copies the files
        database = opener.open(file, arguments.options());
        shell(Step.MAIN);
        stop.watch(sessions.get(Step.MAIN), this);
    }

    /** The shell of a session, which begins when it is first asked for. */
    private Shell shell(String session) {
        if (database == null) {
            throw new PesaDbException(ErrorCode.IO, "no database is open at this point of the lesson");
        }
        return shells.computeIfAbsent(session, name -> {
            Session begun = database.openSession();
            sessions.put(name, begun);
            return new Shell(
                    begun, database.path(), database.tracing(), arguments.registry, seen, ProgressBar.NONE, stop);
        });
    }

    /** Whether the database is open. */
    boolean isOpen() {
        return database != null;
    }

    /** Runs a command. */
    void run(String session, String command) throws IOException {
        shell(session).run(commands(command), false);
    }

    private static CommandReader commands(String text) {
        Lines lines = new Utf8Lines(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "lesson", Utf8Lines.limitOfHeap());
        return new CommandReader(lines, Utf8Lines.limitOfHeap());
    }

    /** Does what no command does. */
    void act(String action) throws IOException {
        List<String> words = List.of(action.split(" +"));
        String rest = action.substring(words.get(0).length()).strip();
        switch (words.get(0)) {
            case "crash" -> crash();
            case "cut" -> cut(words);
            case "open" -> reopen(rest);
            case "check" -> check();
            case "files" -> files();
            case "repeat" -> repeat(rest);
            default -> throw unknown(action);
        }
    }

    private static PesaDbException unknown(String action) {
        return new PesaDbException(
                ErrorCode.SYNTAX,
                "no such action: !" + action
                        + "; there are !crash, !cut log before|inside|behind RECORD, !open [read-only], !check, !files and"
                        + " !repeat FROM..TO COMMAND");
    }

    private void say(String what) throws IOException {
        seen.say("-- " + what);
    }

    // ---- what becomes of the files

    private void crash() throws IOException {
        mustBeOpen("!crash");
        Path left = Files.createDirectory(folder.resolve("crash-" + ++crashes));
        for (String name : List.of(MAIN_FILE, LOG_FILE)) {
            Path from = file.resolveSibling(name);
            if (Files.exists(from)) {
                Files.copy(from, left.resolve(name));
            }
        }
        shut(); // what closing still writes is not in the copy
        file = left.resolve(MAIN_FILE);
        say("crash: its files were copied as they lay there, in the middle of work, and only the copy is left");
    }

    private void mustBeOpen(String action) {
        if (!isOpen()) {
            throw new PesaDbException(ErrorCode.IO, action + " wants an open database; !open opens it");
        }
    }

    private void cut(List<String> words) throws IOException {
        if (words.size() != 4 || !words.get(1).equals("log")) {
            throw unknown(String.join(" ", words));
        }
        if (crashes == 0) {
            throw new PesaDbException(ErrorCode.IO, "!cut goes on with what !crash left");
        }
        shut();
        String kind = words.get(3).replace('-', ' ');
        long[] record = lastRecord(kind);
        long end = switch (words.get(2)) {
            case "before" -> record[0];
            case "inside" -> record[0] + record[1] / 2;
            case "behind" -> record[0] + record[1];
            default -> throw unknown(String.join(" ", words));
        };
        try (FileChannel log = FileChannel.open(file.resolveSibling(LOG_FILE), StandardOpenOption.WRITE)) {
            log.truncate(end);
        }
        say("cut: the log now ends at byte " + end + ", " + words.get(2) + " its last " + kind);
    }

    /** Where the last whole record of a kind stands in the log's file, and how long it is. */
    private long[] lastRecord(String kind) {
        arguments.readOnly = true; // so that nothing is recovered yet
        long[] last = null;
        try (Database looked = opener.open(file, arguments.options());
                Session session = looked.openSession();
                Cursor records = session.execute(new Command.Inspect(new Command.InspectLog()))) {
            List<String> names = records.columns().stream().map(Column::name).toList();
            while (records.next()) {
                if (kind.equals(records.getText(names.indexOf("record")))
                        && STANDING.contains(records.getText(names.indexOf("state")))) {
                    last = new long[] {
                        records.getLong(names.indexOf("offset")), records.getLong(names.indexOf("length"))
                    };
                }
            }
        }
        if (last == null) {
            throw new PesaDbException(ErrorCode.IO, "!cut: the log has no " + kind);
        }
        return last;
    }

    private void reopen(String how) throws IOException {
        boolean readOnly = how.equals("read-only");
        if (!readOnly && !how.isEmpty()) {
            throw unknown("open " + how);
        }
        open(readOnly);
        say(readOnly ? "opened, to read only: its files stay as they are" : "opened");
    }

    private void check() throws IOException {
        mustBeOpen("!check");
        List<Fault> faults = new ArrayList<>();
        database.check(faults::add);
        for (Fault fault : faults) {
            say(fault.toString());
        }
        say(faults.isEmpty() ? "checked: no fault found" : "checked: " + faults.size() + " faults found");
    }

    private void files() throws IOException {
        for (String name : List.of(MAIN_FILE, LOG_FILE)) {
            Path one = file.resolveSibling(name);
            String length =
                    Files.exists(one) ? String.format(Locale.ROOT, "%,d bytes", Files.size(one)) : "is not there";
            say(String.format(
                    Locale.ROOT, "%-16s %s  (%s)", name, length, name.equals(LOG_FILE) ? "the log" : "the main file"));
        }
    }

    // ---- many commands

    private void repeat(String what) throws IOException {
        Matcher form = REPEAT.matcher(what);
        if (!form.matches()) {
            throw unknown("repeat " + what);
        }
        mustBeOpen("!repeat");
        Session session = sessions.get(Step.MAIN);
        long from = Long.parseLong(form.group(1));
        long to = Long.parseLong(form.group(2));
        session.run(new Command.Begin(false));
        try {
            for (long n = from; n <= to; n++) {
                String command = numbered(form.group(3), n);
                if (!(Parser.parse(commands(command).next()) instanceof Statement.Run run)) {
                    throw new PesaDbException(
                            ErrorCode.SYNTAX, "!repeat takes a command of the engine, not " + command);
                }
                session.run(run.command());
            }
            session.run(new Command.Commit());
        } catch (IOException | RuntimeException | Error failed) {
            rollBack(session, failed);
            throw failed;
        }
        say(String.format(Locale.ROOT, "done %,d times, in one transaction", to - from + 1));
    }

    /** The lesson goes on where its reader has strayed: not within what has failed. */
    private static void rollBack(Session session, Throwable failed) {
        try {
            if (session.inTransaction()) {
                session.run(new Command.Rollback());
            }
        } catch (PesaDbException also) {
            failed.addSuppressed(also);
        }
    }

    private static String numbered(String command, long n) {
        return NUMBER.matcher(command)
                .replaceAll(place -> String.valueOf(place.group(1) == null ? n : n % Long.parseLong(place.group(1))));
    }

    // ---- the end

    private void shut() {
        Database closing = database;
        database = null;
        shells.clear();
        List<Session> ending = List.copyOf(sessions.values());
        sessions.clear();
        if (closing != null) {
            try (closing) {
                ending.forEach(Session::close);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            shut();
        } finally {
            if (!kept) {
                delete();
            }
        }
    }

    private void delete() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException failed) {
            throw Failures.of("delete", folder, failed);
        }
    }
}
