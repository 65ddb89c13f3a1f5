package org.pesadb.storage.catalog;

import org.pesadb.api.Row;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.KeyEncoding;

/**
 * An index of a table. Immutable.
 *
 * @param owner      its number in the catalog
 * @param column     the position of its column
 * @param unique     whether no two rows may hold the same value, NULL apart
 * @param kind       the name of what provides it
 * @param constraint whether a constraint of the table made it
 * @param access     the way to its entries. A unique index whose column may be NULL is kept as one that takes a key many
 *                   times, for the NULLs; that no other value comes twice is seen to before an insert
 * @param catalogRow where its row stands in the system table
 */
public record TableIndex(
        int owner, int column, boolean unique, String kind, boolean constraint, Index access, long catalogRow) {

    /**
     * The key of a row.
     *
     * @param row of the table
     * @return its key in this index
     */
    public byte[] key(Row row) {
        return KeyEncoding.of(row, column);
    }
}
