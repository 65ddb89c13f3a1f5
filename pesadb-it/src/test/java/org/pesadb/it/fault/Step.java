package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/**
 * One statement or transaction: done whole or not at all.
 *
 * @param name   for messages
 * @param work   does it
 * @param writes whether it writes to the database
 * @param effect what it does to what the database holds, or to the backup beside it
 */
record Step(String name, boolean writes, Consumer<Client> work, Consumer<State> effect) {
    /** The database that {@link #backup} makes. */
    static final Path COPY = Path.of("/d/copy.pesa").toAbsolutePath();

    private static Step of(String name, Consumer<Session> work, Consumer<State> effect) {
        return new Step(name, true, client -> work.accept(client.session()), effect);
    }

    private static Step command(Command command) {
        return of(command.getClass().getSimpleName(), session -> session.run(command), state -> {});
    }

    static Step create(String table) {
        return of(
                "create",
                session -> Tables.create(
                        session, table, Tables.key("id"), Tables.text("text").asUnique()),
                state -> state.create(table));
    }

    /** A table whose texts need not differ. */
    static Step createPlain(String table) {
        return of(
                "create",
                session -> Tables.create(session, table, Tables.key("id"), Tables.text("text")),
                state -> state.create(table));
    }

    static Step insert(String table, long id, String text) {
        return of(
                "insert " + id,
                session -> Tables.insert(session, table, id, text),
                state -> state.rows(table).put(id, text));
    }

    static Step update(String table, long id, String text) {
        return of(
                "update " + id,
                session -> session.run(Tables.set(table, "text", text, Condition.equal("id", id))),
                state -> state.rows(table).replace(id, text));
    }

    /** Sets all texts of a table whose texts need not differ. */
    static Step updateAll(String table, String text) {
        return of(
                "update all",
                session -> session.run(Tables.set(table, "text", text)),
                state -> state.rows(table).replaceAll((id, old) -> text));
    }

    static Step delete(String table, long id) {
        return of(
                "delete " + id,
                session -> session.run(new Command.DeleteByKey(table, Operand.of(id))),
                state -> state.rows(table).remove(id));
    }

    static Step deleteAbove(String table, long id) {
        return of(
                "delete above " + id,
                session -> session.run(
                        new Command.Delete(table, List.of(Condition.of("id", Operator.GREATER, Operand.of(id))))),
                state -> state.rows(table).keySet().removeIf(key -> key > id));
    }

    /** Rows {@code from}, {@code from + by}, ... with texts of a length, as one statement. */
    static Step batch(String table, long from, long by, int count, int length) {
        return of(
                "batch of " + count,
                session -> {
                    try (BatchInsert batch = session.batchInsert(table)) {
                        for (long i = 0; i < count; i++) {
                            batch.set(0, from + i * by);
                            batch.set(1, text(from + i * by, length));
                            batch.add();
                        }
                        batch.finish();
                    }
                },
                state -> {
                    for (long i = 0; i < count; i++) {
                        state.rows(table).put(from + i * by, text(from + i * by, length));
                    }
                });
    }

    static String text(long id, int length) {
        String number = id + " ";
        return number + "x".repeat(Math.max(0, length - number.length()));
    }

    /** A batch whose last row has a key that is there already: none of it counts. */
    static Step refusedBatch(String table, long from, int count, int length, long there) {
        return of(
                "refused batch",
                session -> {
                    try (BatchInsert batch = session.batchInsert(table)) {
                        for (long i = 0; i <= count; i++) {
                            long id = i < count ? from + i : there;
                            batch.set(0, id);
                            batch.set(1, "refused " + text(id, length));
                            batch.add();
                        }
                        batch.finish();
                    } catch (PesaDbException failed) {
                        if (failed.code() != ErrorCode.DUPLICATE_KEY) {
                            throw failed;
                        }
                    }
                },
                state -> {});
    }

    /** A transaction in which each statement that fails is tried once more: what a failed one has left would be seen. */
    static Step transaction(Step... steps) {
        return new Step(
                "transaction of " + steps.length,
                true,
                client -> {
                    client.session().run(new Command.Begin(false));
                    boolean done = false;
                    try {
                        for (Step step : steps) {
                            client.twice(step);
                        }
                        client.session().run(new Command.Commit());
                        done = true;
                    } finally {
                        if (!done) {
                            client.rollback();
                        }
                    }
                },
                state -> {
                    for (Step step : steps) {
                        step.effect.accept(state);
                    }
                });
    }

    static Step rolledBack(Step... steps) {
        return new Step(
                "rolled back",
                true,
                client -> {
                    client.session().run(new Command.Begin(false));
                    try {
                        for (Step step : steps) {
                            step.work.accept(client);
                        }
                    } finally {
                        client.rollback();
                    }
                },
                state -> {});
    }

    /** Reads a whole table in an order and group by group, which must be right where it ends. */
    static Step sorted(String table) {
        return new Step(
                "sort and group",
                false,
                client -> {
                    Session session = client.session();
                    State state = State.of(session);
                    List<List<Object>> byText = new ArrayList<>();
                    state.rows(table).forEach((id, text) -> byText.add(List.of(id, text)));
                    byText.sort(Comparator.comparing(row -> (String) row.get(1)));
                    assertEquals(
                            byText,
                            Tables.rows(
                                    session,
                                    new Command.Select(
                                            table,
                                            List.of(),
                                            List.of(),
                                            new Command.Ordering("text", false),
                                            Command.Limit.NONE)));
                    List<List<Object>> sums = new ArrayList<>();
                    byText.forEach(row -> sums.add(List.of(row.get(1), row.get(0))));
                    assertEquals(
                            sums,
                            Tables.rows(
                                    session,
                                    new Command.Aggregate(
                                            Command.Function.SUM, table, "id", List.of(), List.of("text"))));
                },
                state -> {});
    }

    /** An index whose entries are sorted first. */
    static Step createOrderedIndex(String table) {
        return command(new Command.CreateIndex(table, "text", true, "btree"));
    }

    static Step checkpoint() {
        return command(new Command.Checkpoint());
    }

    /** @param table null for all */
    static Step compact(String table) {
        return command(new Command.Compact(table));
    }

    static Step createIndex(String table) {
        return command(new Command.CreateIndex(table, "text", false, null));
    }

    static Step dropIndex(String table) {
        return command(new Command.DropIndex(table, "text"));
    }

    static Step drop(String table) {
        return of("drop", session -> session.run(new Command.DropTable(table)), state -> state.drop(table));
    }

    static Step backup() {
        return new Step(
                "backup",
                false,
                client -> client.session().run(new Command.Backup(COPY)),
                state -> state.backup(state.copy()));
    }

    /** From now on another session reads a snapshot. */
    static Step hold() {
        return new Step("hold", false, Client::hold, state -> {});
    }

    /** The other session still sees what it saw, and gives its snapshot back. */
    static Step release() {
        return new Step("release", false, Client::release, state -> {});
    }
}
