package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.heap.Heap;

/**
 * Changes of the catalog within a write transaction. Each gives the catalog as it is afterwards; the one before stays as it
 * was. Stateless; threads share it.
 */
public final class CatalogWriter {
    /**
     * Makes the empty catalog of a new database.
     *
     * @param transaction in which
     * @param codec       what the system tables are written with
     */
    public void initialise(PageTransaction transaction, RowCodec codec) {
        MutablePage page = transaction.writer(PageType.CATALOG, 0).allocate();
        CatalogRoot.initialise(
                page,
                codec.name(),
                codec.formatVersion(),
                Heap.create(transaction, SystemTables.TABLES_OWNER),
                Heap.create(transaction, SystemTables.COLUMNS_OWNER),
                Heap.create(transaction, SystemTables.INDEXES_OWNER));
        transaction.setRoot(page.id());
    }

    /**
     * Makes a table with the indexes of its constraints.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param schema      name and columns
     * @param codec       what its rows are written with
     * @param kind        what its indexes are made with
     * @return the catalog with it
     * @throws PesaDbException TABLE_EXISTS; SYNTAX where it has no primary key, or a name that is the catalog's
     */
    public Catalog createTable(
            PageTransaction transaction, Catalog before, TableSchema schema, RowCodec codec, IndexProvider kind) {
        String name = schema.name();
        if (before.has(name)) {
            throw new PesaDbException(
                    ErrorCode.TABLE_EXISTS, "table " + name + " exists already; DROP it first, or CREATE IF MISSING");
        }
        if (name.startsWith(SystemTables.PREFIX)) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "names that begin with " + SystemTables.PREFIX + " are the catalog's");
        }
        if (schema.primaryKey() < 0) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "table " + name + " needs exactly one primary key: give one column :PK");
        }
        MutablePage root = root(transaction);
        int owner = CatalogRoot.takeOwner(root);
        long heapRoot = Heap.create(transaction, owner);
        long row = insert(transaction, before, SystemTables.TABLES, tableRow(owner, name, heapRoot, codec));
        List<Long> columnRows = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            columnRows.add(insert(transaction, before, SystemTables.COLUMNS, columnRow(owner, i, schema.column(i))));
        }
        Heap heap = new Heap(name, owner, heapRoot, codec.tombstone());
        Table table = new Table(
                owner, schema, codec, codec.formatVersion(), heap, List.of(), false, row, List.copyOf(columnRows));
        List<TableIndex> indexes = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            if (schema.column(i).unique()) {
                indexes.add(makeIndex(transaction, before, table, new int[] {i}, true, true, kind));
            }
        }
        return before.with(CatalogRoot.nextVersion(root(transaction)), table.withIndexes(indexes));
    }

    /**
     * Adds a column behind the others. No row is touched: those that are there lack it, and answer its default.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param table       the table
     * @param column      the column, which may stand in the table's rows as they are
     * @param kind        what its index is made with, if it is unique
     * @return the catalog with it; its index, if it has one, is the caller's to fill
     */
    public Catalog addColumn(
            PageTransaction transaction, Catalog before, Table table, Column column, IndexProvider kind) {
        int position = table.schema().size();
        long row = insert(transaction, before, SystemTables.COLUMNS, columnRow(table.owner(), position, column));
        Table wider = table.withColumn(column, row);
        if (column.unique()) {
            List<TableIndex> indexes = new ArrayList<>(table.indexes());
            indexes.add(makeIndex(transaction, before, wider, new int[] {position}, true, true, kind));
            wider = wider.withIndexes(indexes);
        }
        return before.with(CatalogRoot.nextVersion(root(transaction)), wider);
    }

    /**
     * Makes an empty index, which the caller fills.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param table       the table
     * @param columns     the positions of its columns, in the order of the key
     * @param unique      whether no two rows may hold the same values
     * @param kind        what it is made with
     * @return the catalog with it
     */
    public Catalog createIndex(
            PageTransaction transaction,
            Catalog before,
            Table table,
            int[] columns,
            boolean unique,
            IndexProvider kind) {
        List<TableIndex> indexes = new ArrayList<>(table.indexes());
        indexes.add(makeIndex(transaction, before, table, columns, unique, false, kind));
        indexes.sort(CatalogReader.IN_ORDER);
        return before.with(CatalogRoot.nextVersion(root(transaction)), table.withIndexes(indexes));
    }

    private TableIndex makeIndex(
            PageTransaction transaction,
            Catalog before,
            Table table,
            int[] columns,
            boolean unique,
            boolean constraint,
            IndexProvider kind) {
        int owner = CatalogRoot.takeOwner(root(transaction));
        IndexDefinition definition =
                CatalogReader.definition(table.schema(), columns, owner, unique, kind.formatVersion());
        long indexRoot = kind.create(transaction.writer(PageType.INDEX, owner), definition);
        Index access = kind.open(definition, indexRoot);
        long row = insert(
                transaction,
                before,
                SystemTables.INDEXES,
                indexRow(owner, table.owner(), columns, unique, kind, indexRoot, constraint));
        return new TableIndex(owner, columns, unique, kind, kind.formatVersion(), constraint, access, row);
    }

    /**
     * Removes a table with everything that is its.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param table       the table
     * @return the catalog without it
     */
    public Catalog dropTable(PageTransaction transaction, Catalog before, Table table) {
        for (TableIndex index : table.indexes()) {
            removeIndex(transaction, before, index);
        }
        table.heap().drop(transaction);
        Heap columns = heap(before, SystemTables.COLUMNS);
        table.columnRows().forEach(row -> columns.delete(transaction, row));
        heap(before, SystemTables.TABLES).delete(transaction, table.catalogRow());
        return before.without(CatalogRoot.nextVersion(root(transaction)), table.name());
    }

    /**
     * Removes an index.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param table       its table
     * @param index       the index
     * @return the catalog without it
     */
    public Catalog dropIndex(PageTransaction transaction, Catalog before, Table table, TableIndex index) {
        removeIndex(transaction, before, index);
        List<TableIndex> left =
                table.indexes().stream().filter(other -> other != index).toList();
        return before.with(CatalogRoot.nextVersion(root(transaction)), table.withIndexes(left));
    }

    private void removeIndex(PageTransaction transaction, Catalog before, TableIndex index) {
        PageWriter writer = transaction.writer(PageType.INDEX, index.owner());
        index.access().drop(writer);
        heap(before, SystemTables.INDEXES).delete(transaction, index.catalogRow());
    }

    static Object[] tableRow(int owner, String name, long heapRoot, RowCodec codec) {
        return new Object[] {owner, name, heapRoot, codec.name(), codec.formatVersion()};
    }

    private static Object[] columnRow(int owner, int position, Column column) {
        return new Object[] {
            owner,
            position,
            column.name(),
            column.type().name(),
            column.primaryKey() ? 1 : 0,
            column.unique() ? 1 : 0,
            column.notNull() ? 1 : 0,
            column.initial() == null ? null : column.initial().toString()
        };
    }

    static Object[] indexRow(
            int owner, int table, int[] columns, boolean unique, IndexProvider kind, long root, boolean constraint) {
        return new Object[] {
            owner,
            table,
            TableIndex.written(columns),
            unique ? 1 : 0,
            kind.name(),
            kind.formatVersion(),
            root,
            constraint ? SystemTables.CONSTRAINT : SystemTables.USER
        };
    }

    static MutablePage root(PageTransaction transaction) {
        return transaction.writer(PageType.CATALOG, 0).edit(transaction.root());
    }

    static Heap heap(Catalog catalog, TableSchema schema) {
        return catalog.table(schema.name()).heap();
    }

    private static long insert(PageTransaction transaction, Catalog catalog, TableSchema schema, Object... values) {
        Table table = catalog.table(schema.name());
        return table.heap().insert(transaction, table.codec().encode(schema, RowBuffer.of(values)));
    }
}
