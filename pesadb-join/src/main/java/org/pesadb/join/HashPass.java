package org.pesadb.join;

import java.util.Deque;
import org.pesadb.api.Row;
import org.pesadb.api.spi.RowStream;

/**
 * Reads one side, the build side, into a hash table, and lets the other one, the probe side, stream past it.
 *
 * <p>Where the build side has more rows than memory holds, they are parted by the hashes of their keys. At first all partitions
 * are resident, in the table; each time that it is full the upper half of those that still are goes aside, and with it all their
 * rows to come. So a side that is a little too large puts a little aside. A probe row whose partition is not resident is put
 * aside as well, and {@link #partitions} tells what is left to be joined.
 *
 * <p>Where parting does not help, or there is no room for the buffers of it, the build side is taken in chunks that fit, and the
 * whole probe side is read for each. Then a left row that must stay without a partner has to be a build row: only of those is
 * it known after one chunk whether any right row met it.
 *
 * <p>A left row with a NULL in its key is given back as soon as it is read. Of one thread.
 */
final class HashPass implements Pass {
    /** A partition with more than so many eighths of all rows is not parted again. */
    private static final int MOST_EIGHTHS = 7;
    /** Parting so often, by two at least each time, leaves one row in thousands: more must be rows of equal keys. */
    private static final int MOST_LEVELS = 16;
    /** Of the memory, what the buffers of partitions may take: one part of so many. */
    private static final int BUFFERS = 4;

    private final HashRun run;
    private final HashTask task;
    private final JoinKeys keys;
    private final JoinedRow joined;
    private final Checks checks;
    private final long seed;
    private final MemoryBudget budget;
    private final long buffers;
    private boolean divisible;
    private boolean buildLeft;
    private boolean keepBuild;
    private boolean keepProbe;
    private Side build;
    private Side probe;
    private RowStream buildRows;
    private RowStream probeRows;
    private Phase phase = Phase.BUILD;
    private BuildTable table;
    private HeldRow held;
    /** Build rows read, without those that have a NULL key. */
    private long total;
    /** Whether the row at which {@link #buildRows} stands is still to be placed. */
    private boolean pending;
    /** Partitions below this one are in the table. */
    private int resident = 1;
    /** Null while everything fits. */
    private Partitions buildAside;

    private Partitions probeAside;
    private Row probed;
    private int match = BuildTable.NONE;
    /** The next build row to be looked at for having had no partner. */
    private int alone;

    /** What is being done. */
    private enum Phase {
        BUILD,
        PROBE,
        ALONE,
        END
    }

    /**
     * @param run    what it is a part of
     * @param task   what to join; closed by this pass
     * @param memory what it may take, in bytes
     */
    HashPass(HashRun run, HashTask task, long memory) {
        this.run = run;
        this.task = task;
        keys = run.keys();
        joined = run.joined();
        checks = run.checks();
        seed = KeyHash.seed(task.level());
        divisible = task.divisible() && task.level() < MOST_LEVELS;
        buffers = memory / BUFFERS;
        budget = new MemoryBudget(memory - buffers);
        choose(task.left().about() < task.right().about() || run.keepLeft() && !divisible);
    }

    private void choose(boolean left) {
        buildLeft = left;
        keepBuild = run.keepLeft() && left;
        keepProbe = run.keepLeft() && !left;
        build = left ? task.left() : task.right();
        probe = left ? task.right() : task.left();
    }

    @Override
    public boolean next() {
        if (match != BuildTable.NONE) {
            match = table.next(match);
            if (match != BuildTable.NONE) {
                return pair();
            }
        }
        while (phase != Phase.END) {
            boolean found = switch (phase) {
                case BUILD -> build();
                case PROBE -> probe();
                case ALONE -> alone();
                case END -> false;
            };
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** Reads build rows until there is none left, or no room for more. Gives left ones with a NULL key back. */
    private boolean build() {
        if (buildRows == null) {
            table = new BuildTable(build, keepBuild, budget);
            held = new HeldRow(table.held());
            buildRows = build.rows();
        }
        while (pending || buildRows.next()) {
            Row row = buildRows.row();
            if (!pending) {
                checks.row();
                if (JoinKeys.hasNull(row, build.keys())) {
                    if (keepBuild) {
                        joined.set(row, null);
                        return true;
                    }
                    continue;
                }
                keys.learn(row, build.keys());
                total++;
            }
            pending = !place(row);
            if (pending) {
                noRoom();
                return false;
            }
        }
        buildRows.close();
        phase = Phase.PROBE;
        return false;
    }

    private boolean place(Row row) {
        long hash = keys.hash(seed, row, build.keys());
        while (buildAside == null || buildAside.of(hash) < resident) {
            if (table.add(row, hash)) {
                return true;
            }
            if (!putAside()) {
                return false;
            }
        }
        buildAside.add(buildAside.of(hash), row);
        return true;
    }

    /** Makes room in the table; false where that cannot be. */
    private boolean putAside() {
        if (buildAside == null) {
            buildAside = divisible ? Partitions.within(run.context(), build, buffers, run.spillBuffer()) : null;
            if (buildAside == null) {
                divisible = false;
                return false;
            }
            resident = buildAside.count();
        }
        resident /= 2;
        table.evict(resident, buildAside, keys, seed, checks);
        return true;
    }

    /** Goes on in chunks, with the left side as the build side where its rows must stay. */
    private void noRoom() {
        if (keepProbe) {
            buildRows.close();
            buildRows = null;
            pending = false;
            total = 0;
            budget.give(budget.used());
            choose(true);
        } else if (table.rows() == 0) {
            throw budget.tooSmall();
        } else {
            phase = Phase.PROBE;
        }
    }

    /** Reads probe rows up to one that has a partner, or must stay without. */
    private boolean probe() {
        if (probeRows == null) {
            boolean any = table.rows() > 0 || buildAside != null;
            if (!any && !keepProbe) {
                phase = Phase.ALONE;
                return false;
            }
            probeRows = probe.rows();
            probeAside = buildAside == null ? null : buildAside.like(probe);
        }
        int[] positions = probe.keys();
        while (probeRows.next()) {
            checks.row();
            probed = probeRows.row();
            if (keys.known() && !JoinKeys.hasNull(probed, positions)) {
                long hash = keys.hash(seed, probed, positions);
                if (buildAside != null && buildAside.of(hash) >= resident) {
                    int partition = buildAside.of(hash);
                    if (buildAside.rows(partition) > 0) {
                        probeAside.add(partition, probed);
                        continue;
                    }
                } else {
                    match = table.first(probed, positions, hash);
                    if (match != BuildTable.NONE) {
                        show();
                        return pair();
                    }
                }
            }
            if (keepProbe) {
                joined.set(probed, null);
                return true;
            }
        }
        probeRows.close();
        probeRows = null;
        phase = Phase.ALONE;
        return false;
    }

    private void show() {
        if (buildLeft) {
            joined.set(held, probed);
        } else {
            joined.set(probed, held);
        }
    }

    private boolean pair() {
        checks.row();
        held.at(match);
        if (keepBuild) {
            table.mark(match);
        }
        return true;
    }

    /** Gives left build rows back that no right row met, then goes on with the next chunk. */
    private boolean alone() {
        if (keepBuild) {
            while (alone < table.rows()) {
                checks.row();
                int row = alone++;
                if (!table.marked(row)) {
                    joined.set(held.at(row), null);
                    return true;
                }
            }
        }
        alone = 0;
        if (pending) {
            table.clear();
            phase = Phase.BUILD;
        } else {
            phase = Phase.END;
        }
        return false;
    }

    /**
     * Hands over what was put aside, once {@link #next} has given false.
     *
     * @param into gets a task for each pair of partitions that may give rows
     */
    void partitions(Deque<HashTask> into) {
        if (buildAside == null) {
            return;
        }
        for (int i = resident; i < buildAside.count(); i++) {
            boolean divides = 8 * buildAside.rows(i) < MOST_EIGHTHS * total;
            boolean unmet = probeAside.rows(i) == 0 && !keepBuild;
            if (buildAside.rows(i) > 0 && !unmet) {
                Side built = buildAside.take(i);
                Side probing = probeAside.take(i);
                into.push(new HashTask(
                        buildLeft ? built : probing, buildLeft ? probing : built, task.level() + 1, divides));
            }
        }
    }

    @Override
    public void close() {
        table = null;
        match = BuildTable.NONE;
        Closing.all(buildRows, probeRows, buildAside, probeAside, task);
    }
}
