package org.pesadb.storage.engine;

import java.util.Arrays;
import java.util.List;
import org.pesadb.api.Condition;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.heap.Heap;
import org.pesadb.storage.plan.AccessPath;
import org.pesadb.storage.plan.Costed;
import org.pesadb.storage.plan.LookUp;
import org.pesadb.storage.plan.Planner;
import org.pesadb.storage.plan.Restrictions;
import org.pesadb.storage.plan.Wanted;

/**
 * The rows of one table that meet some conditions, and the ways to them: which one is taken is the planner's to say, what it does
 * not answer is tested here. Immutable.
 */
final class TableRead {
    private final Table table;
    private final Predicate predicate;
    private final Restrictions restrictions;

    private TableRead(Table table, Predicate predicate) {
        this.table = table;
        this.predicate = predicate;
        this.restrictions = Restrictions.of(table.schema(), predicate.terms(table.schema()));
    }

    static TableRead of(Table table, List<Condition> where, Object[] parameters) {
        return new TableRead(table, Predicate.of(table.schema(), where, parameters));
    }

    Table table() {
        return table;
    }

    /** Whether every row is wanted. */
    boolean isAll() {
        return predicate == Predicate.ALL;
    }

    /** The conditions. */
    Restrictions restrictions() {
        return restrictions;
    }

    /** The ways to the rows, of which a planner chooses. */
    Planner planner(Wanted wanted) {
        return new Planner(table, restrictions, wanted);
    }

    /** Of these rows, those in which none of some columns is NULL. */
    TableRead withoutNull(int... columns) {
        return new TableRead(table, predicate.andNotNull(table.schema(), columns));
    }

    /**
     * The rows, in any order.
     *
     * @param columns positions of the columns wanted, ascending
     */
    TableStream open(PageReader reader, int[] columns, Cancellation cancellation) {
        return open(planner(Wanted.ROWS).best(reader), reader, columns, cancellation);
    }

    /**
     * The rows, by a path that the planner chose.
     *
     * @param columns positions of the columns wanted, ascending
     */
    TableStream open(AccessPath path, PageReader reader, int[] columns, Cancellation cancellation) {
        return open(path, Wanted.ROWS, reader, columns, cancellation);
    }

    /**
     * The rows, by a path that the planner chose for what is wanted; where that gives them in order, they are seen to be.
     *
     * @param columns positions of the columns wanted, ascending; those to order by are among them
     */
    TableStream open(AccessPath path, Wanted wanted, PageReader reader, int[] columns, Cancellation cancellation) {
        Predicate left = predicate.without(path.answered());
        if (path.isEmpty()) {
            return TableStream.none(table);
        }
        if (path.index() == null) {
            return TableStream.scan(table, left, columns, reader, cancellation);
        }
        Predicate answered = predicate.only(path.answered());
        IndexedRows rows = new IndexedRows(table, left, answered, columns, reader, cancellation, path.index())
                .over(path.rows(reader));
        return path.inOrder() && wanted.order().length > 0 ? rows.inOrder(wanted.order(), wanted.descending()) : rows;
    }

    /**
     * Looks at the first two rows that a path names in order. Whoever merges may leave off after the first one, and would take an order
     * that is turned around for the end.
     *
     * @param columns positions of the columns to order by, and more, ascending
     */
    void checkOrder(AccessPath path, Wanted wanted, PageReader reader, int[] columns, Cancellation cancellation) {
        // A column that must have one value has it in the rows that are kept, and any in those that the index names.
        int[] order = Arrays.stream(wanted.order())
                .filter(column -> !restrictions.isPoint(column))
                .toArray();
        if (path.index() != null && order.length > 0) {
            IndexedRows rows = new IndexedRows(
                            table, Predicate.ALL, Predicate.ALL, columns, reader, cancellation, path.index())
                    .over(path.rows(reader))
                    .inOrder(order, wanted.descending());
            if (rows.next()) {
                rows.next();
            }
        }
    }

    /** The rows that a look-up names, once its stream is given some. */
    IndexedRows open(LookUp lookUp, PageReader reader, int[] columns, Cancellation cancellation) {
        return new IndexedRows(table, predicate, Predicate.ALL, columns, reader, cancellation, lookUp.index());
    }

    /** How many rows there are. */
    long count(PageReader reader, Cancellation cancellation) {
        if (isAll()) {
            return table.heap().count(reader, cancellation::check);
        }
        AccessPath path = planner(Wanted.COUNT).best(reader);
        long count = 0;
        if (path.index() != null && predicate.without(path.answered()) == Predicate.ALL) {
            return countNamed(path, reader, cancellation);
        }
        try (TableStream rows = open(path, reader, new int[0], cancellation)) {
            while (rows.next()) {
                count++;
            }
        }
        return count;
    }

    /** Counts without a look at the rows: that none is named twice running, and no more than pages can hold, is all that shows. */
    private long countNamed(AccessPath path, PageReader reader, Cancellation cancellation) {
        RowIdCursor rows = path.rows(reader);
        long most = Heap.mostRows(reader);
        long count = 0;
        long before = RowIdCursor.END;
        for (long row = rows.next(); row != RowIdCursor.END; row = rows.next()) {
            if (row == before) {
                throw IndexedRows.damaged(table, path.index(), row, "a row twice");
            }
            if (++count > most) {
                throw IndexedRows.damaged(table, path.index(), row, "more rows than there can be");
            }
            before = row;
            cancellation.check();
        }
        return count;
    }

    /** About how many rows there are, found out by reading a few pages. */
    long about(PageReader reader) {
        Costed best = planner(Wanted.ROWS).all(reader).get(0);
        return (long) Math.ceil(best.rows()); // a little is not nothing
    }
}
