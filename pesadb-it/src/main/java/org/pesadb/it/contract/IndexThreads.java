package org.pesadb.it.contract;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageSnapshot;

/** Threads that read an index, each in a snapshot of its own, beside one that writes. */
final class IndexThreads {
    private static final int READERS = 3;
    private static final int OPERATIONS = 60;

    private final IndexProvider kind;
    private final int transactions;
    private final long seed;
    private final Map<Long, IndexModel> models = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    IndexThreads(IndexProvider kind, int transactions, long seed) {
        this.kind = kind;
        this.transactions = transactions;
        this.seed = seed;
    }

    void run() throws InterruptedException {
        try (IndexBench bench = IndexBench.roomy()) {
            IndexCase index = IndexCase.create(bench, kind, false);
            write(index, new Random(seed), 0);
            Crew readers = new Crew();
            for (int i = 1; i <= READERS; i++) {
                Random random = new Random(seed + i);
                readers.hire(() -> read(index, random));
            }
            try {
                for (int i = 1; i <= transactions; i++) {
                    write(index, new Random(seed + READERS + i), i);
                }
            } finally {
                over.set(true);
            }
            readers.await();
            index.check();
        }
    }

    private void write(IndexCase index, Random random, int number) {
        IndexWork work = index.write();
        boolean growing = number % 10 < 6;
        for (int i = 0; i < OPERATIONS * (number == 0 ? 10 : 1); i++) {
            byte[] key = IndexKeys.any(random);
            byte[] near = work.model().near(key);
            if (near == null || random.nextInt(10) < (growing ? 8 : 2)) {
                work.insert(key, IndexKeys.row(random));
            } else {
                work.delete(near, work.model().anyRow(near, random));
            }
        }
        models.put(work.transaction().transaction(), work.model());
        work.commit();
    }

    /** At least once, and until the writer is done. */
    private void read(IndexCase index, Random random) {
        boolean last;
        do {
            last = over.get();
            try (PageSnapshot snapshot = index.bench().pager().read()) {
                IndexModel model = models.get(snapshot.transaction());
                CountedReader pages = index.read(snapshot);
                for (int i = 0; i < 100; i++) {
                    byte[] key = IndexKeys.any(random);
                    byte[] near = model.near(key);
                    IndexReads.find(index.index(), pages, model, random.nextBoolean() && near != null ? near : key);
                }
                if (index.kind().ordered()) {
                    IndexReads.range(index.index(), pages, model, IndexKeys.any(random), null);
                }
            }
        } while (!last);
    }
}
