package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.storage.heap.Heap;
import org.pesadb.storage.heap.MoveListener;

/**
 * Moves tables to other pages within a write transaction, in the same codec or another one, and writes into the catalog where they are. Numbers, names and
 * constraints stay. Which pages those are is the pager's affair: see {@link PageTransaction#takeLowestPages}. Stateless; threads
 * share it.
 */
public final class CatalogMover {
    /**
     * Moves a table's rows, and makes its indexes anew. Their old pages are given back first.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param table       a user's table
     * @param kinds       what each index is made with
     * @param listener    told after each page of rows
     * @return the catalog afterwards; the table's indexes are empty, and the caller's to fill
     */
    public Catalog move(
            PageTransaction transaction,
            Catalog before,
            Table table,
            Function<TableIndex, IndexProvider> kinds,
            MoveListener listener) {
        dropIndexes(transaction, table);
        return moved(transaction, before, table, table.codec(), table.heap().move(transaction, listener), kinds);
    }

    /**
     * Writes a table's rows anew in another codec, on other pages, and makes its indexes anew, as {@link #move} does. Each row is
     * complete then, with the defaults of columns that it lacked.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param table       a user's table
     * @param codec       what its rows are written with from now on
     * @param kinds       what each index is made with
     * @param listener    told after each page of rows
     * @return the catalog afterwards; the table's indexes are empty, and the caller's to fill
     */
    public Catalog recode(
            PageTransaction transaction,
            Catalog before,
            Table table,
            RowCodec codec,
            Function<TableIndex, IndexProvider> kinds,
            MoveListener listener) {
        dropIndexes(transaction, table);
        TableSchema schema = table.schema();
        int[] all = IntStream.range(0, schema.size()).toArray();
        RowBuffer row = new RowBuffer(all.length);
        long root = table.heap()
                .rewrite(
                        transaction,
                        codec.tombstone(),
                        (bytes, offset, length) -> {
                            table.codec().decode(schema, bytes, offset, length, all, row);
                            return codec.encode(schema, row);
                        },
                        listener);
        return moved(transaction, before, table, codec, root, kinds);
    }

    private static void dropIndexes(PageTransaction transaction, Table table) {
        for (TableIndex index : table.indexes()) {
            index.access().drop(transaction.writer(PageType.INDEX, index.owner()));
        }
    }

    private static Catalog moved(
            PageTransaction transaction,
            Catalog before,
            Table table,
            RowCodec codec,
            long root,
            Function<TableIndex, IndexProvider> kinds) {
        update(
                transaction,
                before,
                SystemTables.TABLES,
                table.catalogRow(),
                CatalogWriter.tableRow(table.owner(), table.name(), root, codec));
        List<TableIndex> indexes = new ArrayList<>();
        for (TableIndex index : table.indexes()) {
            indexes.add(makeAnew(transaction, before, table, index, kinds.apply(index)));
        }
        Heap heap = new Heap(table.name(), table.owner(), root, codec.tombstone());
        return before.with(
                CatalogRoot.nextVersion(CatalogWriter.root(transaction)),
                table.withRows(codec, heap).withIndexes(indexes));
    }

    private static TableIndex makeAnew(
            PageTransaction transaction, Catalog before, Table table, TableIndex index, IndexProvider kind) {
        IndexDefinition definition = CatalogReader.definition(
                table.schema(), index.columns(), index.owner(), index.unique(), kind.formatVersion());
        long root = kind.create(transaction.writer(PageType.INDEX, index.owner()), definition);
        Index access = kind.open(definition, root);
        update(
                transaction,
                before,
                SystemTables.INDEXES,
                index.catalogRow(),
                CatalogWriter.indexRow(
                        index.owner(), table.owner(), index.columns(), index.unique(), kind, root, index.constraint()));
        return index.madeAnew(kind, access);
    }

    /**
     * Moves the tables of the catalog itself, and the page at which it begins. Their rows stand elsewhere then: the catalog is to be
     * read anew.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param listener    told after each page of rows
     */
    public void moveCatalog(PageTransaction transaction, Catalog before, MoveListener listener) {
        PageWriter pages = transaction.writer(PageType.CATALOG, 0);
        Page old = pages.page(transaction.root());
        byte[] content = new byte[old.size()];
        old.copyTo(0, content, 0, content.length);
        pages.free(old.id());
        MutablePage begun = pages.allocate();
        begun.put(0, content, 0, content.length);
        transaction.setRoot(begun.id());
        long tables = CatalogWriter.heap(before, SystemTables.TABLES).move(transaction, listener);
        long columns = CatalogWriter.heap(before, SystemTables.COLUMNS).move(transaction, listener);
        long indexes = CatalogWriter.heap(before, SystemTables.INDEXES).move(transaction, listener);
        MutablePage root = CatalogWriter.root(transaction);
        CatalogRoot.setRoots(root, tables, columns, indexes);
        CatalogRoot.nextVersion(root);
    }

    private static void update(
            PageTransaction transaction, Catalog catalog, TableSchema schema, long rowId, Object... values) {
        update(transaction, catalog, schema, rowId, RowBuffer.of(values));
    }

    static void update(PageTransaction transaction, Catalog catalog, TableSchema schema, long rowId, RowBuffer values) {
        Table table = catalog.table(schema.name());
        table.heap().update(transaction, rowId, table.codec().encode(schema, values));
    }
}
