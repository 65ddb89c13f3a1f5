package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;

/**
 * A join that is right but for one thing: it holds all right rows in memory, whatever it may take. Each of its steps can be broken.
 * Stateless; threads share it.
 */
class PlainJoin implements JoinStrategy {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
        return (double) left.about() + right.about();
    }

    @Override
    public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
        Map<List<Object>, List<Row>> byKey = new HashMap<>();
        RowStream rows = right.rows();
        try {
            while (rows.next()) {
                check(context);
                Row row = keep(rows.row());
                byKey.computeIfAbsent(key(rows.row(), right.keys()), key -> new ArrayList<>())
                        .add(row);
            }
        } finally {
            closeRight(rows);
        }
        return new Pairs(left, right.width(), byKey, kind == JoinKind.LEFT && keepsLeft(), context);
    }

    /** Asks whether the statement is cancelled. */
    void check(JoinContext context) {
        context.checkCancelled();
    }

    /** Keeps a row for later. */
    Row keep(Row row) {
        return RowBuffer.copyOf(row);
    }

    /** Closes the stream of the right rows. */
    void closeRight(RowStream rows) {
        rows.close();
    }

    /** Closes the stream of the left rows. */
    void closeLeft(RowStream rows, boolean early) {
        rows.close();
    }

    boolean keepsLeft() {
        return true;
    }

    /** Whether keys may have partners. */
    boolean pairs(List<Object> key) {
        return !key.contains(null);
    }

    /** A row of the result. */
    Row pair(Row one, int leftWidth, Row other, int rightWidth) {
        RowBuffer pair = new RowBuffer(leftWidth + rightWidth);
        for (int i = 0; i < leftWidth; i++) {
            pair.copy(i, one, i);
        }
        for (int i = 0; other != null && i < rightWidth; i++) {
            pair.copy(leftWidth + i, other, i);
        }
        return pair;
    }

    private static List<Object> key(Row row, int[] keys) {
        return Arrays.asList(Arrays.stream(keys).mapToObj(row::get).toArray());
    }

    /** The result. */
    private final class Pairs implements RowStream {
        private final JoinInput left;
        private final int rightWidth;
        private final Map<List<Object>, List<Row>> byKey;
        private final boolean keepLeft;
        private final JoinContext context;
        private RowStream rows;
        private Iterator<Row> partners = List.<Row>of().iterator();
        private Row row;
        private boolean ended;

        Pairs(
                JoinInput left,
                int rightWidth,
                Map<List<Object>, List<Row>> byKey,
                boolean keepLeft,
                JoinContext context) {
            this.left = left;
            this.rightWidth = rightWidth;
            this.byKey = byKey;
            this.keepLeft = keepLeft;
            this.context = context;
        }

        @Override
        public boolean next() {
            rows = rows == null ? left.rows() : rows;
            check(context);
            while (!partners.hasNext()) {
                if (!rows.next()) {
                    ended = true;
                    return false;
                }
                check(context);
                List<Object> key = key(rows.row(), left.keys());
                List<Row> found = pairs(key) ? byKey.getOrDefault(key, List.of()) : List.of();
                partners = found.iterator();
                if (found.isEmpty() && keepLeft) {
                    row = pair(rows.row(), left.width(), null, rightWidth);
                    return true;
                }
            }
            row = pair(rows.row(), left.width(), partners.next(), rightWidth);
            return true;
        }

        @Override
        public Row row() {
            return row;
        }

        @Override
        public void close() {
            if (rows != null) {
                closeLeft(rows, !ended);
            }
        }
    }
}
