package org.pesadb.storage.catalog;

import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.TableSchema;

/**
 * The tables in which the catalog is kept. Their numbers and columns go to disk.
 *
 * <p>They have no indexes: a catalog is read as a whole, once for each version of the schema, and what reads it remembers where
 * each row stands.
 */
final class SystemTables {
    /** Names that begin so are the catalog's. */
    static final String PREFIX = "pesa_";

    static final int TABLES_OWNER = 1;
    static final int COLUMNS_OWNER = 2;
    static final int INDEXES_OWNER = 3;

    /** Who has made an index: a constraint, or a user. */
    static final String CONSTRAINT = "constraint";

    static final String USER = "user";

    /** The number of the first table or index of a user. */
    static final int FIRST_OWNER = 16;

    /** One row for each table. */
    static final TableSchema TABLES = new TableSchema(
            PREFIX + "tables",
            List.of(integer("id"), text("name"), integer("root"), text("codec"), integer("codec_version")));

    /** The places of the columns of {@link #TABLES}; the first is that of {@link #INDEXES} too. */
    static final int ID = 0;

    static final int TABLE_NAME = 1;
    static final int TABLE_ROOT = 2;
    static final int CODEC = 3;
    static final int CODEC_VERSION = 4;

    /**
     * One row for each column of a table. {@code initial} is its default, of an INT the digits; NULL where it has none. Rows from
     * before there were defaults lack it.
     */
    static final TableSchema COLUMNS = new TableSchema(
            PREFIX + "columns",
            List.of(
                    integer("table_id"),
                    integer("position"),
                    text("name"),
                    text("type"),
                    integer("pk"),
                    integer("uniq"),
                    integer("notnull"),
                    Column.of("initial", ColumnType.TEXT)));

    /** The place of {@code initial} in {@link #COLUMNS}. */
    static final int INITIAL = 7;

    /**
     * One row for each index; {@code columns} are the positions of its columns in the order of the key, such as {@code 2,0};
     * {@code made} says whether a constraint or a user made it.
     */
    static final TableSchema INDEXES = new TableSchema(
            PREFIX + "indexes",
            List.of(
                    integer("id"),
                    integer("table_id"),
                    text("columns"),
                    integer("uniq"),
                    text("kind"),
                    integer("version"),
                    integer("root"),
                    text("made")));

    /** The places of the columns of {@link #INDEXES}, behind {@link #ID}. */
    static final int INDEX_TABLE = 1;

    static final int INDEX_COLUMNS = 2;
    static final int INDEX_UNIQUE = 3;
    static final int INDEX_KIND = 4;
    static final int INDEX_VERSION = 5;
    static final int INDEX_ROOT = 6;
    static final int INDEX_MADE = 7;

    private SystemTables() {}

    private static Column integer(String name) {
        return Column.of(name, ColumnType.INT).asNotNull();
    }

    private static Column text(String name) {
        return Column.of(name, ColumnType.TEXT).asNotNull();
    }
}
