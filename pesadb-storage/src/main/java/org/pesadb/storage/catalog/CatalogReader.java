package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.guard.GuardedCodec;
import org.pesadb.storage.guard.GuardedIndexProvider;
import org.pesadb.storage.heap.Heap;
import org.pesadb.storage.heap.HeapScan;
import org.pesadb.storage.heap.RowBytes;

/** Makes a {@link Catalog} from the system tables. Stateless but for the components; threads share it. */
public final class CatalogReader {
    /** By the first columns, then by the second ones; the shorter first. */
    static final Comparator<TableIndex> IN_ORDER = Comparator.comparing(TableIndex::columns, Arrays::compare);

    private final Components components;

    /** @param components where codecs and indexes come from */
    public CatalogReader(Components components) {
        this.components = components;
    }

    /**
     * The version of the schema in a state of the database.
     *
     * @param reader the state
     * @param root   where page 0 says that the catalog begins; 0 for nowhere yet
     * @return 0 before there is a catalog
     */
    public long version(PageReader reader, long root) {
        return root == 0 ? 0 : new CatalogRoot(reader.page(root)).schemaVersion();
    }

    /**
     * Reads the catalog.
     *
     * @param reader a state of the database
     * @param root   where page 0 says that the catalog begins; 0 for nowhere yet
     * @return the catalog of that state
     * @throws org.pesadb.api.MissingComponentException where the codec of the catalog itself is not there; what is not there of the rest, only
     *     keeps its {@linkplain Catalog#table tables} from being used
     * @throws CorruptException where the catalog is damaged
     */
    public Catalog read(PageReader reader, long root) {
        if (root == 0) {
            return new Catalog(0, new TreeMap<>(), new TreeMap<>());
        }
        CatalogRoot head = new CatalogRoot(reader.page(root));
        RowCodec codec = codec(head.codec(), head.codecVersion(), "the catalog");
        int version = head.codecVersion();
        Table tables = systemTable(SystemTables.TABLES, SystemTables.TABLES_OWNER, head.tablesRoot(), codec, version);
        Table columns =
                systemTable(SystemTables.COLUMNS, SystemTables.COLUMNS_OWNER, head.columnsRoot(), codec, version);
        Table indexes =
                systemTable(SystemTables.INDEXES, SystemTables.INDEXES_OWNER, head.indexesRoot(), codec, version);

        Map<Long, List<Located>> columnsOf = byTable(reader, columns, 0);
        Map<Long, List<Located>> indexesOf = byTable(reader, indexes, SystemTables.INDEX_TABLE);
        Set<Long> numbers = new HashSet<>();
        indexesOf.values().forEach(rows -> rows.forEach(row -> checkNumber(row, head, numbers)));
        TreeMap<String, Table> found = new TreeMap<>();
        for (Located row : rows(reader, tables)) {
            Long id = row.number(SystemTables.ID);
            checkNumber(row, head, numbers);
            List<Located> itsColumns = Objects.requireNonNullElse(columnsOf.remove(id), List.of());
            List<Located> itsIndexes = Objects.requireNonNullElse(indexesOf.remove(id), List.of());
            Table table = table(row, itsColumns, itsIndexes);
            if (found.put(table.name(), table) != null) {
                throw new CorruptException("the catalog has two tables named " + table.name());
            }
        }
        if (!columnsOf.isEmpty() || !indexesOf.isEmpty()) {
            throw new CorruptException("the catalog has columns of tables " + columnsOf.keySet()
                    + " and indexes of tables " + indexesOf.keySet() + " that it does not have");
        }
        TreeMap<String, Table> system = new TreeMap<>();
        List.of(tables, columns, indexes).forEach(table -> system.put(table.name(), table));
        return new Catalog(head.schemaVersion(), found, system);
    }

    private static void checkNumber(Located row, CatalogRoot head, Set<Long> numbers) {
        row.ownNumber(head.nextOwner());
        if (!numbers.add(row.number(SystemTables.ID))) {
            throw new CorruptException("the catalog has the number " + row.number(SystemTables.ID) + " twice");
        }
    }

    RowCodec codec(String name, int version, String neededBy) {
        return GuardedCodec.of(components.require(ComponentKind.CODEC, RowCodec.class, name, version, neededBy));
    }

    private RowCodec codecIfThere(String name, int version, String neededBy) {
        try {
            return codec(name, version, neededBy);
        } catch (PesaDbException refused) {
            return new Absent.Codec(lack(ComponentKind.CODEC, RowCodec.class, name, version, refused));
        }
    }

    /** What a refusal means for those that need the part; throws it where it is not about the part. */
    private Lack lack(
            ComponentKind kind, Class<? extends Component> type, String name, int version, PesaDbException refused) {
        return switch (refused.code()) {
            case MISSING_COMPONENT, FORMAT_TOO_NEW, FORMAT_TOO_OLD ->
                new Lack(kind, name, version, neededBy -> refusal(kind, type, name, version, neededBy));
            case BAD_PLUGIN ->
                new Lack(
                        kind,
                        name,
                        version,
                        neededBy -> new PesaDbException(
                                refused.code(), refused.getMessage() + "; needed by " + neededBy, refused));
            default -> throw refused;
        };
    }

    private PesaDbException refusal(
            ComponentKind kind, Class<? extends Component> type, String name, int version, String neededBy) {
        try {
            components.require(kind, type, name, version, neededBy);
        } catch (PesaDbException refused) {
            return refused;
        }
        throw new IllegalStateException("the " + kind.label() + " " + name + " is there, and was not");
    }

    static Table systemTable(TableSchema schema, int owner, long root, RowCodec codec, int codecVersion) {
        Heap heap = new Heap(schema.name(), owner, root, codec.tombstone());
        return new Table(owner, schema, codec, codecVersion, heap, List.of(), true, -1, List.of());
    }

    private Table table(Located row, List<Located> columnRows, List<Located> indexRows) {
        String name = row.text(SystemTables.TABLE_NAME);
        TableSchema schema = schema(name, columnRows);
        RowCodec codec =
                codecIfThere(row.text(SystemTables.CODEC), row.owner(SystemTables.CODEC_VERSION), "table " + name);
        List<TableIndex> indexes = new ArrayList<>();
        for (Located index : indexRows) {
            indexes.add(index(schema, index));
        }
        if (schema.primaryKey() < 0) {
            throw new CorruptException("the catalog has no primary key for table " + schema.name());
        }
        checkConstraints(schema, indexes);
        return table(
                row.owner(SystemTables.ID),
                schema,
                codec,
                row.owner(SystemTables.CODEC_VERSION),
                row.number(SystemTables.TABLE_ROOT),
                indexes,
                row.id,
                columnRows);
    }

    /** Without its index a constraint would let anything in; two indexes on the same columns are never made. */
    private static void checkConstraints(TableSchema schema, List<TableIndex> indexes) {
        Set<String> seen = new HashSet<>();
        BitSet constrained = new BitSet();
        for (TableIndex index : indexes) {
            if (!seen.add(TableIndex.written(index.columns()))) { // by position: a name may hold a comma
                throw new CorruptException("the catalog has two indexes on " + index.label(schema));
            }
            if (index.constraint()) {
                constrained.set(index.column(0));
            }
        }
        for (int column = 0; column < schema.size(); column++) {
            if (schema.column(column).unique() && !constrained.get(column)) {
                throw new CorruptException("the catalog lacks the index of the constraint on column "
                        + schema.column(column).name() + " of table " + schema.name());
            }
        }
    }

    static Table table(
            int owner,
            TableSchema schema,
            RowCodec codec,
            int codecVersion,
            long root,
            List<TableIndex> indexes,
            long row,
            List<Located> columnRows) {
        List<TableIndex> inOrder = new ArrayList<>(indexes);
        inOrder.sort(IN_ORDER);
        return new Table(
                owner,
                schema,
                codec,
                codecVersion,
                new Heap(schema.name(), owner, root, codec.tombstone()),
                List.copyOf(inOrder),
                false,
                row,
                byPosition(columnRows).stream().map(column -> column.id).toList());
    }

    private static List<Located> byPosition(List<Located> columnRows) {
        List<Located> inOrder = new ArrayList<>(columnRows);
        inOrder.sort(Comparator.comparingLong(column -> column.number(1)));
        return inOrder;
    }

    static TableSchema schema(String name, List<Located> columnRows) {
        List<Column> columns = new ArrayList<>();
        for (Located column : byPosition(columnRows)) {
            if (column.number(1) != columns.size()) {
                throw new CorruptException(
                        "the catalog lacks column " + columns.size() + " of table " + name + "; its rows are there");
            }
            columns.add(column(name, column));
        }
        try {
            return new TableSchema(name, columns);
        } catch (PesaDbException impossible) {
            throw new CorruptException("the catalog's columns make no table: " + impossible.getMessage(), impossible);
        }
    }

    private static Column column(String table, Located row) {
        ColumnType type = type(table, row.text(3));
        Column column = new Column(row.text(2), type, row.flag(4), row.flag(5), row.flag(6));
        String initial = row.row.getText(SystemTables.INITIAL);
        try {
            return initial == null
                    ? column
                    : column.withDefault(type == ColumnType.INT ? (Object) Long.valueOf(initial) : initial);
        } catch (NumberFormatException | PesaDbException impossible) {
            throw new CorruptException(
                    "the catalog has a default for column " + column.name() + " of table " + table
                            + " that it cannot have: " + impossible.getMessage(),
                    impossible);
        }
    }

    private static ColumnType type(String table, String name) {
        try {
            return ColumnType.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new CorruptException("the catalog has a column of type " + name + " in table " + table, unknown);
        }
    }

    /** An index; one whose kind cannot be had says so by {@link TableIndex#lack()}. */
    TableIndex index(TableSchema schema, Located row) {
        int[] columns = columns(schema, row.text(SystemTables.INDEX_COLUMNS));
        boolean unique = row.flag(SystemTables.INDEX_UNIQUE);
        boolean constraint = row.madeByConstraint();
        String label = TableIndex.label(schema, columns);
        boolean constrained = columns.length == 1 && schema.column(columns[0]).unique();
        if (constraint && !(unique && constrained)) {
            throw new CorruptException("the catalog has the index of a constraint on " + label + ", which has none");
        }
        String name = row.text(SystemTables.INDEX_KIND);
        int version = row.owner(SystemTables.INDEX_VERSION);
        IndexDefinition definition = definition(schema, columns, row.owner(SystemTables.ID), unique, version);
        long root = row.number(SystemTables.INDEX_ROOT);
        try {
            return indexOf(
                    kind(name, version, "the index on " + label), definition, root, columns, unique, constraint, row);
        } catch (PesaDbException refused) {
            Lack lack = lack(ComponentKind.INDEX, IndexProvider.class, name, version, refused);
            return indexOf(new Absent.Kind(lack), definition, root, columns, unique, constraint, row);
        }
    }

    private IndexProvider kind(String name, int version, String neededBy) {
        return GuardedIndexProvider.of(
                components.require(ComponentKind.INDEX, IndexProvider.class, name, version, neededBy));
    }

    private static TableIndex indexOf(
            IndexProvider kind,
            IndexDefinition definition,
            long root,
            int[] columns,
            boolean unique,
            boolean constraint,
            Located row) {
        Index access = kind.open(definition, root);
        return new TableIndex(
                row.owner(SystemTables.ID),
                columns,
                unique,
                kind,
                definition.formatVersion(),
                constraint,
                access,
                row.id);
    }

    private static int[] columns(TableSchema schema, String written) {
        int[] columns = TableIndex.columnsOf(written);
        if (columns == null
                || Arrays.stream(columns).anyMatch(column -> column >= schema.size())
                || Arrays.stream(columns).distinct().count() < columns.length) {
            throw new CorruptException(
                    "the catalog has an index on columns '" + written + "' of table " + schema.name());
        }
        return columns;
    }

    /** What a provider is told about an index; see {@link TableIndex} for NULLs. */
    static IndexDefinition definition(TableSchema schema, int[] columns, int owner, boolean unique, int formatVersion) {
        return new IndexDefinition(
                TableIndex.label(schema, columns),
                owner,
                unique && !TableIndex.nullable(schema, columns),
                formatVersion);
    }

    private static Map<Long, List<Located>> byTable(PageReader reader, Table table, int key) {
        Map<Long, List<Located>> grouped = new HashMap<>();
        for (Located row : rows(reader, table)) {
            grouped.computeIfAbsent(row.number(key), none -> new ArrayList<>()).add(row);
        }
        return grouped;
    }

    private static List<Located> rows(PageReader reader, Table table) {
        try {
            return decoded(reader, table);
        } catch (CorruptException damaged) {
            throw new CorruptException(
                    "table " + table.name() + " of the catalog is damaged, so that no table can be opened: "
                            + damaged.getMessage(),
                    damaged);
        }
    }

    private static List<Located> decoded(PageReader reader, Table table) {
        List<Located> rows = new ArrayList<>();
        HeapScan scan = table.heap().scan(reader);
        while (scan.next()) {
            RowBytes row = scan.row();
            rows.add(Located.decode(table, scan.rowId(), row.array(), row.offset(), row.length()));
        }
        return rows;
    }

    /** A row of a system table and where it stands. */
    record Located(String table, long id, RowBuffer row) {
        static Located decode(Table table, long id, byte[] bytes, int offset, int length) {
            int[] all = IntStream.range(0, table.schema().size()).toArray();
            RowBuffer row = new RowBuffer(all.length);
            table.codec().decode(table.schema(), bytes, offset, length, all, row);
            return new Located(table.name(), id, row);
        }

        /** Refuses what no system table ever holds: NULL where it is not allowed, and a table's or index's number that is none. */
        void checkAll(TableSchema schema) {
            for (int i = 0; i < schema.size(); i++) {
                if (schema.column(i).notNull()) {
                    check(i);
                }
            }
            owner(SystemTables.ID);
            if (table.equals(SystemTables.INDEXES.name())) {
                owner(SystemTables.INDEX_TABLE);
            }
        }

        long number(int position) {
            return row.getLong(check(position));
        }

        int owner(int position) {
            long number = number(position);
            if (number != (int) number) {
                throw new CorruptException(table + " has " + number + " where a small number belongs");
            }
            return (int) number;
        }

        /** The number of this row's table or index, which the catalog has given out and will not give out again. */
        int ownNumber(int next) {
            int number = owner(SystemTables.ID);
            if (number < SystemTables.FIRST_OWNER || number >= next) {
                throw new CorruptException(table + " has number " + number + " for a table or index; such numbers are "
                        + SystemTables.FIRST_OWNER + " to " + (next - 1));
            }
            return number;
        }

        boolean flag(int position) {
            long number = number(position);
            if (number >>> 1 != 0) {
                throw new CorruptException(table + " has " + number + " where 0 or 1 belongs");
            }
            return number != 0;
        }

        /** Of an index: whether a constraint made it, and no user. */
        boolean madeByConstraint() {
            String made = text(SystemTables.INDEX_MADE);
            if (!made.equals(SystemTables.CONSTRAINT) && !made.equals(SystemTables.USER)) {
                throw new CorruptException(table + " has an index that was made by '" + made + "'");
            }
            return made.equals(SystemTables.CONSTRAINT);
        }

        String text(int position) {
            return row.getText(check(position));
        }

        private int check(int position) {
            if (row.isNull(position)) {
                throw new CorruptException(table + " has NULL in place " + position);
            }
            return position;
        }
    }
}
