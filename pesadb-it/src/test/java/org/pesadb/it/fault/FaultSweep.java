package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * Does a piece of work again and again, and each time something goes wrong at another call: once, or from then on. A statement that
 * it harms says so; what was acknowledged, and what was not, is seen by readers, by who kills the process, and by who pulls the plug.
 */
final class FaultSweep {
    /** What may go wrong after something went wrong: the table was not made, or not dropped, the index is not there. */
    private static final Set<ErrorCode> AFTERWARDS =
            EnumSet.of(ErrorCode.NO_SUCH_TABLE, ErrorCode.NO_SUCH_INDEX, ErrorCode.TABLE_EXISTS);

    private static final Step OVER = Step.insert("t", 999_999, "the trouble is over");

    private final Workload workload;
    private final Judge judge;
    private final long seed;
    private final int stride;
    private final Tally tally;

    /** @param stride every so manieth call goes wrong, from a drawn one on */
    FaultSweep(Workload workload, long seed, int stride, Tally tally) {
        this.workload = workload;
        this.judge = new Judge(workload);
        this.seed = seed;
        this.stride = stride;
        this.tally = tally;
    }

    void run() {
        List<IoCall> calls = calls();
        for (int i = (int) Math.floorMod(seed, (long) stride); i < calls.size(); i += stride) {
            IoCall call = calls.get(i);
            Random chance = new Random(seed + call.number());
            for (Trouble trouble : Trouble.of(call, seed)) {
                new Run(trouble).run(chance);
            }
        }
    }

    /** The calls of a run in which nothing goes wrong. */
    private List<IoCall> calls() {
        List<IoCall> calls = new ArrayList<>();
        new Run(Trouble.none(calls)).work();
        return calls;
    }

    /** The work, with one thing going wrong. */
    private final class Run {
        private final Trouble trouble;
        private final String when;
        private final SimulatedDisk disk = workload.start().copy();
        private final Expected expected = new Expected(workload.before());
        private SimulatedDisk struck;
        private Set<State> allowedThen;
        private boolean isOver;
        private boolean opened;

        Run(Trouble trouble) {
            this.trouble = trouble;
            when = workload + ", " + trouble + ", -Dpesadb.seed=" + seed;
        }

        void run(Random chance) {
            work();
            look();
            if (trouble.loses()) {
                judge.wholeForGood(disk.killed(), expected.allowed(), when + ", killed at the end", null);
            } else if (chance.nextBoolean()) {
                judge.whole(disk.killed(), expected.allowed(), when + ", killed at the end");
            } else {
                judge.whole(disk.crash(chance), afterPowerLoss(), when + ", power lost at the end");
            }
            if (struck == null) {
                return; // an index hashes otherwise each time, and this time so many calls were not needed
            }
            tally.fault();
            judge.whole(struck.crash(null), allowedThen, when + ", power lost behind the statement");
        }

        void work() {
            trouble.on(disk);
            for (List<Step> sitting : workload.sittings()) {
                if (!sit(sitting)) {
                    break;
                }
            }
        }

        private Set<State> afterPowerLoss() {
            Set<State> allowed = new LinkedHashSet<>(workload.mayForget() ? expected.history() : expected.allowed());
            if (!opened) {
                allowed.addAll(workload.earlier());
            }
            return allowed;
        }

        /** Remembers the disk behind the first statement that the trouble met. */
        private void look() {
            if (struck == null && trouble.hasStruck()) {
                struck = disk.copy();
                allowedThen = afterPowerLoss();
            }
        }

        /** Opens, works, closes; returns false where the database cannot be opened any more. */
        private boolean sit(List<Step> steps) {
            Database database = open();
            if (database == null) {
                return false;
            }
            opened = true;
            try (Client client = new Client(database)) {
                read(client, true);
                look();
                for (Step step : steps) {
                    step(client, step);
                    look();
                }
                if (trouble.hasStruck() && !trouble.killsTheDevice() && !isOver) {
                    end(client);
                }
            }
            try {
                database.close();
            } catch (PesaDbException failed) {
                assertTold(failed, "close");
            }
            assertClosed("close");
            look();
            return true;
        }

        private Database open() {
            try {
                return workload.open(disk);
            } catch (PesaDbException failed) {
                assertTold(failed, "open");
            }
            assertClosed("a failed open");
            if (trouble.killsTheDevice()) {
                return null;
            }
            trouble.end();
            return workload.open(disk);
        }

        private void step(Client client, Step step) {
            try {
                step.work().accept(client);
                assertFalse(
                        step.writes() && expected.isInDoubt(),
                        () -> when + ": " + step.name() + " was acknowledged on a log that failed");
                expected.done(step);
            } catch (PesaDbException failed) {
                assertTold(failed, step.name());
                if (failed.outcomeUnknown() || !step.writes() && trouble.killsTheDevice()) {
                    expected.doubted(step); // a backup that has its name already cannot be deleted any more
                }
            }
            read(client, false);
            for (Path file : disk.files()) {
                assertFalse(
                        trouble.letsDelete() && file.toString().matches(".*(spill|[.]partial|[.]new).*"),
                        () -> when + ": " + step.name() + " leaves " + file);
            }
        }

        /** Once the trouble is over, or there is room, writing goes on; or it says what must be done first, where that may be. */
        private void end(Client client) {
            trouble.end();
            isOver = true;
            try {
                OVER.work().accept(client);
                expected.done(OVER);
            } catch (PesaDbException failed) {
                assertTrue(
                        failed.code() == ErrorCode.NO_SUCH_TABLE
                                || failed.code() == ErrorCode.READ_ONLY
                                        && trouble.mayPoison()
                                        && failed.getMessage().contains("opened"),
                        () -> when + ": afterwards a write gives " + failed.code() + ": " + failed.getMessage());
            }
        }

        /** Readers see what was acknowledged, and perhaps what is in doubt. The one call that fails may be theirs. */
        private void read(Client client, boolean settles) {
            State found;
            try {
                found = State.of(client.session());
            } catch (PesaDbException failed) {
                assertTold(failed, "read");
                if (trouble.killsTheDevice()) {
                    return;
                }
                found = State.of(client.session());
            }
            State seen = found;
            assertTrue(
                    expected.allowed().stream().anyMatch(seen::sameTables),
                    () -> when + ": reads " + seen + ", not " + expected.allowed());
            if (settles) {
                expected.settle(found);
            }
        }

        private void assertClosed(String doing) {
            assertEquals(0, disk.handles(), () -> when + ": open files and locks after " + doing);
        }

        private void assertTold(PesaDbException failed, String doing) {
            assertTrue(
                    trouble.hasStruck()
                            && (failed.code() == trouble.code()
                                    || AFTERWARDS.contains(failed.code())
                                    || failed.code() == ErrorCode.READ_ONLY && trouble.mayPoison())
                            && (trouble.mayPoison() || !failed.outcomeUnknown()),
                    () -> when + ": " + doing + " gives " + failed.code() + ": " + failed.getMessage());
        }
    }
}
