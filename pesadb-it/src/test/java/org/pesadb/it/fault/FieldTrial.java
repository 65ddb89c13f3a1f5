package org.pesadb.it.fault;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import org.pesadb.testing.MemoryFiles;

/**
 * Does all that can be done to a database which lies in one field, and says what must not be. Where {@code check} finds nothing,
 * everything must be as if nobody lied. Where it does, the lie's own table may be refused or wrong, and no other one.
 */
final class FieldTrial {
    /** What no damage of the files is an excuse for. */
    private static final Set<ErrorCode> NEVER =
            EnumSet.of(ErrorCode.INTERNAL, ErrorCode.OUT_OF_MEMORY, ErrorCode.BAD_PLUGIN, ErrorCode.CANCELLED);

    /** What looks like the work of another version or with other parts is left to those. */
    private static final Set<ErrorCode> NEEDS_ANOTHER_PROGRAM =
            EnumSet.of(ErrorCode.FORMAT_TOO_NEW, ErrorCode.FORMAT_TOO_OLD, ErrorCode.MISSING_COMPONENT);

    private static final long MOST_GROWTH = 100 * PageBytes.PAGE;

    private final FieldFixture fixture;
    private final Lie lie;
    private final byte[] main;
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Set<List<Object>>> expected = new HashMap<>();
    private boolean found;

    /** What was read or done wrong without a word, though a check would have told. */
    private final List<String> silent = new ArrayList<>();

    FieldTrial(FieldFixture fixture, Lie lie) {
        this.fixture = fixture;
        this.lie = lie;
        this.main = lie.in(fixture.main);
        fixture.rows.forEach((table, rows) -> expected.put(table, new HashSet<>(rows)));
    }

    /** Returns what must not be; empty where all is well. */
    List<String> run() {
        MemoryFiles files = FieldFixture.files(main, fixture.log);
        List<Fault> faults = check(files);
        found = !faults.isEmpty();
        for (Fault fault : faults) {
            if (fault.file() == null || fault.message() == null) {
                wrong.add("a fault without its file: " + fault);
            }
        }
        use(files);
        int length = files.bytes(FieldFixture.MAIN).length;
        if (length > main.length + MOST_GROWTH) {
            wrong.add("the file has grown from " + main.length + " to " + length + " bytes");
        }
        List<Fault> after = check(files);
        if (!found && !after.isEmpty()) {
            wrong.add("a check found nothing, and after some use " + after);
        }
        salvage();
        return wrong;
    }

    boolean found() {
        return found;
    }

    List<String> silent() {
        return silent;
    }

    private List<Fault> check(MemoryFiles files) {
        List<Fault> faults = new ArrayList<>();
        try {
            PesaDb.check(FieldFixture.MAIN, FieldFixture.options(files), faults::add);
        } catch (PesaDbException refused) {
            judge("check", refused);
            faults.add(new Fault("", -1, null, refused.getMessage()));
        }
        return faults;
    }

    private void judge(String what, PesaDbException refused) {
        if (NEVER.contains(refused.code())) {
            StackTraceElement[] stack = (refused.getCause() == null ? refused : refused.getCause()).getStackTrace();
            wrong.add(what + ": " + refused.code() + " " + refused.getMessage() + " at "
                    + (stack.length == 0 ? "" : List.of(stack).subList(0, Math.min(4, stack.length))));
        }
        if (refused.getMessage() == null
                || refused.code() == ErrorCode.CORRUPT
                        && !refused.getMessage().contains("page")
                        && !refused.getMessage().contains("catalog")
                        && !refused.getMessage().contains("table")
                        && !refused.getMessage().contains("pesa")) {
            wrong.add(what + " does not say where: " + refused.getMessage());
        }
    }

    /** Whether anything at all may happen to a table, other than what never may. */
    private boolean excused(String table) {
        return (found || lie.nobodyCanTell())
                && (lie.table() == null || lie.table().equals(table));
    }

    private void use(MemoryFiles files) {
        try (Database database = PesaDb.open(FieldFixture.MAIN, FieldFixture.options(files));
                Session session = database.openSession()) {
            readAll(session, "at first");
            for (String table : fixture.rows.keySet()) {
                lookUp(session, table);
                write(session, table);
            }
            readAll(session, "after writing");
            step("CHECKPOINT", null, () -> session.run(new Command.Checkpoint()));
            step("COMPACT", lie.table(), () -> Tables.rows(session, new Command.Compact(null)));
            readAll(session, "after COMPACT");
            step("CREATE TABLE", null, () -> {
                Tables.create(session, "made", Tables.key("id"), Tables.text("text"), Tables.number("many"));
                expected.put("made", new HashSet<>());
                Tables.insert(session, "made", 1, "one", 1);
                expected.get("made").add(List.of(1L, "one", 1L));
            });
            String dropped = lie.table() == null ? "heavy" : lie.table();
            step("DROP TABLE", dropped, () -> {
                session.run(new Command.DropTable(dropped));
                expected.remove(dropped);
            });
            for (String table : List.copyOf(expected.keySet())) {
                insert(session, table, 2000, 5000);
            }
            readAll(session, "after DROP TABLE");
        } catch (PesaDbException refused) {
            judge("opening or closing", refused);
            if (!found) {
                wrong.add("a check found nothing, but: " + refused);
            } else if (lie.table() != null) {
                wrong.add("nothing can be read: " + refused);
            }
        }
        if (!found || lie.table() != null) {
            reopen(files);
        }
    }

    private void reopen(MemoryFiles files) {
        try (Database database = PesaDb.open(FieldFixture.MAIN, FieldFixture.options(files));
                Session session = database.openSession()) {
            readAll(session, "after opening anew");
        } catch (PesaDbException refused) {
            wrong.add("cannot be opened anew: " + refused);
        }
    }

    private boolean step(String what, String table, Runnable work) {
        try {
            work.run();
            return true;
        } catch (PesaDbException refused) {
            judge(what, refused);
            if (!excused(table)) {
                wrong.add(what + " of " + table + " is refused: " + refused);
            }
            return false;
        }
    }

    private void readAll(Session session, String when) {
        for (String table : List.copyOf(expected.keySet())) {
            step("reading " + when, table, () -> {
                List<List<Object>> list = Tables.rows(session, Tables.all(table));
                Set<List<Object>> rows = new HashSet<>(list);
                same("reading " + when, table, rows.size() == list.size() && rows.equals(expected.get(table)));
                same(
                        "counting " + when,
                        table,
                        Tables.count(session, table) == expected.get(table).size());
            });
        }
    }

    private void same(String what, String table, boolean right) {
        if (!right) {
            (excused(table) ? silent : wrong).add(what + " table " + table + " is not what it was");
        }
    }

    private void lookUp(Session session, String table) {
        for (int column = 0; column < 3; column++) {
            int at = column;
            String name = List.of("id", "text", "many").get(column);
            Set<Object> values = new HashSet<>();
            for (List<Object> row : fixture.rows.get(table)) {
                if (values.size() < 8 && values.add(row.get(at))) {
                    Object value = row.get(at);
                    Set<List<Object>> those = new HashSet<>();
                    for (List<Object> all : expected.get(table)) {
                        if (all.get(at).equals(value)) {
                            those.add(all);
                        }
                    }
                    step("looking up " + name, table, () -> {
                        List<List<Object>> rows = Tables.rows(session, Tables.all(table, Condition.equal(name, value)));
                        same(
                                "looking up " + name,
                                table,
                                rows.size() == those.size() && those.equals(new HashSet<>(rows)));
                    });
                }
            }
        }
    }

    private void insert(Session session, String table, long id, int length) {
        String text = FieldFixture.text(id, length);
        step("inserting", table, () -> {
            Tables.insert(session, table, id, text, 5L);
            Set<List<Object>> rows = expected.get(table);
            rows.add(List.of(id, text, 5L));
        });
    }

    private void write(Session session, String table) {
        insert(session, table, 1000, 10);
        insert(session, table, 1001, 9000);
        insert(session, table, 1002, 1500);
        for (long id : new long[] {3, 6, 15, 1000}) {
            update(session, table, id, (int) id * 100 % 1900);
        }
        for (long id : new long[] {2, 24, 1001}) {
            step("deleting", table, () -> {
                session.run(new Command.DeleteByKey(table, Operand.of(id)));
                expected.get(table).removeIf(row -> row.get(0).equals(id));
            });
        }
    }

    private void update(Session session, String table, long id, int length) {
        String text = FieldFixture.text(id, length) + " new";
        step("updating", table, () -> {
            session.run(Tables.set(table, "text", text, Condition.equal("id", id)));
            Set<List<Object>> rows = expected.get(table);
            List<Object> old =
                    rows.stream().filter(row -> row.get(0).equals(id)).findAny().orElse(null);
            if (old != null) {
                rows.remove(old);
                rows.add(List.of(id, text, old.get(2)));
            }
        });
    }

    private void salvage() {
        MemoryFiles files = FieldFixture.files(main, fixture.log);
        try {
            PesaDb.salvage(FieldFixture.MAIN, FieldFixture.TO, FieldFixture.options(files), lost -> {}, Progress.NONE);
        } catch (PesaDbException refused) {
            judge("salvage", refused);
            if (!NEEDS_ANOTHER_PROGRAM.contains(refused.code())) {
                wrong.add("nothing can be salvaged: " + refused);
            }
            return;
        }
        try (Database saved = PesaDb.open(FieldFixture.TO, FieldFixture.options(files));
                Session session = saved.openSession()) {
            List<Fault> faults = new ArrayList<>();
            saved.check(faults::add);
            if (!faults.isEmpty()) {
                wrong.add("what was salvaged is damaged: " + faults);
            }
            Map<String, Set<List<Object>>> rows = FieldFixture.rows(session);
            fixture.rows.forEach((table, all) -> {
                if (!all.equals(rows.get(table))) {
                    if (!excused(table)) {
                        wrong.add("salvage changes table " + table);
                    }
                }
            });
        }
    }
}
