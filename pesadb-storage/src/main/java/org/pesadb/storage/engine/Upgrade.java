package org.pesadb.storage.engine;

import java.util.function.Function;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.storage.catalog.Catalog;
import org.pesadb.storage.catalog.CatalogReader;
import org.pesadb.storage.catalog.CatalogUpgrade;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database that is opened to be written up to the formats that its parts write now: first what the catalog says of codecs, whose
 * rows stay as they are, then each index, in a transaction of its own. What a crash cuts short goes on at the next opening. Where a part
 * fails in it, its transaction is undone and the database is not opened: read-only, it opens as it is, and so it does with the part as it
 * was before. Of one thread, once.
 */
final class Upgrade {
    private static final Logger LOGGER = LoggerFactory.getLogger(Upgrade.class);

    private final StorageDatabase database;
    private final CatalogReader catalogs;
    private final CatalogUpgrade upgrade = new CatalogUpgrade();

    Upgrade(StorageDatabase database, CatalogReader catalogs) {
        this.database = database;
        this.catalogs = catalogs;
    }

    /**
     * Upgrades.
     *
     * @param before the catalog
     * @return the catalog afterwards; the same where all is up to date
     */
    Catalog run(Catalog before) {
        Catalog catalog = before;
        if (upgrade.hasOldCodecs(catalog)) {
            catalog = within(transaction -> {
                upgrade.codecs(transaction, before);
                return catalogs.read(transaction, transaction.root());
            });
        }
        for (Table table : before.tables()) {
            for (TableIndex index : table.indexes()) {
                if (index.outdated()) {
                    catalog = index(catalog, table.name(), index);
                }
            }
        }
        return catalog;
    }

    private Catalog index(Catalog before, String name, TableIndex outdated) {
        Table table = before.listedTable(name);
        TableIndex index = table.indexOn(outdated.columns());
        try {
            Catalog after = within(transaction -> upgrade.index(transaction, before, table, index));
            LOGGER.info("Brought the index on {} up to date", index.label(table.schema()));
            return after;
        } catch (PesaDbException failed) {
            throw new PesaDbException(
                    failed.code(),
                    "the index on " + index.label(table.schema()) + " is in format version " + index.version()
                            + " and cannot be brought up to date; opened read-only, the database can be read as it is: "
                            + failed.getMessage(),
                    failed);
        }
    }

    private Catalog within(Function<PageTransaction, Catalog> work) {
        PageTransaction transaction = database.pager().write(database.options().busyTimeout());
        try {
            Catalog after = work.apply(transaction);
            transaction.commit();
            return after;
        } catch (RuntimeException | Error failed) {
            Cleanup.rollback(transaction, failed);
            throw failed;
        }
    }
}
