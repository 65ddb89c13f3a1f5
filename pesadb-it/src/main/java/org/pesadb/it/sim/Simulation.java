package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * Plays one script: every command goes to the database and to the model, what befalls the disk happens at its moment, and
 * whatever the database says or keeps must be explained by the model. Of one thread, in which everything happens.
 *
 * <h2>What must hold</h2>
 *
 * <ul>
 *   <li>Where nothing has failed, a command does what the model says, or is refused with the model's code.
 *   <li>Where a call has failed during a command, it may be refused with IO or DISK_FULL; where one failed since the database was
 *       opened, whatever writes may be refused with READ_ONLY too. What is not refused is done, and durable like anything else.
 *   <li>Reads give the newest acknowledged state, also after a failure; one is refused only where a call failed during it.
 *   <li>After a crash the database holds what was acknowledged (with sync {@code normal} and a loss of power: some state since the
 *       last one that was surely durable), or that and the one commit whose outcome was said to be unknown. A refused command has
 *       changed nothing.
 *   <li>Whatever is thrown is an error of the database with a code of its own, never INTERNAL; the check finds nothing.
 * </ul>
 */
final class Simulation {
    private static final int OUTCOMES = 3;

    /** After so many refusals to write, somebody opens the database again, as the refusal says. */
    private static final int PATIENCE = 3;

    private final Script script;
    private final Totals totals;
    private final Product product;
    private final Judge judge;
    private final Talk[] talks = new Talk[Workload.SESSIONS];
    private final List<HeldCursor> held = new ArrayList<>();

    private SimulatedDisk disk = new SimulatedDisk();
    private Mishaps mishaps;
    private Database database;
    private Session reader;
    private History history;
    private final Anchors anchors = new Anchors();
    private Action.Fall falling;
    private int fallArmedIn;
    private long fallCall;
    private int step;

    /** How many calls had failed when the database was opened, and when the action began. */
    private long struckAtOpening;

    private long struckBefore;
    private boolean wasFull;
    private int readOnly;

    Simulation(Script script, Product product, Totals totals) {
        this.script = script;
        this.product = product;
        this.totals = totals;
        judge = new Judge(product, script.sync(), totals);
    }

    /**
     * Plays the script to its end.
     *
     * @throws Violation where the database does what it must not
     */
    void run() {
        totals.scripts++;
        try {
            begin(judge.open(
                    disk, Workload.PATH, true, List.of(State.EMPTY), new Random(script.chance()), "at the beginning"));
            for (Action action : script.actions()) {
                step++;
                totals.actions++;
                play(action);
            }
            Opened.abandon(database);
        } catch (Violation violation) {
            markFall();
            throw new Violation(violation.kind(), "at step " + step + ": " + violation.getMessage(), violation);
        } catch (PesaDbException failed) {
            throw new Violation(
                    Violation.Kind.WRONG_ERROR,
                    "at step " + step + ": " + failed.code() + ": " + failed.getMessage(),
                    failed);
        } catch (RuntimeException | Error strange) {
            throw new Violation(Violation.Kind.STRANGE, "at step " + step + ": " + strange, strange);
        }
    }

    /** A fall under way when the run ended has happened too. */
    private void markFall() {
        if (falling != null && disk.isDead()) {
            anchors.happenedAtCall(fallArmedIn, fallCall);
        }
    }

    /** The script, with what befell it right before the step that it befell. After {@link #run}. */
    Script anchored() {
        return anchors.anchored(script);
    }

    private void begin(Judge.Found found) {
        disk = found.disk();
        database = found.database();
        history = new History(script.sync(), found.state());
        mishaps = new Mishaps(disk, anchors, totals);
        falling = null;
        struckAtOpening = 0;
        wasFull = false;
        readOnly = 0;
        held.clear();
        reader = database.openSession();
        for (int i = 0; i < talks.length; i++) {
            talks[i] = new Talk(database.openSession());
        }
    }

    private void play(Action action) {
        struckBefore = mishaps.struck();
        anchors.step(step, disk.calls());
        mishaps.step();
        wasFull |= mishaps.isFull();
        Set<State> possible = new LinkedHashSet<>(allowed(true));
        String when = "a loss of power in step " + step;
        if (action instanceof Action.Say say) {
            say(talks[say.session()], say.command());
        } else if (action instanceof Action.Batch batch) {
            batch(talks[batch.session()], batch);
        } else if (action instanceof Action.Hold hold) {
            hold(hold.table());
        } else if (action instanceof Action.ReadOn on) {
            readOn(on.rows());
        } else if (action instanceof Action.Verify) {
            verify();
        } else if (action instanceof Action.Restart restart) {
            restart(restart.chance());
        } else {
            arm(action);
        }
        if (readOnly >= PATIENCE) {
            restart(script.chance());
        }
        List<Mishaps.Image> images = mishaps.takeImages();
        if (script.sync() != SyncMode.OFF && !images.isEmpty()) {
            possible.addAll(allowed(true));
            for (Mishaps.Image image : images) {
                judge.look(image.disk(), Workload.PATH, true, List.copyOf(possible), new Random(image.chance()), when);
            }
        }
        if (disk.isDead()) {
            fell();
        }
    }

    private void arm(Action action) {
        if (action instanceof Action.Fall fall) {
            falling = fall;
            fallArmedIn = step;
            fallCall = disk.calls() + fall.calls();
            disk.stopAt(fallCall);
        } else if (action instanceof Action.Peek peek) {
            mishaps.look(peek, step);
        } else if (action instanceof Action.Fail fail) {
            mishaps.fail(fail, step);
        } else if (action instanceof Action.Fill fill) {
            mishaps.fill(fill.bytes());
            wasFull = true;
        } else if (action instanceof Action.Mend) {
            mishaps.mend();
        }
    }

    private List<State> allowed(boolean power) {
        return power ? history.afterPowerLoss() : history.afterEnd();
    }

    // ---- falling and rising

    /** The power has gone, or the process was killed: several possible remains are judged, and the run goes on with one. */
    private void fell() {
        anchors.happenedAtCall(fallArmedIn, fallCall);
        boolean power = falling.power() && script.sync() != SyncMode.OFF;
        Opened.abandon(database);
        String when = "after " + (power ? "a loss of power" : "a kill") + " in step " + step;
        List<State> allowed = allowed(power);
        Random chance = new Random(falling.chance());
        for (int i = 1; power && i < OUTCOMES; i++) {
            judge.look(disk.crash(chance), Workload.PATH, true, allowed, chance, when);
        }
        begin(judge.open(power ? disk.crash(chance) : disk.killed(), Workload.PATH, power, allowed, chance, when));
    }

    private void restart(long chance) {
        boolean clean = false;
        try {
            database.close();
            clean = !isHurt();
        } catch (PesaDbException failed) {
            Opened.requireDecent(failed, "closing");
            requireStruck(failed, "closing");
        }
        if (disk.isDead()) {
            return;
        }
        if (clean) {
            history.durable();
        }
        // Nothing that was written is lost without a loss of power; failures may go on in the new opening.
        List<State> allowed = allowed(false);
        try {
            Database again = Opened.open(product, disk, Workload.PATH, script.sync(), new Random(chance));
            again.close();
        } catch (PesaDbException failed) {
            Opened.requireDecent(failed, "opening again");
            requireStruck(failed, "opening again");
        }
        if (!disk.isDead()) {
            mishaps.mend();
            disk.stopAt(Long.MAX_VALUE);
            begin(judge.open(disk.killed(), Workload.PATH, false, allowed, new Random(chance), "after a restart"));
        }
    }

    // ---- failures

    /** Whether a call failed since the action began, or the disk is full, or gone. */
    private boolean isStruck() {
        return mishaps.struck() > struckBefore || mishaps.isFull() || disk.isDead();
    }

    /** Whether a call failed since the database was opened. */
    private boolean isHurt() {
        return isStruck() || wasFull || mishaps.struck() > struckAtOpening;
    }

    private void requireStruck(PesaDbException failed, String doing) {
        if (!isHurt()) {
            throw unexpected(failed, null, doing);
        }
    }

    /** A failed read shows as a fault, and so does a page that a failed checkpoint left half written. */
    private boolean isExplained(String fault) {
        return isStruck() || isHurt() && fault.endsWith("; the log holds a newer version, which will be written here");
    }

    private static Violation unexpected(PesaDbException failed, ErrorCode refusal, String doing) {
        return new Violation(
                Violation.Kind.WRONG_ERROR,
                doing + " gave " + failed.code() + " instead of " + (refusal == null ? "succeeding" : refusal) + ": "
                        + failed.getMessage(),
                failed);
    }

    /** Finds that a failed command may fail so. */
    private void judge(PesaDbException failed, ErrorCode refusal, boolean writes, String doing) {
        totals.refusals++;
        Opened.requireDecent(failed, doing);
        if (failed.code() == refusal && !failed.outcomeUnknown()) {
            return;
        }
        boolean disk = failed.code() == ErrorCode.IO || failed.code() == ErrorCode.DISK_FULL;
        readOnly += failed.code() == ErrorCode.READ_ONLY ? 1 : 0;
        boolean explained = disk && isStruck() || writes && isHurt() && (disk || failed.code() == ErrorCode.READ_ONLY);
        if (!explained) {
            throw unexpected(failed, refusal, doing);
        }
    }

    // ---- commands

    private void say(Talk talk, Command command) {
        if (command instanceof Command.Select select) {
            select(talk, select);
        } else if (command instanceof Command.Begin begin) {
            begin(talk, begin);
        } else if (command instanceof Command.Commit) {
            commit(talk);
        } else if (command instanceof Command.Rollback) {
            rollback(talk);
        } else if (command instanceof Command.Backup backup) {
            backup(talk, backup);
        } else if (command instanceof Command.Checkpoint || command instanceof Command.Compact) {
            upkeep(talk, command);
        } else {
            change(talk, command);
        }
    }

    private boolean someoneElseWrites(Talk talk) {
        for (Talk other : talks) {
            if (other != talk && other.writing != null) {
                return true;
            }
        }
        return false;
    }

    private void begin(Talk talk, Command.Begin begin) {
        ErrorCode refusal = talk.inTransaction()
                ? ErrorCode.IN_TRANSACTION
                : !begin.readOnly() && someoneElseWrites(talk) ? ErrorCode.BUSY : null;
        if (done(talk, begin, refusal, !begin.readOnly())) {
            if (begin.readOnly()) {
                talk.reading = history.newest();
            } else {
                talk.writing = history.newest();
            }
        }
    }

    /** Runs a command that changes no rows, and says whether it succeeded. */
    private boolean done(Talk talk, Command command, ErrorCode refusal, boolean writes) {
        try {
            talk.session.run(command);
        } catch (PesaDbException failed) {
            judge(failed, refusal, writes, Words.of(command));
            return false;
        }
        requireNotRefused(refusal, Words.of(command));
        return true;
    }

    private static void requireNotRefused(ErrorCode refusal, String doing) {
        if (refusal != null) {
            throw new Violation(
                    Violation.Kind.NOT_REFUSED, doing + " succeeded instead of being refused with " + refusal);
        }
    }

    private void commit(Talk talk) {
        State after = talk.writing;
        ErrorCode refusal = talk.inTransaction() ? null : ErrorCode.NO_TRANSACTION;
        talk.end();
        try {
            talk.session.run(new Command.Commit());
        } catch (PesaDbException failed) {
            judge(failed, refusal, true, "COMMIT");
            if (failed.outcomeUnknown()) {
                history.doubted(after);
            }
            return;
        }
        requireNotRefused(refusal, "COMMIT");
        if (after != null) {
            acknowledged(after);
        }
    }

    private void acknowledged(State after) {
        totals.transactions++;
        if (history.hasDoubt() && !after.equals(history.newest())) {
            throw new Violation(
                    Violation.Kind.NOT_REFUSED,
                    "a commit was acknowledged on a log that failed and was not opened again");
        }
        history.committed(after);
    }

    private void rollback(Talk talk) {
        ErrorCode refusal = talk.inTransaction() ? null : ErrorCode.NO_TRANSACTION;
        talk.end();
        done(talk, new Command.Rollback(), refusal, true);
    }

    private void upkeep(Talk talk, Command command) {
        ErrorCode refusal = talk.inTransaction() ? ErrorCode.IN_TRANSACTION : null;
        if (refusal == null && command instanceof Command.Compact compact) {
            boolean missing =
                    compact.table() != null && !history.newest().tables().containsKey(compact.table());
            refusal = missing ? ErrorCode.NO_SUCH_TABLE : null;
            if (someoneElseWrites(talk)) {
                refusal = ErrorCode.BUSY;
            }
        }
        done(talk, command, refusal, true);
    }

    private void backup(Talk talk, Command.Backup backup) {
        State expected = talk.sees(history.newest());
        ErrorCode refusal = talk.writing != null ? ErrorCode.IN_TRANSACTION : null;
        if (!done(talk, backup, refusal, false)) {
            return;
        }
        totals.backups++;
        // An acknowledged backup is durable: it must survive a loss of power at once.
        Random chance = new Random(script.chance());
        SimulatedDisk left = disk.copy().crash(chance);
        judge.look(left, backup.to(), true, List.of(expected), chance, "the backup of step " + step);
    }

    private void change(Talk talk, Command command) {
        Model.Effect effect = Model.change(talk.sees(history.newest()), command);
        ErrorCode refusal = refusal(talk, effect);
        long rows;
        try {
            rows = talk.session.run(command).rows();
        } catch (PesaDbException failed) {
            failedChange(talk, failed, refusal, effect, Words.of(command));
            return;
        }
        requireNotRefused(refusal, Words.of(command));
        if (effect.rows() >= 0 && rows != effect.rows()) {
            throw new Violation(
                    Violation.Kind.WRONG_ROWS,
                    Words.of(command) + " changed " + rows + " rows instead of " + effect.rows());
        }
        changed(talk, effect);
    }

    private ErrorCode refusal(Talk talk, Model.Effect effect) {
        if (talk.reading != null) {
            return ErrorCode.READ_ONLY;
        }
        return talk.writing == null && someoneElseWrites(talk) ? ErrorCode.BUSY : effect.refusal();
    }

    private void changed(Talk talk, Model.Effect effect) {
        if (talk.writing != null) {
            talk.writing = effect.after();
        } else {
            acknowledged(effect.after());
        }
    }

    private void failedChange(Talk talk, PesaDbException failed, ErrorCode refusal, Model.Effect effect, String doing) {
        judge(failed, refusal, true, doing);
        if (failed.outcomeUnknown()) {
            totals.unknownOutcomes++;
            if (talk.inTransaction()) {
                throw unexpected(failed, refusal, doing + " within a transaction");
            }
            history.doubted(effect.after());
        }
        if (talk.inTransaction() && !talk.session.inTransaction()) {
            requireStruck(failed, doing + " ended its transaction and");
            talk.end();
        }
    }

    private void batch(Talk talk, Action.Batch batch) {
        List<List<Object>> rows = batch.rows();
        Model.Effect effect = Model.insert(talk.sees(history.newest()), batch.table(), rows.toArray(new List<?>[0]));
        ErrorCode refusal = refusal(talk, effect);
        try (BatchInsert into = talk.session.batchInsert(batch.table())) {
            for (List<Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    if (row.get(i) instanceof Long number) {
                        into.set(i, number);
                    } else if (row.get(i) != null) {
                        into.set(i, (String) row.get(i));
                    }
                }
                into.add();
            }
            if (!batch.finish()) {
                requireNotRefused(refusal, batch.line());
                return;
            }
            into.finish();
        } catch (PesaDbException failed) {
            failedChange(talk, failed, refusal, effect, batch.line());
            return;
        }
        requireNotRefused(refusal, batch.line());
        changed(talk, effect);
    }

    // ---- reading

    private void select(Talk talk, Command.Select select) {
        TableState table = talk.sees(history.newest()).tables().get(select.table());
        ErrorCode refusal = table == null ? ErrorCode.NO_SUCH_TABLE : null;
        List<List<Object>> rows = new ArrayList<>();
        try (Cursor cursor = talk.session.execute(select)) {
            while (cursor.next()) {
                rows.add(Opened.row(cursor));
            }
        } catch (PesaDbException failed) {
            judge(failed, refusal, talk.writing != null, Words.of(select));
            return;
        }
        requireNotRefused(refusal, Words.of(select));
        TreeMap<Long, List<Object>> expected = table.where(select.where());
        requireRows(expected, rows, Words.of(select));
        count(talk, select, expected.size());
    }

    private void count(Talk talk, Command.Select select, long expected) {
        try (Cursor cursor = talk.session.execute(new Command.Count(select.table(), select.where()))) {
            cursor.next();
            if (cursor.getLong(0) != expected) {
                throw new Violation(
                        Violation.Kind.WRONG_ROWS,
                        Words.of(select) + " gives " + expected + " rows, but COUNT says " + cursor.getLong(0));
            }
        } catch (PesaDbException failed) {
            judge(failed, null, talk.writing != null, "COUNT for " + Words.of(select));
        }
    }

    private static void requireRows(TreeMap<Long, List<Object>> expected, List<List<Object>> rows, String doing) {
        String difference = State.difference(expected, Opened.byKey(rows));
        if (difference != null) {
            throw new Violation(Violation.Kind.WRONG_ROWS, doing + ": " + difference);
        }
    }

    private void hold(String table) {
        TableState seen = history.newest().tables().get(table);
        if (seen == null || held.size() > 3) {
            return;
        }
        Command.Select all = Opened.select(table, List.of());
        try {
            held.add(new HeldCursor(reader.execute(all), table, seen.rows()));
        } catch (PesaDbException failed) {
            judge(failed, null, false, Words.of(all));
        }
    }

    private void readOn(int rows) {
        for (Iterator<HeldCursor> each = held.iterator(); each.hasNext(); ) {
            HeldCursor cursor = each.next();
            try {
                if (!cursor.read(rows)) {
                    each.remove();
                }
            } catch (PesaDbException failed) {
                judge(failed, null, false, "reading on in a cursor");
                cursor.close();
                each.remove();
            }
        }
    }

    /** Reads all that everybody sees, and lets the database check itself. */
    private void verify() {
        for (Talk talk : talks) {
            if (talk.inTransaction()) {
                compare(talk.session, talk.sees(history.newest()), talk.writing != null);
            }
        }
        compare(reader, history.newest(), false);
        totals.checks++;
        try {
            Opened.check(database, this::isExplained, "in step " + step);
        } catch (PesaDbException failed) {
            judge(failed, null, false, "the check");
        }
    }

    private void compare(Session session, State expected, boolean writes) {
        State found;
        try {
            found = Opened.read(session);
        } catch (PesaDbException failed) {
            judge(failed, null, writes, "reading everything");
            return;
        }
        if (!found.equals(expected)) {
            throw new Violation(Violation.Kind.WRONG_ROWS, "reading everything: " + expected.difference(found));
        }
    }
}
