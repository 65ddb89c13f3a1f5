package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.pesadb.api.spi.LogPoint;
import org.pesadb.api.spi.LogSnapshot;

/** Commits on a log, and beside them the state of all pages after each, by which what the log says of the past is judged. Of one thread. */
final class LogPast {
    static final int PAGES = 6;

    /**
     * A commit.
     *
     * @param sees    the value of each page that was ever written
     * @param changed the pages that it wrote
     */
    private record Commit(Map<Long, Long> sees, Set<Long> changed) {}

    /** A snapshot of the past, and what it must go on to see. */
    private record Held(LogSnapshot snapshot, Map<Long, Long> sees) {}

    private final LogBench bench;
    private final Random random;
    private final TreeMap<Long, Commit> commits = new TreeMap<>();
    private final TreeMap<Long, Long> positions = new TreeMap<>();
    private final List<Held> held = new ArrayList<>();
    private long acknowledged;
    private long end;
    private long value;

    /** @param bench with an open log that is new */
    LogPast(LogBench bench, Random random) {
        this.bench = bench;
        this.random = random;
        acknowledged = bench.newest();
        commits.put(acknowledged, new Commit(Map.of(), Set.of()));
    }

    /** The pages that each commit wrote, up to the newest that is durable, by its transaction; without the state that the log began with. */
    NavigableMap<Long, Set<Long>> durable() {
        TreeMap<Long, Set<Long>> durable = new TreeMap<>();
        commits.headMap(acknowledged, true).forEach((transaction, commit) -> durable.put(transaction, commit.changed));
        durable.remove(commits.firstKey());
        return durable;
    }

    /** Commits some pages, and waits for it in four of five cases. */
    void commit() {
        Map<Long, Long> changes = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changes.put((long) random.nextInt(PAGES), ++value);
        }
        Map<Long, Long> state = new HashMap<>(commits.lastEntry().getValue().sees);
        state.putAll(changes);
        long transaction = bench.log().begin();
        if (random.nextInt(4) == 0) {
            bench.log()
                    .append(
                            transaction,
                            List.of(bench.page(changes.keySet().iterator().next(), -1)));
        }
        end = bench.log().commit(transaction, bench.pages(changes), PAGES);
        commits.put(transaction, new Commit(state, changes.keySet()));
        if (random.nextInt(5) > 0) {
            force();
        }
    }

    /** Waits for what is committed. */
    void force() {
        bench.log().force(end);
        acknowledged = commits.lastKey();
    }

    /** Appends some pages that never count. */
    void abandon() {
        long transaction = bench.log().begin();
        bench.log().append(transaction, List.of(bench.page(random.nextInt(PAGES), -1), bench.page(0, -1)));
        bench.log().abandon(transaction);
    }

    /** Begins to read at some commit of the past. */
    void hold() {
        List<LogPoint> points = bench.log().points();
        if (!points.isEmpty()) {
            LogPoint point = points.get(random.nextInt(points.size()));
            LogSnapshot snapshot = bench.log().register(point.position());
            assertNotNull(snapshot, () -> point + " is told, and cannot be read");
            held.add(new Held(snapshot, commits.get(point.transaction()).sees));
        }
    }

    /** Ends one of the snapshots of the past. */
    void release() {
        if (!held.isEmpty()) {
            held.remove(random.nextInt(held.size())).snapshot.close();
        }
    }

    private void releaseAll() {
        held.forEach(one -> one.snapshot.close());
        held.clear();
    }

    /** Closes the log, looks at what it knows when it is opened again, and goes on. */
    void reopen() {
        releaseAll();
        bench.log().close();
        acknowledged = commits.lastKey();
        bench.open();
        judge();
        if (bench.log().needsCheckpoint()) {
            bench.checkpoint();
        }
    }

    /** Whatever the log tells of the past, and whatever it still knows of it without telling, is what was committed. */
    void judge() {
        long newestSeen = bench.newest();
        assertTrue(newestSeen >= acknowledged, () -> "a new snapshot sees transaction " + newestSeen + " at most");
        acknowledged = newestSeen; // a checkpoint may have forced what nobody has waited for
        LogPoint before = null;
        List<LogPoint> points = bench.log().points();
        for (LogPoint point : points) {
            LogPoint last = before;
            assertTrue(
                    last == null || last.position() < point.position() && last.transaction() < point.transaction(),
                    () -> point + " comes behind " + last);
            assertTrue(
                    point.transaction() <= acknowledged && commits.containsKey(point.transaction()),
                    () -> point + " is none of the commits that are durable");
            try (LogSnapshot snapshot = bench.log().register(point.position())) {
                assertNotNull(snapshot, () -> point + " is told, and cannot be read");
                assertEquals(point.position(), snapshot.position(), () -> "position of the snapshot of " + point);
                assertEquals(point.transaction(), snapshot.transaction(), () -> "transaction in " + point);
                assertEquals(point.pages(), snapshot.pages(), () -> "number of pages in " + point);
                require(snapshot, commits.get(point.transaction()).sees);
            }
            positions.put(point.position(), point.transaction());
            before = point;
        }
        try (LogSnapshot newest = bench.log().register()) {
            LogPoint told = new LogPoint(newest.position(), newest.transaction(), newest.pages());
            assertTrue(
                    points.isEmpty() || points.get(points.size() - 1).equals(told),
                    () -> "the newest commit is " + told + ", and the last of the points " + points);
            positions.put(newest.position(), newest.transaction());
        }
        positions.forEach(this::judge);
        held.forEach(one -> require(one.snapshot, one.sees));
    }

    /** A position that once was named shows the same state as ever, or none. */
    private void judge(long position, long transaction) {
        try (LogSnapshot snapshot = bench.log().register(position)) {
            if (snapshot != null) {
                assertEquals(transaction, snapshot.transaction(), () -> "transaction at position " + position);
                require(snapshot, commits.get(transaction).sees);
            }
        }
    }

    private void require(LogSnapshot snapshot, Map<Long, Long> sees) {
        for (long page = 0; page < PAGES; page++) {
            assertEquals(
                    sees.getOrDefault(page, LogPage.NOTHING),
                    bench.see(snapshot, page),
                    "page " + page + " in a snapshot of transaction " + snapshot.transaction());
        }
    }

    /** Random work, each step of which is judged. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(12)) {
                case 0 -> abandon();
                case 1, 2 -> bench.checkpoint();
                case 3, 4 -> hold();
                case 5, 6 -> release();
                case 7 -> {
                    if (random.nextInt(4) == 0) {
                        reopen();
                    }
                }
                default -> commit();
            }
            judge();
        }
        releaseAll();
    }
}
