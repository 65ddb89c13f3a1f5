package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
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
 *   <li>Where a call has failed during a command, it may be refused with IO or DISK_FULL, and with CORRUPT where a read gave what does
 *       not stand there. Later ones may be refused only if they write, and only after a failure that {@link
 *       org.pesadb.it.fault.Poison} allows that for. What is not refused is done, and durable like anything else.
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
    private final Anchors anchors = new Anchors();

    private SimulatedDisk disk = new SimulatedDisk();
    private Mishaps mishaps;
    private Database database;
    private List<Talk> talks;
    private History history;
    private Excuses excuses;
    private Commands commands;
    private Reads reads;
    private Action.Fall falling;
    private int fallArmedIn;
    private long fallCall;
    private int step;

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
        excuses = new Excuses(disk, mishaps, totals);
        falling = null;
        Session reader = database.openSession();
        talks = new ArrayList<>();
        for (int i = 0; i < Workload.SESSIONS; i++) {
            talks.add(new Talk(database.openSession()));
        }
        commands = new Commands(talks, history, excuses, totals);
        reads = new Reads(database, reader, talks, history, excuses, totals);
    }

    private void play(Action action) {
        excuses.step();
        anchors.step(step, disk.calls());
        mishaps.step();
        Set<State> possible = new LinkedHashSet<>(allowed(true));
        String when = "a loss of power in step " + step;
        if (action instanceof Action.Say say) {
            say(talks.get(say.session()), say.command());
        } else if (action instanceof Action.Batch batch) {
            commands.batch(talks.get(batch.session()), batch);
        } else if (action instanceof Action.Hold hold) {
            reads.hold(hold.table());
        } else if (action instanceof Action.ReadOn on) {
            reads.readOn(on.rows());
        } else if (action instanceof Action.Verify) {
            reads.verify("in step " + step);
        } else if (action instanceof Action.Restart restart) {
            restart(restart.chance());
        } else {
            arm(action);
        }
        if (excuses.readOnly() >= PATIENCE) {
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

    private void say(Talk talk, Command command) {
        if (command instanceof Command.Select select) {
            reads.select(talk, select);
        } else if (command instanceof Command.Backup backup) {
            State expected = commands.backup(talk, backup);
            if (expected != null) {
                lookAt(backup, expected);
            }
        } else {
            commands.run(talk, command);
        }
    }

    /** An acknowledged backup is durable: it must survive a loss of power at once. */
    private void lookAt(Command.Backup backup, State expected) {
        totals.backups++;
        Random chance = new Random(script.chance());
        SimulatedDisk left = disk.copy().crash(chance);
        judge.look(left, backup.to(), true, List.of(expected), chance, "the backup of step " + step);
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
        } else if (action instanceof Action.Mend) {
            mishaps.mend();
        }
    }

    private List<State> allowed(boolean power) {
        return power ? history.afterPowerLoss() : history.afterEnd();
    }

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
            clean = !excuses.isHurt();
        } catch (PesaDbException failed) {
            Opened.requireDecent(failed, "closing");
            excuses.requireStruck(failed, "closing");
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
            excuses.requireStruck(failed, "opening again");
        }
        if (!disk.isDead()) {
            mishaps.mend();
            disk.stopAt(Long.MAX_VALUE);
            begin(judge.open(disk.killed(), Workload.PATH, false, allowed, new Random(chance), "after a restart"));
        }
    }
}
