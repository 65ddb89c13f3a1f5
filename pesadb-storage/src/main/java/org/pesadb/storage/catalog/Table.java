package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.heap.Heap;

/**
 * A table as a version of the catalog has it. Immutable.
 *
 * @param owner       its number in the catalog
 * @param schema      name and columns
 * @param codec       what its rows are written with
 * @param codecVersion the version of the codec's format that the catalog has for it
 * @param heap        where its rows stand
 * @param indexes     its indexes, in order of their columns: the first ones, then the second ones, a shorter key first
 * @param system      whether it belongs to the catalog and cannot be changed by commands
 * @param catalogRow  where its row stands in the system table
 * @param columnRows  where its columns' rows stand in the system table
 */
public record Table(
        int owner,
        TableSchema schema,
        RowCodec codec,
        int codecVersion,
        Heap heap,
        List<TableIndex> indexes,
        boolean system,
        long catalogRow,
        List<Long> columnRows) {

    /**
     * The table's name.
     *
     * @return never null
     */
    public String name() {
        return schema.name();
    }

    /**
     * Why its rows cannot be read.
     *
     * @return null where its codec is there
     */
    public Lack codecLack() {
        return codec instanceof Absent.Codec absent ? absent.lack() : null;
    }

    /**
     * Whether the catalog has an older version of its codec's format than the codec writes now.
     *
     * @return false also where the codec is not there
     */
    public boolean outdated() {
        return codecVersion < codec.formatVersion();
    }

    /**
     * Why it cannot be used: for want of its codec, or of what one of its indexes was made with.
     *
     * @return null where nothing is lacking
     */
    public Lack lack() {
        Lack lack = codecLack();
        for (TableIndex index : indexes) {
            lack = lack != null ? lack : index.lack();
        }
        return lack;
    }

    /**
     * The index on exactly these columns.
     *
     * @param columns their positions, in the order of the key
     * @return the index, or null
     */
    public TableIndex indexOn(int... columns) {
        for (TableIndex index : indexes) {
            if (index.isOn(columns)) {
                return index;
            }
        }
        return null;
    }

    /**
     * The index that serves a column best: the one on it alone, else one whose key begins with it, an ordered one first.
     *
     * @param column its position
     * @return the index, or null
     */
    public TableIndex indexBeginningWith(int column) {
        TableIndex best = indexOn(column);
        for (TableIndex index : indexes) {
            if (index.column(0) == column && (best == null || best.width() > 1 && index.ordered() && !best.ordered())) {
                best = index;
            }
        }
        return best;
    }

    /**
     * This table with its rows elsewhere.
     *
     * @param with    what they are written with there
     * @param changed where
     * @return a changed copy
     */
    Table withRows(RowCodec with, Heap changed) {
        return new Table(owner, schema, with, with.formatVersion(), changed, indexes, system, catalogRow, columnRows);
    }

    /**
     * This table with a column behind the others.
     *
     * @param column    the column
     * @param columnRow where its row stands in the system table
     * @return a changed copy
     */
    Table withColumn(Column column, long columnRow) {
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.add(column);
        List<Long> rows = new ArrayList<>(columnRows);
        rows.add(columnRow);
        TableSchema wider = new TableSchema(schema.name(), columns);
        return new Table(owner, wider, codec, codecVersion, heap, indexes, system, catalogRow, List.copyOf(rows));
    }

    /**
     * This table with other indexes.
     *
     * @param changed all of them
     * @return a changed copy
     */
    Table withIndexes(List<TableIndex> changed) {
        return new Table(
                owner, schema, codec, codecVersion, heap, List.copyOf(changed), system, catalogRow, columnRows);
    }
}
