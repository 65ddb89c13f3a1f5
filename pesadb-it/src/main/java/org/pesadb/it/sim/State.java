package org.pesadb.it.sim;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The model: what the tables of a database hold at one commit. Never changed; a change makes a copy.
 *
 * @param tables by name
 */
record State(Map<String, TableState> tables) {
    /** No tables. */
    static final State EMPTY = new State(Map.of());

    /** The same with one table changed, added, or, for null, removed. */
    State with(String name, TableState table) {
        Map<String, TableState> changed = new TreeMap<>(tables);
        if (table == null) {
            changed.remove(name);
        } else {
            changed.put(name, table);
        }
        return new State(changed);
    }

    /** Where another state differs from this one, for people. */
    String difference(State found) {
        if (!tables.keySet().equals(found.tables.keySet())) {
            return "it holds the tables " + found.tables.keySet() + " instead of " + tables.keySet();
        }
        for (Map.Entry<String, TableState> entry : tables.entrySet()) {
            TableState expected = entry.getValue();
            TableState other = found.tables.get(entry.getKey());
            if (!expected.schema().columns().equals(other.schema().columns())) {
                return "table " + entry.getKey() + " has other columns: " + other.schema();
            }
            if (!expected.indexes().equals(other.indexes())) {
                return "table " + entry.getKey() + " has indexes on " + other.indexes() + " instead of "
                        + expected.indexes();
            }
            String rows = difference(expected.rows(), other.rows());
            if (rows != null) {
                return "table " + entry.getKey() + ": " + rows;
            }
        }
        return "it does not differ";
    }

    /** Where rows differ, for people, or null where they do not. */
    static String difference(TreeMap<Long, List<Object>> expected, TreeMap<Long, List<Object>> found) {
        for (Map.Entry<Long, List<Object>> row : expected.entrySet()) {
            List<Object> other = found.get(row.getKey());
            if (other == null) {
                return "row " + row.getKey() + " is missing, of " + expected.size() + " rows; " + found.size()
                        + " are there";
            }
            if (!Objects.equals(row.getValue(), other)) {
                return "row " + row.getKey() + " is " + Words.brief(other) + " instead of "
                        + Words.brief(row.getValue());
            }
        }
        for (Long key : found.keySet()) {
            if (!expected.containsKey(key)) {
                return "row " + key + " should not be there: " + Words.brief(found.get(key));
            }
        }
        return null;
    }
}
