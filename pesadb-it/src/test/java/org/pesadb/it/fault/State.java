package org.pesadb.it.fault;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/** What a database holds, as plain maps: of each table the text of each key. A table that does not exist is not in it. */
final class State {
    private static final List<String> NAMES = List.of("t", "u");

    private final TreeMap<String, TreeMap<Long, String>> tables = new TreeMap<>();

    /** What the backup beside it holds, or null where there is none. */
    private State backup;

    State copy() {
        State copy = new State();
        tables.forEach((name, rows) -> copy.tables.put(name, new TreeMap<>(rows)));
        copy.backup = backup;
        return copy;
    }

    /** The rows of a table, to be changed; those of one that does not exist count for nothing. */
    Map<Long, String> rows(String table) {
        return tables.getOrDefault(table, new TreeMap<>());
    }

    boolean has(String table) {
        return tables.containsKey(table);
    }

    void create(String table) {
        tables.put(table, new TreeMap<>());
    }

    void drop(String table) {
        tables.remove(table);
    }

    /** Reads it. */
    static State of(Session session) {
        State found = new State();
        for (String name : NAMES) {
            try {
                TreeMap<Long, String> rows = new TreeMap<>();
                for (List<Object> row : Tables.rows(session, Tables.all(name))) {
                    if (rows.put((Long) row.get(0), (String) row.get(1)) != null) {
                        throw new AssertionError("key " + row.get(0) + " comes twice in " + name);
                    }
                }
                found.tables.put(name, rows);
            } catch (PesaDbException failed) {
                if (failed.code() != ErrorCode.NO_SUCH_TABLE) {
                    throw failed;
                }
            }
        }
        return found;
    }

    State backup() {
        return backup;
    }

    /** There is a backup now. */
    void backup(State made) {
        backup = made;
    }

    boolean sameTables(State other) {
        return tables.equals(other.tables);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state && sameTables(state) && Objects.equals(backup, state.backup);
    }

    @Override
    public int hashCode() {
        return tables.hashCode();
    }

    /** Short, for messages. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        tables.forEach((name, rows) -> text.append(name)
                .append(": ")
                .append(rows.size())
                .append(" rows #")
                .append(Integer.toHexString(rows.hashCode()))
                .append(' '));
        return text.append(backup == null ? "}" : "backup " + backup + "}").toString();
    }
}
