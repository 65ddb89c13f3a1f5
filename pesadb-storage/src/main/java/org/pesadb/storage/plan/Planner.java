package org.pesadb.storage.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.pesadb.api.spi.PageReader;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;

/**
 * Chooses how the rows of one table are reached: of the scan and of every index that is of use, the one that costs least. Nothing is
 * estimated where there is nothing to choose, nor where a unique index has the one row. Of one thread.
 */
public final class Planner {
    private final Table table;
    private final Restrictions restrictions;
    private final Wanted wanted;
    private final Paths paths;

    /**
     * @param table        the table
     * @param restrictions the conditions on it
     * @param wanted       what is wanted of the rows
     */
    public Planner(Table table, Restrictions restrictions, Wanted wanted) {
        this.table = table;
        this.restrictions = restrictions;
        this.wanted = wanted;
        this.paths = new Paths(restrictions, wanted);
    }

    /**
     * Chooses.
     *
     * @param reader a state of the database, of which a few pages may be read
     * @return the best path
     */
    public AccessPath best(PageReader reader) {
        if (restrictions.contradictory()) {
            return AccessPath.nothing();
        }
        List<AccessPath> candidates = new ArrayList<>();
        for (TableIndex index : table.indexes()) {
            AccessPath path = paths.by(index);
            if (path != null && path.isOneRow(paths.keyHasNull(index))) {
                return path;
            }
            if (path != null) {
                candidates.add(path);
            }
        }
        if (candidates.isEmpty()) {
            return paths.scan();
        }
        Figures figures = new Figures(table, reader);
        if (candidates.size() == 1 && beatsAnyScan(candidates.get(0), figures)) {
            return candidates.get(0);
        }
        candidates.add(paths.scan());
        return costed(candidates, figures).get(0).path();
    }

    /** Whether a path costs less than a scan would if there were but one row on each page, so that the rows need not be estimated. */
    private boolean beatsAnyScan(AccessPath path, Figures figures) {
        double cost = Costs.SEEK * path.ranges().size() + figures.entries(path) * (Costs.ENTRY + Costs.FETCH);
        return path.inOrder() && cost < Costs.SCAN + table.heap().pages(figures.reader());
    }

    /**
     * Every path that there is.
     *
     * @param reader a state of the database, of which a few pages are read
     * @return the best one first; at least one
     */
    public List<Costed> all(PageReader reader) {
        if (restrictions.contradictory()) {
            return List.of(new Costed(AccessPath.nothing(), 0, 0, 0, 0, 0, false));
        }
        List<AccessPath> candidates = new ArrayList<>();
        AccessPath oneRow = null;
        for (TableIndex index : table.indexes()) {
            AccessPath path = paths.by(index);
            if (path != null) {
                candidates.add(path);
                oneRow = oneRow == null && path.isOneRow(paths.keyHasNull(index)) ? path : oneRow;
            }
        }
        candidates.add(paths.scan());
        List<Costed> all = costed(candidates, new Figures(table, reader));
        AccessPath taken = oneRow;
        // What is taken without a look at costs comes first, whatever it costs.
        all.sort(Comparator.comparing(path -> path.path() == taken ? 0 : 1));
        return all;
    }

    /**
     * What it costs to read the rows in the order wanted, without sorting them, more than to read them in any order.
     *
     * @param reader a state of the database, of which a few pages are read
     * @return 0 or more; infinite where no index has that order
     */
    public double orderCost(PageReader reader) {
        double inOrder = Double.POSITIVE_INFINITY;
        double any = Double.POSITIVE_INFINITY;
        for (Costed path : all(reader)) {
            any = Math.min(any, path.readCost());
            inOrder = path.path().inOrder() ? Math.min(inOrder, path.readCost()) : inOrder;
        }
        return inOrder == Double.POSITIVE_INFINITY ? inOrder : inOrder - any;
    }

    /**
     * The best of the paths in the order wanted.
     *
     * @param reader a state of the database, of which a few pages are read
     * @return null where no index has that order
     */
    public AccessPath bestInOrder(PageReader reader) {
        return all(reader).stream()
                .map(Costed::path)
                .filter(AccessPath::inOrder)
                .findFirst()
                .orElse(null);
    }

    private List<Costed> costed(List<AccessPath> candidates, Figures figures) {
        // Indexes that can tell first: then of the others it is only looked whether they have fewer rows.
        candidates.sort(Comparator.comparing(
                path -> path.index() == null ? 2 : path.index().ordered() ? 0 : 1));
        double[] entries = new double[candidates.size()];
        double[] left = new double[entries.length];
        double rows = 0;
        double surest = 0; // how many rows meet all conditions is best known by whoever leaves least to be tested
        for (int i = 0; i < entries.length; i++) {
            AccessPath path = candidates.get(i);
            entries[i] = figures.entries(path);
            left[i] = restrictions.shareLeftBy(path.answered());
            double guess = entries[i] * left[i];
            if (left[i] > surest || left[i] == surest && guess < rows) {
                surest = left[i];
                rows = guess;
            }
        }
        List<Costed> costed = new ArrayList<>();
        for (int i = 0; i < entries.length; i++) {
            costed.add(costed(candidates.get(i), entries[i], left[i] == 1, rows));
        }
        costed.sort(Comparator.comparingDouble(Costed::cost)
                .thenComparing(path -> path.path().index() == null ? 1 : 0));
        return costed;
    }

    private Costed costed(AccessPath path, double entries, boolean untested, double rows) {
        boolean counting = wanted.countOnly() && path.index() != null && untested;
        boolean stops = path.inOrder() && wanted.limit() < rows;
        double given = stops ? wanted.limit() : rows;
        double read = stops ? entries * given / rows : entries;
        double each = path.index() == null ? Costs.ROW : counting ? Costs.ENTRY : Costs.ENTRY + Costs.FETCH;
        double begin = path.index() == null
                ? Costs.SCAN
                : Costs.SEEK * (stops ? 1 : path.ranges().size());
        double sorted = path.inOrder() ? 0 : rows;
        return new Costed(
                path,
                read,
                given,
                begin + read * each,
                sorted,
                path.inOrder() ? 0 : Costs.sort(rows, wanted.limit()),
                counting);
    }
}
