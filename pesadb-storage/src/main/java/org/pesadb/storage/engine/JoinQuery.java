package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.pesadb.api.Command;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.api.spi.RowStream;
import org.pesadb.storage.guard.GuardedJoin;

/**
 * A join: tables are joined one after another in the order written, each to the result of those before, which is not held but
 * handed on row by row; what comes of the last one is sorted and limited. {@link JoinPlan} says what is to be done, {@link
 * JoinChoice} by which strategy.
 */
final class JoinQuery {
    private final Queries queries;
    private final Command.Join command;
    private final JoinTables tables;
    private final JoinPlan plan;
    private final JoinShare share;

    JoinQuery(Queries queries, Command.Join command) {
        this.queries = queries;
        this.command = command;
        this.tables = new JoinTables(queries.catalog(), command);
        this.plan = new JoinPlan(tables, command);
        int parts = command.steps().size() + (command.order() == null ? 0 : 1);
        this.share =
                new JoinShare(queries.context(), Math.max(1, queries.context().memoryBytes() / parts));
    }

    /**
     * A table joined to those before.
     *
     * @param table  its number
     * @param left   the rows from before
     * @param right  the rows of the table
     * @param choice by what they are joined
     * @param rows   about how many rows come of it
     */
    record Step(int table, JoinInput left, TableInput right, JoinChoice choice, long rows) {}

    JoinPlan plan() {
        return plan;
    }

    Command.Join command() {
        return command;
    }

    /** The rows of a table that meet its conditions. */
    TableRead read(int table) {
        return TableRead.of(tables.table(table), plan.where(table), queries.parameters());
    }

    /** The steps, in their order; nothing is read but what estimates need. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        JoinInput before = new TableInput(read(0), plan.columns(0), plan.leftKeys(1), queries, share);
        for (int table = 1; table < tables.count(); table++) {
            TableInput right = new TableInput(read(table), plan.columns(table), plan.rightKeys(table), queries, share);
            JoinKind kind = plan.kind(table);
            int[] wanted = table + 1 < tables.count() ? plan.columnsBefore(table + 1) : plan.wanted();
            JoinChoice choice = JoinChoice.of(
                    command.using(),
                    queries.context().options(),
                    strategy -> GuardedJoin.of(strategy, tables.result(), wanted),
                    new JoinChoice.Asked(before, right, kind, what(table)));
            Step step = new Step(table, before, right, choice, about(before, right, kind));
            steps.add(step);
            if (table + 1 < tables.count()) {
                before = new JoinedInput(
                        joining(step),
                        tables.offset(table + 1),
                        plan.columnsBefore(table + 1),
                        plan.leftKeys(table + 1),
                        step.rows(),
                        share);
            }
        }
        return steps;
    }

    private Supplier<RowStream> joining(Step step) {
        return () -> step.choice().strategy().join(step.left(), step.right(), plan.kind(step.table()), share);
    }

    /** By an index that tells; else as many as the larger side has, as where the smaller one's keys are unique. */
    private static long about(JoinInput left, JoinInput right, JoinKind kind) {
        double rows = !Double.isInfinite(right.lookUpCost())
                ? left.about() * right.aboutEachLookUp()
                : !Double.isInfinite(left.lookUpCost())
                        ? right.about() * left.aboutEachLookUp()
                        : Math.max(left.about(), right.about());
        return Math.round(kind == JoinKind.LEFT ? Math.max(rows, left.about()) : rows);
    }

    /** The columns that a step makes equal, for messages. */
    String what(int table) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < plan.leftKeys(table).length; i++) {
            pairs.add(tables.qualified(plan.leftKeys(table)[i]) + " = "
                    + tables.qualified(tables.offset(table) + plan.rightKeys(table)[i]));
        }
        return String.join(" and ", pairs);
    }

    Query open() {
        Predicate afterwards = afterwards();
        List<Step> steps = steps();
        RowStream rows = joining(steps.get(steps.size() - 1)).get();
        if (afterwards != Predicate.ALL) {
            rows = new FilterStream(rows, afterwards, queries.context().cancellation());
        }
        rows = queries.inOrder(
                rows,
                tables.result().size(),
                plan.wanted(),
                command.order(),
                plan.order(),
                command.limit(),
                share.memoryBytes());
        return new Query(Queries.columns(tables.result(), plan.shown()), rows, plan.shown());
    }

    private Predicate afterwards() {
        return Predicate.of(tables.result(), plan.afterwards(), queries.parameters());
    }
}
