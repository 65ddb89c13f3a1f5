package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;

/** What a pager must hold, as a plain map knows it: the pages in use, each with what fills it, and the engine's root. Of one thread. */
final class PagerContents {
    /** A page in use. */
    record Held(PageType type, int owner, long stamp) {}

    private final TreeMap<Long, Held> pages;
    private long root;

    PagerContents() {
        this(new TreeMap<>(), 0);
    }

    private PagerContents(TreeMap<Long, Held> pages, long root) {
        this.pages = pages;
        this.root = root;
    }

    PagerContents copy() {
        return new PagerContents(new TreeMap<>(pages), root);
    }

    /** Whether this is what a new database holds. */
    boolean isEmpty() {
        return pages.isEmpty() && root == 0;
    }

    Map<Long, Held> pages() {
        return pages;
    }

    void root(long changed) {
        root = changed;
    }

    long root() {
        return root;
    }

    /** One of the pages in use. */
    long any(Random random) {
        List<Long> ids = new ArrayList<>(pages.keySet());
        return ids.get(random.nextInt(ids.size()));
    }

    /**
     * Compares with what a pager gives.
     *
     * @param reader where its pages are read
     * @param found  the root that it gives
     * @return the first difference, for people; null where there is none
     */
    String difference(PageReader reader, long found) {
        if (found != root) {
            return "the root is " + found + ", not " + root;
        }
        if (!pages.isEmpty() && reader.pageCount() <= pages.lastKey()) {
            return "there are only " + reader.pageCount() + " pages, but page " + pages.lastKey() + " is in use";
        }
        for (Map.Entry<Long, Held> page : pages.entrySet()) {
            String fault = fault(reader.page(page.getKey()), page.getKey(), page.getValue());
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** The same of the newest commit. */
    String difference(Pager pager) {
        try (PageSnapshot snapshot = pager.read()) {
            return difference(snapshot, snapshot.root());
        }
    }

    /** What a snapshot in which reading may fail shows that is wrong: a page that cannot be read is not. */
    String wrongBytes(PageReader reader, List<PesaDbException> refused) {
        for (Map.Entry<Long, Held> page : pages.entrySet()) {
            try {
                String fault = fault(reader.page(page.getKey()), page.getKey(), page.getValue());
                if (fault != null) {
                    return fault;
                }
            } catch (PesaDbException damaged) {
                refused.add(damaged);
            }
        }
        return null;
    }

    /** What is wrong with a page. */
    static String fault(Page page, long id, Held held) {
        if (page.id() != id || page.type() != held.type() || page.owner() != held.owner()) {
            return "asked for page " + id + " (" + held.type() + ", owner " + held.owner() + "), there comes " + page;
        }
        return PagerFilling.fault(page, held.stamp());
    }

    @Override
    public String toString() {
        return pages.size() + " pages, root " + root;
    }
}
