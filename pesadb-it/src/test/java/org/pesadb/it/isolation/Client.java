package org.pesadb.it.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.isolation.Transaction.Outcome;
import org.pesadb.testing.MemoryFiles;

/**
 * A session that writes down what it does and sees. Without {@link #begin} each command is a transaction of its own. Of one
 * thread.
 */
final class Client implements AutoCloseable {
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(ErrorCode.BUSY, ErrorCode.CANCELLED);
    private static final Set<ErrorCode> FAILURES = EnumSet.of(ErrorCode.IO, ErrorCode.READ_ONLY);
    private static final Set<ErrorCode> REFUSALS_OF_MAINTENANCE =
            EnumSet.of(ErrorCode.BUSY, ErrorCode.CANCELLED, ErrorCode.INDEX_EXISTS, ErrorCode.NO_SUCH_INDEX);

    private final String name;
    private final Session session;
    private final Recorder recorder;
    private final AtomicLong marks;
    private final Consumer<ErrorCode> refusals;
    private final boolean failing;
    private Recorder.Open open;
    private long id;

    /**
     * @param marks    the last mark that anybody wrote
     * @param refusals is told why a statement was refused
     * @param failing  whether the device may fail
     */
    Client(
            String name,
            Session session,
            Recorder recorder,
            AtomicLong marks,
            Consumer<ErrorCode> refusals,
            boolean failing) {
        this.name = name;
        this.session = session;
        this.recorder = recorder;
        this.marks = marks;
        this.refusals = refusals;
        this.failing = failing;
    }

    /** Begins; false where another one has the writer's place for too long. */
    boolean begin(boolean reader) {
        Recorder.Open asked = recorder.begin(name, reader);
        try {
            id = session.run(new Command.Begin(reader)).transaction();
        } catch (PesaDbException refused) {
            refused(refused, REFUSALS);
            return false;
        }
        asked.begun();
        open = asked;
        return true;
    }

    void end(boolean commit) {
        open.ending();
        Outcome outcome = commit ? Outcome.COMMITTED : Outcome.ABORTED;
        try {
            session.run(commit ? new Command.Commit() : new Command.Rollback());
        } catch (PesaDbException failed) {
            refused(failed, FAILURES);
            outcome = failed.outcomeUnknown() ? Outcome.UNKNOWN : Outcome.ABORTED;
        }
        open.ended(outcome, id);
        open = null;
    }

    /** Runs a command that changes no row: nothing of it can be seen. */
    void maintain(Command command) {
        try {
            session.run(command);
        } catch (PesaDbException refused) {
            refused(refused, REFUSALS_OF_MAINTENANCE);
        }
    }

    private void refused(PesaDbException refused, Set<ErrorCode> expected) {
        boolean fails = failing && FAILURES.contains(refused.code());
        if (!fails && (!expected.contains(refused.code()) || expected == FAILURES)) {
            throw refused;
        }
        refusals.accept(refused.code());
    }

    private interface Work {
        /** Does it, and returns what the database says that its number is. */
        long in(Recorder.Open transaction) throws IOException;
    }

    /** In the open transaction, or in one of its own. What is refused has neither seen nor changed anything. */
    private void run(boolean reader, Work work) {
        try {
            if (open != null) {
                work.in(open);
            } else {
                Recorder.Open own = recorder.begin(name, reader);
                own.ended(Outcome.COMMITTED, work.in(own));
            }
        } catch (PesaDbException refused) {
            refused(refused, REFUSALS);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Looks a row up; what was cancelled has found nothing. */
    Value read(String key) {
        Value[] known = {Value.ABSENT};
        run(true, transaction -> {
            Value[] found = {Value.ABSENT};
            try (Cursor cursor = session.execute(select(Rows.table(key), Condition.equal("id", Rows.id(key))))) {
                while (cursor.next()) {
                    assertEquals(Value.ABSENT, found[0], "two rows of one key");
                    found[0] = Rows.value(Rows.table(key), cursor);
                }
                transaction.read(key, found[0]);
                known[0] = found[0];
                return cursor.outcome().transaction();
            }
        });
        return known[0];
    }

    /** Reads all rows of a range, and lets something else happen when it has read half of what is there. */
    void scan(String table, Range range, Runnable between, Condition... where) {
        Map<String, Value> rows = new TreeMap<>();
        run(true, transaction -> {
            try (Cursor cursor = session.execute(select(table, where))) {
                while (cursor.next()) {
                    Value before = rows.put(Rows.key(table, cursor), Rows.value(table, cursor));
                    assertEquals(null, before, "each row once");
                    if (rows.size() == 4) {
                        between.run();
                    }
                }
                transaction.scanned(range, rows);
                return cursor.outcome().transaction();
            }
        });
    }

    /** Counts the rows of a range. */
    void count(String table, Range range, Condition... where) {
        run(true, transaction -> {
            try (Cursor cursor = session.execute(new Command.Count(table, List.of(where)))) {
                cursor.next();
                transaction.counted(range, cursor.getLong(0));
                return cursor.outcome().transaction();
            }
        });
    }

    /** Writes the next version of a list that is there. In a transaction only. */
    void append(String key) {
        Value before = read(key);
        if (before.present()) {
            Value after = before.with(marks.incrementAndGet());
            update(key, after, List.of(kind(after), new Command.Assignment("marks", Operand.of(Rows.text(after)))));
        }
    }

    private static Command.Assignment kind(Value value) {
        return new Command.Assignment("kind", Operand.of(value.last() % Rows.KINDS));
    }

    /** Writes a register, whatever stands there. */
    void put(String key) {
        Value after = Value.register(marks.incrementAndGet());
        update(key, after, List.of(new Command.Assignment("mark", Operand.of(after.last()))));
    }

    private void update(String key, Value after, List<Command.Assignment> columns) {
        run(false, transaction -> {
            org.pesadb.api.Outcome outcome = session.run(
                    new Command.Update(Rows.table(key), columns, List.of(Condition.equal("id", Rows.id(key)))));
            if (outcome.rows() == 0) {
                transaction.read(key, Value.ABSENT);
            } else {
                transaction.wrote(key, after);
            }
            return outcome.transaction();
        });
    }

    /** Writes a new list. */
    void insert(long list) {
        Value value = Value.ABSENT.with(marks.incrementAndGet());
        run(false, transaction -> {
            long number = session.run(new Command.Insert(
                            Rows.LISTS,
                            List.of(
                                    Operand.of(list),
                                    Operand.of(value.last() % Rows.KINDS),
                                    Operand.of(Rows.text(value)))))
                    .transaction();
            inserted(transaction, list, value);
            return number;
        });
    }

    /** Writes new lists by one statement. */
    void insertBatch(long... lists) {
        run(false, transaction -> {
            List<Value> values = LongStream.of(lists)
                    .mapToObj(each -> Value.ABSENT.with(marks.incrementAndGet()))
                    .toList();
            try (BatchInsert rows = session.batchInsert(Rows.LISTS)) {
                for (int i = 0; i < lists.length; i++) {
                    rows.set(0, lists[i]);
                    rows.set(1, values.get(i).last() % Rows.KINDS);
                    rows.set(2, Rows.text(values.get(i)));
                    rows.add();
                }
                long number = rows.finish().transaction();
                for (int i = 0; i < lists.length; i++) {
                    inserted(transaction, lists[i], values.get(i));
                }
                return number;
            }
        });
    }

    private static void inserted(Recorder.Open transaction, long list, Value value) {
        transaction.read(Rows.list(list), Value.ABSENT);
        transaction.wrote(Rows.list(list), value);
    }

    /** Writes a new register. */
    void insertRegister(long register) {
        Value value = Value.register(marks.incrementAndGet());
        run(false, transaction -> {
            long number = session.run(
                            new Command.Insert(Rows.REGISTERS, List.of(Operand.of(register), Operand.of(value.last()))))
                    .transaction();
            transaction.read(Rows.register(register), Value.ABSENT);
            transaction.wrote(Rows.register(register), value);
            return number;
        });
    }

    /** Removes a row, if it is there. In a transaction only, so that it is known what was removed. */
    void delete(String key) {
        if (read(key).present()) {
            run(false, transaction -> {
                org.pesadb.api.Outcome outcome =
                        session.run(new Command.DeleteByKey(Rows.table(key), Operand.of(Rows.id(key))));
                if (outcome.rows() == 0) {
                    transaction.read(key, Value.ABSENT);
                } else {
                    transaction.wrote(key, Value.ABSENT);
                }
                return outcome.transaction();
            });
        }
    }

    private static Command.Select select(String table, Condition... where) {
        return new Command.Select(table, List.of(), List.of(where), null, Command.Limit.NONE);
    }

    /** Copies what the open transaction reads in, opens the copy, and reads all of it: the copy is that state. */
    void backup(MemoryFiles files, Path to) {
        run(true, transaction -> {
            session.run(new Command.Backup(to));
            try (Database copy = PesaDb.open(to, PesaDb.options().files(files).build());
                    Session other = copy.openSession()) {
                transaction.scanned(Rows.ALL_LISTS, rows(other, Rows.LISTS));
                transaction.scanned(Rows.ALL_REGISTERS, rows(other, Rows.REGISTERS));
            }
            for (Path file : files.list(to.getParent(), to.getFileName().toString())) {
                files.delete(file);
            }
            return id;
        });
    }

    private static Map<String, Value> rows(Session session, String table) {
        Map<String, Value> rows = new TreeMap<>();
        try (Cursor cursor = session.execute(select(table))) {
            while (cursor.next()) {
                rows.put(Rows.key(table, cursor), Rows.value(table, cursor));
            }
        }
        return rows;
    }

    /** Cancels what the session runs now. Any thread may call it. */
    void cancel() {
        session.cancel();
    }

    /** What is open then, after a failure, may have come to an end or not. */
    @Override
    public void close() {
        if (open != null) {
            open.ended(Outcome.UNKNOWN, Transaction.UNNAMED);
        }
        session.close();
    }
}
