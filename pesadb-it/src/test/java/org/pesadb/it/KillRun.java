package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.pesadb.api.Database;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;

/**
 * Kills one process after another over the same files, and looks at what each has left.
 *
 * <p>Units of work are numbered 1, 2, 3 … Unit n is one command ({@code INS singles n}), or one transaction that puts n into two
 * tables and a counter, or one that puts n beside a whole new content of a third table, imported from a file and too large for the
 * memory of a transaction. They are fed without waiting for answers, with checkpoints, compactions and backups in between, so that the
 * units that are there after a kill must be 1 to some N, whole, with N at least the last one acknowledged and at most the last
 * one sent. Each kill is followed by a check of the files as they are, and by the next process, which recovers; a third of
 * those are killed while they start. From time to time a database is made anew, and its making killed too.
 */
final class KillRun {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROUNDS_OF_A_DATABASE = 40;
    private static final int MOST_WORK_MILLIS = 250;
    private static final String STARTING = "(starting)";
    private static final String MAKING = "(making)";

    private final Path home;
    private final Random random;
    private final String name;
    private final int rounds;
    private final Map<String, Integer> moments = new TreeMap<>();
    private long units;
    private long backups;
    private int round;
    private int databases;
    private long startMillis = 600;

    // Of the present database.
    private Path folder;
    private Cli cli;
    /** The last unit sent. Each round has its own: the thread that feeds a killed process may end late. */
    private AtomicLong sent;

    private long kept;
    private volatile long acknowledged;
    /** How many rows each unit imported, of those that do. */
    private final Map<Long, Long> imports = new ConcurrentSkipListMap<>();

    private final Set<Path> acknowledgedBackups = ConcurrentHashMap.newKeySet();

    /**
     * @param home   for its databases; made
     * @param random of the moments and the work
     * @param name   for messages
     * @param rounds how many kills
     */
    KillRun(Path home, Random random, String name, int rounds) {
        this.home = home;
        this.random = random;
        this.name = name;
        this.rounds = rounds;
    }

    /** How often a process was killed at each command. */
    Map<String, Integer> moments() {
        return moments;
    }

    /** How many units were found to be kept. */
    long units() {
        return units;
    }

    /** How many backups were found whole. */
    long backups() {
        return backups;
    }

    private String where() {
        return name + ", round " + round + ", database " + databases;
    }

    void run() throws IOException {
        while (round < rounds) {
            if (round >= databases * ROUNDS_OF_A_DATABASE) {
                beginAnew();
            }
            round++;
            if (random.nextInt(3) == 0) {
                killWhileItStarts(STARTING);
            } else {
                try (CliProcess process = start()) {
                    verify(process);
                    work(process);
                }
                lookAtBackups();
            }
            assertSound(database());
        }
        try (CliProcess process = start()) {
            verify(process);
        }
        units += kept;
    }

    private Path database() {
        return folder.resolve("kill.pesa");
    }

    private CliProcess start() throws IOException {
        // Small limits, so that checkpoints, evictions and spilling are among the moments that are hit.
        return cli.start(
                "--format",
                "json",
                "--bare",
                "--checkpoint",
                "20",
                "--cache",
                "1M",
                "--transaction-memory",
                "64K",
                "kill.pesa");
    }

    private void beginAnew() throws IOException {
        units += kept;
        databases++;
        folder = Files.createDirectories(home.resolve("database" + databases));
        cli = Cli.in(folder);
        kept = 0;
        acknowledged = 0;
        sent = new AtomicLong();
        imports.clear();
        for (int kills = random.nextInt(3); kills > 0 && round < rounds; kills--) {
            round++;
            killWhileItStarts(MAKING);
            if (Files.exists(database())) {
                assertSound(database());
            }
        }
        try (CliProcess process = start()) {
            long begun = System.nanoTime();
            for (String table : List.of(
                    "singles n:INT:PK",
                    "lefts n:INT:PK text:TEXT",
                    "rights n:INT:PK",
                    "counter id:INT:PK n:INT",
                    "imports id:INT:PK n:INT text:TEXT")) {
                must(process, "CREATE " + table);
            }
            must(process, "INS counter 1 0");
            startMillis = Math.max(200, (System.nanoTime() - begun) / 1_000_000);
        }
        assertSound(database());
    }

    private void must(CliProcess process, String command) throws IOException {
        Reply reply = process.call(command, PATIENCE);
        assertEquals(Reply.Kind.OK, reply.kind(), () -> where() + ": " + reply);
    }

    /** It may be loading classes, locking, recovering, or waiting for commands. */
    private void killWhileItStarts(String moment) throws IOException {
        try (CliProcess process = start()) {
            killAfter(process, (int) (startMillis / 2) + random.nextInt((int) startMillis));
            assertAnswersUntilKilled(process, new ConcurrentLinkedQueue<>());
        }
        moments.merge(moment, 1, Integer::sum);
    }

    /** A command that was sent, and what its ok acknowledges. */
    private record Sent(String verb, Runnable confirmed) {}

    private void work(CliProcess process) throws IOException {
        Queue<Sent> under = new ConcurrentLinkedQueue<>();
        Random choices = new Random(random.nextLong());
        AtomicLong sentNow = new AtomicLong(kept);
        sent = sentNow;
        long from = kept + 1;
        // What the round is mostly about, so that each kind of work is hit as often as any other.
        int theme = random.nextInt(6);
        process.feed(stdin -> {
            // Ends by the exception that the killed process's pipe throws.
            for (long n = from; ; n++) {
                sentNow.set(n);
                stdin.write(unit(n, theme, choices, under).getBytes(StandardCharsets.UTF_8));
                stdin.flush();
            }
        });
        answer(process.next(PATIENCE), under);
        killAfter(process, random.nextInt(MOST_WORK_MILLIS));
        assertAnswersUntilKilled(process, under);
        Sent last = under.peek();
        moments.merge(last == null ? "(between)" : last.verb, 1, Integer::sum);
    }

    private String unit(long n, int theme, Random choices, Queue<Sent> under) throws IOException {
        StringBuilder commands = new StringBuilder();
        if (choices.nextInt(theme == 1 ? 3 : 40) == 0) {
            add(commands, under, "CHECKPOINT", () -> {});
        }
        if (choices.nextInt(theme == 2 ? 3 : 60) == 0) {
            add(commands, under, "COMPACT", () -> {});
        }
        if (choices.nextInt(theme == 3 ? 3 : 60) == 0) {
            Path copy = folder.resolve("backup" + round + "-" + n + ".pesa");
            add(commands, under, "BACKUP TO '" + copy.getFileName() + "'", () -> acknowledgedBackups.add(copy));
        }
        Runnable confirmed = () -> acknowledged = Math.max(acknowledged, n);
        if (choices.nextInt(theme == 4 ? 3 : 80) == 0) {
            long rows = 20 + choices.nextInt(600);
            imports.put(n, rows);
            add(commands, under, "BEGIN", () -> {});
            add(commands, under, "DEL imports WHERE id>0", () -> {});
            add(commands, under, "IMPORT imports FROM '" + csv(n, rows) + "'", () -> {});
            add(commands, under, "INS singles " + n, () -> {});
            add(commands, under, "COMMIT", confirmed);
        } else if (choices.nextBoolean()) {
            add(commands, under, "INS singles " + n, confirmed);
        } else {
            // Texts of many lengths, some over a page.
            String text = "x".repeat((int) (n * 37 % (n % 50 == 0 ? 9_000 : 300)));
            add(commands, under, "BEGIN", () -> {});
            add(commands, under, "INS lefts " + n + " '" + text + "'", () -> {});
            add(commands, under, "UPD counter SET n=" + n + " WHERE id=1", () -> {});
            add(commands, under, "INS rights " + n, () -> {});
            add(commands, under, "COMMIT", confirmed);
        }
        return commands.toString();
    }

    private static void add(StringBuilder commands, Queue<Sent> under, String command, Runnable confirmed) {
        int end = command.indexOf(' ');
        under.add(new Sent(end < 0 ? command : command.substring(0, end), confirmed));
        commands.append(command).append('\n');
    }

    /** Rows as numerous as the unit says, of 400 bytes each. */
    private String csv(long n, long rows) throws IOException {
        StringBuilder text = new StringBuilder("id,n,text\n");
        for (long i = 1; i <= rows; i++) {
            text.append(i)
                    .append(',')
                    .append(n)
                    .append(',')
                    .append("y".repeat(380))
                    .append('\n');
        }
        String file = "unit" + n + ".csv";
        Files.writeString(folder.resolve(file), text);
        return file;
    }

    private static void killAfter(CliProcess process, int millis) {
        Thread killer = new Thread(
                () -> {
                    LockSupport.parkNanos(millis * 1_000_000L);
                    process.kill();
                },
                "killer");
        killer.setDaemon(true);
        killer.start();
    }

    private void assertAnswersUntilKilled(CliProcess process, Queue<Sent> under) throws IOException {
        for (String line = process.nextLine(PATIENCE); line != null; line = process.nextLine(PATIENCE)) {
            Reply reply;
            try {
                reply = Reply.parse(line);
            } catch (IllegalArgumentException cut) {
                // The last line may be cut by the kill; anything behind it would be a fault.
                assertEquals(null, process.nextLine(PATIENCE), where() + ": a broken line: " + line);
                return;
            }
            // Rows are told of by the ok behind them.
            if (reply.isEnd()) {
                answer(reply, under);
            }
        }
        assertFalse(process.errors().contains("\tat "), () -> where() + ": a stack trace: " + process.errors());
    }

    private void answer(Reply reply, Queue<Sent> under) {
        assertTrue(reply != null && reply.kind() != Reply.Kind.ERROR, () -> where() + ": " + reply);
        if (reply.isEnd()) {
            Sent confirmed = under.poll();
            assertTrue(confirmed != null, where() + ": an answer that nobody asked for: " + reply);
            confirmed.confirmed.run();
        }
    }

    /** Looks at everything that is there; the next unit sent follows what is kept. */
    private void verify(CliProcess process) throws IOException {
        String where = where();
        List<Long> singles = numbers(process, "SEL singles COLS n ORDER n");
        List<Long> lefts = numbers(process, "SEL lefts COLS n ORDER n");
        List<Long> rights = numbers(process, "SEL rights COLS n ORDER n");
        assertEquals(lefts, rights, where + ": a transaction is half there");
        long[] all = assertNoneIsMissing(singles, lefts, where);
        long counter = numbers(process, "SEL counter COLS n").get(0);
        assertEquals(lefts.isEmpty() ? 0 : lefts.get(lefts.size() - 1), counter, where + ": the counter");
        verifyImports(process, singles);
        assertTrue(all.length >= acknowledged, where + ": " + acknowledged + " acknowledged, " + all.length + " there");
        assertTrue(all.length >= kept, where + ": " + kept + " were there before, " + all.length + " now");
        assertTrue(all.length <= Math.max(kept, sent.get()), where + ": " + all.length + " there, " + sent + " sent");
        acknowledged = all.length; // They were read, so they must stay.
        kept = all.length;
        imports.keySet().removeIf(unit -> unit > kept); // those numbers are given again
    }

    private static long[] assertNoneIsMissing(List<Long> singles, List<Long> lefts, String where) {
        long[] all = LongStream.concat(
                        singles.stream().mapToLong(Long::longValue),
                        lefts.stream().mapToLong(Long::longValue))
                .sorted()
                .toArray();
        for (int i = 0; i < all.length; i++) {
            assertEquals(i + 1, all[i], where + ": a unit is missing before one that is there, or is there twice");
        }
        return all;
    }

    /** The table holds what the last of the units that replace its content brought, all of it and nothing else. */
    private void verifyImports(CliProcess process, List<Long> singles) throws IOException {
        long last = singles.stream().filter(imports::containsKey).reduce(0L, Math::max);
        List<Long> owners = numbers(process, "SEL imports COLS n");
        assertEquals(
                last == 0 ? 0 : imports.get(last), owners.size(), where() + ": rows that unit " + last + " imported");
        assertTrue(owners.stream().allMatch(owner -> owner == last), where() + ": rows of another unit than " + last);
    }

    private List<Long> numbers(CliProcess process, String command) throws IOException {
        process.send(command);
        List<Long> numbers = new ArrayList<>();
        for (Reply reply = process.next(PATIENCE); ; reply = process.next(PATIENCE)) {
            assertTrue(reply != null && reply.kind() != Reply.Kind.ERROR, where() + ": " + command + " gives " + reply);
            if (reply.kind() == Reply.Kind.OK) {
                assertEquals(numbers.size(), reply.number("rows"), where());
                return numbers;
            }
            numbers.add(reply.number("n"));
        }
    }

    /** A backup bears its name once it is whole; it is there if it was acknowledged. */
    private void lookAtBackups() throws IOException {
        for (Path copy : acknowledgedBackups) {
            assertTrue(Files.exists(copy), where() + ": " + copy.getFileName() + " was acknowledged");
        }
        acknowledgedBackups.clear();
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(file -> file.getFileName().toString().matches("(backup|unit).*"))
                    .toList();
        }
        for (Path file : left) {
            if (file.toString().endsWith(".pesa")) {
                assertWhole(file);
                backups++;
            }
        }
        for (Path file : left) {
            Files.deleteIfExists(file); // what stands beside a backup may have gone with it
        }
    }

    private void assertWhole(Path copy) {
        assertSound(copy);
        String where = where() + ", " + copy.getFileName();
        try (Database database =
                        PesaDb.open(copy, PesaDb.options().readOnly(true).build());
                Session session = database.openSession()) {
            List<Long> singles = first(session, "singles");
            List<Long> lefts = first(session, "lefts");
            assertEquals(lefts, first(session, "rights"), where);
            assertNoneIsMissing(singles, lefts, where);
        }
    }

    private static List<Long> first(Session session, String table) {
        return Tables.rows(session, Tables.all(table)).stream()
                .map(row -> (Long) row.get(0))
                .sorted()
                .toList();
    }

    /** As the kill has left it: nothing is recovered here. */
    private void assertSound(Path file) {
        if (!Files.exists(file)) {
            return; // killed before it was made
        }
        List<Fault> faults = new ArrayList<>();
        try (Database database =
                PesaDb.open(file, PesaDb.options().readOnly(true).build())) {
            database.check(faults::add);
        }
        assertEquals(List.of(), faults, where() + ", " + file.getFileName());
    }
}
