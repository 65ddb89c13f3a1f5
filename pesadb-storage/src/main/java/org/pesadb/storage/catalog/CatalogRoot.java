package org.pesadb.storage.catalog;

import java.nio.charset.StandardCharsets;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/**
 * The page at which the catalog begins; page 0 names it.
 *
 * <pre>
 *  0  4  magic "PCAT"
 *  4  4  format version, 2; a catalog of version 1 has no defaults of columns, and becomes one of version 2 at its next change
 *  8  8  version of the schema: one more at every change of a table or index
 * 16  4  number for the next table or index
 * 20  4  format version of the codec of the system tables
 * 24  8  root of the heap of pesa_tables
 * 32  8  root of the heap of pesa_columns
 * 40  8  root of the heap of pesa_indexes
 * 48  1  length of the codec's name
 * 49 64  name of the codec of the system tables, ASCII
 * </pre>
 */
final class CatalogRoot {
    private static final int MAGIC_VALUE = 'P' | 'C' << 8 | 'A' << 16 | 'T' << 24;
    private static final int FORMAT_VERSION = 2;

    private static final int MAGIC = 0;
    private static final int FORMAT = MAGIC + Integer.BYTES;
    private static final int SCHEMA_VERSION = FORMAT + Integer.BYTES;
    private static final int NEXT_OWNER = SCHEMA_VERSION + Long.BYTES;
    private static final int CODEC_VERSION = NEXT_OWNER + Integer.BYTES;
    private static final int TABLES_ROOT = CODEC_VERSION + Integer.BYTES;
    private static final int COLUMNS_ROOT = TABLES_ROOT + Long.BYTES;
    private static final int INDEXES_ROOT = COLUMNS_ROOT + Long.BYTES;
    private static final int CODEC_LENGTH = INDEXES_ROOT + Long.BYTES;
    private static final int CODEC_NAME = CODEC_LENGTH + 1;
    private static final int CODEC_NAME_LIMIT = 64;

    private final Page page;

    CatalogRoot(Page page) {
        this.page = page;
        if (page.type() != PageType.CATALOG || page.owner() != 0 || page.getInt(MAGIC) != MAGIC_VALUE) {
            throw new CorruptException(
                    "main file, page " + page.id() + ": no catalog stands here; every table is affected");
        }
        if (page.getInt(FORMAT) > FORMAT_VERSION) {
            throw new PesaDbException(
                    ErrorCode.FORMAT_TOO_NEW,
                    "the catalog has format version " + page.getInt(FORMAT) + "; this program reads up to "
                            + FORMAT_VERSION + "; use a newer one");
        }
    }

    static void initialise(MutablePage page, String codec, int codecVersion, long tables, long columns, long indexes) {
        page.putInt(MAGIC, MAGIC_VALUE);
        page.putInt(FORMAT, FORMAT_VERSION);
        page.putLong(SCHEMA_VERSION, 1);
        page.putInt(NEXT_OWNER, SystemTables.FIRST_OWNER);
        page.putInt(CODEC_VERSION, codecVersion);
        setRoots(page, tables, columns, indexes);
        byte[] name = codec.getBytes(StandardCharsets.US_ASCII);
        page.putByte(CODEC_LENGTH, name.length);
        page.put(CODEC_NAME, name, 0, name.length);
    }

    /** Says where the system tables are. */
    static void setRoots(MutablePage page, long tables, long columns, long indexes) {
        page.putLong(TABLES_ROOT, tables);
        page.putLong(COLUMNS_ROOT, columns);
        page.putLong(INDEXES_ROOT, indexes);
    }

    /** Says in which version the system tables' codec writes now. */
    static void setCodecVersion(MutablePage page, int version) {
        page.putInt(CODEC_VERSION, version);
    }

    /** Takes the number for a new table or index. */
    static int takeOwner(MutablePage page) {
        int owner = page.getInt(NEXT_OWNER);
        if (owner == Integer.MAX_VALUE) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE, "2^31 tables and indexes were made; dump and rebuild the database");
        }
        page.putInt(NEXT_OWNER, owner + 1);
        return owner;
    }

    /** Says that the schema has changed. */
    static long nextVersion(MutablePage page) {
        long version = page.getLong(SCHEMA_VERSION) + 1;
        page.putLong(SCHEMA_VERSION, version);
        page.putInt(FORMAT, FORMAT_VERSION);
        return version;
    }

    /** The number for the next table or index. */
    int nextOwner() {
        return page.getInt(NEXT_OWNER);
    }

    long schemaVersion() {
        return page.getLong(SCHEMA_VERSION);
    }

    long tablesRoot() {
        return page.getLong(TABLES_ROOT);
    }

    long columnsRoot() {
        return page.getLong(COLUMNS_ROOT);
    }

    long indexesRoot() {
        return page.getLong(INDEXES_ROOT);
    }

    int codecVersion() {
        return page.getInt(CODEC_VERSION);
    }

    String codec() {
        byte[] name = new byte[page.getByte(CODEC_LENGTH) & 0xFF];
        if (name.length > CODEC_NAME_LIMIT) {
            throw new CorruptException(
                    "main file, page " + page.id() + ": the catalog's codec has a name of " + name.length);
        }
        page.copyTo(CODEC_NAME, name, 0, name.length);
        return new String(name, StandardCharsets.US_ASCII);
    }

    /** Tells what is on the page, for people. */
    static void describe(Page page, ByteMap into) {
        into.field(MAGIC, Integer.BYTES, "magic", "PCAT");
        into.field(FORMAT, Integer.BYTES, "format version", String.valueOf(page.getInt(FORMAT)));
        into.field(
                SCHEMA_VERSION,
                Long.BYTES,
                "schema version",
                page.getLong(SCHEMA_VERSION) + ", one more at every change");
        into.field(NEXT_OWNER, Integer.BYTES, "next owner", page.getInt(NEXT_OWNER) + ", for the next table or index");
        into.field(CODEC_VERSION, Integer.BYTES, "codec version", String.valueOf(page.getInt(CODEC_VERSION)));
        into.field(TABLES_ROOT, Long.BYTES, "pesa_tables", "page " + page.getLong(TABLES_ROOT));
        into.field(COLUMNS_ROOT, Long.BYTES, "pesa_columns", "page " + page.getLong(COLUMNS_ROOT));
        into.field(INDEXES_ROOT, Long.BYTES, "pesa_indexes", "page " + page.getLong(INDEXES_ROOT));
        into.field(CODEC_LENGTH, 1, "length of the codec's name", page.getByte(CODEC_LENGTH) + " bytes");
        into.field(CODEC_NAME, CODEC_NAME_LIMIT, "codec", "of the system tables");
    }
}
