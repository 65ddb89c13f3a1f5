package org.pesadb.storage.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.JoinStrategy.Reading;
import org.pesadb.api.spi.JoinStrategy.Readings;
import org.pesadb.storage.plan.Costs;
import org.pesadb.storage.plan.Wanted;

/**
 * EXPLAIN of a join: for each table how it is read, for each step by what it is joined and what the other strategies would have cost.
 * How an input is read depends on the strategy, which tells.
 */
final class JoinExplanation {
    private final Queries queries;
    private final JoinQuery join;
    private final JoinPlan plan;
    private final JoinTables tables;
    private final Steps steps;

    JoinExplanation(Queries queries, JoinQuery join, Steps steps) {
        this.queries = queries;
        this.join = join;
        this.plan = join.plan();
        this.tables = plan.tables();
        this.steps = steps;
    }

    void tell() {
        double rows = 0;
        for (JoinQuery.Step step : join.steps()) {
            inputs(step);
            int table = step.table();
            steps.add(
                    (plan.kind(table) == JoinKind.LEFT ? "left join with " : "join with ") + tables.name(table) + " on "
                            + join.what(table) + " by "
                            + step.choice().strategy().name(),
                    step.rows(),
                    step.choice().cost(),
                    step.choice().why() + left(table));
            rows = step.rows();
        }
        List<Condition> afterwards = plan.afterwards();
        if (!afterwards.isEmpty()) {
            steps.add(
                    "keep rows with "
                            + afterwards.stream()
                                    .map(condition -> condition.column() + " IS NULL")
                                    .collect(Collectors.joining(" and ")),
                    Math.max(1, rows / 2),
                    0,
                    "tested on the result: the column may be NULL for want of a row");
        }
        Command.Join command = join.command();
        if (command.order() != null) {
            steps.add(
                    "sort by " + command.order().column()
                            + (command.order().descending() ? ", the greatest first" : ""),
                    rows,
                    Costs.sort(rows, Queries.wanted(command.limit())),
                    "a join gives its rows in no order");
        }
        Explanation.limit(steps, command.limit(), rows);
    }

    private String left(int table) {
        boolean asked = join.command().steps().get(table - 1).left();
        return asked && plan.kind(table) == JoinKind.INNER
                ? "; it is no LEFT join, since rows without a partner would not stay anyway"
                : "";
    }

    /** How the table of a step is read, and before the first step how the first one is. */
    private void inputs(JoinQuery.Step step) {
        int table = step.table();
        Readings readings = step.choice().strategy().readings(step.left(), step.right(), plan.kind(table));
        if (table == 1) {
            input(0, plan.leftKeys(1), readings.left(), step.left());
        }
        input(table, plan.rightKeys(table), readings.right(), step.right());
    }

    private void input(int table, int[] keys, Reading reading, JoinInput input) {
        TableSchema schema = tables.table(table).schema();
        String names = Arrays.stream(keys)
                .distinct()
                .mapToObj(key -> schema.column(key).name())
                .collect(Collectors.joining(", "));
        if (reading == Reading.LOOK_UPS) {
            steps.add(
                    "look " + names + " up in an index of " + tables.name(table) + " for each row of the other side",
                    input.aboutEachLookUp(),
                    input.lookUpCost(),
                    "rows and cost of one look-up");
        } else if (reading == Reading.IN_KEY_ORDER) {
            int[] once = Arrays.stream(keys).distinct().toArray();
            Wanted inOrder = Wanted.inOrder(false, Long.MAX_VALUE, once);
            TableRead keyed = join.read(table).withoutNull(once);
            Explanation.access(steps, keyed, inOrder, queries, new Command.Ordering(names, false));
        } else {
            Explanation.access(steps, join.read(table), Wanted.ROWS, queries, null);
        }
    }
}
