package org.pesadb.storage.engine;

import java.util.Arrays;
import org.pesadb.api.spi.RowBuffer;

/** A text of a row as its UTF-8, to be compared with others without making objects. Can be set again and again. Of one thread. */
final class TextBytes {
    private byte[] bytes = new byte[64];
    private int length;

    /** Copies a text. */
    void set(RowBuffer row, int position) {
        length = row.utf8Length(position);
        if (bytes.length < length) {
            bytes = new byte[length * 2];
        }
        row.putUtf8(position, bytes, 0);
    }

    /** Compares as unsigned bytes, which is the order of TEXT. */
    int compareTo(TextBytes other) {
        return Arrays.compareUnsigned(bytes, 0, length, other.bytes, 0, other.length);
    }

    /** Whether a text of a row is the same. */
    boolean isIn(RowBuffer row, int position, TextBytes scratch) {
        if (row.utf8Length(position) != length) {
            return false;
        }
        scratch.set(row, position);
        return compareTo(scratch) == 0;
    }
}
