package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;

/**
 * Does a piece of work once, keeps a copy of the disk at each call that changes what a power loss may leave, and then lets the power
 * go at each of these moments: again and again with other outcomes, and once more in the recovery that follows. Between two such
 * calls nothing changes but what was acknowledged, so a copy is taken as late as can be: with all that was.
 */
final class CrashSweep {
    private final Workload workload;
    private final Judge judge;
    private final long seed;
    private final int outcomes;
    private final int stride;
    private final Tally tally;
    private final List<Moment> moments = new ArrayList<>();
    private Expected expected;
    private boolean opened;

    /**
     * Just before a call.
     *
     * @param call    its number
     * @param disk    as it was
     * @param allowed what may be found after a power loss
     * @param exact   what may be found after a kill
     */
    private record Moment(long call, SimulatedDisk disk, Set<State> allowed, Set<State> exact) {}

    /** @param stride every so manieth moment is judged, from a drawn one on */
    CrashSweep(Workload workload, long seed, int outcomes, int stride, Tally tally) {
        this.workload = workload;
        this.judge = new Judge(workload);
        this.seed = seed;
        this.outcomes = outcomes;
        this.stride = stride;
        this.tally = tally;
    }

    void run() {
        collect();
        for (int i = (int) Math.floorMod(seed, (long) stride); i < moments.size(); i += stride) {
            Moment moment = moments.get(i);
            String when = workload + ", before call " + moment.call + ", -Dpesadb.seed=" + seed;
            Random chance = new Random(seed + 31 * moment.call);
            judge.wholeForGood(
                    moment.disk.copy(), moment.exact, when + ", killed", moment.call % 2 == 0 ? null : chance);
            judge.whole(moment.disk.copy().crash(null), moment.allowed, when + ", all unforced lost");
            tally.crash();
            tally.crash();
            tally.crash();
            for (Path file : moment.disk.files()) {
                SimulatedDisk left = writtenBack(moment.disk.copy(), file);
                if (!Arrays.equals(
                        left.bytes(file), moment.disk.copy().crash(null).bytes(file))) {
                    judge.whole(left, moment.allowed, when + ", all unforced lost but " + file.getFileName());
                    tally.crash();
                }
            }
            for (int outcome = 0; outcome < outcomes; outcome++) {
                String which = when + ", outcome " + outcome;
                SimulatedDisk left = moment.disk.copy().crash(chance);
                judge.whole(left.copy(), moment.allowed, which);
                judge.whole(crashInRecovery(left, chance), moment.allowed, which + ", and again in recovery");
                SimulatedDisk killed = crashInRecovery(moment.disk.copy(), chance); // what it finds may not be durable
                judge.whole(killed, moment.allowed, which + ", killed, and power lost in recovery");
                tally.crash();
                tally.crash();
                tally.crash();
            }
        }
    }

    /** How many calls change what a power loss may leave. */
    int moments() {
        return moments.size();
    }

    private void collect() {
        SimulatedDisk disk = workload.start().copy();
        Set<String> calls = new TreeSet<>();
        expected = new Expected(workload.before());
        disk.plan(call -> {
            calls.add(call.kind() + " " + call.path().getFileName());
            if (call.kind().changes()) {
                keep(call.number(), disk);
            }
            return Injection.NONE;
        });
        for (List<Step> sitting : workload.sittings()) {
            try (Database database = workload.open(disk);
                    Client client = new Client(database)) {
                opened = true;
                for (Step step : sitting) {
                    Expected done = expected.copy();
                    expected.doubted(step);
                    step.work().accept(client);
                    done.done(step);
                    expected = done;
                }
            }
        }
        keep(disk.calls() + 1, disk);
        assertTrue(
                calls.contains(workload.shows()), () -> workload + " does not " + workload.shows() + ", but " + calls);
    }

    private void keep(long call, SimulatedDisk disk) {
        Set<State> exact = expected.allowed();
        Set<State> allowed = new LinkedHashSet<>(workload.mayForget() ? expected.history() : exact);
        if (!opened) {
            allowed.addAll(workload.earlier());
        }
        moments.add(new Moment(call, disk.copy(), allowed, exact));
    }

    /** The system writes what it holds back in an order of its own: of one file all has reached the device, of the others nothing. */
    private static SimulatedDisk writtenBack(SimulatedDisk disk, Path path) {
        try (DataFile file = disk.open(path, FileLayer.Mode.WRITE)) {
            file.force();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return disk.crash(null);
    }

    /** Lets the recovery die too, at some call of it, perhaps more than once. */
    private SimulatedDisk crashInRecovery(SimulatedDisk left, Random chance) {
        SimulatedDisk next = left;
        for (int deaths = 1 + chance.nextInt(2); deaths > 0; deaths--) {
            next.stopAt(1 + chance.nextInt(30));
            try {
                workload.open(next).close();
            } catch (PesaDbException dead) {
                assertNotNull(dead.getMessage());
            }
            next = next.crash(chance);
        }
        return next;
    }
}
