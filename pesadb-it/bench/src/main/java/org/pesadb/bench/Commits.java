package org.pesadb.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** Durable commits of one row each. */
final class Commits {
    private Commits() {}

    static Measured run(Bed bed, String table, int threads) throws Exception {
        bed.store().create(table, false);
        AtomicLong next = new AtomicLong();
        List<Callable<Long>> works = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            works.add(() -> run(bed, table, next));
        }
        long count = 0;
        for (long each : Works.together(works)) {
            count += each;
        }
        return new Measured(count / bed.settings().seconds(), 0);
    }

    /** Commits until the time is over; returns how many. */
    static long run(Bed bed, String table, AtomicLong next) throws Exception {
        try (Store.Client client = bed.store().client()) {
            long end = System.nanoTime() + (long) (bed.settings().seconds() * 1e9);
            long count = 0;
            while (System.nanoTime() < end) {
                long id = next.getAndIncrement();
                client.insert(table, id, Rows.k(id, 1000), Rows.name(id));
                count++;
            }
            return count;
        }
    }
}
