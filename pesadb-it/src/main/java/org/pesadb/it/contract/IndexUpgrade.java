package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;

/** An index that an older version of its kind wrote, in the hands of the present one: read as it is, then brought up to date. Of one thread. */
final class IndexUpgrade {
    private final IndexBench bench;
    private final IndexCase written;
    private final IndexProvider kind;
    private final Random random;

    private IndexUpgrade(IndexBench bench, IndexCase written, IndexProvider kind, Random random) {
        this.bench = bench;
        this.written = written;
        this.kind = kind;
        this.random = random;
    }

    /**
     * Has an index written, read and brought up to date.
     *
     * @param older   the kind as it was
     * @param kind    the kind as it is
     * @param entries how many
     */
    static void run(IndexProvider older, IndexProvider kind, boolean unique, int entries, Random random) {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase written = IndexCase.create(bench, older, unique);
            IndexUpgrade upgrade = new IndexUpgrade(bench, written, kind, random);
            upgrade.change(written, entries);
            upgrade.run();
        }
    }

    private void run() {
        written.readBy(kind).check(); // as in a database that is opened to read
        bring(written, false);
        written.readBy(kind).check(); // as it was
        bring(written, true);
        IndexCase now = written.broughtUpBy(kind);
        now.check();
        Map<Long, byte[]> pages = pages();
        bring(now, true);
        Map<Long, byte[]> after = pages();
        assertEquals(pages.keySet(), after.keySet(), "pages after an upgrade of what is up to date");
        pages.forEach((id, bytes) -> assertArrayEquals(
                bytes, after.get(id), () -> "page " + id + " after an upgrade of what is up to date"));
        change(now, now.committed().keys().size() / 4 + 1);
        bench.reopen();
        now.openAgain();
        now.check();
        IndexWork work = now.write();
        work.drop();
        work.commit();
        now.gone();
    }

    /** Inserts so many entries and deletes some. */
    private void change(IndexCase index, int entries) {
        IndexWork work = index.write();
        for (int i = 0; i < entries; i++) {
            byte[] key = random.nextInt(3) == 0 ? IndexKeys.any(random) : IndexKeys.number(random.nextInt(1000));
            byte[] near = work.model().near(key);
            if (near == null || random.nextInt(4) > 0) {
                work.insert(key, IndexKeys.row(random));
            } else {
                work.delete(near, work.model().anyRow(near, random));
            }
            work.releasePages();
        }
        work.commit();
        index.check();
    }

    private void bring(IndexCase index, boolean committed) {
        PageTransaction transaction = bench.write();
        CountedPages pages = new CountedPages(transaction.writer(PageType.INDEX, IndexBench.OWNER), IndexBench.OWNER);
        kind.upgrade(pages, index.definition(), index.root());
        if (committed) {
            transaction.commit();
        } else {
            transaction.rollback();
        }
    }

    /** What stands in the pages of the index. */
    private Map<Long, byte[]> pages() {
        Map<Long, byte[]> pages = new HashMap<>();
        try (PageSnapshot snapshot = bench.pager().read()) {
            for (long id : bench.pagesOf(IndexBench.OWNER)) {
                Page page = snapshot.page(id);
                byte[] bytes = new byte[page.size()];
                page.copyTo(0, bytes, 0, bytes.length);
                pages.put(id, bytes);
            }
        }
        return pages;
    }
}
