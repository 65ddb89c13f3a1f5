package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;
import org.pesadb.storage.plan.Costed;
import org.pesadb.storage.plan.Costs;
import org.pesadb.storage.plan.Wanted;
import org.pesadb.storage.plan.Words;

/**
 * EXPLAIN: the steps of a command, by the same planner that the command itself asks. Nothing of it is done, but what would refuse the
 * command before its first step refuses its explanation too.
 */
final class Explanation {
    private final Queries queries;
    private final Steps steps = new Steps();

    Explanation(Queries queries) {
        this.queries = queries;
    }

    /** Whether there is something to tell of a command: it reads or changes rows. */
    static boolean tells(Command command) {
        return command instanceof Command.Select
                || command instanceof Command.Count
                || command instanceof Command.Aggregate
                || command instanceof Command.Update
                || command instanceof Command.Delete
                || command instanceof Command.DeleteByKey
                || command instanceof Command.Insert
                || command instanceof Command.Join;
    }

    /** The steps, as rows. */
    Query of(Command command) {
        add(command);
        return steps.query();
    }

    /** The steps, to be told. */
    List<TraceEvent.Step> steps(Command command) {
        add(command);
        return steps.told();
    }

    private void add(Command command) {
        if (command instanceof Command.Select select) {
            select(select);
        } else if (command instanceof Command.Count count) {
            count(Aggregation.of(queries, count));
        } else if (command instanceof Command.Aggregate aggregate) {
            aggregate(aggregate);
        } else if (command instanceof Command.Update update) {
            update(update);
        } else if (command instanceof Command.Delete delete) {
            delete(delete.table(), delete.where());
        } else if (command instanceof Command.DeleteByKey delete) {
            Table table = queries.catalog().writableTable(delete.table());
            String key = table.schema().column(table.schema().primaryKey()).name();
            delete(delete.table(), List.of(Condition.of(key, Operator.EQUAL, delete.key())));
        } else if (command instanceof Command.Insert insert) {
            insert(insert);
        } else if (command instanceof Command.Join join) {
            new JoinExplanation(queries, new JoinQuery(queries, join), steps).tell();
        } else {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    "EXPLAIN tells of commands that read or change rows: SEL, COUNT, SUM, MIN, MAX, AVG, JOIN, INS, UPD, DEL");
        }
    }

    private TableRead read(Table table, List<Condition> where) {
        return TableRead.of(table, where, queries.parameters());
    }

    private void select(Command.Select select) {
        Table table = queries.catalog().table(select.table());
        Queries.positions(table.schema(), select.columns());
        Wanted wanted = Queries.wanted(select, table.schema());
        double rows = access(steps, read(table, select.where()), wanted, queries, select.order());
        limit(steps, select.limit(), rows);
    }

    /**
     * The steps to the rows of one table: what reads them, what is tested then, and the sort, where rows do not come in order.
     *
     * @param order as somebody wrote it, or null
     * @return about how many rows come of it
     */
    static double access(Steps steps, TableRead read, Wanted wanted, Queries queries, Command.Ordering order) {
        List<Costed> all = read.planner(wanted).all(queries.reader());
        Costed best = all.get(0);
        Words words = new Words(read.table(), read.restrictions(), wanted);
        boolean byIndex = best.path().index() != null;
        double fetch = byIndex && !best.counting() ? best.read() * Costs.FETCH : 0;
        steps.add(words.action(best), best.read(), best.readCost() - fetch, words.why(all));
        if (fetch > 0) {
            steps.add(
                    "fetch each row",
                    best.read(),
                    fetch,
                    "an index says where a row stands, mostly on a page of its own");
        }
        String left = words.left(best.path());
        if (!left.isEmpty() && !best.path().isEmpty()) {
            steps.add("keep rows with " + left, best.rows(), 0, "tested on each row as it comes");
        }
        if (best.sortCost() > 0 || !best.path().inOrder()) {
            boolean few = wanted.limit() < best.sorted();
            steps.add(
                    "sort by " + order.column() + (order.descending() ? ", the greatest first" : ""),
                    Math.min(best.rows(), wanted.limit()),
                    best.sortCost(),
                    few
                            ? "rows do not come in this order; only the first " + wanted.limit() + " are kept meanwhile"
                            : "rows do not come in this order, so all are held until the last one is read");
        }
        return Math.min(best.rows(), wanted.limit());
    }

    /** What LIMIT and OFFSET leave of rows. */
    static void limit(Steps steps, Command.Limit limit, double rows) {
        if (limit.offset() > 0) {
            steps.add(
                    "leave out the first " + limit.offset(),
                    Math.max(0, rows - limit.offset()),
                    0,
                    "OFFSET: they are read all the same");
        }
        if (limit.count().isPresent()) {
            long most = limit.count().getAsLong();
            steps.add(
                    "end after " + most,
                    Math.min(most, Math.max(0, rows - limit.offset())),
                    0,
                    "LIMIT: nobody asks for more");
        }
    }

    private void count(Aggregation aggregation) {
        TableRead read = aggregation.read();
        if (read.isAll()) {
            long pages = read.table().heap().pages(queries.reader());
            steps.add(
                    "add up the figures in the headers of " + read.table().name() + "'s pages",
                    1,
                    Costs.SCAN + pages,
                    "each page says how many rows stand on it, so no row is read");
            return;
        }
        double rows = access(steps, read, Wanted.COUNT, queries, null);
        steps.add("count them", 1, 0, "it comes to about " + Steps.figure(rows));
    }

    private void aggregate(Command.Aggregate aggregate) {
        Aggregation aggregation = new Aggregation(queries, aggregate);
        String function = aggregate.function().name().toLowerCase(Locale.ROOT);
        String column = aggregate.column();
        if (aggregation.isCount()) {
            count(aggregation);
        } else if (aggregation.isExtreme()) {
            Wanted first = aggregation.first();
            access(steps, aggregation.read(), first, queries, new Command.Ordering(column, first.descending()));
            steps.add("take the first " + column, 1, 0, "NULL is left out");
        } else if (aggregate.by().isEmpty()) {
            access(steps, aggregation.read(), Wanted.ROWS, queries, null);
            steps.add("take the " + function + " of " + column, 1, 0, "row by row; NULL is left out");
        } else {
            double rows = access(steps, aggregation.read(), Wanted.ROWS, queries, null);
            steps.add(
                    "group by " + String.join(", ", aggregate.by()) + " and take the " + function + " of each",
                    rows,
                    Costs.sort(rows, rows),
                    "rows of one group are brought together by their columns' values");
        }
    }

    private void delete(String name, List<Condition> where) {
        Table table = queries.catalog().writableTable(name);
        double rows = access(steps, read(table, where), Wanted.ROWS, queries, null);
        collect(rows);
        steps.add(
                "delete each row, with its entry in " + indexes(table.indexes(), table),
                rows,
                rows * (Costs.FETCH + Costs.SEEK * table.indexes().size()),
                "an entry whose row is gone would find nothing");
    }

    private void update(Command.Update update) {
        Table table = queries.catalog().writableTable(update.table());
        List<TableIndex> touched = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int column :
                Assigned.by(update, table.schema(), queries.parameters()).positions()) {
            names.add(table.schema().column(column).name());
            table.indexes().stream()
                    .filter(index -> !touched.contains(index) && has(index, column))
                    .forEach(touched::add);
        }
        double rows = access(steps, read(table, update.where()), Wanted.ROWS, queries, null);
        collect(rows);
        steps.add(
                "write each row anew with its " + String.join(", ", names),
                rows,
                rows * Costs.FETCH,
                "a row keeps its place, unless it has become too long for its page");
        if (!touched.isEmpty()) {
            steps.add(
                    "move its entry in " + indexes(touched, table),
                    rows,
                    rows * 2 * Costs.SEEK * touched.size(),
                    "of " + table.indexes().size() + " on the table; the others hold none of these columns");
        }
    }

    private static boolean has(TableIndex index, int column) {
        for (int place = 0; place < index.width(); place++) {
            if (index.column(place) == column) {
                return true;
            }
        }
        return false;
    }

    private void collect(double rows) {
        steps.add(
                "note where these rows stand",
                rows,
                0,
                "all are found before the first one is changed, so that a change never meets its own result");
    }

    private void insert(Command.Insert insert) {
        Table table = queries.catalog().writableTable(insert.table());
        TableWriter.checkNotNull(table, Changes.row(insert, table, queries.parameters()));
        steps.add(
                "write the row into a page of " + table.name() + " with room",
                1,
                Costs.FETCH,
                "the table's directory says which page has room");
        enter(steps, table, 1);
    }

    /** The steps of a batch of rows, once it is known how many there were. */
    static List<TraceEvent.Step> steps(Table table, long rows) {
        Steps steps = new Steps();
        steps.add(
                "write each row into a page of " + table.name() + " with room",
                rows,
                rows * Costs.FETCH,
                "a page is filled before the table's directory is asked for the next one");
        enter(steps, table, rows);
        return steps.told();
    }

    private static void enter(Steps steps, Table table, long rows) {
        for (TableIndex index : table.indexes()) {
            steps.add(
                    "enter it into the " + index.kind() + " index on " + index.label(table.schema()),
                    rows,
                    rows * Costs.SEEK,
                    index.unique()
                            ? "unless that has the same already: it is unique"
                            : "so that the row is found by it");
        }
    }

    private static String indexes(List<TableIndex> indexes, Table table) {
        List<String> names = new ArrayList<>();
        for (TableIndex index : indexes) {
            names.add(index.label(table.schema()));
        }
        return (names.size() == 1 ? "the index on " : "the indexes on ") + String.join(" and on ", names);
    }
}
