package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** Pages of an index that hold what the index never wrote, under a header that is right, as a fault in a program leaves them. Of one thread. */
final class IndexDamage {
    private static final int ENTRIES = 1200;
    private static final int MANY_ROWS = 400;
    private static final int LONG_BYTES = 6000;

    private final IndexProvider kind;
    private final Random random;
    private final byte[] heavyKey = IndexKeys.number(-7);
    private final byte[] longKey = IndexKeys.of(LONG_BYTES, 1);
    private int told;
    private int inserted;

    IndexDamage(IndexProvider kind, Random random) {
        this.kind = kind;
        this.random = random;
    }

    /** Damages pages so many times; gives how many calls told of it. */
    int run(int rounds) {
        try (IndexBench bench = IndexBench.roomy()) {
            IndexCase index = IndexCase.create(bench, kind, false);
            IndexWork work = index.write();
            for (int i = 0; i < ENTRIES; i++) {
                work.insert(IndexKeys.number(i), i);
            }
            for (int i = 0; i < MANY_ROWS; i++) {
                work.insert(heavyKey, i);
            }
            work.insertLong(longKey, 1);
            work.commit();
            bench.strangersPage(IndexBench.OWNER + 1, 1);
            Set<Long> pages = new TreeSet<>();
            try (PageSnapshot snapshot = bench.pager().read()) {
                index.verify(snapshot, pages);
            }
            for (int round = 0; round < rounds; round++) {
                damage(index, new ArrayList<>(pages), round);
            }
            index.check();
        }
        return told;
    }

    private void damage(IndexCase index, List<Long> pages, int round) {
        PageTransaction transaction = index.bench().write();
        PageWriter writer = transaction.writer(PageType.INDEX, IndexBench.OWNER);
        StringBuilder what = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            MutablePage page = writer.edit(pages.get(random.nextInt(pages.size())));
            for (int j = random.nextInt(12); j >= 0; j--) {
                garble(page, transaction.pageCount());
            }
            what.append(' ').append(page.id());
        }
        long most = 10_000 + 200 * transaction.pageCount();
        try {
            CountedPages counted = new CountedPages(writer, IndexBench.OWNER);
            counted.damaged(most);
            use(index.index(), counted, most);
        } catch (RuntimeException | AssertionError | StackOverflowError thrown) {
            throw new AssertionError("in damaged pages" + what + " (round " + round + "): " + thrown, thrown);
        } finally {
            transaction.rollback();
        }
    }

    private void garble(MutablePage page, long pageCount) {
        int at = random.nextInt(random.nextBoolean() ? 40 : page.size());
        switch (random.nextInt(4)) {
            case 0 -> page.putByte(at, random.nextInt());
            case 1 -> page.putByte(at, random.nextInt(8));
            case 2 -> page.putShort(Math.min(at, page.size() - 2), random.nextInt(1 << 16));
            default -> page.putInt(Math.min(at, page.size() - 4), random.nextInt((int) pageCount + 2));
        }
    }

    private void use(Index index, CountedPages pages, long most) {
        for (int i = 0; i < 6; i++) {
            byte[] key = IndexKeys.number(random.nextInt(ENTRIES));
            told(() -> drain(index.find(pages, key), most));
        }
        told(() -> drain(index.find(pages, heavyKey), most));
        told(() -> drain(index.find(pages, longKey), most));
        if (kind.ordered()) {
            boolean descending = random.nextBoolean();
            told(() -> drain(index.range(pages, null, null, descending), ENTRIES * most));
        }
        told(() -> index.estimate(pages, heavyKey, null));
        told(() -> index.verify(pages, (key, row) -> {}, page -> {}, fault -> told++));
        for (int i = 0; i < 4; i++) {
            byte[] key = random.nextInt(3) == 0 ? heavyKey : IndexKeys.number(random.nextInt(2 * ENTRIES));
            int row = random.nextInt(ENTRIES);
            long fresh = ENTRIES + inserted++;
            told(() -> index.insert(pages, key, fresh));
            told(() -> index.delete(pages, key, row));
        }
        told(() -> index.maintain(pages));
        told(() -> index.drop(pages));
    }

    private void told(Runnable call) {
        try {
            call.run();
        } catch (CorruptException damaged) {
            told++;
        }
    }

    private static void drain(RowIdCursor rows, long most) {
        long count = 0;
        while (rows.next() >= 0) {
            if (++count > most) {
                throw new AssertionError("more than " + most + " rows, and no end");
            }
        }
    }
}
