package org.pesadb.storage.engine;

import java.util.HashMap;
import java.util.Map;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;

/**
 * The indexes that a transaction, or a statement of one, has entered rows into or taken rows out of: each gets the chance to do what it
 * has put off before the commit. Of one thread.
 */
final class TouchedIndexes {
    /** By the numbers of indexes, the names of their tables: an index is made anew, and a table is dropped, in the same transaction. */
    private final Map<Integer, String> tables = new HashMap<>();

    /** Takes note of an index. */
    void add(Table table, TableIndex index) {
        tables.put(index.owner(), table.name());
    }

    /** Takes over what a statement has touched. */
    void addAll(TouchedIndexes others) {
        tables.putAll(others.tables);
    }

    /**
     * Lets each of them that is still there do its work.
     *
     * @param transaction about to commit
     * @param catalog     as the transaction leaves it
     */
    void maintain(PageTransaction transaction, Catalog catalog) {
        tables.forEach((owner, name) -> {
            if (catalog.has(name)) {
                for (TableIndex index : catalog.table(name).indexes()) {
                    if (index.owner() == owner) {
                        index.access().maintain(transaction.writer(PageType.INDEX, owner));
                        transaction.releasePages();
                    }
                }
            }
        });
    }
}
