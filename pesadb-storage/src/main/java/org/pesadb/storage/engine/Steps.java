package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.trace.TraceEvent;

/** The steps of an explanation, in the order of doing them. Of one thread. */
final class Steps {
    private final List<TraceEvent.Step> all = new ArrayList<>();

    /**
     * Adds one.
     *
     * @param action what is done
     * @param count  about how many rows come of it
     * @param cost   about what it costs, in the unit of one row handled
     * @param why    in words, and what else there was; may be empty
     */
    void add(String action, double count, double cost, String why) {
        all.add(new TraceEvent.Step(action, figure(count), figure(cost), why));
    }

    /** Rounded, but that a little is not told as nothing. */
    static long figure(double value) {
        return value > 0 ? Math.max(1, Math.round(value)) : 0;
    }

    /** All of them. */
    List<TraceEvent.Step> told() {
        return List.copyOf(all);
    }

    /** All of them, as rows. */
    Query query() {
        List<RowBuffer> rows = new ArrayList<>();
        for (TraceEvent.Step step : all) {
            rows.add(RowBuffer.of(rows.size() + 1, step.action(), step.rows(), step.cost(), step.why()));
        }
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
