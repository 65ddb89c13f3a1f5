package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageSnapshot;

/**
 * Random transactions on an index against a model, in waves of mostly inserts and mostly deletes: with savepoints, rollbacks, pages that leave memory,
 * checkpoints, reopening, and snapshots that are read again much later. Of one thread.
 */
final class IndexRandomWork {
    private static final int LONGEST_BYTES = 9000;

    private final IndexCase index;
    private final Random random;
    private final List<Held> held = new ArrayList<>();

    private IndexRandomWork(IndexCase index, Random random) {
        this.index = index;
        this.random = random;
    }

    /** A snapshot, and what it has to show. */
    private record Held(PageSnapshot snapshot, IndexModel model) {}

    /** Does so many operations, empties the index and drops it: then nothing may be left of it. */
    static void run(IndexProvider kind, boolean unique, int operations, Random random) {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, kind, unique);
            new IndexRandomWork(index, random).run(operations);
            IndexWork work = index.writeForgetfully(random.nextBoolean());
            for (byte[] key : work.model().keys()) {
                for (Long row : List.copyOf(work.model().rows(key))) {
                    work.delete(key, row);
                    work.releasePages();
                }
                work.find(key);
            }
            work.commit();
            index.check();
            work = index.writeForgetfully(false);
            work.drop();
            work.commit();
            index.gone();
        }
    }

    private void run(int operations) {
        int transactions = 0;
        for (int done = 0; done < operations; transactions++) {
            int some = 1 + random.nextInt(80);
            boolean growing = (done * 4L / operations) % 2 == 0;
            transaction(some, growing);
            done += some;
            between(transactions);
        }
        index.check();
        held.forEach(this::look);
        held.forEach(one -> one.snapshot.close());
    }

    private void between(int transactions) {
        if (random.nextInt(6) == 0) {
            held.add(new Held(index.bench().pager().read(), index.committed()));
        }
        if (held.size() > 3) {
            Held oldest = held.remove(0);
            look(oldest);
            oldest.snapshot.close();
        }
        if (random.nextInt(8) == 0) {
            index.bench().pager().checkpoint();
        }
        if (transactions % 12 == 0) {
            index.check();
        }
        if (held.isEmpty() && random.nextInt(10) == 0) {
            index.bench().reopen();
            index.openAgain();
        }
    }

    private void look(Held one) {
        CountedReader pages = index.read(one.snapshot);
        for (int i = 0; i < 30; i++) {
            IndexReads.find(index.index(), pages, one.model, keyNear(one.model));
        }
        if (index.kind().ordered()) {
            IndexReads.range(index.index(), pages, one.model, null, null);
        }
    }

    private byte[] keyNear(IndexModel model) {
        byte[] key = IndexKeys.any(random);
        byte[] near = model.near(key);
        return near == null || random.nextInt(4) == 0 ? key : near;
    }

    private void transaction(int operations, boolean growing) {
        IndexWork work = index.writeForgetfully(random.nextBoolean());
        for (int i = 0; i < operations; i++) {
            operation(work, growing);
            if (random.nextBoolean()) {
                work.releasePages();
            }
        }
        if (random.nextInt(4) == 0) {
            work.rollback();
        } else {
            work.commit();
        }
    }

    private void operation(IndexWork work, boolean growing) {
        int what = random.nextInt(24);
        if (what < 4) {
            work.find(keyNear(work.model()));
        } else if (what < 6) {
            reads(work);
        } else if (what == 6) {
            savepoint(work);
        } else if (what == 7 && random.nextInt(3) == 0) {
            if (!work.hasBegun()) {
                work.insertLong(IndexKeys.of(random.nextInt(LONGEST_BYTES), random.nextInt(4)), IndexKeys.row(random));
            }
        } else if (what < (growing ? 20 : 12)) {
            byte[] key = random.nextInt(6) == 0 ? keyNear(work.model()) : IndexKeys.any(random);
            work.insert(key, IndexKeys.row(random));
        } else {
            byte[] key = keyNear(work.model());
            work.delete(key, work.model().has(key) ? work.model().anyRow(key, random) : IndexKeys.row(random));
        }
    }

    private void reads(IndexWork work) {
        byte[] from = random.nextInt(8) == 0 ? null : IndexKeys.any(random);
        byte[] to = random.nextInt(8) == 0 ? null : IndexKeys.any(random);
        if (index.kind().ordered()) {
            work.range(from, to);
        }
        work.estimate(from, to);
    }

    private void savepoint(IndexWork work) {
        if (!work.hasBegun()) {
            work.begin();
        } else if (random.nextBoolean()) {
            work.undo();
        } else {
            work.keep();
        }
    }
}
