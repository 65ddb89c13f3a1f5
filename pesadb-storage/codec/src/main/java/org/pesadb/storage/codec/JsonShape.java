package org.pesadb.storage.codec;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.pesadb.api.ColumnType;
import org.pesadb.api.TableSchema;

/**
 * What the rows of one schema look like: before each value stands its column's name with punctuation, always the same bytes.
 * Immutable; threads share it.
 */
final class JsonShape {
    /** {@code {"id":} for the first column, {@code ,"name":} for each other. */
    final byte[][] prefixes;

    /** Their lengths. */
    final int[] lengths;

    /** The prefixes again, eight bytes to a word, little-endian, zeros behind the end. */
    final long[][] words;

    /** Which bits of a prefix's last word count. */
    final long[] lastMasks;

    /** Whether a column holds TEXT. */
    final boolean[] text;

    /** The sum of the prefixes' lengths. */
    final int prefixBytes;

    private final WeakReference<TableSchema> schema;

    private JsonShape(TableSchema schema) {
        this.schema = new WeakReference<>(schema);
        prefixes = new byte[schema.size()][];
        lengths = new int[schema.size()];
        words = new long[schema.size()][];
        lastMasks = new long[schema.size()];
        text = new boolean[schema.size()];
        int sum = 0;
        for (int i = 0; i < prefixes.length; i++) {
            byte[] name = schema.column(i).name().getBytes(StandardCharsets.UTF_8);
            byte[] prefix = new byte[4 + JsonWriter.MOST_BYTES_PER_BYTE * name.length];
            prefix[0] = (byte) (i == 0 ? '{' : ',');
            int end = JsonWriter.text(schema.column(i).name(), prefix, 1);
            prefix[end++] = ':';
            prefixes[i] = Arrays.copyOf(prefix, end);
            lengths[i] = end;
            words[i] = words(prefixes[i]);
            lastMasks[i] = -1L >>> 8 * (8 * words[i].length - end);
            text[i] = schema.column(i).type() == ColumnType.TEXT;
            sum += end;
        }
        prefixBytes = sum;
    }

    private static long[] words(byte[] prefix) {
        long[] words = new long[(prefix.length + 7) / 8];
        byte[] padded = Arrays.copyOf(prefix, 8 * words.length);
        for (int i = 0; i < words.length; i++) {
            words[i] = (long) Utf8.LONGS.get(padded, 8 * i);
        }
        return words;
    }

    /**
     * The shapes used last, by the identity of their schemas. It never holds more than a few, and none of them keeps a
     * schema alive; a shape that another one has displaced is made again in a microsecond.
     */
    static final class Cache {
        private static final int PLACES = 256;

        private final AtomicReferenceArray<JsonShape> shapes = new AtomicReferenceArray<>(PLACES);

        JsonShape of(TableSchema schema) {
            int place = System.identityHashCode(schema) & PLACES - 1;
            // A plain read is enough: all that a shape holds is in final fields.
            JsonShape shape = shapes.getPlain(place);
            if (shape == null || !shape.schema.refersTo(schema)) {
                shape = new JsonShape(schema);
                shapes.setRelease(place, shape);
            }
            return shape;
        }
    }
}
