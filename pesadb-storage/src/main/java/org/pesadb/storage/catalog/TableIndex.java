package org.pesadb.storage.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.KeyEncoding;

/**
 * An index of a table: one entry for every row, under the values of one or more columns. Immutable; threads share it.
 *
 * <p>A unique index with a column that may be NULL is kept as one that takes a key many times, for the NULLs; that no other key comes
 * twice is seen to before an insert.
 */
public final class TableIndex {
    private final int owner;
    private final int[] columns;
    private final boolean unique;
    private final IndexProvider kind;
    private final int version;
    private final boolean ordered;
    private final boolean constraint;
    private final Index access;
    private final long catalogRow;

    /**
     * An index.
     *
     * @param owner      its number in the catalog
     * @param columns    the positions of its columns, in the order of the key; at least one, each once
     * @param unique     whether no two rows may hold the same values, rows with a NULL among them apart
     * @param kind       what provides it, guarded, or what stands in for it
     * @param version    the version of the kind's format that the catalog has for it
     * @param constraint whether a constraint of the table made it
     * @param access     the way to its entries
     * @param catalogRow where its row stands in the system table
     */
    TableIndex(
            int owner,
            int[] columns,
            boolean unique,
            IndexProvider kind,
            int version,
            boolean constraint,
            Index access,
            long catalogRow) {
        this.owner = owner;
        this.columns = columns.clone();
        this.unique = unique;
        this.kind = kind;
        this.version = version;
        this.ordered = kind.ordered();
        this.constraint = constraint;
        this.access = access;
        this.catalogRow = catalogRow;
    }

    /** The same index, made anew by the kind as it is now. */
    TableIndex madeAnew(IndexProvider by, Index moved) {
        return new TableIndex(owner, columns, unique, by, by.formatVersion(), constraint, moved, catalogRow);
    }

    /**
     * Its number in the catalog: the owner of its pages.
     *
     * @return different from that of every other table and index
     */
    public int owner() {
        return owner;
    }

    /**
     * How many columns its key has.
     *
     * @return 1 or more
     */
    public int width() {
        return columns.length;
    }

    /**
     * One of its columns.
     *
     * @param place from 0, in the order of the key
     * @return the column's position in the table
     */
    public int column(int place) {
        return columns[place];
    }

    /**
     * The positions of its columns.
     *
     * @return in the order of the key; a new array
     */
    public int[] columns() {
        return columns.clone();
    }

    /**
     * Its columns as a table reads them: by position, whatever their order in the key.
     *
     * @return ascending; a new array
     */
    public int[] columnsAscending() {
        int[] ascending = columns.clone();
        Arrays.sort(ascending);
        return ascending;
    }

    /**
     * Whether these are its columns.
     *
     * @param others positions, in the order of a key
     * @return true where they are the same in the same order
     */
    public boolean isOn(int... others) {
        return Arrays.equals(columns, others);
    }

    /**
     * Whether no two rows may hold the same values; rows with a NULL among them are the same as none.
     *
     * @return true for a constraint's index and for one made with UNIQUE
     */
    public boolean unique() {
        return unique;
    }

    /**
     * What provides it.
     *
     * @return the component's name
     */
    public String kind() {
        return kind.name();
    }

    /**
     * What an answer that is not so says of whom: the file, or what provides the index.
     *
     * @return the end of an error's message
     */
    public String blame() {
        return "; unless the file is damaged, which check says, " + kind + " is at fault";
    }

    /**
     * The version of the kind's format that it is in.
     *
     * @return as the catalog has it
     */
    public int version() {
        return version;
    }

    /**
     * Whether it is in an older version of its kind's format than the kind writes now.
     *
     * @return false also where what provides it is not there
     */
    public boolean outdated() {
        return version < kind.formatVersion();
    }

    /** What provides it. */
    IndexProvider provider() {
        return kind;
    }

    /**
     * Why it cannot be used.
     *
     * @return null where what provides it is there
     */
    public Lack lack() {
        return access instanceof Absent.Entries absent ? absent.lack() : null;
    }

    /**
     * Whether its entries stand in order of their keys, so that it answers ranges.
     *
     * @return false where it finds whole keys only
     */
    public boolean ordered() {
        return ordered;
    }

    /**
     * Whether a constraint of the table made it, so that it cannot be dropped.
     *
     * @return false for one that somebody made by INDEX
     */
    public boolean constraint() {
        return constraint;
    }

    /**
     * The way to its entries.
     *
     * @return threads share it
     */
    public Index access() {
        return access;
    }

    /**
     * Where its row stands in the system table.
     *
     * @return a row's id
     */
    public long catalogRow() {
        return catalogRow;
    }

    /**
     * The key of a row.
     *
     * @param row of the table
     * @return its key in this index
     */
    public byte[] key(Row row) {
        return KeyEncoding.of(row, columns);
    }

    /**
     * Whether a row is exempt from being unique.
     *
     * @param row of the table
     * @return true where one of the columns is NULL
     */
    public boolean hasNull(Row row) {
        for (int column : columns) {
            if (row.isNull(column)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether its key may hold NULL.
     *
     * @param schema of its table
     * @return true where one of its columns may be NULL
     */
    public boolean nullable(TableSchema schema) {
        return nullable(schema, columns);
    }

    static boolean nullable(TableSchema schema, int[] columns) {
        for (int column : columns) {
            if (!schema.column(column).notNull()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What it is on, for messages: as {@code pesadb inspect index} takes it, too.
     *
     * @param schema of its table
     * @return such as {@code users.name} or {@code users.city,name}
     */
    public String label(TableSchema schema) {
        return label(schema, columns);
    }

    /**
     * What an index on some columns is called.
     *
     * @param schema  of the table
     * @param columns positions, in the order of the key
     * @return such as {@code users.city,name}
     */
    public static String label(TableSchema schema, int... columns) {
        return schema.name() + "." + String.join(",", names(schema, columns));
    }

    /**
     * The names of its columns.
     *
     * @param schema of its table
     * @return in the order of the key
     */
    public List<String> names(TableSchema schema) {
        return names(schema, columns);
    }

    private static List<String> names(TableSchema schema, int[] columns) {
        return Arrays.stream(columns)
                .mapToObj(column -> schema.column(column).name())
                .toList();
    }

    /** The columns as the catalog has them, such as {@code 2,0}. */
    static String written(int[] columns) {
        return IntStream.of(columns).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /** Reads {@link #written}; null where it is no such text. */
    static int[] columnsOf(String written) {
        if (!written.matches("[0-9]{1,9}(,[0-9]{1,9})*")) {
            return null;
        }
        return Arrays.stream(written.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    @Override
    public String toString() {
        return kind() + " index " + owner + " on columns " + written(columns);
    }
}
