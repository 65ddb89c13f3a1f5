package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.Fault;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;

/**
 * Random work beside a plain map: transactions with savepoints and rollbacks, snapshots of every age, checkpoints, clean
 * closes, crashes that tear what is not forced.
 */
class PagerModelTest {
    /** The model of one state: what each page in use says, its owner, and the engine's value. */
    private record State(Map<Long, Long> values, Map<Long, Integer> owners, long root) {
        State copy() {
            return new State(new HashMap<>(values), new HashMap<>(owners), root);
        }
    }

    private record Old(PageSnapshot snapshot, State state) {}

    private record Marked(int mark, State state) {}

    private Fixture db;
    private Random random;
    private String repeat;
    private Pager pager;
    private State committed;
    private boolean lowest;
    private final List<Old> snapshots = new ArrayList<>();

    @ParameterizedTest(name = "run {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void agreesWithAPlainModel(int run) {
        long seed = Long.getLong("pesadb.seed", System.nanoTime() + run);
        repeat = "-Dpesadb.seed=" + seed;
        random = new Random(seed);
        db = new Fixture();
        db.cacheBytes = random.nextInt(3) * 20 * PageFormat.PAGE_BYTES;
        if (random.nextInt(3) > 0) { // so little that most transactions spill
            db.transactionBytes = (1 + random.nextInt(24)) * PageFormat.PAGE_BYTES;
        }
        db.checkpointPages = random.nextBoolean() ? 1 + random.nextInt(60) : 1_000_000;
        db.sync = random.nextInt(4) == 0 ? SyncMode.NORMAL : SyncMode.FULL;
        pager = db.create().open();
        committed = new State(new HashMap<>(), new HashMap<>(), 0);
        for (int step = 0; step < 250; step++) {
            int choice = random.nextInt(40);
            if (choice < 24) {
                transaction();
            } else if (choice < 30) {
                snapshots.add(new Old(pager.read(), committed.copy()));
            } else if (choice < 35 && !snapshots.isEmpty()) {
                Old old = snapshots.remove(random.nextInt(snapshots.size()));
                check(old.snapshot, old.state);
                old.snapshot.close();
            } else if (choice < 37) {
                pager.checkpoint();
                if (snapshots.isEmpty()) {
                    long length = db.files.bytes(Fixture.MAIN).length;
                    assertEquals(pager.stats().pages() * PageFormat.PAGE_BYTES, length, repeat);
                }
            } else if (choice < 38) {
                reopen(true);
            } else if (choice < 39 && db.sync == SyncMode.FULL) {
                reopen(false);
            } else {
                snapshots.forEach(old -> check(old.snapshot, old.state));
            }
        }
        reopen(true);
        pager.close();
    }

    private void reopen(boolean cleanly) {
        snapshots.forEach(old -> check(old.snapshot, old.state));
        snapshots.forEach(old -> old.snapshot.close());
        snapshots.clear();
        if (cleanly) {
            pager.close();
        }
        db.files = random.nextBoolean() ? db.files.crash(random) : db.files.killed();
        if (random.nextInt(3) == 0) {
            try (Pager reader = db.openToRead();
                    PageSnapshot snapshot = reader.read()) {
                check(snapshot, committed);
            }
        }
        pager = db.open();
        try (PageSnapshot snapshot = pager.read()) {
            check(snapshot, committed);
            List<Fault> faults = new ArrayList<>();
            long[] free = pager.verify(snapshot, faults::add);
            assertEquals(List.of(), faults, repeat);
            TreeSet<Long> expected = new TreeSet<>();
            for (long id = 1; id < snapshot.pageCount(); id++) {
                expected.add(id);
            }
            expected.removeAll(committed.values.keySet());
            assertArrayEquals(expected.stream().mapToLong(Long::longValue).toArray(), free, repeat);
        }
    }

    private void transaction() {
        PageTransaction transaction = pager.write(Fixture.NOW);
        State state = committed.copy();
        List<Marked> marks = new ArrayList<>();
        int steps = random.nextInt(random.nextInt(6) == 0 ? 300 : 30);
        int lowestFrom = random.nextInt(4) == 0 ? random.nextInt(steps + 1) : steps;
        for (int step = 0; step < steps; step++) {
            if (step == lowestFrom) {
                if (!marks.isEmpty()) {
                    transaction.release(marks.get(0).mark);
                    marks.clear();
                }
                transaction.takeLowestPages();
                lowest = true;
            }
            state = step(transaction, state, marks);
            if (random.nextInt(4) > 0) {
                transaction.releasePages();
            }
            if (lowest && random.nextInt(8) == 0) {
                transaction.cutFreePages();
                long last =
                        state.values.keySet().stream().mapToLong(id -> id).max().orElse(0);
                assertEquals(last + 1, transaction.pageCount(), repeat);
            }
        }
        lowest = false;
        check(transaction, state.values, state.owners);
        assertEquals(state.root, transaction.root(), repeat);
        if (random.nextInt(4) == 0) {
            transaction.rollback();
        } else {
            transaction.commit();
            committed = state;
        }
        assertEquals(List.of(), db.files.list(Fixture.SPILL, ""), repeat);
    }

    private State step(PageTransaction transaction, State state, List<Marked> marks) {
        int choice = random.nextInt(20);
        List<Long> ids = new ArrayList<>(state.values.keySet());
        long value = random.nextLong();
        if (choice < 7 || ids.isEmpty()) {
            int owner = 1 + random.nextInt(3);
            MutablePage page = transaction.writer(Fixture.TYPE, owner).allocate();
            assertTrue(!state.values.containsKey(page.id()), () -> repeat + " page " + page.id() + " was in use");
            for (long id = 1; lowest && id < page.id(); id++) {
                assertTrue(state.values.containsKey(id), repeat + " page " + id + " was free");
            }
            page.putLong(0, value);
            page.putLong(page.size() - 8, ~value);
            state.values.put(page.id(), value);
            state.owners.put(page.id(), owner);
        } else if (choice < 12) {
            long id = ids.get(random.nextInt(ids.size()));
            MutablePage page =
                    transaction.writer(Fixture.TYPE, state.owners.get(id)).edit(id);
            assertEquals(state.values.get(id), page.getLong(0), repeat);
            page.putLong(0, value);
            page.putLong(page.size() - 8, ~value);
            state.values.put(id, value);
        } else if (choice < 15) {
            long id = ids.get(random.nextInt(ids.size()));
            transaction.writer(Fixture.TYPE, state.owners.get(id)).free(id);
            state.values.remove(id);
            state.owners.remove(id);
        } else if (choice < 16) {
            transaction.setRoot(value);
            return new State(state.values, state.owners, value);
        } else if (lowest) {
            return state;
        } else if (choice < 18) {
            marks.add(new Marked(transaction.savepoint(), state.copy()));
        } else if (!marks.isEmpty()) {
            int at = random.nextInt(marks.size());
            Marked marked = marks.get(at);
            marks.subList(at, marks.size()).clear();
            if (choice == 18) {
                transaction.release(marked.mark);
            } else {
                transaction.rollbackTo(marked.mark);
                return marked.state;
            }
        }
        return state;
    }

    private void check(PageSnapshot snapshot, State state) {
        assertEquals(state.root, snapshot.root(), repeat);
        check(snapshot, state.values, state.owners);
    }

    private void check(org.pesadb.api.spi.PageReader reader, Map<Long, Long> values, Map<Long, Integer> owners) {
        values.forEach((id, value) -> {
            Page page = reader.page(id);
            assertEquals(value, page.getLong(0), () -> repeat + " page " + id);
            assertEquals(~value, page.getLong(page.size() - 8), () -> repeat + " page " + id);
            assertEquals(owners.get(id), page.owner(), () -> repeat + " page " + id);
        });
    }
}
