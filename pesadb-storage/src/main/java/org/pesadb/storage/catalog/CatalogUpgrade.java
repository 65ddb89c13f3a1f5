package org.pesadb.storage.catalog;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.storage.catalog.CatalogReader.Located;
import org.pesadb.storage.heap.RowBytes;

/**
 * Brings what older versions of parts wrote up to date within a write transaction, and writes the new versions into the catalog: so both happen
 * or neither does. Stateless; threads share it.
 */
public final class CatalogUpgrade {
    /**
     * Whether a codec writes a newer version of its format than the catalog has for it.
     *
     * @param catalog the catalog
     * @return true where {@link #codecs} has something to do
     */
    public boolean hasOldCodecs(Catalog catalog) {
        return catalog.systemTables().stream().anyMatch(Table::outdated)
                || catalog.tables().stream().anyMatch(Table::outdated);
    }

    /**
     * Takes note of the versions that codecs write now. Rows stay as they are. To be done before anything else is written: of the catalog's own
     * tables too, rows of the new version may come now.
     *
     * @param transaction in which
     * @param before      the catalog, which is to be read anew afterwards
     */
    public void codecs(PageTransaction transaction, Catalog before) {
        for (Table table : before.systemTables()) {
            if (table.outdated()) {
                CatalogRoot.setCodecVersion(
                        CatalogWriter.root(transaction), table.codec().formatVersion());
            }
        }
        for (Table table : before.tables()) {
            if (table.outdated()) {
                RowBuffer row = row(transaction, before, SystemTables.TABLES, table.catalogRow());
                row.setLong(SystemTables.CODEC_VERSION, table.codec().formatVersion());
                CatalogMover.update(transaction, before, SystemTables.TABLES, table.catalogRow(), row);
            }
        }
        CatalogRoot.nextVersion(CatalogWriter.root(transaction));
    }

    /**
     * Has an index brought up to date by what provides it.
     *
     * @param transaction in which
     * @param before      the catalog
     * @param table       its table
     * @param index       the index, which is {@linkplain TableIndex#outdated() in an older version}
     * @return the catalog afterwards
     */
    public Catalog index(PageTransaction transaction, Catalog before, Table table, TableIndex index) {
        IndexProvider kind = index.provider();
        RowBuffer row = row(transaction, before, SystemTables.INDEXES, index.catalogRow());
        long root = row.getLong(SystemTables.INDEX_ROOT);
        kind.upgrade(
                transaction.writer(PageType.INDEX, index.owner()), definition(table, index, index.version()), root);
        row.setLong(SystemTables.INDEX_VERSION, kind.formatVersion());
        CatalogMover.update(transaction, before, SystemTables.INDEXES, index.catalogRow(), row);
        List<TableIndex> indexes = new ArrayList<>(table.indexes());
        indexes.set(
                indexes.indexOf(index),
                index.madeAnew(kind, kind.open(definition(table, index, kind.formatVersion()), root)));
        return before.with(CatalogRoot.nextVersion(CatalogWriter.root(transaction)), table.withIndexes(indexes));
    }

    private static IndexDefinition definition(Table table, TableIndex index, int version) {
        return CatalogReader.definition(table.schema(), index.columns(), index.owner(), index.unique(), version);
    }

    /** A row of the catalog that keeps none of its page's bytes. */
    private static RowBuffer row(PageTransaction transaction, Catalog catalog, TableSchema schema, long rowId) {
        Table table = catalog.table(schema.name());
        RowBytes bytes = new RowBytes();
        table.heap().read(transaction, rowId, bytes);
        RowBuffer row = Located.decode(table, rowId, bytes.array(), bytes.offset(), bytes.length())
                .row();
        for (int column = 0; column < schema.size(); column++) {
            row.get(column);
        }
        return row;
    }
}
