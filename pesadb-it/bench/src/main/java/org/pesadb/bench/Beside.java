package org.pesadb.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** A reader that scans the small table again and again, and a writer that commits: what each keeps of its speed beside the other. */
final class Beside {
    private static final AtomicLong TABLES = new AtomicLong();

    private Beside() {}

    static Measured scansKept(Bed bed) throws Exception {
        Callable<Double> commits = commits(bed);
        double alone = scans(bed);
        double beside = Works.together(List.of(() -> scans(bed), commits)).get(0);
        return new Measured(100 * beside / alone, 0);
    }

    static Measured commitsKept(Bed bed) throws Exception {
        Callable<Double> commits = commits(bed);
        double alone = commits.call();
        double beside = Works.together(List.of(commits, () -> scans(bed))).get(0);
        return new Measured(100 * beside / alone, 0);
    }

    private static Callable<Double> commits(Bed bed) throws Exception {
        String table = "beside" + TABLES.incrementAndGet();
        bed.store().create(table, false);
        AtomicLong next = new AtomicLong();
        return () -> (double) Commits.run(bed, table, next);
    }

    private static double scans(Bed bed) throws Exception {
        try (Store.Client client = bed.store().client()) {
            long from = System.nanoTime();
            long end = from + (long) (bed.settings().seconds() * 1e9);
            long count = 0;
            while (System.nanoTime() < end) {
                client.scan("small");
                count++;
            }
            return count * 1e9 / (System.nanoTime() - from);
        }
    }
}
