package org.pesadb.join;

import org.pesadb.api.Row;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;

/** Looks each row of the outer input up in the inner one. Of one thread. */
final class IndexPass implements Pass {
    private final JoinInput outer;
    private final JoinInput inner;
    private final boolean leftFirst;
    private final boolean keepLeft;
    private final JoinedRow joined;
    private final Checks checks;
    private RowStream outerRows;
    private RowStream found;
    private Row row;
    private boolean met;

    /**
     * @param outer     every row of it is read
     * @param inner     is looked up in
     * @param leftFirst whether the outer input is the left one
     * @param kind      LEFT only where it is
     */
    IndexPass(
            JoinInput outer, JoinInput inner, boolean leftFirst, JoinKind kind, JoinContext context, JoinedRow joined) {
        this.outer = outer;
        this.inner = inner;
        this.leftFirst = leftFirst;
        this.joined = joined;
        keepLeft = kind == JoinKind.LEFT;
        checks = new Checks(context);
    }

    @Override
    public boolean next() {
        outerRows = outerRows == null ? outer.rows() : outerRows;
        while (true) {
            if (found != null) {
                if (found.next()) {
                    checks.row();
                    met = true;
                    Row partner = found.row();
                    joined.set(leftFirst ? row : partner, leftFirst ? partner : row);
                    return true;
                }
                RowStream done = found;
                found = null;
                done.close();
                if (keepLeft && !met) {
                    joined.set(row, null);
                    return true;
                }
            }
            if (!outerRows.next()) {
                return false;
            }
            checks.row();
            row = outerRows.row();
            met = false;
            found = inner.lookUp(row, outer.keys());
        }
    }

    @Override
    public void close() {
        Closing.all(found, outerRows);
    }
}
