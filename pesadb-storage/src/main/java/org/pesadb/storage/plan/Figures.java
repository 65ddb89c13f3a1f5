package org.pesadb.storage.plan;

import java.util.List;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;

/**
 * About how many rows there are, of a table and in ranges of its indexes, found out by reading a few pages. No figures are kept
 * anywhere: what is read here is mostly what the command reads next, so that it costs little and is never out of date. Of one thread.
 */
public final class Figures {
    /** Entries of one key are counted up to here, where the index cannot tell, ... */
    private static final int LEAST_COUNTED = 100;

    /** ... or up to this part of the table's rows: that still costs nothing beside a scan. */
    private static final int PART_COUNTED = 100;

    /** Beyond so many times what another path reads, nobody wants to know: and no fewer than these are counted. */
    private static final int TIMES_FEWEST = 4;

    private static final int FEWEST_COUNTED = 16;

    /** Of many ranges so many are looked at; the others are taken to be alike. */
    private static final int SAMPLED_RANGES = 8;

    private final Table table;
    private final PageReader reader;
    private double rows = -1;
    private double fewest = Double.MAX_VALUE;

    /**
     * @param table  of which table
     * @param reader a state of the database, in which nothing is changed meanwhile
     */
    public Figures(Table table, PageReader reader) {
        this.table = table;
        this.reader = reader;
    }

    /**
     * The state of the database.
     *
     * @return what the figures are read from
     */
    public PageReader reader() {
        return reader;
    }

    /**
     * About how many rows the table has.
     *
     * @return 0 or more
     */
    public double rows() {
        if (rows < 0) {
            rows = table.heap().about(reader);
        }
        return rows;
    }

    /**
     * About how many rows a path reads before the conditions that are left are tested. Of paths asked for later, less is found out
     * where they read far more than an earlier one.
     */
    double entries(AccessPath path) {
        double entries = estimated(path);
        fewest = Math.min(fewest, entries);
        return entries;
    }

    private double estimated(AccessPath path) {
        if (path.isEmpty()) {
            return 0;
        }
        if (path.index() == null) {
            return rows();
        }
        List<KeyRange> ranges = path.ranges();
        int looked = Math.min(SAMPLED_RANGES, ranges.size());
        double sum = 0;
        for (int i = 0; i < looked; i++) {
            KeyRange range = ranges.get((int) ((long) i * ranges.size() / looked));
            sum += entries(path.index(), range, path.share() / ranges.size());
        }
        return sum * ranges.size() / looked;
    }

    /**
     * About how many entries a range has.
     *
     * @param share what part of all entries it may be, where the index cannot tell
     */
    double entries(TableIndex index, KeyRange range, double share) {
        if (range.from() == null && range.to() == null) {
            return rows();
        }
        if (range.whole() && !(index.ordered() && !index.unique())) {
            return counted(index, range, share);
        }
        long told = index.access().estimate(reader, range.from(), range.to());
        return told >= 0 ? told : range.whole() ? counted(index, range, share) : Math.max(1, rows() * share);
    }

    private double counted(TableIndex index, KeyRange key, double share) {
        RowIdCursor found = index.access().find(reader, key.from());
        double enough = Math.max(FEWEST_COUNTED, TIMES_FEWEST * fewest);
        double most = Math.min(LEAST_COUNTED, enough);
        for (int count = 0; count < most; count++) {
            if (found.next() == RowIdCursor.END) {
                return count;
            }
            if (count == LEAST_COUNTED - 1) {
                most = Math.min(Math.max(LEAST_COUNTED, rows() / PART_COUNTED), enough);
            }
        }
        return Math.max(most, rows() * share);
    }
}
