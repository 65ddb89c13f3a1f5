package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.spi.RowBuffer;

/** The steps of an explanation, in the order of doing them. Of one thread. */
final class Steps {
    private final List<RowBuffer> rows = new ArrayList<>();

    /**
     * Adds one.
     *
     * @param action what is done
     * @param count  about how many rows come of it
     * @param cost   about what it costs, in the unit of one row handled
     * @param why    in words, and what else there was; may be empty
     */
    void add(String action, double count, double cost, String why) {
        rows.add(RowBuffer.of(rows.size() + 1, action, figure(count), figure(cost), why));
    }

    /** Rounded, but that a little is not told as nothing. */
    static long figure(double value) {
        return value > 0 ? Math.max(1, Math.round(value)) : 0;
    }

    /** All of them, as rows. */
    Query query() {
        return Query.of(
                List.of(
                        Column.of("step", ColumnType.INT),
                        Column.of("action", ColumnType.TEXT),
                        Column.of("rows", ColumnType.INT),
                        Column.of("cost", ColumnType.INT),
                        Column.of("why", ColumnType.TEXT)),
                new ListStream(rows));
    }
}
