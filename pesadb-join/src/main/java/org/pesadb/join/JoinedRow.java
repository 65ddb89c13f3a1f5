package org.pesadb.join;

import org.pesadb.api.Row;

/**
 * A row of the result: the left values, then the right ones. It copies nothing, and looks through to the probe row and the
 * build row, whichever side they are of. Of one thread.
 */
final class JoinedRow implements Row {
    private final BuildTable table;
    private final int buildFrom;
    private final int buildWidth;
    private final int probeFrom;
    private final int size;
    private Row probe;
    private int build = BuildTable.NONE;

    /**
     * @param table      holds the build rows
     * @param buildWidth values in a build row
     * @param probeWidth values in a probe row
     * @param buildLeft  whether the build rows are the left ones
     */
    JoinedRow(BuildTable table, int buildWidth, int probeWidth, boolean buildLeft) {
        this.table = table;
        this.buildWidth = buildWidth;
        buildFrom = buildLeft ? 0 : probeWidth;
        probeFrom = buildLeft ? buildWidth : 0;
        size = buildWidth + probeWidth;
    }

    void set(Row probeRow, int buildRow) {
        probe = probeRow;
        build = buildRow;
    }

    private boolean isBuild(int position) {
        return position >= buildFrom && position < buildFrom + buildWidth;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isNull(int position) {
        return isBuild(position)
                ? table.column(position - buildFrom).isNull(build)
                : probe.isNull(position - probeFrom);
    }

    @Override
    public long getLong(int position) {
        return isBuild(position)
                ? table.column(position - buildFrom).getLong(build)
                : probe.getLong(position - probeFrom);
    }

    @Override
    public String getText(int position) {
        return isBuild(position)
                ? table.column(position - buildFrom).getText(build)
                : probe.getText(position - probeFrom);
    }

    @Override
    public Object get(int position) {
        return isBuild(position) ? table.column(position - buildFrom).get(build) : probe.get(position - probeFrom);
    }
}
