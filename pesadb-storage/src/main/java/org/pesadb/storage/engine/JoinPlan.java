package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.JoinStrategy.JoinKind;

/**
 * What is to be done for a join before any strategy is asked: which columns must be equal, which matter how long, which tables each
 * condition goes to, and which LEFT joins come to the same as plain ones.
 *
 * <p>Tables are joined in the order written. A condition is tested where its table is read. Only where that table's columns may
 * be NULL for want of a row it is tested on the result. That is rare: a condition which NULL fails, so any but IS NULL, throws
 * those rows away for which the LEFT join is there, so that it is done as a plain join; and so is a LEFT join whose columns a
 * later plain join has among its keys. Immutable.
 */
final class JoinPlan {
    private final JoinTables tables;
    private final List<int[]> leftKeys = new ArrayList<>();
    private final List<int[]> rightKeys = new ArrayList<>();
    private final boolean[] left;
    private final List<List<Condition>> where = new ArrayList<>();
    private final List<Condition> afterwards = new ArrayList<>();
    private final int[] shown;
    private final int order;
    /** What is wanted of the result: shown, sorted by, or tested afterwards. */
    private final BitSet wanted = new BitSet();

    JoinPlan(JoinTables tables, Command.Join command) {
        this.tables = tables;
        for (int i = 0; i < command.steps().size(); i++) {
            keys(i + 1, command.steps().get(i).on());
        }
        shown = command.columns().isEmpty()
                ? Queries.positions(tables.result(), List.of())
                : command.columns().stream().mapToInt(tables::position).toArray();
        order = command.order() == null ? -1 : tables.position(command.order().column());
        left = new boolean[tables.count()];
        for (int i = 1; i < left.length; i++) {
            left[i] = command.steps().get(i - 1).left();
        }
        conditions(command.where());
        for (int position : shown) {
            wanted.set(position);
        }
        if (order >= 0) {
            wanted.set(order);
        }
    }

    private void keys(int table, List<Command.JoinOn> on) {
        int[] before = new int[on.size()];
        int[] own = new int[before.length];
        for (int i = 0; i < before.length; i++) {
            before[i] = tables.position(on.get(i).left(), 0, table);
            own[i] = tables.position(on.get(i).right(), table, table + 1);
            Column one = tables.column(before[i]);
            Column other = tables.column(own[i]);
            if (one.type() != other.type()) {
                throw new PesaDbException(
                        ErrorCode.TYPE_MISMATCH,
                        tables.qualified(before[i]) + " is " + one.type() + " and " + tables.qualified(own[i]) + " is "
                                + other.type() + ": they are never equal");
            }
            own[i] -= tables.offset(table);
        }
        leftKeys.add(before);
        rightKeys.add(own);
    }

    private void conditions(List<Condition> all) {
        for (Condition condition : all) {
            int position = tables.position(condition.column());
            if (condition.operator() != Operator.IS_NULL) {
                left[tables.tableOf(position)] = false;
            }
        }
        for (int table = tables.count() - 1; table > 0; table--) {
            for (int key : leftKeys(table)) {
                left[tables.tableOf(key)] &= left[table];
            }
        }
        for (int table = 0; table < tables.count(); table++) {
            where.add(new ArrayList<>());
        }
        for (Condition condition : all) {
            int position = tables.position(condition.column());
            int table = tables.tableOf(position);
            String name = left[table]
                    ? tables.result().column(position).name()
                    : tables.column(position).name();
            (left[table] ? afterwards : where.get(table))
                    .add(new Condition(name, condition.operator(), condition.operands()));
            if (left[table]) {
                wanted.set(position);
            }
        }
    }

    JoinTables tables() {
        return tables;
    }

    /** Where the keys of a step stand in the rows of the tables before. */
    int[] leftKeys(int table) {
        return leftKeys.get(table - 1);
    }

    /** Where the keys of a step stand in the rows of its own table. */
    int[] rightKeys(int table) {
        return rightKeys.get(table - 1);
    }

    /** What becomes of rows from before that have no partner in a table. */
    JoinKind kind(int table) {
        return left[table] ? JoinKind.LEFT : JoinKind.INNER;
    }

    /** The conditions that are tested where a table is read. */
    List<Condition> where(int table) {
        return where.get(table);
    }

    /** The conditions on the result, by its names. */
    List<Condition> afterwards() {
        return afterwards;
    }

    /** Positions in the result of what it shows. */
    int[] shown() {
        return shown;
    }

    /** Position in the result of what it is sorted by, or -1. */
    int order() {
        return order;
    }

    /** Positions in the result of what matters of it, ascending. */
    int[] wanted() {
        return wanted.stream().toArray();
    }

    /** Positions of what matters in the rows of the tables before one, which is joined to them. */
    int[] columnsBefore(int table) {
        return needed(table).get(0, tables.offset(table)).stream().toArray();
    }

    /** Positions of what matters in the rows of a table. */
    int[] columns(int table) {
        int from = tables.offset(table);
        BitSet own = needed(Math.max(1, table)).get(from, tables.offset(table + 1));
        if (table > 0) {
            for (int key : rightKeys(table)) {
                own.set(key);
            }
        }
        return own.stream().toArray();
    }

    /** What is wanted of the result, and the keys from before of a step and those behind it. */
    private BitSet needed(int table) {
        BitSet needed = (BitSet) wanted.clone();
        for (int later = table; later < tables.count(); later++) {
            for (int key : leftKeys(later)) {
                needed.set(key);
            }
        }
        return needed;
    }
}
