package org.pesadb.storage.catalog;

import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.Page;

/** Tells what is on the page at which the catalog begins, for people. */
public final class CatalogMap {
    private CatalogMap() {}

    /**
     * Describes it.
     *
     * @param page of type CATALOG
     * @param into is told
     */
    public static void describe(Page page, ByteMap into) {
        CatalogRoot.describe(page, into);
    }
}
