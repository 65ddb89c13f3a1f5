package org.pesadb.it.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;

/**
 * Works on a database while ballast leaves a random bit of the heap, so that memory ends at any allocation. After each statement the
 * ballast goes, and rows are compared with what a plain map says. Prints each violation, and at the end figures.
 */
public final class SmallHeap {
    private static final int CHUNK = 16 << 10;
    private static final int MOST_FREE_CHUNKS = 120;
    private static final int STATEMENTS_BETWEEN_CHECKS = 50;
    private static final String TABLE = "t";
    private static final Command BEGIN = new Command.Begin(false);
    private static final Command COMMIT = new Command.Commit();
    private static final Command ROLLBACK = new Command.Rollback();
    private static final Command CHECKPOINT = new Command.Checkpoint();
    private static final Command COUNT = new Command.Count(TABLE, List.of());
    private static final Command ALL = new Command.Select(TABLE, List.of(), List.of(), null, Command.Limit.NONE);
    private static final Command SORT =
            new Command.Select(TABLE, List.of(), List.of(), new Command.Ordering("x", false), Command.Limit.NONE);
    private static final String[] TEXTS = texts();
    private static final String UPDATED = "y".repeat(400);

    private final Path file;
    private final Random random;
    /** What is there: the length of the text of each row. Nothing in it is undecided. */
    private TreeMap<Long, Integer> rows = new TreeMap<>();

    /** What may be there instead, after a commit whose outcome is unknown. */
    private TreeMap<Long, Integer> other;

    private final List<byte[]> ballast = new ArrayList<>(1 << 16);
    private Database database;
    private Session session;
    private long nextId;
    private long done;
    private long exhausted;
    private long raw;
    private long unknown;
    private long reopened;
    private long violations;

    private SmallHeap(Path file, long seed) {
        this.file = file;
        random = new Random(seed);
    }

    /**
     * Runs it.
     *
     * @param args the database, made here; the seed; how many statements
     */
    public static void main(String[] args) {
        SmallHeap program = new SmallHeap(Path.of(args[0]), Long.parseLong(args[1]));
        program.run(Integer.parseInt(args[2]));
    }

    /** Of many lengths, some over a page. */
    private static String[] texts() {
        String[] texts = new String[97];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = "x".repeat(i % 20 == 19 ? i * 400 : i * 4);
        }
        return texts;
    }

    private void run(int statements) {
        open();
        session.run(new Command.CreateTable(
                new TableSchema(
                        TABLE,
                        List.of(Column.of("id", ColumnType.INT).asPrimaryKey(), Column.of("x", ColumnType.TEXT))),
                false,
                null,
                null));
        for (int i = 0; i < 30; i++) {
            statement(i % 8)
                    .run(); // loads every class while there is memory: one that fails to load is lost to its process
        }
        for (int i = 0; i < statements; i++) {
            int kind = random.nextInt(8);
            Runnable statement = statement(kind);
            load(random.nextInt(random.nextBoolean() ? MOST_FREE_CHUNKS : MOST_FREE_CHUNKS / 8));
            Throwable failed = null;
            try {
                statement.run();
            } catch (Throwable thrown) {
                failed = thrown;
            }
            ballast.clear();
            judge(kind, failed);
            compare();
            if (i % STATEMENTS_BETWEEN_CHECKS == 0) {
                check();
            }
        }
        check();
        session.close();
        database.close();
        open();
        compare();
        check();
        database.close();
        System.out.printf(
                "figures %d done, %d exhausted, %d of them raw, %d unknown, %d reopened, %d violations%n",
                done, exhausted, raw, unknown, reopened, violations);
    }

    private void open() {
        database = PesaDb.open(
                file,
                PesaDb.options()
                        .checkpointPages(50)
                        .cacheBytes(1 << 20)
                        .transactionBytes(1 << 18)
                        .statementBytes(1 << 20)
                        .build());
        session = database.openSession();
    }

    /** Leaves about so many chunks of the heap. */
    private void load(int free) {
        try {
            while (true) {
                ballast.add(new byte[CHUNK]);
            }
        } catch (OutOfMemoryError full) {
            for (int i = 0; i < free && !ballast.isEmpty(); i++) {
                ballast.remove(ballast.size() - 1);
            }
        }
    }

    /** All that needs memory of our own is made here; what comes back does nothing but ask the database. */
    private Runnable statement(int kind) {
        return switch (kind) {
            case 0, 1 -> insert(1 + random.nextInt(20));
            case 2 -> transaction();
            case 3 -> update();
            case 4 -> delete();
            case 5 -> this::sort;
            case 6 -> this::conversation;
            default -> () -> session.run(CHECKPOINT);
        };
    }

    private Runnable insert(int count) {
        TreeMap<Long, Integer> after = new TreeMap<>(rows);
        long[] ids = plan(count, after);
        return () -> {
            other = after;
            add(ids);
            rows = after;
            other = null;
        };
    }

    private long[] plan(int count, TreeMap<Long, Integer> after) {
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = ++nextId;
            after.put(nextId, text(nextId).length());
        }
        return ids;
    }

    private static String text(long id) {
        return TEXTS[(int) (id * 7 % TEXTS.length)];
    }

    private void add(long[] ids) {
        try (BatchInsert batch = session.batchInsert(TABLE)) {
            for (long id : ids) {
                batch.set(0, id);
                batch.set(1, text(id));
                batch.add();
            }
            batch.finish();
        }
    }

    private Runnable transaction() {
        TreeMap<Long, Integer> after = new TreeMap<>(rows);
        long[] first = plan(30, after);
        long[] second = plan(60, after);
        return () -> {
            session.run(BEGIN);
            try {
                add(first);
                add(second);
                other = after;
                session.run(COMMIT);
                rows = after;
                other = null;
            } finally {
                if (session.inTransaction()) {
                    other = null;
                    session.run(ROLLBACK);
                }
            }
        };
    }

    private Runnable update() {
        TreeMap<Long, Integer> after = new TreeMap<>(rows);
        after.replaceAll((id, length) -> UPDATED.length());
        Command command =
                new Command.Update(TABLE, List.of(new Command.Assignment("x", Operand.of(UPDATED))), List.of());
        return () -> change(command, after);
    }

    private Runnable delete() {
        long from = nextId - random.nextInt(200);
        Command command = new Command.Delete(TABLE, List.of(Condition.of("id", Operator.LESS, Operand.of(from))));
        TreeMap<Long, Integer> after = new TreeMap<>(rows.tailMap(from));
        return () -> change(command, after);
    }

    private void change(Command command, TreeMap<Long, Integer> after) {
        other = after;
        session.run(command);
        rows = after;
        other = null;
    }

    private void sort() {
        long count = 0;
        try (Cursor cursor = session.execute(SORT)) {
            while (cursor.next()) {
                count++;
            }
        }
        if (count != rows.size()) {
            violation("a sort gave " + count + " rows of " + rows.size());
        }
    }

    private void conversation() {
        try (Session own = database.openSession();
                Cursor cursor = own.execute(COUNT)) {
            cursor.next();
            if (cursor.getLong(0) != rows.size()) {
                violation("a session counted " + cursor.getLong(0) + " rows of " + rows.size());
            }
        }
    }

    private void judge(int kind, Throwable failed) {
        if (failed == null) {
            done++;
            return;
        }
        boolean inDoubt = false;
        if (failed instanceof PesaDbException known) {
            inDoubt = known.outcomeUnknown();
            if (known.code() == ErrorCode.OUT_OF_MEMORY || outOfMemory(known)) {
                exhausted++;
            } else if (known.code() != ErrorCode.READ_ONLY) {
                violation("statement " + kind + " gave " + known.code() + ": " + known.getMessage());
            }
        } else if (failed instanceof OutOfMemoryError) {
            exhausted++;
            raw++;
            StackTraceElement[] trace = failed.getStackTrace();
            System.out.println("raw " + kind + " " + List.of(trace).subList(0, Math.min(6, trace.length)));
        } else {
            violation("statement " + kind + " threw " + failed);
        }
        unknown += inDoubt ? 1 : 0;
        if (!inDoubt) {
            other = null;
        }
        if (inDoubt || !writable()) {
            reopen();
        }
    }

    private static boolean outOfMemory(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return String.valueOf(failed.getMessage()).contains("OutOfMemoryError")
                || String.valueOf(failed.getMessage()).contains("no memory");
    }

    /** Whether the database still takes changes; it says so where it does not. */
    private boolean writable() {
        try {
            session.run(BEGIN);
            session.run(ROLLBACK);
            return true;
        } catch (PesaDbException refused) {
            if (refused.code() != ErrorCode.READ_ONLY) {
                violation("after an exhausted heap BEGIN gives " + refused.code() + ": " + refused.getMessage());
            }
            return false;
        }
    }

    private void reopen() {
        reopened++;
        try {
            session.close();
            database.close();
        } catch (PesaDbException failed) {
            if (failed.code() == ErrorCode.INTERNAL) {
                violation("closing gave " + failed.getMessage());
            }
        }
        open();
    }

    /** Rows are those of the map, or those of the commit in doubt. */
    private void compare() {
        TreeMap<Long, Integer> found = new TreeMap<>();
        try (Cursor cursor = session.execute(ALL)) {
            while (cursor.next()) {
                found.put(cursor.getLong(0), cursor.getText(1).length());
            }
        }
        if (other != null && found.equals(other)) {
            rows = other;
        } else if (!found.equals(rows)) {
            violation("there are " + found.size() + " rows where " + rows.size() + " were acknowledged");
            rows = found;
        }
        other = null;
    }

    private void check() {
        List<Fault> faults = new ArrayList<>();
        database.check(faults::add);
        if (!faults.isEmpty()) {
            violation("check finds " + faults);
        }
    }

    private void violation(String what) {
        violations++;
        System.out.println("violation " + what);
    }
}
