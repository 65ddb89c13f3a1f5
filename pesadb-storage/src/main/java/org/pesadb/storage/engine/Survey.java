package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.storage.heap.PageSurvey;

/**
 * What every page says of itself: whose heap page it is. Pages on the list of free pages are left out, for they may still show what they
 * were before. Takes four bytes a page.
 */
final class Survey implements PageSurvey {
    private final PageOwners owners = new PageOwners();
    private final TreeSet<Integer> tables = new TreeSet<>();
    private final List<Long> catalogRoots = new ArrayList<>();
    private boolean any;

    /**
     * @param reader   what can be read
     * @param free     the pages known to be free
     * @param progress is told of each thousand pages
     */
    Survey(PageReader reader, long[] free, Progress progress) {
        for (long page : free) {
            owners.put(page, PageOwners.FREE);
        }
        long pages = reader.pageCount();
        for (long id = 1; id < pages; id++) {
            if (id % 1000 == 0) {
                progress.report("looking at pages", id, pages);
            }
            if (owners.get(id) != PageOwners.FREE) {
                look(reader, id);
            }
        }
        any |= free.length > 0;
    }

    private void look(PageReader reader, long id) {
        Page page;
        try {
            page = reader.page(id);
        } catch (CorruptException damaged) {
            return; // whoever misses it says so
        }
        any |= page.type() != PageType.NONE;
        if (page.type() == PageType.HEAP) {
            owners.put(id, page.owner());
            tables.add(page.owner());
        } else if (page.type() == PageType.CATALOG) {
            catalogRoots.add(id);
        }
    }

    @Override
    public boolean holds(long page, int owner) {
        return owners.get(page) == owner;
    }

    /** The numbers of all tables of which there is a heap page, in order. */
    TreeSet<Integer> tables() {
        return tables;
    }

    /** The pages of the type of a catalog root. */
    List<Long> catalogRoots() {
        return catalogRoots;
    }

    /** Whether anything behind page 0 is a page of a database. */
    boolean any() {
        return any;
    }
}
