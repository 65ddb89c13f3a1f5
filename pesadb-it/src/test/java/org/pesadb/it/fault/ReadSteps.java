package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.it.Tables;

/** Statements that read, each with the one right answer. */
final class ReadSteps {
    private ReadSteps() {}

    private static Step rows(String name, Command command, List<List<Object>> expected) {
        return new Step(
                name,
                false,
                client -> assertEquals(expected, Tables.rows(client.session(), command), name),
                state -> {});
    }

    /** A row by its key. */
    static Step find(String table, long id, String text) {
        return rows("find " + id, Tables.all(table, Condition.equal("id", id)), List.of(List.of(id, text)));
    }

    /** A row by the index on its text. */
    static Step findByText(String table, String text, long id) {
        return rows("find by text", Tables.all(table, Condition.equal("text", text)), List.of(List.of(id, text)));
    }

    /** A key that no row has. */
    static Step findNothing(String table, long id) {
        return rows("find " + id, Tables.all(table, Condition.equal("id", id)), List.of());
    }

    /** All rows in descending order of their keys. */
    static Step sorted(String table, int count) {
        Command.Select all = new Command.Select(
                table, List.of("id"), List.of(), new Command.Ordering("id", true), Command.Limit.NONE);
        return new Step(
                "sort",
                false,
                client -> {
                    List<List<Object>> rows = Tables.rows(client.session(), all);
                    assertEquals(count, rows.size(), "rows in order");
                    for (int i = 1; i < count; i++) {
                        assertEquals(
                                1,
                                Long.signum((Long) rows.get(i - 1).get(0)
                                        - (Long) rows.get(i).get(0)),
                                "order");
                    }
                },
                state -> {});
    }

    /** Rows of two tables that have the same key. */
    static Step join(String left, String right, int pairs) {
        Command.Join join = new Command.Join(
                new Command.TableRef(left, null),
                new Command.TableRef(right, null),
                List.of(new Command.JoinOn(left + ".id", right + ".id")),
                List.of(),
                List.of(),
                null,
                Command.Limit.NONE,
                null);
        return new Step(
                "join",
                false,
                client -> {
                    List<List<Object>> rows = Tables.rows(client.session(), join);
                    assertEquals(pairs, rows.size(), "joined rows");
                    rows.forEach(row -> assertEquals(row.get(0), row.get(2), "joined keys"));
                },
                state -> {});
    }

    /** The database checks itself. What it finds is thrown, so that whoever runs this judges it as the answer of a statement. */
    static Step check() {
        return new Step(
                "check",
                false,
                client -> {
                    List<Fault> faults = new ArrayList<>();
                    client.database().check(faults::add);
                    Set<Object> places = new HashSet<>();
                    for (Fault fault : faults) {
                        if (!places.add(List.of(fault.file(), fault.page(), String.valueOf(fault.object())))
                                && fault.page() >= 0) {
                            throw new AssertionError("named twice: " + faults);
                        }
                    }
                    if (!faults.isEmpty()) {
                        throw new CorruptException("found " + faults);
                    }
                },
                state -> {});
    }
}
