package org.pesadb.storage.plan;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.pesadb.api.Row;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.heap.HeapScan;
import org.pesadb.storage.heap.RowBytes;

/**
 * The way to the rows of a table that have the keys of a row of another table: by an index of which each column is one of the keys, or has
 * one single value by the conditions. An ordered index may have more columns behind these. Immutable; threads share it.
 */
public final class LookUp {
    private static final int SAMPLED_ROWS = 5;
    private static final int MOST_COUNTED = 100;

    private final Table table;
    private final Restrictions restrictions;
    private final TableIndex index;

    /** For each column of the index that is used: its single value, or null where it is a key. */
    private final byte[][] values;

    /** For each of them: which of the keys it is, or -1. */
    private final int[] keys;

    private final int[] tested;
    private final int[] untested;

    private LookUp(Table table, Restrictions restrictions, TableIndex index, byte[][] values, int[] keys, int all) {
        this.table = table;
        this.restrictions = restrictions;
        this.index = index;
        this.values = values;
        this.keys = keys;
        BitSet used = new BitSet();
        Arrays.stream(keys).filter(key -> key >= 0).forEach(used::set);
        this.tested = used.stream().toArray();
        this.untested = IntStream.range(0, all).filter(key -> !used.get(key)).toArray();
    }

    /**
     * The best index for keys.
     *
     * @param table        the table looked up in
     * @param restrictions the conditions on it
     * @param keys         positions of the columns that must be equal
     * @return null where no index has any of the keys
     */
    public static LookUp of(Table table, Restrictions restrictions, int[] keys) {
        LookUp best = null;
        for (TableIndex index : table.indexes()) {
            LookUp candidate = of(table, restrictions, keys, index);
            if (candidate != null && (best == null || candidate.rank() > best.rank())) {
                best = candidate;
            }
        }
        return best;
    }

    private static LookUp of(Table table, Restrictions restrictions, int[] keys, TableIndex index) {
        byte[][] values = new byte[index.width()][];
        int[] keyOf = new int[index.width()];
        int used = 0;
        boolean any = false;
        while (used < index.width()) {
            int column = index.column(used);
            keyOf[used] = IntStream.range(0, keys.length)
                    .filter(key -> keys[key] == column)
                    .findFirst()
                    .orElse(-1);
            if (keyOf[used] < 0 && !restrictions.isPoint(column)) {
                break;
            }
            any |= keyOf[used] >= 0;
            values[used] = keyOf[used] < 0 ? restrictions.domain(column).points()[0] : null;
            used++;
        }
        if (!any || used < index.width() && !index.ordered()) {
            return null;
        }
        return new LookUp(
                table, restrictions, index, Arrays.copyOf(values, used), Arrays.copyOf(keyOf, used), keys.length);
    }

    private boolean whole() {
        return keys.length == index.width();
    }

    /** One row at most comes first, then more columns, then a whole key. */
    private int rank() {
        return (isOneRow() ? 1_000_000 : 0) + keys.length * 2 + (whole() ? 1 : 0);
    }

    /** Whether a look-up gives one row at most. */
    private boolean isOneRow() {
        return index.unique()
                && whole()
                && Arrays.stream(values).noneMatch(value -> value != null && value.length == 1);
    }

    /**
     * The index.
     *
     * @return never null
     */
    public TableIndex index() {
        return index;
    }

    /**
     * The keys that it does not answer: the caller compares them itself. All conditions on the table are the caller's to test, too.
     *
     * @return which of the keys, from 0, ascending; not to be written to
     */
    public int[] untestedKeys() {
        return untested;
    }

    /**
     * The keys that it answers.
     *
     * @return which of the keys, from 0, ascending; not to be written to
     */
    public int[] testedKeys() {
        return tested;
    }

    /**
     * The rows that have the keys of another row, as far as the index answers them.
     *
     * @param reader a state of the database, in which nothing is changed meanwhile
     * @param row    of the other table
     * @param theirs positions of its keys
     * @return none where a key is NULL
     */
    public RowIdCursor rows(PageReader reader, Row row, int[] theirs) {
        for (int key : theirs) {
            if (row.isNull(key)) {
                return RowIdCursor.EMPTY;
            }
        }
        byte[] prefix = KeyRange.nothing();
        for (int place = 0; place < keys.length; place++) {
            byte[] value = values[place] != null ? values[place] : KeyEncoding.of(row.get(theirs[keys[place]]));
            prefix = KeyRange.append(prefix, value);
        }
        return open(reader, prefix);
    }

    private RowIdCursor open(PageReader reader, byte[] prefix) {
        return whole()
                ? index.access().find(reader, prefix)
                : index.access().range(reader, prefix, KeyRange.successor(prefix), false);
    }

    /**
     * What a look-up costs, apart from the rows that it gives.
     *
     * @return in the unit of one row handled
     */
    public double cost() {
        return Costs.SEEK;
    }

    /**
     * About how many rows a look-up gives that meet the conditions. Looks a few rows of the table itself up, to see how many others
     * have their keys.
     *
     * @param reader a state of the database, of which a few pages are read
     * @return more than 0
     */
    public double about(PageReader reader) {
        BitSet answered = new BitSet();
        for (int place = 0; place < keys.length; place++) {
            if (keys[place] < 0) {
                answered.set(index.column(place));
            }
        }
        double share = Math.max(1e-6, restrictions.shareLeftBy(answered));
        return isOneRow() ? Math.min(1, share) : Math.max(1, sampled(reader)) * share;
    }

    private double sampled(PageReader reader) {
        HeapScan scan = table.heap().scan(reader);
        RowBuffer row = new RowBuffer(table.schema().size());
        int[] columns = index.columnsAscending();
        int looked = 0;
        double sum = 0;
        while (looked < SAMPLED_ROWS && scan.next()) {
            RowBytes bytes = scan.row();
            table.codec().decode(table.schema(), bytes.array(), bytes.offset(), bytes.length(), columns, row);
            byte[] prefix = KeyRange.nothing();
            for (int place = 0; place < keys.length; place++) {
                prefix = KeyRange.append(prefix, KeyEncoding.of(row.get(index.column(place))));
            }
            RowIdCursor found = open(reader, prefix);
            for (int count = 0; count < MOST_COUNTED && found.next() != RowIdCursor.END; count++) {
                sum++;
            }
            looked++;
        }
        return looked == 0 ? 0 : sum / looked;
    }
}
