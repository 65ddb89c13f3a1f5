package org.pesadb.it.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.it.Tables;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * A database with three tables, {@code id:INT:PK k:INT n:TEXT}, whose columns k and n have indexes, so that every kind of strategy can be used. Of one
 * thread.
 */
final class JoinBed implements AutoCloseable {
    private static final Path PATH = Path.of("/kit/joins.pesa").toAbsolutePath();
    private static final Path SPILL = Path.of("/kit/joins.pesa-spill").toAbsolutePath();
    private static final long MEMORY = 256 << 10;
    private static final int ROWS = 150;

    private final JoinStrategy strategy;
    private final Random random;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Database database;

    JoinBed(JoinStrategy strategy, Random random) {
        this.strategy = strategy;
        this.random = random;
        database = PesaDb.open(
                PATH,
                PesaDb.options()
                        .files(disk)
                        .components(KitParts.with(strategy))
                        .statementBytes(MEMORY)
                        .background(Runnable::run)
                        .build());
        try (Session session = database.openSession()) {
            for (String table : List.of("a", "b", "c")) {
                Tables.create(session, table, Tables.key("id"), Tables.number("k"), Tables.text("n"));
                try (BatchInsert batch = session.batchInsert(table)) {
                    for (int i = 0; i < ROWS; i++) {
                        batch.set(0, i);
                        if (random.nextInt(9) > 0) {
                            batch.set(1, random.nextInt(ROWS / 2));
                        }
                        if (random.nextInt(9) > 0) {
                            batch.set(2, "n" + random.nextInt(ROWS / 2));
                        }
                        batch.add();
                    }
                    batch.finish();
                }
                session.run(new Command.CreateIndex(table, "k", false, null));
                session.run(new Command.CreateIndex(table, "n", false, null));
            }
        }
    }

    Database database() {
        return database;
    }

    /** A join of two tables on a column. */
    Command.Join join(String on, boolean left, String order, Command.Limit limit, Condition... where) {
        return new Command.Join(
                new Command.TableRef("a", null),
                List.of(new Command.JoinStep(
                        new Command.TableRef("b", null), List.of(new Command.JoinOn("a." + on, "b." + on)), left)),
                List.of("a.id", "a.n", "b.id", "b.k"),
                List.of(where),
                order == null ? null : new Command.Ordering(order, random.nextBoolean()),
                limit,
                strategy.name());
    }

    /** A chain of three tables. */
    Command.Join chain(boolean left) {
        return new Command.Join(
                new Command.TableRef("a", null),
                List.of(
                        new Command.JoinStep(
                                new Command.TableRef("b", null), List.of(new Command.JoinOn("a.k", "b.k")), left),
                        new Command.JoinStep(
                                new Command.TableRef("c", null), List.of(new Command.JoinOn("b.n", "c.n")), left)),
                List.of("a.id", "b.id", "c.id", "c.n"),
                List.of(),
                null,
                Command.Limit.NONE,
                strategy.name());
    }

    static Command.Limit limit(long count) {
        return new Command.Limit(OptionalLong.of(count), 0);
    }

    /** The same by another strategy. */
    static Command.Join by(Command.Join join, String using) {
        return new Command.Join(
                join.first(), join.steps(), join.columns(), join.where(), join.order(), join.limit(), using);
    }

    /** How often each row comes. */
    static Map<List<Object>, Integer> rows(Session session, Command.Join join) {
        Map<List<Object>, Integer> counted = new HashMap<>();
        Tables.rows(session, join).forEach(row -> counted.merge(row, 1, Integer::sum));
        return counted;
    }

    /** Files of statements that have ended. */
    List<Path> left() {
        try {
            return disk.list(SPILL, "");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Changes rows of both tables. */
    void change(Session session) {
        List<Condition> some = new ArrayList<>();
        some.add(Condition.equal("k", random.nextInt(ROWS / 2)));
        session.run(new Command.Update(
                random.nextBoolean() ? "a" : "b",
                List.of(new Command.Assignment("k", new Operand.Int(random.nextInt(ROWS / 2)))),
                some));
        session.run(new Command.DeleteByKey("b", new Operand.Int(random.nextInt(ROWS))));
        Tables.insert(session, "a", 1_000L + random.nextInt(1_000_000), (long) random.nextInt(ROWS / 2), "new");
    }

    /** Open files and locks. */
    int handles() {
        return disk.handles();
    }

    @Override
    public void close() {
        database.close();
    }
}
