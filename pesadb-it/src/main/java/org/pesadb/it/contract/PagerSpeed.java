package org.pesadb.it.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;

/**
 * How fast a pager is on files of this machine, roughly: to see a factor, not a percent.
 *
 * @param written  pages written in one transaction, in a second
 * @param commits  commits of one page, in a second
 * @param cached   pages read that the cache has, in a second
 * @param uncached pages read that it has no room for, in a second
 * @param wrong    what was wrong with a page; null where all were right
 */
record PagerSpeed(double written, double commits, double cached, double uncached, String wrong) {
    private static final int PAGES = 10; // times as many as commits
    private static final int READS = 1000;
    private static final int READS_UNCACHED = 50;

    /**
     * Measures one in a folder of its own.
     *
     * @param work so many commits, and some hundred times as many reads
     */
    static PagerSpeed of(PagerBench bench, int work, Random random) throws IOException {
        int pages = PAGES * work;
        Files.createDirectories(bench.main.getParent());
        bench.create();
        bench.cacheBytes = 2L * pages * PagerBench.PAGE_BYTES;
        List<Long> ids = new ArrayList<>();
        double written;
        double commits;
        double cached;
        String wrong = null;
        try (Pager pager = bench.open()) {
            long begun = System.nanoTime();
            PageTransaction transaction = PagerBench.write(pager);
            for (int i = 0; i < pages; i++) {
                MutablePage page =
                        transaction.writer(PagerBench.TYPE, PagerBench.OWNER).allocate();
                PagerFilling.write(page, page.id());
                ids.add(page.id());
                transaction.releasePages();
            }
            transaction.commit();
            written = rate(pages, begun);
            begun = System.nanoTime();
            for (int i = 0; i < work; i++) {
                PagerBench.set(pager, ids.get(i), ids.get(i));
            }
            commits = rate(work, begun);
            try (PageSnapshot snapshot = pager.read()) {
                for (long id : ids) {
                    String fault = PagerFilling.fault(snapshot.page(id), id);
                    wrong = fault == null ? wrong : fault;
                }
            }
            cached = reads(pager, ids, READS * work, random);
        }
        bench.cacheBytes = 1;
        try (Pager pager = bench.open()) {
            return new PagerSpeed(written, commits, cached, reads(pager, ids, READS_UNCACHED * work, random), wrong);
        }
    }

    private static double reads(Pager pager, List<Long> ids, int count, Random random) {
        try (PageSnapshot snapshot = pager.read()) {
            long sum = 0;
            long begun = System.nanoTime();
            for (int i = 0; i < count; i++) {
                sum += snapshot.page(ids.get(random.nextInt(ids.size()))).getLong(0);
            }
            return sum == 0 ? 0 : rate(count, begun);
        }
    }

    private static double rate(int count, long begun) {
        return count * 1e9 / Math.max(1, System.nanoTime() - begun);
    }

    /** Both, as a table. */
    String beside(String name, PagerSpeed standard, String other) {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%-28s %14s %14s%n", "a second", name, other + " (ours)"));
        line(text, "pages written", written, standard.written);
        line(text, "commits of one page", commits, standard.commits);
        line(text, "pages read, cached", cached, standard.cached);
        line(text, "pages read, not cached", uncached, standard.uncached);
        return text.toString();
    }

    private static void line(StringBuilder text, String what, double here, double there) {
        text.append(String.format(Locale.ROOT, "%-28s %,14.0f %,14.0f%n", what, here, there));
    }
}
