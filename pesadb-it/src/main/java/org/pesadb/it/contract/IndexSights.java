package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;

/** Looks at an index as people do, by what it tells of its pages, and compares that with what is in them. Stateless. */
final class IndexSights {
    private IndexSights() {}

    /** Every page of an index is described without fault. */
    static void describe(IndexCase index) {
        try (PageSnapshot snapshot = index.bench().pager().read()) {
            Set<Long> pages = new TreeSet<>();
            index.verify(snapshot, pages);
            for (long id : pages) {
                Page page = snapshot.page(id);
                DescribedBytes.requireSound(index.index()::describe, page, 0, page.size());
            }
        }
    }

    /** All that an index shows of itself; null where it does not. */
    static List<IndexNode> nodes(IndexCase index, PageReader reader) {
        Iterator<IndexNode> nodes = index.index().nodes(reader);
        if (nodes == null) {
            return null;
        }
        List<IndexNode> all = new ArrayList<>();
        while (nodes.hasNext()) {
            all.add(nodes.next());
            assertTrue(all.size() <= reader.pageCount(), "an index shows more pages than the database has");
        }
        assertThrows(NoSuchElementException.class, nodes::next, "asking for a page behind the last one");
        return all;
    }

    /**
     * What an index shows is its own: the root first, each page once, and each below one that came before it. As long as no entry was ever deleted, no key is
     * long and none has many rows, all its pages and all its entries are shown.
     *
     * @param all whether that is so
     */
    static void nodes(IndexCase index, boolean all) {
        try (PageSnapshot snapshot = index.bench().pager().read()) {
            List<IndexNode> nodes = nodes(index, index.read(snapshot));
            if (nodes == null) {
                return;
            }
            assertEquals(nodes, nodes(index, index.read(snapshot)), "an index that nobody changed, shown again");
            Set<Long> pages = new TreeSet<>();
            int entries = index.verify(snapshot, pages).size();
            assertFalse(nodes.isEmpty(), "an index that shows itself shows its root");
            assertEquals(0, nodes.get(0).depth(), "pages above the root");
            assertEquals(index.root(), nodes.get(0).page(), "what is shown first is the root");
            Set<Long> shown = new HashSet<>();
            for (int i = 0; i < nodes.size(); i++) {
                IndexNode node = nodes.get(i);
                int before = i == 0 ? -1 : nodes.get(i - 1).depth();
                assertTrue(pages.contains(node.page()), () -> node + " is none of the index's pages");
                assertTrue(shown.add(node.page()), () -> node + " is shown twice");
                assertTrue(
                        node.depth() <= before + 1 && (node.depth() > 0) == (before >= 0),
                        () -> node + " is not below a page that came before it");
                assertTrue(node.entries() >= 0, () -> node + " has fewer than no entries");
            }
            if (all) {
                assertEquals(pages, new TreeSet<>(shown), "the pages that are shown");
                requireEntries(nodes, entries);
            }
        }
    }

    /** What has nothing below it holds entries alone; what has may hold some too. */
    private static void requireEntries(List<IndexNode> nodes, int entries) {
        long least = 0;
        long most = 0;
        for (int i = 0; i < nodes.size(); i++) {
            IndexNode node = nodes.get(i);
            boolean leaf = i + 1 == nodes.size() || nodes.get(i + 1).depth() <= node.depth();
            least += leaf ? node.entries() : 0;
            most += node.entries();
        }
        long inLeaves = least;
        long inAll = most;
        assertTrue(
                inLeaves <= entries && entries <= inAll,
                () -> "of an index of " + entries + " entries the pages shown have " + inAll
                        + ", those that lead no further " + inLeaves);
    }
}
