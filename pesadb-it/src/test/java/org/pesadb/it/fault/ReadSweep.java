package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/**
 * Does a piece of work again and again, and each time another read gives what does not stand in the file, or fails: once, or that
 * place of the file from then on.
 *
 * <h2>What is allowed</h2>
 *
 * <ul>
 *   <li>A statement gives the right answer, or CORRUPT with the file and the place in it, or IO where the device said so. The
 *       beginning of a main file that is not one's own is NOT_A_DATABASE. What was not acknowledged has changed nothing.
 *   <li>Nothing of what was read goes back to a file: nobody forces and nobody writes what a checksum has not proved. So when the
 *       trouble is over, reads and writes go on at once, without a restart; after it {@code check} finds nothing, and all is there.
 *   <li>A read that goes wrong once takes no commit away, also in recovery. One that goes wrong for good there, in the log, is damage
 *       of the log: an error, or where it is in the newest commit, which nothing behind it proves, perhaps the state without
 *       that one, and for good.
 * </ul>
 */
final class ReadSweep {
    private static final Pattern PLACE =
            Pattern.compile("(page|position|offset|byte|bytes|slot|slots) \\d+|cut short|is missing");

    /** What may go wrong after something went wrong: the table was not dropped, the backup was made already. */
    private static final Set<ErrorCode> AFTERWARDS =
            EnumSet.of(ErrorCode.NO_SUCH_TABLE, ErrorCode.NO_SUCH_INDEX, ErrorCode.TABLE_EXISTS);

    /** The main file by its part: heap, catalog and indexes do not know its name. */
    private static final Pattern FILE = Pattern.compile("main file|index [a-z.]+, page");

    private final ReadWork read;
    private final Workload workload;
    private final Judge judge;
    private final long seed;
    private final int most;
    private final Tally tally;

    /** @param most how many of the troubles of each read to try, drawn by chance */
    ReadSweep(ReadWork read, long seed, int most, Tally tally) {
        this.read = read;
        this.workload = read.work();
        this.judge = new Judge(workload);
        this.seed = seed;
        this.most = most;
        this.tally = tally;
    }

    void run() {
        for (IoCall call : reads()) {
            Random chance = new Random(seed + call.number());
            for (ReadTrouble trouble : ReadTrouble.of(call, most, chance)) {
                new Run(trouble).run();
            }
        }
    }

    /** The reads of a run in which nothing goes wrong. */
    private List<IoCall> reads() {
        List<IoCall> reads = new ArrayList<>();
        new Run(ReadTrouble.none(reads)).run();
        String shows = workload.shows();
        assertTrue(
                !shows.startsWith("READ")
                        || reads.stream()
                                .anyMatch(
                                        call -> shows.endsWith(" " + call.path().getFileName())),
                () -> workload + " does not " + shows);
        return reads;
    }

    /** The work, with one thing going wrong. */
    private final class Run {
        private final ReadTrouble trouble;
        private final SimulatedDisk disk = workload.start().copy();
        private Expected expected = new Expected(workload.before());
        private boolean opened;
        private boolean refused;
        private long news = 1_000_000;

        Run(ReadTrouble trouble) {
            this.trouble = trouble;
        }

        private String when() {
            return workload + ", " + trouble + ", -Dpesadb.seed=" + seed;
        }

        void run() {
            trouble.on(disk);
            for (List<Step> sitting : workload.sittings()) {
                if (!sit(sitting)) {
                    break;
                }
            }
            disk.plan(FaultPlan.NONE);
            SimulatedDisk left = opened ? disk.crash(null) : disk.killed();
            judge.whole(left, expected.allowed(), when() + ", at the end");
            if (trouble.hasStruck()) {
                tally.fault();
            }
        }

        /** Opens, works, closes; returns false where the database cannot be opened before the trouble is over. */
        private boolean sit(List<Step> steps) {
            Database database = open();
            if (database == null) {
                return false;
            }
            try (Client client = new Client(database)) {
                settle(client);
                for (Step step : steps) {
                    step(client, step);
                }
                disk.plan(FaultPlan.NONE);
                goesOn(client);
                if (!trouble.hasStruck()) {
                    trouble.on(disk);
                }
            }
            try {
                database.close();
            } catch (PesaDbException failed) {
                assertTold(failed, "close"); // whose checkpoint reads the log; the next open does it again
            }
            assertClosed("close");
            return true;
        }

        private Database open() {
            try {
                return workload.open(disk);
            } catch (PesaDbException failed) {
                assertTold(failed, "open");
            }
            assertClosed("a failed open");
            return trouble.lasts() ? null : workload.open(disk);
        }

        private void assertClosed(String doing) {
            assertEquals(0, disk.handles(), () -> when() + ": open files and locks after " + doing);
        }

        /** What the first open has found is what there is ever after. */
        private void settle(Client client) {
            State found = read(client);
            if (found == null) {
                return;
            }
            boolean unproved = !opened
                    && trouble.hasStruck()
                    && trouble.lasts()
                    && read.unproved().contains(found);
            if (unproved) {
                expected = new Expected(found);
            }
            opened = true;
            requireExpected(found);
        }

        private void step(Client client, Step step) {
            try {
                step.work().accept(client);
                expected.done(step);
            } catch (PesaDbException failed) {
                refused = true;
                assertTold(failed, step.name());
            } catch (AssertionError wrong) {
                throw new AssertionError(when() + ": " + step.name() + ": " + wrong.getMessage(), wrong);
            }
            for (Path file : disk.files()) {
                assertFalse(
                        file.toString().matches(".*(spill|[.]partial|[.]new).*") && !nobodyCanTellWhose(file),
                        () -> when() + ": " + step.name() + " leaves " + file);
            }
        }

        /** It bears what tells whose it is, and that does not come back. */
        private boolean nobodyCanTellWhose(Path file) {
            return trouble.hasStruck() && trouble.lasts() && file.equals(trouble.path());
        }

        /** Reads everything; where the trouble lasts, perhaps in vain: then null. */
        private State read(Client client) {
            try {
                return State.of(client.session());
            } catch (PesaDbException failed) {
                assertTold(failed, "read");
            }
            return trouble.lasts() ? null : State.of(client.session());
        }

        private void requireExpected(State found) {
            assertTrue(
                    expected.allowed().stream().anyMatch(found::sameTables),
                    () -> when() + ": reads " + found + ", not " + expected.allowed());
        }

        /** The trouble is over: nothing of it is left, without a restart. */
        private void goesOn(Client client) {
            try {
                State found = State.of(client.session());
                requireExpected(found);
                Step insert = Step.insert(found.has("u") ? "u" : "t", ++news, "over, " + news);
                insert.work().accept(client);
                expected.done(insert);
            } catch (PesaDbException failed) {
                throw new AssertionError(when() + ": afterwards " + failed.code() + ": " + failed.getMessage(), failed);
            }
        }

        private void assertTold(PesaDbException failed, String doing) {
            boolean header =
                    failed.code() == ErrorCode.NOT_A_DATABASE && trouble.path().endsWith("data.pesa");
            boolean damage = failed.code() == ErrorCode.CORRUPT
                    && (FILE.matcher(failed.getMessage()).find()
                            || failed.getMessage()
                                    .contains(trouble.path().getFileName().toString()))
                    && PLACE.matcher(failed.getMessage()).find();
            boolean device = failed.code() == ErrorCode.IO
                    && (trouble.fails() || trouble.path().toString().endsWith(".partial"));
            boolean afterwards = refused && AFTERWARDS.contains(failed.code());
            assertTrue(
                    trouble.hasStruck() && !failed.outcomeUnknown() && (header || damage || device || afterwards),
                    () -> when() + ": " + doing + " gives " + failed.code() + ": " + failed.getMessage());
        }
    }
}
