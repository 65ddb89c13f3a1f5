package org.pesadb.it.process;

import java.nio.file.Path;
import java.util.List;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;

/**
 * Joins two tables of so many rows that they do not fit into the heap of the process, by several strategies, and prints for each
 * how many rows came, their sum, and how long it took.
 *
 * <pre>
 *   l: id 0 … n-1, k every number from 0 to n-1 in another order, x a text
 *   r: id 0 … n-1, k every even number from 0 to 2n-2 in another order, x a text
 * </pre>
 *
 * <p>So every second row of l has a partner, with a k that says which.
 */
public final class LargeJoin {
    /** Large primes: multiplied by one of them and taken by the number of rows, numbers change their order. */
    private static final long LEFT_STEP = 7_368_787;

    private static final long RIGHT_STEP = 2_750_159;

    private LargeJoin() {}

    /**
     * Runs it.
     *
     * @param args the database, made here; the rows of each table, no multiple of either prime; then, for each join, its strategy, and
     *     {@code +left} behind it for a LEFT join
     */
    public static void main(String[] args) {
        long rows = Long.parseLong(args[1]);
        Options options = Options.builder().build();
        try (Database database = PesaDb.open(Path.of(args[0]), options);
                Session session = database.openSession()) {
            long begin = System.nanoTime();
            fill(session, "l", rows, LEFT_STEP, 1);
            fill(session, "r", rows, RIGHT_STEP, 2);
            System.out.printf("filled %.1f s%n", seconds(begin));
            for (String join : List.of(args).subList(2, args.length)) {
                join(session, join);
            }
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void fill(Session session, String table, long rows, long step, long times) {
        session.run(new Command.CreateTable(
                new TableSchema(
                        table,
                        List.of(
                                Column.of("id", ColumnType.INT).asPrimaryKey(),
                                Column.of("k", ColumnType.INT),
                                Column.of("x", ColumnType.TEXT))),
                false,
                null,
                null));
        try (BatchInsert batch = session.batchInsert(table)) {
            for (long i = 0; i < rows; i++) {
                long key = i * step % rows * times;
                batch.set(0, i);
                batch.set(1, key);
                batch.set(2, "row " + key);
                batch.add();
            }
            batch.finish();
        }
    }

    private static void join(Session session, String how) {
        boolean left = how.endsWith("+left");
        Command.Join command = new Command.Join(
                new Command.TableRef("l", null),
                List.of(new Command.JoinStep(
                        new Command.TableRef("r", null), List.of(new Command.JoinOn("k", "k")), left)),
                List.of("l.k", "l.x", "r.id", "r.x"),
                List.of(),
                null,
                Command.Limit.NONE,
                left ? how.substring(0, how.indexOf('+')) : how);
        long begin = System.nanoTime();
        long count = 0;
        long sum = 0;
        long wrong = 0;
        try (Cursor cursor = session.execute(command)) {
            while (cursor.next()) {
                count++;
                sum += cursor.getLong(0);
                boolean met = !cursor.isNull(2);
                wrong += met != (cursor.getLong(0) % 2 == 0)
                                || met && !cursor.getText(1).equals(cursor.getText(3))
                        ? 1
                        : 0;
            }
        }
        System.out.printf("%s: %d rows, sum %d, %d wrong; %.1f s%n", how, count, sum, wrong, seconds(begin));
    }
}
