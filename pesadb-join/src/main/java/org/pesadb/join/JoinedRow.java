package org.pesadb.join;

import org.pesadb.api.Row;

/**
 * A row of the result: the left values, then the right ones. It copies nothing, and looks through to a row of each side. Of
 * one thread.
 */
final class JoinedRow implements Row {
    private final int leftWidth;
    private final int size;
    private Row left;
    private Row right;

    JoinedRow(int leftWidth, int rightWidth) {
        this.leftWidth = leftWidth;
        size = leftWidth + rightWidth;
    }

    /**
     * Shows a pair.
     *
     * @param leftRow  the left values
     * @param rightRow the right ones; null for NULL in all of them
     */
    void set(Row leftRow, Row rightRow) {
        left = leftRow;
        right = rightRow;
    }

    /** Forgets the pair. */
    void clear() {
        set(null, null);
    }

    /** Whether there is a pair. */
    boolean isSet() {
        return left != null;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isNull(int position) {
        return position < leftWidth ? left.isNull(position) : right == null || right.isNull(position - leftWidth);
    }

    @Override
    public long getLong(int position) {
        if (position < leftWidth) {
            return left.getLong(position);
        }
        if (right == null) {
            throw new IllegalStateException("the value is NULL");
        }
        return right.getLong(position - leftWidth);
    }

    @Override
    public String getText(int position) {
        if (position < leftWidth) {
            return left.getText(position);
        }
        return right == null ? null : right.getText(position - leftWidth);
    }

    @Override
    public Object get(int position) {
        if (position < leftWidth) {
            return left.get(position);
        }
        return right == null ? null : right.get(position - leftWidth);
    }
}
