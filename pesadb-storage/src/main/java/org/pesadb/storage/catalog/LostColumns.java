package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.heap.RowVisitor;

/**
 * Learns from the rows of a table what its columns are, where the catalog has lost them. All rows must tell of the same ones, but
 * that a row may end before columns that were added after it was written. A column that is NULL in every row is taken for a
 * TEXT. NOT NULL and defaults cannot be learnt. Of one thread.
 */
final class LostColumns implements RowVisitor {
    private final RowCodec codec;
    private final Set<String> everNull = new HashSet<>();
    private final Map<String, ColumnType> columns = new LinkedHashMap<>();
    private int fewest = Integer.MAX_VALUE;
    private boolean agreed = true;

    /** @param codec what the rows are written with */
    LostColumns(RowCodec codec) {
        this.codec = codec;
    }

    @Override
    public void row(long rowId, byte[] bytes, int offset, int length) {
        Map<String, ColumnType> told;
        try {
            told = codec.describe(bytes, offset, length);
        } catch (CorruptException damaged) {
            return; // it will be counted as lost when it is decoded
        }
        int common = Math.min(columns.size(), told.size());
        agreed &= fewest == Integer.MAX_VALUE || first(columns, common).equals(first(told, common));
        fewest = Math.min(fewest, told.size());
        told.forEach((name, type) -> {
            ColumnType before = columns.get(name);
            columns.putIfAbsent(name, null);
            agreed &= before == null || type == null || before == type;
            if (type == null) {
                everNull.add(name);
            } else if (agreed) {
                columns.put(name, type);
            }
        });
    }

    private static List<String> first(Map<String, ColumnType> columns, int count) {
        return columns.keySet().stream().limit(count).toList();
    }

    /** Whether some rows lack columns that others have; what their default was, nobody knows. */
    boolean rowsLackColumns() {
        return columns.size() > fewest;
    }

    /**
     * The table.
     *
     * @param name    its name
     * @param unique  positions of columns that a constraint made unique; empty where nobody knows
     * @param missing what is to be thrown where the rows do not tell
     * @return with the first of the unique columns, or else of all, that is never NULL as its primary key
     */
    TableSchema schema(String name, Set<Integer> unique, CorruptException missing) {
        if (columns.isEmpty() || !agreed) {
            throw missing;
        }
        List<Column> found = new ArrayList<>();
        boolean keyed = false;
        for (Map.Entry<String, ColumnType> entry : columns.entrySet()) {
            ColumnType type = entry.getValue() == null ? ColumnType.TEXT : entry.getValue();
            Column column = Column.of(entry.getKey(), type);
            boolean constrained = unique.contains(found.size());
            boolean always = found.size() < fewest && !everNull.contains(entry.getKey());
            boolean key = !keyed && (constrained || unique.isEmpty()) && always;
            keyed |= key;
            found.add(key ? column.asPrimaryKey() : constrained ? column.asUnique() : column);
        }
        if (!keyed) {
            throw missing;
        }
        try {
            return new TableSchema(name, found);
        } catch (PesaDbException impossible) {
            missing.addSuppressed(impossible);
            throw missing;
        }
    }
}
