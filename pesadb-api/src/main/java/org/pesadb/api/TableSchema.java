package org.pesadb.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The shape of a table: its name and its columns in order. Immutable; threads may share it.
 */
@Stable(since = 1)
public final class TableSchema {
    private final String name;
    private final List<Column> columns;
    private final ColumnType[] types;
    private final Map<String, Integer> positions;
    private final int primaryKey;

    /**
     * @param name    the table's name
     * @param columns its columns in order, at least one, of different names
     * @throws PesaDbException {@link ErrorCode#SYNTAX} where two columns have one name, there are none, or there is more
     *     than one primary key
     */
    public TableSchema(String name, List<Column> columns) {
        this.name = Objects.requireNonNull(name, "name");
        this.columns = List.copyOf(columns);
        this.types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        this.positions = new HashMap<>();
        if (columns.isEmpty()) {
            throw new PesaDbException(ErrorCode.SYNTAX, "table " + name + " needs at least one column");
        }
        int key = -1;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (positions.put(column.name(), i) != null) {
                throw new PesaDbException(
                        ErrorCode.SYNTAX, "table " + name + " has two columns named " + column.name());
            }
            if (column.primaryKey()) {
                if (key >= 0) {
                    throw new PesaDbException(
                            ErrorCode.SYNTAX, "table " + name + " has two primary keys; exactly one column takes :PK");
                }
                key = i;
            }
        }
        this.primaryKey = key;
    }

    /**
     * The table's name.
     *
     * @return never null
     */
    public String name() {
        return name;
    }

    /**
     * The columns in order.
     *
     * @return an immutable list
     */
    public List<Column> columns() {
        return columns;
    }

    /**
     * The number of columns.
     *
     * @return 1 or more
     */
    public int size() {
        return columns.size();
    }

    /**
     * The type of a column, for those who ask for each row.
     *
     * @param position from 0
     * @return never null
     */
    public ColumnType type(int position) {
        return types[position];
    }

    /**
     * A column by position.
     *
     * @param position from 0
     * @return the column
     */
    public Column column(int position) {
        return columns.get(position);
    }

    /**
     * Where a column stands.
     *
     * @param column its name
     * @return its position from 0, or -1 where there is none of this name
     */
    public int find(String column) {
        return positions.getOrDefault(column, -1);
    }

    /**
     * Where a column stands.
     *
     * @param column its name
     * @return its position from 0
     * @throws PesaDbException {@link ErrorCode#NO_SUCH_COLUMN}
     */
    public int position(String column) {
        int position = find(column);
        if (position < 0) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_COLUMN,
                    "table " + name + " has no column " + column + "; it has "
                            + String.join(
                                    ", ", columns.stream().map(Column::name).toList()));
        }
        return position;
    }

    /**
     * The position of the primary key.
     *
     * @return from 0; -1 for the result of a query and for system tables without one
     */
    public int primaryKey() {
        return primaryKey;
    }

    @Override
    public String toString() {
        return name + columns;
    }
}
