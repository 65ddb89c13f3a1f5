package org.pesadb.storage.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Operator;
import org.pesadb.api.TableSchema;
import org.pesadb.storage.Excerpt;
import org.pesadb.storage.catalog.Table;
import org.pesadb.storage.catalog.TableIndex;

/** Says of paths in words what they do, what they cost and why one is taken: for people who have not met an index before. Immutable. */
public final class Words {
    private static final int LONGEST_TEXT = 30;
    private static final int MOST_VALUES = 4;

    private final Table table;
    private final TableSchema schema;
    private final Restrictions restrictions;
    private final Wanted wanted;
    private final Paths paths;

    /**
     * @param table        the table
     * @param restrictions the conditions on it
     * @param wanted       what is wanted of the rows
     */
    public Words(Table table, Restrictions restrictions, Wanted wanted) {
        this.table = table;
        this.schema = table.schema();
        this.restrictions = restrictions;
        this.wanted = wanted;
        this.paths = new Paths(restrictions, wanted);
    }

    /**
     * What a path does.
     *
     * @param chosen the path
     * @return such as {@code look up city = 'Kisumu' in the hash index on people.city}
     */
    public String action(Costed chosen) {
        AccessPath path = chosen.path();
        if (path.isEmpty()) {
            return "read nothing";
        } else if (path.index() == null) {
            return "scan " + table.name() + ": read every row, page by page";
        }
        String bounds = conditions(boundsOf(path));
        String backwards = path.descending() ? ", backwards" : "";
        if (path.keyColumns() == 0) {
            return "go through all of " + name(path.index()) + backwards;
        } else if (path.ranges().get(0).whole()) {
            return (chosen.counting() ? "count the entries of " : "look up ") + bounds + " in " + name(path.index())
                    + (path.ranges().size() > 1 ? backwards : "");
        }
        return (chosen.counting() ? "count the entries of " : "go through ") + name(path.index()) + " where " + bounds
                + backwards;
    }

    /**
     * Why a path is the best, and what the others would cost.
     *
     * @param all every path, the best one first
     * @return one line
     */
    public String why(List<Costed> all) {
        Costed best = all.get(0);
        List<String> reasons = new ArrayList<>();
        reasons.add(reason(best));
        for (Costed other : all.subList(1, all.size())) {
            reasons.add(brief(other) + " would cost " + figure(other.cost()));
        }
        if (!best.path().isEmpty()) {
            reasons.addAll(useless(best.path()));
        }
        return String.join("; ", reasons);
    }

    private String reason(Costed best) {
        AccessPath path = best.path();
        if (path.isEmpty()) {
            return "the conditions contradict each other, so no row can meet them";
        } else if (path.index() == null) {
            boolean conditions = !restrictions.terms().isEmpty();
            String stop =
                    wanted.limit() < Long.MAX_VALUE && path.inOrder() ? ", and it ends with the last row wanted" : "";
            return (conditions || wanted.order().length > 0 ? "nothing costs less" : "every row is wanted") + stop;
        }
        List<String> parts = new ArrayList<>();
        if (path.isOneRow(paths.keyHasNull(path.index()))) {
            parts.add("the index is unique, so it has one row at most");
        } else if (path.keyColumns() > 0) {
            parts.add("the index has these rows side by side");
        }
        if (best.counting()) {
            parts.add("its entries answer it all, so no row is read");
        } else if (wanted.order().length > 0 && path.inOrder()) {
            parts.add("it has the order asked for, so nothing is sorted"
                    + (wanted.limit() < Long.MAX_VALUE ? ", and it ends with the last row wanted" : ""));
        }
        return String.join("; ", parts);
    }

    private String brief(Costed other) {
        String sort = other.sortCost() > 0 ? " and a sort" : "";
        return other.path().index() == null
                ? "a scan" + sort
                : name(other.path().index()) + sort;
    }

    /** Of each column that matters and that a path does nothing for, why no index helps there. */
    private List<String> useless(AccessPath path) {
        List<String> reasons = new ArrayList<>();
        for (int column = 0; column < schema.size(); column++) {
            boolean left =
                    restrictions.domain(column) != null && !path.answered().get(column);
            if (!left && !(isOrder(column) && !path.inOrder())) {
                continue;
            }
            TableIndex index = table.indexBeginningWith(column);
            if (index == null) {
                reasons.add("no index begins with " + schema.column(column).name());
            } else if (!index.ordered() && paths.by(index) == null) {
                reasons.add(name(index) + " finds whole values only");
            }
        }
        return reasons;
    }

    private boolean isOrder(int column) {
        for (int ordering : wanted.order()) {
            if (ordering == column) {
                return true;
            }
        }
        return false;
    }

    /**
     * What an index is called.
     *
     * @param index of the table
     * @return such as {@code the btree index on people.city,age}
     */
    public String name(TableIndex index) {
        return "the " + index.kind() + " index on " + index.label(schema);
    }

    private List<Term> boundsOf(AccessPath path) {
        List<Term> bounds = new ArrayList<>();
        for (int place = 0; place < path.keyColumns(); place++) {
            int column = path.index().column(place);
            restrictions.terms().stream()
                    .filter(term -> term.column() == column && term.operator() != Operator.NOT_EQUAL)
                    .forEach(bounds::add);
        }
        return bounds;
    }

    /**
     * The conditions that a path does not answer.
     *
     * @param path the path
     * @return such as {@code name LIKE '%a' and age > 18}; empty where there are none
     */
    public String left(AccessPath path) {
        return conditions(restrictions.leftBy(path.answered()));
    }

    private String conditions(List<Term> terms) {
        return terms.stream().map(this::condition).collect(Collectors.joining(" and "));
    }

    private String condition(Term term) {
        String name =
                schema.column(term.column()).name() + " " + term.operator().symbol();
        if (term.values().isEmpty()) {
            return term.operator() == Operator.IN ? name + " nothing" : name;
        }
        String values = term.values().stream()
                .limit(MOST_VALUES)
                .map(value -> shown(value, term.type()))
                .collect(Collectors.joining(", "));
        int more = term.values().size() - MOST_VALUES;
        return name + " " + values + (more > 0 ? " and " + more + " more" : "");
    }

    private static String shown(Object value, ColumnType type) {
        if (type == ColumnType.INT) {
            return value.toString();
        }
        return "'" + Excerpt.of((String) value, LONGEST_TEXT) + "'";
    }

    /** A cost as people read it. */
    private static String figure(double cost) {
        return Long.toString(Math.max(1, Math.round(cost)));
    }
}
