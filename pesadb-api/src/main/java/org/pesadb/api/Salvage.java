package org.pesadb.api;

import java.util.List;

/**
 * What {@link PesaDb#salvage} brought from a damaged database into a new one. Immutable; threads may share it.
 *
 * @param tables   every table that is known of, also those of which nothing could be read
 * @param complete whether nothing is lost: each table is whole, and no commit that the log should hold is missing
 */
@Stable(since = 1)
public record Salvage(List<Table> tables, boolean complete) {
    /**
     * Keeps a copy of the list.
     *
     * @param tables   every table that is known of
     * @param complete whether nothing is lost
     */
    public Salvage {
        tables = List.copyOf(tables);
    }

    /**
     * What became of one table. Every salvaged row is whole. With {@code exact}, {@code rows + lostRows} is what the table
     * held; without, it held as many at least, unless the list of free pages could not be read either: then rows that had been
     * deleted may have come back among those of pages that were found without the directory of the table.
     *
     * @param name      its name, or {@code table_N} where only its number is known
     * @param rows      how many rows are in the new database
     * @param lostRows  how many are known to be lost
     * @param lostPages how many of its heap pages could not be read
     * @param exact     whether nobody needs to fear that more rows are lost than {@code lostRows}
     */
    public record Table(String name, long rows, long lostRows, long lostPages, boolean exact) {
        /**
         * Whether nothing of it is lost.
         *
         * @return true where all of its rows are in the new database
         */
        public boolean complete() {
            return exact && lostRows == 0;
        }
    }

    /**
     * All rows salvaged.
     *
     * @return the sum over the tables
     */
    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    /**
     * All rows known to be lost.
     *
     * @return the sum over the tables
     */
    public long lostRows() {
        return tables.stream().mapToLong(Table::lostRows).sum();
    }

    /**
     * All heap pages that could not be read.
     *
     * @return the sum over the tables
     */
    public long lostPages() {
        return tables.stream().mapToLong(Table::lostPages).sum();
    }
}
