package org.pesadb.storage.spill;

import org.pesadb.api.Row;
import org.pesadb.api.spi.RowBuffer;

/**
 * Some values of rows as bytes, for files and buffers that nobody reads but who wrote them. No text becomes a String on the way.
 *
 * <pre>
 *   a row    its values, one behind another
 *   a value  varint 0                             NULL
 *            varint 1, varint n                   an INT: n is 2 i for i &gt;= 0, and -2 i - 1 for i &lt; 0
 *            varint length + 2, UTF-8             a TEXT
 * </pre>
 *
 * <p>Of one thread.
 */
public final class RowFormat {
    private static final int NULL = 0;
    private static final int INT = 1;
    private static final int TEXT = 2;

    private final int width;
    private final int[] columns;
    private RowBuffer copy;

    /**
     * Remembers what is kept.
     *
     * @param width   the number of values in a row
     * @param columns the positions of those that are kept, each once
     */
    public RowFormat(int width, int[] columns) {
        this.width = width;
        this.columns = columns.clone();
    }

    /**
     * The number of values in a row.
     *
     * @return with those that are not kept
     */
    public int width() {
        return width;
    }

    /**
     * A row that hands out its texts as bytes.
     *
     * @param row any row
     * @return the same, or another one with the kept values, good until the next call
     */
    public RowBuffer buffer(Row row) {
        if (row instanceof RowBuffer already) {
            return already;
        }
        if (copy == null) {
            copy = new RowBuffer(width);
        }
        for (int column : columns) {
            copy.copy(column, row, column);
        }
        return copy;
    }

    /** Lets go of the values of the last {@link #buffer}. */
    void forget() {
        copy = null;
    }

    /**
     * Writes the kept values of a row.
     *
     * @param row  holds them
     * @param into gets them behind what is there
     */
    public void write(RowBuffer row, ByteSink into) {
        for (int column : columns) {
            if (row.isNull(column)) {
                into.put(NULL);
            } else if (row.isLong(column)) {
                into.put(INT);
                long value = row.getLong(column);
                into.putVarint(value << 1 ^ value >> 63);
            } else {
                int length = row.utf8Length(column);
                into.putVarint((long) length + TEXT);
                into.wrote(row.putUtf8(column, into.room(length), into.length()));
            }
        }
    }

    /**
     * Reads the kept values of a row.
     *
     * @param bytes holds them; texts stay a part of them, so that they must not change any more
     * @param at    the first byte
     * @param into  gets them; all others stay as they are
     * @return behind the last byte
     */
    public int read(byte[] bytes, int at, RowBuffer into) {
        int next = at;
        for (int column : columns) {
            int kind = Bytes.getVarint(bytes, next);
            next = Bytes.skipVarint(bytes, next);
            if (kind == NULL) {
                into.setNull(column);
            } else if (kind == INT) {
                long number = Bytes.getLongVarint(bytes, next);
                next = Bytes.skipVarint(bytes, next);
                into.setLong(column, number >>> 1 ^ -(number & 1));
            } else {
                into.setUtf8(column, bytes, next, kind - TEXT);
                next += kind - TEXT;
            }
        }
        return next;
    }
}
