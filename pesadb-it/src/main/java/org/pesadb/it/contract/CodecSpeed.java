package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;

/** How fast a codec is with small rows, in one thread, warmed up for a moment: good to see what is twice as slow, no benchmark. */
final class CodecSpeed {
    private static final int ROWS = 1_000;
    private static final TableSchema SCHEMA = new TableSchema(
            "people",
            List.of(
                    Column.of("id", ColumnType.INT).asPrimaryKey(),
                    Column.of("k", ColumnType.INT),
                    Column.of("name", ColumnType.TEXT)));

    private final RowCodec codec;
    private final int passes;
    private final List<RowBuffer> rows = new ArrayList<>();
    private final List<byte[]> encoded = new ArrayList<>();
    private final CodecPredicate predicate;
    private final RowBuffer into = new RowBuffer(SCHEMA.size());
    /** Keeps what was computed from being left out. */
    private long sum;

    /** What is measured for one row. */
    private interface Work {
        long run(int row);
    }

    /**
     * @param codec which
     * @param count how many rows each kind of work is done with
     */
    CodecSpeed(RowCodec codec, int count) {
        this.codec = codec;
        passes = Math.max(1, count / ROWS);
        for (int i = 0; i < ROWS; i++) {
            RowBuffer row = RowBuffer.of(i * 7919L, (long) i % 100, "name of somebody " + i);
            rows.add(row);
            encoded.add(codec.encode(SCHEMA, row));
        }
        CodecPredicate found = null;
        Random random = new Random(1);
        while (found == null || found.tests() != 1 || found.column(0) != 1) {
            found = CodecPredicate.of(SCHEMA, rows.get(50), random);
        }
        predicate = found;
    }

    /** One line for people. */
    String line() {
        int[] all = {0, 1, 2};
        int[] one = {1};
        double bytes = encoded.stream().mapToInt(row -> row.length).average().orElse(0);
        return String.format(
                Locale.ROOT,
                "codec %-16s %5.0f ns to encode %5.0f ns to decode %5.0f ns for one column %5.0f ns to test %5.1f bytes a row",
                codec.name(),
                nanos(row -> codec.encode(SCHEMA, rows.get(row)).length),
                nanos(row -> {
                    decode(row, all);
                    return into.getLong(0) + into.utf8Length(2);
                }),
                nanos(row -> {
                    decode(row, one);
                    return into.getLong(1);
                }),
                nanos(row -> {
                    byte[] each = encoded.get(row);
                    return codec.test(SCHEMA, each, 0, each.length, predicate, into) ? 1 : 0;
                }),
                bytes);
    }

    private void decode(int row, int[] columns) {
        byte[] bytes = encoded.get(row);
        codec.decode(SCHEMA, bytes, 0, bytes.length, columns, into);
    }

    /** What everything that was measured came to. */
    long sum() {
        return sum;
    }

    private double nanos(Work work) {
        measure(work);
        return measure(work);
    }

    private double measure(Work work) {
        long begin = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < ROWS; i++) {
                sum += work.run(i);
            }
        }
        return (double) (System.nanoTime() - begin) / passes / ROWS;
    }
}
