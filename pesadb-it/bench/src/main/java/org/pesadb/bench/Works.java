package org.pesadb.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Loading, reading and changing tables. */
final class Works {
    private Works() {}

    /** Loads a table; the small one, for joins, comes without being measured beside the large one. */
    static Measured load(Bed bed, String table, boolean secondIndex) throws Exception {
        bed.store().create(table, secondIndex);
        int rows = bed.settings().rows();
        long from = System.nanoTime();
        fill(bed.store(), table, rows, bed.settings().few());
        Measured measured = Measured.rate(rows, from, 0);
        if (!secondIndex) {
            bed.store().create("small", false);
            fill(bed.store(), "small", bed.settings().few(), bed.settings().few());
        }
        return measured;
    }

    private static void fill(Store store, String table, int rows, int bound) throws Exception {
        try (Store.Client client = store.client()) {
            client.load(table, rows, bound);
        }
    }

    static Measured lookUps(Bed bed, int threads) throws Exception {
        List<Callable<Long>> works = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random random = new Random(bed.settings().random() + i);
            works.add(() -> lookUps(bed, random));
        }
        long count = 0;
        for (long each : together(works)) {
            count += each;
        }
        return new Measured(count / bed.settings().seconds(), 0);
    }

    private static long lookUps(Bed bed, Random random) throws Exception {
        long rows = bed.settings().rows();
        long few = bed.settings().few();
        try (Store.Client client = bed.store().client()) {
            long end = System.nanoTime() + (long) (bed.settings().seconds() * 1e9);
            long count = 0;
            while (System.nanoTime() < end) {
                long id = random.nextLong(rows);
                if (client.find("large", id) != Rows.sum(id, Rows.k(id, few), Rows.name(id))) {
                    throw new IllegalStateException(bed.peer().title() + " found another row than that of " + id);
                }
                count++;
            }
            return count;
        }
    }

    /** Begins works at once, each in a thread of its own, and waits for all. */
    static <T> List<T> together(List<Callable<T>> works) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(works.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(works)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    static Measured scan(Bed bed) throws Exception {
        try (Store.Client client = bed.store().client()) {
            long from = System.nanoTime();
            long sum = client.scan("large");
            return Measured.rate(bed.settings().rows(), from, sum);
        }
    }

    static Measured filter(Bed bed) throws Exception {
        try (Store.Client client = bed.store().client()) {
            long from = System.nanoTime();
            long count = client.countBelow("large", bed.settings().few() / 100);
            return Measured.rate(bed.settings().rows(), from, count);
        }
    }

    static Measured join(Bed bed) throws Exception {
        try (Store.Client client = bed.store().client()) {
            long from = System.nanoTime();
            long sum = client.join("small", "large");
            return Measured.rate(bed.settings().rows(), from, sum);
        }
    }

    static Measured update(Bed bed) throws Exception {
        int few = bed.settings().few();
        int rows = bed.settings().rows();
        try (Store.Client client = bed.store().client()) {
            long from = System.nanoTime();
            client.begin();
            for (long i = 0; i < few; i++) {
                long id = Rows.shuffled(i, rows);
                client.update("large", id, Rows.k(id + 1, few));
            }
            client.commit();
            double value = Measured.rate(few, from, 0).value();
            return new Measured(value, client.scan("large"));
        }
    }

    static Measured delete(Bed bed) throws Exception {
        int few = bed.settings().few();
        int rows = bed.settings().rows();
        try (Store.Client client = bed.store().client()) {
            long from = System.nanoTime();
            client.begin();
            for (long i = 0; i < few; i++) {
                client.delete("large", Rows.shuffled(i, rows));
            }
            client.commit();
            double value = Measured.rate(few, from, 0).value();
            return new Measured(value, client.scan("large"));
        }
    }
}
