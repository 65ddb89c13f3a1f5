package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.testing.Seeds;

/**
 * Ranges and the first rows of an order by a B+tree, upwards and downwards, while a writer splits and empties the leaves that they
 * go through: each reader sees its snapshot, and visits no more pages than a way down, the leaves of the range and its rows.
 * {@code -Dpesadb.range.rows=10000000} makes the table larger; the bounds stay.
 */
class RangesBesideAWriterTest {
    private static final int ROWS = Integer.getInteger("pesadb.range.rows", 100_000);
    /** Coprime to the number of rows: neighbours of the index stand on different pages of the table. */
    private static final long PRIME = 1_000_003;
    /** What a command visits besides: catalog, the table's directory, the choice of a way. */
    private static final int BESIDE = 16;
    /** Levels of the tree: with 100 entries a leaf and as many children, 10^8 entries. */
    private static final int LEVELS = 4;
    /** A leaf of numbers is at least so full, apart from the two at the ends of a range: a third of what fits. */
    private static final int LEAST_IN_A_LEAF = 100;
    /** Odd numbers that come in one commit, or do not: those of so many rows side by side. */
    private static final int BLOCK = 20;

    @TempDir
    Path folder;

    private final long seed = Seeds.one();
    private final Random random = new Random(seed);
    private Database database;
    private Session writer;
    private Session reader;

    @BeforeEach
    void fill() {
        database = PesaDb.open(
                folder.resolve("ranges.pesa").toAbsolutePath(),
                PesaDb.options()
                        .sync(SyncMode.OFF)
                        .component(ComponentKind.CODEC, "binary")
                        .build());
        writer = database.openSession();
        reader = database.openSession();
        Tables.create(writer, "t", Tables.key("id"), Tables.number("n"), Tables.text("filler"));
        try (BatchInsert batch = writer.batchInsert("t")) {
            for (long id = 0; id < ROWS; id++) {
                batch.set(0, id);
                batch.set(1, 2 * (id * PRIME % ROWS));
                batch.set(2, "as long as a name");
                batch.add();
            }
            batch.finish();
        }
        writer.run(new Command.CreateIndex("t", "n", false, "btree"));
        writer.run(new Command.Checkpoint());
    }

    @AfterEach
    void close() {
        reader.close();
        writer.close();
        database.close();
    }

    private static Condition n(Operator operator, long value) {
        return Condition.of("n", operator, Operand.of(value));
    }

    private static Command.Select range(long from, long to, boolean descending) {
        return new Command.Select(
                "t",
                List.of("n"),
                List.of(n(Operator.GREATER_OR_EQUAL, from), n(Operator.LESS, to)),
                new Command.Ordering("n", descending),
                Command.Limit.NONE);
    }

    private static Command.Select top(boolean descending, int count) {
        return new Command.Select(
                "t",
                List.of("n"),
                List.of(),
                new Command.Ordering("n", descending),
                new Command.Limit(OptionalLong.of(count), 0));
    }

    private static List<Long> read(Session session, Command command) {
        List<Long> numbers = new ArrayList<>();
        try (Cursor cursor = session.execute(command)) {
            while (cursor.next()) {
                numbers.add(cursor.getLong(0));
            }
        }
        return numbers;
    }

    private static List<Long> turned(List<Long> numbers) {
        List<Long> turned = new ArrayList<>(numbers);
        Collections.reverse(turned);
        return turned;
    }

    private static List<Long> numbers(long from, long to, int step) {
        return LongStream.iterate(from, n -> n < to, n -> n + step).boxed().toList();
    }

    /** Reads, compares, and counts the pages of a reader that nobody else visits any at the same time. */
    private void costs(Session session, Command command, List<Long> wanted) {
        long before = Tables.figure(database, "page_visits");
        List<Long> got = read(session, command);
        long visits = Tables.figure(database, "page_visits") - before;
        assertEquals(wanted, got, () -> "seed " + seed + ": " + command);
        noMoreThan(leavesOf(wanted.size()) + wanted.size(), visits, command);
    }

    private static long leavesOf(int entries) {
        return BESIDE + LEVELS + 2 + entries / LEAST_IN_A_LEAF;
    }

    private void noMoreThan(long most, long visits, Command command) {
        assertTrue(
                visits <= most,
                () -> "seed " + seed + ": " + visits + " pages, not " + most + " at most, of " + command);
    }

    private void costsInBothDirections(Session session, long from, long to, List<Long> wanted) {
        costs(session, range(from, to, false), wanted);
        costs(session, range(from, to, true), turned(wanted));
        Command count = new Command.Count("t", range(from, to, false).where());
        long before = Tables.figure(database, "page_visits");
        assertEquals(List.of((long) wanted.size()), read(session, count), () -> "seed " + seed);
        noMoreThan(leavesOf(wanted.size()), Tables.figure(database, "page_visits") - before, count);
    }

    private void ends(Session session, List<Long> least, List<Long> greatest) {
        costs(session, top(false, 10), least);
        costs(session, top(true, 10), greatest);
    }

    /** Interleaved, in one thread, so that each page visited is known to be the reader's. */
    @Test
    void nothingButTheRangeIsVisited() {
        long last = 2L * ROWS;
        List<Long> least = numbers(0, 20, 2);
        List<Long> greatest = turned(numbers(last - 20, last, 2));
        long nextId = ROWS;
        for (int round = 0; round < 5; round++) {
            long from = 2L * random.nextInt(ROWS - 3_000);
            long to = from + 2_000;
            List<Long> even = numbers(from, to, 2);
            List<Long> all = numbers(from, to, 1);
            long leaves = Tables.figure(database, "pages") - Tables.figure(database, "free_pages");
            reader.run(new Command.Begin(true));
            costsInBothDirections(reader, from, to, even);
            writer.run(new Command.Begin(false));
            for (long odd = from + 1; odd < to; odd += 2) {
                Tables.insert(writer, "t", nextId++, odd, "between two others");
            }
            try (Session other = database.openSession()) {
                costsInBothDirections(writer, from, to, all);
                costsInBothDirections(reader, from, to, even);
                costsInBothDirections(other, from, to, even);
                writer.run(new Command.Commit());
                costsInBothDirections(other, from, to, all);
                costsInBothDirections(reader, from, to, even);
                ends(reader, least, greatest);
                assertTrue(
                        Tables.figure(database, "pages") - Tables.figure(database, "free_pages") > leaves,
                        "1,000 more entries than there were split no leaf");
                // And back: leaves are merged and given back beneath the same readers.
                writer.run(new Command.Delete("t", List.of(n(Operator.GREATER_OR_EQUAL, from), n(Operator.LESS, to))));
                costs(other, range(from, to, false), List.of());
                costs(other, range(from - 100, to + 100, true), turned(around(from, to)));
                costsInBothDirections(reader, from, to, even);
                for (long n : even) {
                    Tables.insert(writer, "t", nextId++, n, "back again");
                }
                costsInBothDirections(other, from, to, even);
            }
            ends(reader, least, greatest);
            costsInBothDirections(reader, from, to, even);
            reader.run(new Command.Rollback());
        }
        assertEquals(List.of(), Tables.faults(database));
    }

    private static List<Long> around(long from, long to) {
        List<Long> numbers = new ArrayList<>(numbers(Math.max(0, from - 100), from, 2));
        numbers.addAll(numbers(to, Math.min(2L * ROWS, to + 100), 2));
        return numbers;
    }

    /** With a thread of its own for the writer: blocks of odd numbers come whole, and those acknowledged are there. */
    @Test
    void readersSeeWholeCommits() throws InterruptedException {
        int blocks = 400;
        long base = 2L * random.nextInt(ROWS - blocks * BLOCK);
        long end = base + 2L * blocks * BLOCK;
        int[] order = random.ints(0, blocks).distinct().limit(blocks).toArray();
        AtomicInteger done = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try (Prepared insert = writer.prepare(Tables.insert("t", 3))) {
                for (int block : order) {
                    writer.run(new Command.Begin(false));
                    long first = base + 2L * block * BLOCK;
                    for (long odd = first + 1; odd < first + 2 * BLOCK; odd += 2) {
                        insert.bind(0, ROWS + odd)
                                .bind(1, odd)
                                .bind(2, "in between")
                                .execute()
                                .close();
                    }
                    writer.run(new Command.Commit());
                    done.incrementAndGet();
                }
            } catch (RuntimeException | Error thrown) {
                failure.set(thrown);
            }
        });
        thread.start();
        int reads = 0;
        try {
            while (thread.isAlive() || reads == 0) {
                int acknowledged = done.get();
                reader.run(new Command.Begin(true));
                List<Long> upwards = read(reader, range(base, end, false));
                assertEquals(turned(upwards), read(reader, range(base, end, true)), () -> "seed " + seed);
                reader.run(new Command.Rollback());
                compare(upwards, base, order, acknowledged);
                reads++;
            }
        } finally {
            thread.join();
        }
        assertNull(failure.get(), () -> "seed " + seed);
        assertEquals(numbers(base, end, 1), read(reader, range(base, end, false)));
        assertEquals(List.of(), Tables.faults(database));
    }

    /** Blocks come in the order of their commits: the rows must be those after some number of them, no less than acknowledged. */
    private void compare(List<Long> got, long base, int[] order, int acknowledged) {
        int odd = got.size() - order.length * BLOCK;
        assertEquals(0, odd % BLOCK, () -> "seed " + seed + ": a block came in part");
        int commits = odd / BLOCK;
        assertTrue(commits >= acknowledged, () -> "seed " + seed + ": " + commits + " of " + acknowledged + " commits");
        boolean[] there = new boolean[order.length];
        for (int i = 0; i < commits; i++) {
            there[order[i]] = true;
        }
        List<Long> wanted = new ArrayList<>();
        for (int block = 0; block < there.length; block++) {
            long first = base + 2L * block * BLOCK;
            wanted.addAll(numbers(first, first + 2 * BLOCK, there[block] ? 1 : 2));
        }
        assertEquals(wanted, got, () -> "seed " + seed + ": after " + commits + " commits");
    }
}
