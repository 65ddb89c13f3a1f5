package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.guard.GuardedJoin;
import org.pesadb.storage.plan.Wanted;

/**
 * A join: conditions go to the side that they speak of, the strategy joins what is left, and the result is sorted and limited.
 *
 * <p>Names: a column is shown by its own name, and qualified where both tables have one of the name. In conditions and lists
 * it may be written either way, as long as it is clear.
 */
final class JoinQuery {
    private final Queries queries;
    private final Command.Join command;
    private final Table left;
    private final Table right;
    private final String leftName;
    private final String rightName;
    private final TableSchema result;

    JoinQuery(Queries queries, Command.Join command) {
        this.queries = queries;
        this.command = command;
        this.left = queries.catalog().table(command.first().table());
        this.right = queries.catalog().table(command.steps().get(0).table().table());
        this.leftName = nameOf(command.first());
        String second = nameOf(command.steps().get(0).table());
        if (second.equals(leftName)
                && (command.first().alias() != null
                        || command.steps().get(0).table().alias() != null)) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX, "both sides of the join are called " + second + "; give another name with AS");
        }
        this.rightName = second.equals(leftName) ? second + "_2" : second;
        this.result = resultSchema();
    }

    private static String nameOf(Command.TableRef table) {
        return table.alias() != null ? table.alias() : table.table();
    }

    private TableSchema resultSchema() {
        Set<String> twice = new HashSet<>();
        left.schema().columns().forEach(column -> twice.add(column.name()));
        twice.retainAll(right.schema().columns().stream().map(Column::name).toList());
        List<Column> columns = new ArrayList<>();
        for (Column column : left.schema().columns()) {
            columns.add(shown(leftName, column, twice));
        }
        for (Column column : right.schema().columns()) {
            columns.add(shown(rightName, column, twice));
        }
        return new TableSchema(leftName + " and " + rightName, columns);
    }

    private static Column shown(String table, Column column, Set<String> twice) {
        String name = twice.contains(column.name()) ? table + "." + column.name() : column.name();
        return Column.of(name, column.type());
    }

    /** The position in the result of a column as somebody wrote it. */
    private int position(String written) {
        int found = result.find(written);
        if (found >= 0) {
            return found;
        }
        int width = left.schema().size();
        if (written.startsWith(leftName + ".")) {
            found = left.schema().find(written.substring(leftName.length() + 1));
        } else if (written.startsWith(rightName + ".")) {
            int column = right.schema().find(written.substring(rightName.length() + 1));
            found = column < 0 ? -1 : width + column;
        } else if (left.schema().find(written) >= 0) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_COLUMN,
                    written + " stands in both tables; say " + leftName + "." + written + " or " + rightName + "."
                            + written);
        }
        return found >= 0 ? found : result.position(written);
    }

    Query open() {
        int width = left.schema().size();
        int[] shown = command.columns().isEmpty()
                ? Queries.positions(result, List.of())
                : command.columns().stream().mapToInt(this::position).toArray();
        int order = command.order() == null ? -1 : position(command.order().column());
        int[] leftKeys = new int[command.steps().get(0).on().size()];
        int[] rightKeys = new int[leftKeys.length];
        keys(leftKeys, rightKeys);

        TreeSet<Integer> leftWanted = new TreeSet<>();
        TreeSet<Integer> rightWanted = new TreeSet<>();
        for (int position : shown) {
            want(position, width, leftWanted, rightWanted);
        }
        if (order >= 0) {
            want(order, width, leftWanted, rightWanted);
        }
        for (int i = 0; i < leftKeys.length; i++) {
            leftWanted.add(leftKeys[i]);
            rightWanted.add(rightKeys[i]);
        }
        JoinInput leftInput = input(left, where(true), leftWanted, leftKeys);
        JoinInput rightInput = input(right, where(false), rightWanted, rightKeys);
        RowStream rows = strategy(leftInput, rightInput).join(leftInput, rightInput, JoinKind.INNER, queries.context());
        int[] wanted = Queries.ascending(result.size(), shown, order);
        rows = queries.inOrder(rows, result.size(), wanted, command.order(), order, command.limit());
        return new Query(Queries.columns(result, shown), rows, shown);
    }

    private void keys(int[] leftKeys, int[] rightKeys) {
        for (int i = 0; i < leftKeys.length; i++) {
            Command.JoinOn on = command.steps().get(0).on().get(i);
            leftKeys[i] = sidePosition(left.schema(), leftName, on.left());
            rightKeys[i] = sidePosition(right.schema(), rightName, on.right());
            Column one = left.schema().column(leftKeys[i]);
            Column other = right.schema().column(rightKeys[i]);
            if (one.type() != other.type()) {
                throw new PesaDbException(
                        ErrorCode.TYPE_MISMATCH,
                        leftName + "." + one.name() + " is " + one.type() + " and " + rightName + "." + other.name()
                                + " is " + other.type() + ": they are never equal");
            }
        }
    }

    private static int sidePosition(TableSchema schema, String name, String written) {
        boolean qualified = written.startsWith(name + ".") && schema.find(written) < 0;
        return schema.position(qualified ? written.substring(name.length() + 1) : written);
    }

    private static void want(int position, int width, Set<Integer> left, Set<Integer> right) {
        if (position < width) {
            left.add(position);
        } else {
            right.add(position - width);
        }
    }

    private static Condition renamed(Condition condition, Column column) {
        return new Condition(column.name(), condition.operator(), condition.operands());
    }

    private JoinInput input(Table table, List<Condition> where, Set<Integer> wanted, int[] keys) {
        TableRead read = TableRead.of(table, where, queries.parameters());
        int[] columns = wanted.stream().mapToInt(Integer::intValue).toArray();
        return new TableInput(read, columns, keys, queries);
    }

    /** Says how each table is read, and by what they are joined. */
    void explain(Steps steps) {
        int[] leftKeys = new int[command.steps().get(0).on().size()];
        int[] rightKeys = new int[leftKeys.length];
        keys(leftKeys, rightKeys);
        TableRead first = TableRead.of(left, where(true), queries.parameters());
        TableRead second = TableRead.of(right, where(false), queries.parameters());
        double rows = Explanation.access(steps, first, Wanted.ROWS, queries, null);
        double others = Explanation.access(steps, second, Wanted.ROWS, queries, null);
        JoinInput leftInput = new TableInput(first, leftKeys, leftKeys, queries);
        JoinInput rightInput = new TableInput(second, rightKeys, rightKeys, queries);
        JoinStrategy strategy = strategy(leftInput, rightInput);
        steps.add(
                "join " + leftName + " and " + rightName + " by " + strategy.name(),
                Math.max(rows, others),
                strategy.estimate(leftInput, rightInput, JoinKind.INNER),
                "of the ways to join, it costs least");
    }

    /** The conditions that speak of one side. */
    private List<Condition> where(boolean ofLeft) {
        int width = left.schema().size();
        List<Condition> where = new ArrayList<>();
        for (Condition condition : command.where()) {
            int position = position(condition.column());
            if (position < width == ofLeft) {
                where.add(renamed(
                        condition,
                        ofLeft ? left.schema().column(position) : right.schema().column(position - width)));
            }
        }
        return where;
    }

    private JoinStrategy strategy(JoinInput left, JoinInput right) {
        var components = queries.context().options().components();
        String name = command.using() != null
                ? command.using()
                : queries.context().options().component(ComponentKind.JOIN);
        if (name != null) {
            return GuardedJoin.of(components.choose(ComponentKind.JOIN, JoinStrategy.class, name));
        }
        JoinStrategy best = GuardedJoin.of(components.choose(ComponentKind.JOIN, JoinStrategy.class, null));
        for (var candidate : components.all(ComponentKind.JOIN)) {
            JoinStrategy strategy = GuardedJoin.of((JoinStrategy) candidate);
            if (strategy.estimate(left, right, JoinKind.INNER) < best.estimate(left, right, JoinKind.INNER)) {
                best = strategy;
            }
        }
        return best;
    }
}
