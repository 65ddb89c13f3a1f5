package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.catalog.CatalogReader.Located;
import org.pesadb.storage.heap.Heap;
import org.pesadb.storage.heap.HeapLoss;
import org.pesadb.storage.heap.PageSurvey;

/**
 * Reads what is left of a catalog. The system tables have fixed numbers, so their rows are found even where nothing leads
 * to them any more:
 *
 * <pre>
 *   lost                    what is done without it
 *   page 0, catalog root    of the pages that look like a catalog root, the one with the highest schema version; without
 *                           any, the system tables' pages are found by their owners and read with the standard codec
 *   a row of pesa_tables    the table is named table_N by its number; its codec is taken to be that of the catalog, and its
 *                           heap pages are found by their owner
 *   rows of pesa_columns    a table that lacks some has the columns that its rows themselves tell of, if the codec writes such rows
 *                           (see {@link LostColumns}); else it cannot be read. Which lacks its last columns nobody can tell, so
 *                           while rows are missing here, rows of tables count only if they encode to the same bytes again
 *   rows of pesa_indexes    indexes that nobody asked for by a constraint are lost, with their definition
 * </pre>
 *
 * <p>Of one thread.
 */
public final class DamagedCatalog {
    /**
     * A table of which no row can be read.
     *
     * @param name as the catalog has it, or made up
     * @param why  CORRUPT where the catalog is damaged; else why a part cannot be used that its rows were written with, such as
     *     MISSING_COMPONENT
     */
    public record Unreadable(String name, ErrorCode why) {
        /**
         * Whether its rows may be whole.
         *
         * @return true where it is for want of a part that can be used
         */
        public boolean lacksPart() {
            return why != ErrorCode.CORRUPT;
        }
    }

    private final PageReader reader;
    private final PageSurvey survey;
    private final CatalogReader parts;
    private final RowCodec standard;
    private final Consumer<Fault> lost;
    private final Map<Integer, Table> tables = new TreeMap<>();
    private final Map<Integer, Unreadable> unreadable = new TreeMap<>();
    private final List<Table> systemTables = new ArrayList<>();
    private boolean whole = true;
    private boolean schemasWhole;

    /**
     * @param reader   what can be read
     * @param survey   knows pages by their owners
     * @param parts    makes tables and indexes
     * @param standard what system tables are written with where the catalog does not say
     * @param lost     is told what is missing
     */
    public DamagedCatalog(
            PageReader reader, PageSurvey survey, CatalogReader parts, RowCodec standard, Consumer<Fault> lost) {
        this.reader = reader;
        this.survey = survey;
        this.parts = parts;
        this.standard = standard;
        this.lost = lost;
    }

    /**
     * Reads.
     *
     * @param root       where page 0 says that the catalog begins; 0 where it does not say, or cannot be read
     * @param candidates readable pages of the type of a catalog root
     * @param owners     of all heap pages that are certainly in use; tables among them that the rest of the catalog does not know
     *     are looked at too
     * @return this
     */
    public DamagedCatalog read(long root, List<Long> candidates, Set<Integer> owners) {
        CatalogRoot head = head(root, candidates);
        RowCodec codec = head == null ? standard : codec(head);
        List<Located> tableRows = new ArrayList<>();
        List<Located> columnRows = new ArrayList<>();
        List<Located> indexRows = new ArrayList<>();
        long tablesRoot = head == null ? 0 : head.tablesRoot();
        long columnsRoot = head == null ? 0 : head.columnsRoot();
        long indexesRoot = head == null ? 0 : head.indexesRoot();
        whole &= rows(SystemTables.TABLES, SystemTables.TABLES_OWNER, tablesRoot, codec, tableRows);
        schemasWhole = rows(SystemTables.COLUMNS, SystemTables.COLUMNS_OWNER, columnsRoot, codec, columnRows);
        whole &= schemasWhole;
        whole &= rows(SystemTables.INDEXES, SystemTables.INDEXES_OWNER, indexesRoot, codec, indexRows);
        TreeSet<Integer> others = new TreeSet<>(whole ? Set.of() : owners);
        systemTables.forEach(table -> others.remove(table.owner()));
        assemble(codec, tableRows, byTable(columnRows, 0), byTable(indexRows, 1), others);
        return this;
    }

    private CatalogRoot head(long root, List<Long> candidates) {
        if (root != 0) {
            try {
                return new CatalogRoot(reader.page(root));
            } catch (CorruptException damaged) {
                tell(root, "the catalog", damaged.getMessage() + "; where it begins is looked for page by page");
            }
        }
        CatalogRoot newest = null;
        for (long page : candidates) {
            try {
                CatalogRoot found = new CatalogRoot(reader.page(page));
                newest = newest == null || found.schemaVersion() > newest.schemaVersion() ? found : newest;
            } catch (CorruptException damaged) {
                tell(page, "the catalog", damaged.getMessage());
            }
        }
        return newest;
    }

    private RowCodec codec(CatalogRoot head) {
        try {
            return parts.codec(head.codec(), head.codecVersion(), "the catalog");
        } catch (CorruptException damaged) {
            tell(-1, "the catalog", damaged.getMessage() + "; it is read by " + standard.name());
            return standard;
        }
    }

    private boolean rows(TableSchema schema, int owner, long root, RowCodec codec, List<Located> into) {
        Table table = CatalogReader.systemTable(schema, owner, root, codec, codec.formatVersion());
        systemTables.add(table);
        boolean[] decoded = {true};
        HeapLoss loss = table.heap()
                .salvage(
                        reader,
                        survey,
                        (id, bytes, offset, length) -> {
                            try {
                                Located row = Located.decode(table, id, bytes, offset, length);
                                row.checkAll(schema);
                                into.add(row);
                            } catch (CorruptException damaged) {
                                decoded[0] = false;
                                tell(id >>> 16, "table " + table.name(), damaged.getMessage());
                            }
                        },
                        lost);
        return loss.none() && decoded[0];
    }

    private static Map<Integer, List<Located>> byTable(List<Located> rows, int key) {
        Map<Integer, List<Located>> grouped = new HashMap<>();
        for (Located row : rows) {
            grouped.computeIfAbsent(row.owner(key), none -> new ArrayList<>()).add(row);
        }
        return grouped;
    }

    private void assemble(
            RowCodec codec,
            List<Located> tableRows,
            Map<Integer, List<Located>> columnsOf,
            Map<Integer, List<Located>> indexesOf,
            TreeSet<Integer> owners) {
        Map<Integer, Located> named = new TreeMap<>();
        tableRows.forEach(row -> named.put(row.owner(SystemTables.ID), row));
        owners.addAll(named.keySet());
        owners.addAll(columnsOf.keySet());
        for (int owner : owners) {
            Located row = named.get(owner);
            String name = row == null ? nameless(owner) : row.text(SystemTables.TABLE_NAME);
            List<Located> indexRows = indexesOf.getOrDefault(owner, List.of());
            try {
                if (row == null) {
                    tell(-1, "table " + name, "its row in the catalog is lost, and with it its name");
                }
                RowCodec its = row == null
                        ? codec
                        : parts.codec(
                                row.text(SystemTables.CODEC), row.owner(SystemTables.CODEC_VERSION), "table " + name);
                Heap heap =
                        new Heap(name, owner, row == null ? 0 : row.number(SystemTables.TABLE_ROOT), its.tombstone());
                List<Located> columnRows = columnsOf.getOrDefault(owner, List.of());
                TableSchema schema = schema(name, heap, its, columnRows, indexRows);
                List<TableIndex> indexes = indexes(schema, indexRows);
                long id = row == null ? 0 : row.id();
                tables.put(
                        owner,
                        CatalogReader.table(
                                owner, schema, its, its.formatVersion(), heap.root(), indexes, id, columnRows));
            } catch (PesaDbException missing) {
                unreadable.put(owner, new Unreadable(name, missing.code()));
                tell(
                        -1,
                        "table " + name,
                        missing.getMessage() + "; without that no row of it can be read",
                        missing.code());
            }
        }
    }

    private TableSchema schema(
            String name, Heap heap, RowCodec codec, List<Located> columnRows, List<Located> indexRows) {
        try {
            TableSchema schema = CatalogReader.schema(name, columnRows);
            if (schema.primaryKey() >= 0) {
                return schema;
            }
            throw new CorruptException(
                    "the catalog has lost columns of table " + schema.name() + ", the primary key among them");
        } catch (CorruptException missing) {
            if (schemasWhole) {
                throw missing;
            }
            LostColumns columns = new LostColumns(codec);
            heap.salvage(reader, survey, columns, fault -> {});
            TableSchema told = columns.schema(name, constraints(indexRows), missing);
            tell(
                    -1,
                    "table " + name,
                    missing.getMessage()
                            + "; its columns are those that its rows tell of, and its primary key is taken to be "
                            + told.column(told.primaryKey()).name()
                            + (columns.rowsLackColumns()
                                    ? "; some rows end before the columns that were added last, and have NULL there,"
                                            + " since the defaults are lost"
                                    : ""));
            return told;
        }
    }

    /** The positions of columns that are UNIQUE or the primary key, as far as the rows of their indexes are there. */
    private static TreeSet<Integer> constraints(List<Located> indexRows) {
        TreeSet<Integer> positions = new TreeSet<>();
        for (Located row : indexRows) {
            int[] columns = TableIndex.columnsOf(row.text(SystemTables.INDEX_COLUMNS));
            if (row.text(SystemTables.INDEX_MADE).equals(SystemTables.CONSTRAINT) && columns != null) {
                positions.add(columns[0]); // a constraint is on one column
            }
        }
        return positions;
    }

    /**
     * The name of a table whose name is lost.
     *
     * @param owner its number
     * @return such as {@code table_17}
     */
    public static String nameless(int owner) {
        return "table_" + owner;
    }

    private List<TableIndex> indexes(TableSchema schema, List<Located> rows) {
        List<TableIndex> indexes = new ArrayList<>();
        for (Located row : rows) {
            try {
                TableIndex index = parts.index(schema, row);
                if (index.lack() != null) {
                    throw index.lack().error("the index on " + index.label(schema));
                }
                indexes.add(index);
            } catch (PesaDbException missing) {
                tell(-1, "an index of table " + schema.name(), missing.getMessage(), missing.code());
            }
        }
        return indexes;
    }

    private void tell(long page, String object, String what) {
        tell(page, object, what, ErrorCode.CORRUPT);
    }

    private void tell(long page, String object, String what, ErrorCode code) {
        lost.accept(new Fault(null, page, object, what, code));
    }

    /**
     * The tables whose shape and codec are known. The root of a heap is 0 where nobody knows it.
     *
     * @return in order of their numbers
     */
    public List<Table> tables() {
        return List.copyOf(tables.values());
    }

    /**
     * The tables of the catalog itself, with a root of 0 where nobody knows it.
     *
     * @return in order of their numbers
     */
    public List<Table> systemTables() {
        return List.copyOf(systemTables);
    }

    /**
     * The tables that are known of, but cannot be read.
     *
     * @return by their numbers
     */
    public Map<Integer, Unreadable> unreadable() {
        return unreadable;
    }

    /**
     * Whether every row of the catalog was read; else there may be tables and indexes that nobody knows of.
     *
     * @return false where something is missing
     */
    public boolean whole() {
        return whole;
    }

    /**
     * Whether every column of every table is known; else a row counts only if it encodes to the same bytes again.
     *
     * @return false where some may be missing
     */
    public boolean schemasWhole() {
        return schemasWhole;
    }
}
