package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.pesadb.api.Condition;
import org.pesadb.api.Operator;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;

/**
 * How the rows of one table that meet some conditions are reached. Without a planner: an equality (or IN) on an indexed column
 * uses the index, a unique one before others; else the table is scanned.
 */
final class TableRead {
    /** About how many rows stand in a page, where nothing better is known. */
    private static final long ROWS_A_PAGE = 50;

    private final Table table;
    private final Predicate predicate;
    private final Predicate answered;
    private final TableIndex index;
    private final List<byte[]> keys;

    private TableRead(Table table, Predicate predicate, Predicate answered, TableIndex index, List<byte[]> keys) {
        this.table = table;
        this.predicate = predicate;
        this.answered = answered;
        this.index = index;
        this.keys = keys;
    }

    static TableRead of(Table table, List<Condition> where, Object[] parameters) {
        Predicate predicate = Predicate.of(table.schema(), where, parameters);
        TableIndex best = null;
        Predicate.Test answered = null;
        for (Predicate.Test test : predicate.tests()) {
            TableIndex candidate =
                    test.operator == Operator.EQUAL || test.operator == Operator.IN ? table.indexOn(test.column) : null;
            if (candidate != null && (best == null || candidate.unique() && !best.unique())) {
                best = candidate;
                answered = test;
            }
        }
        if (best == null) {
            return new TableRead(table, predicate, null, null, List.of());
        }
        List<byte[]> keys = new ArrayList<>();
        new LinkedHashSet<>(answered.values).forEach(value -> keys.add(KeyEncoding.of(value)));
        Predicate others = predicate.tests().size() == 1 ? Predicate.ALL : predicate;
        return new TableRead(table, others, predicate.only(answered), best, keys);
    }

    Table table() {
        return table;
    }

    /**
     * The rows.
     *
     * @param columns positions of the columns wanted, ascending
     */
    TableStream open(PageReader reader, int[] columns, Cancellation cancellation) {
        return index == null
                ? TableStream.scan(table, predicate, columns, reader, cancellation)
                : TableStream.lookup(table, predicate, answered, columns, reader, cancellation, index, keys);
    }

    /** How many rows there are. */
    long count(PageReader reader, Cancellation cancellation) {
        long count = 0;
        if (predicate == Predicate.ALL && index == null) {
            return table.heap().count(reader);
        }
        if (predicate == Predicate.ALL) {
            for (byte[] key : keys) {
                RowIdCursor rows = index.access().find(reader, key);
                while (rows.next() != RowIdCursor.END) {
                    count++;
                    cancellation.check();
                }
            }
            return count;
        }
        try (TableStream rows = open(reader, new int[0], cancellation)) {
            while (rows.next()) {
                count++;
            }
        }
        return count;
    }

    /** About how many rows there are, without reading them. */
    long about(PageReader reader) {
        long rows = table.heap().pages(reader) * ROWS_A_PAGE;
        if (index != null) {
            return index.unique() ? keys.size() : Math.max(1, rows / 10);
        }
        return predicate == Predicate.ALL ? rows : Math.max(1, rows / 3);
    }
}
