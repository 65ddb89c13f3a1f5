package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.it.fault.SimulatedDisk;

/** The same work again and again, and each time the power goes one call to the disk later. Of one thread. */
final class IndexCrashes {
    private static final int TRANSACTIONS = 6;
    private static final int ROWS = 40;

    private final IndexProvider kind;
    private final long seed;

    /** What is known when the power goes: what was committed, and what was perhaps being committed. */
    private static final class Known {
        private IndexModel acknowledged;
        private IndexModel underWay;

        Known(IndexModel before) {
            acknowledged = before;
        }
    }

    IndexCrashes(IndexProvider kind, long seed) {
        this.kind = kind;
        this.seed = seed;
    }

    /**
     * Lets the power go at each call, or at some that lie evenly apart.
     *
     * @param most how many times at most
     * @return how many times it went
     */
    int run(int most) {
        IndexModel before;
        SimulatedDisk start;
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, kind, false);
            IndexWork work = index.write();
            for (int i = 0; i < 4 * ROWS; i++) {
                work.insert(IndexKeys.number(i), i);
            }
            work.commit();
            before = index.committed();
            bench.pager().close();
            start = bench.disk().copy();
        }
        SimulatedDisk unharmed = start.copy();
        play(unharmed, new Known(before));
        long calls = unharmed.calls();
        long stride = (calls + most - 1) / most;
        for (long call = 1; call <= calls; call += stride) {
            crash(start.copy(), before, call);
        }
        return (int) ((calls + stride - 1) / stride);
    }

    private void crash(SimulatedDisk disk, IndexModel before, long call) {
        Known known = new Known(before);
        disk.stopAt(call);
        play(disk, known);
        assertTrue(disk.isDead(), () -> "the same work made less than " + call + " calls to the disk");
        try (IndexBench bench = IndexBench.on(disk.crash(new Random(seed + call)))) {
            IndexCase index = IndexCase.open(bench, kind, false, known.acknowledged);
            try (PageSnapshot snapshot = bench.pager().read()) {
                IndexModel found = index.verify(snapshot, new TreeSet<>());
                String lost = known.acknowledged.difference(found);
                boolean whole = lost != null && known.underWay != null && known.underWay.difference(found) == null;
                assertTrue(
                        lost == null || whole,
                        () -> "after a loss of power at call " + call + " to the disk, the index " + lost);
                index.committed(whole ? known.underWay : known.acknowledged);
            }
            index.check();
            goOn(index);
        }
    }

    /** What was there after the crash can be worked with. */
    private static void goOn(IndexCase index) {
        IndexWork work = index.write();
        work.insert(IndexKeys.number(-1), 1);
        byte[] some = work.model().keys().get(work.model().keys().size() / 2);
        work.delete(some, work.model().rows(some).iterator().next());
        work.commit();
        index.sound();
    }

    private void play(SimulatedDisk disk, Known known) {
        IndexBench bench = null;
        try {
            bench = IndexBench.on(disk);
            IndexCase index = IndexCase.open(bench, kind, false, known.acknowledged);
            Random random = new Random(seed);
            for (int i = 0; i < TRANSACTIONS; i++) {
                transaction(index, random, known);
            }
        } catch (PesaDbException failed) {
            assertTrue(disk.isDead(), () -> "while the power is on: " + failed);
        } finally {
            if (bench != null) {
                bench.abandon();
            }
        }
    }

    private static void transaction(IndexCase index, Random random, Known known) {
        IndexWork work = index.write();
        for (int row = 0; row < ROWS; row++) {
            operation(work, random);
            work.releasePages();
        }
        known.underWay = work.model();
        work.commit();
        known.acknowledged = work.model();
        known.underWay = null;
    }

    private static void operation(IndexWork work, Random random) {
        byte[] key = random.nextInt(3) == 0 ? IndexKeys.any(random) : IndexKeys.number(random.nextInt(300));
        byte[] near = work.model().near(key);
        if (random.nextInt(5) < 3 || near == null) {
            work.insert(key, IndexKeys.row(random));
        } else {
            work.delete(near, work.model().anyRow(near, random));
        }
    }
}
