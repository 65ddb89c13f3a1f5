package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.pesadb.api.Database;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;

/**
 * Work on a database: always the same calls to the disk, since one thread does it all.
 *
 * @param name     for messages
 * @param settings how the database is opened
 * @param start    the disk to begin with; copied
 * @param before   what the database on it holds
 * @param earlier  what a power loss may leave of it instead, until an open has found it: where it holds commits that were never forced
 * @param sittings what is done; each sitting opens the database and closes it
 * @param shows    a call without which the work would not show what it is for, as kind and file name: {@code "RENAME data.pesa"}
 */
record Workload(
        String name,
        UnaryOperator<Options.Builder> settings,
        SimulatedDisk start,
        State before,
        Set<State> earlier,
        List<List<Step>> sittings,
        String shows) {
    static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();

    /** On an empty disk. */
    static Workload of(String name, String shows, UnaryOperator<Options.Builder> settings) {
        return new Workload(name, settings, new SimulatedDisk(), new State(), Set.of(), List.of(), shows);
    }

    /** Begins with another disk that holds the same. */
    Workload startingWith(SimulatedDisk disk) {
        return new Workload(name, settings, disk, before, earlier, sittings, shows);
    }

    /** Does something before the work proper, and closes the database. */
    Workload after(Step... steps) {
        return prepared(false, steps);
    }

    /** Does something before the work proper, and is killed. */
    Workload killedAfter(Step... steps) {
        return prepared(true, steps);
    }

    private Workload prepared(boolean kill, Step... steps) {
        SimulatedDisk disk = start.copy();
        SimulatedDisk killed;
        State state = before.copy();
        try (Database database = open(disk);
                Client client = new Client(database)) {
            for (Step step : steps) {
                step.work().accept(client);
                step.effect().accept(state);
            }
            killed = disk.copy();
        }
        return new Workload(name, settings, kill ? killed : disk, state, earlier, sittings, shows);
    }

    /** Does something before the work proper without forcing commits, and is killed: the kernel alone holds it all. */
    Workload killedUnforcedAfter(Step... steps) {
        Workload unforced = new Workload(
                name,
                settings.andThen(options -> options.sync(SyncMode.NORMAL))::apply,
                start,
                before,
                Set.of(),
                List.of(),
                shows);
        Workload killed = unforced.killedAfter(steps);
        assertEquals(before, killed.afterPowerLoss(), "what a power loss leaves of commits that none has forced");
        Set<State> states = new LinkedHashSet<>();
        State state = before.copy();
        for (Step step : steps) {
            states.add(state.copy());
            step.effect().accept(state);
        }
        return new Workload(name, settings, killed.start, state, states, sittings, shows);
    }

    private State afterPowerLoss() {
        try (Database database = open(start.copy().crash(null));
                Session session = database.openSession()) {
            return State.of(session);
        }
    }

    /** Adds a sitting. */
    Workload sitting(Step... steps) {
        List<List<Step>> all = new ArrayList<>(sittings);
        all.add(List.of(steps));
        return new Workload(name, settings, start, before, earlier, all, shows);
    }

    Database open(SimulatedDisk disk) {
        return open(disk, PATH);
    }

    Database open(SimulatedDisk disk, Path path) {
        return PesaDb.open(path, options(disk));
    }

    private Options options(SimulatedDisk disk) {
        return settings.apply(PesaDb.options()
                        .checkpointPages(12)
                        .cacheBytes(100_000)
                        .background(Runnable::run)
                        .files(disk))
                .build();
    }

    /** Whether a power loss may take commits that were acknowledged. */
    boolean mayForget() {
        return options(start).sync() != SyncMode.FULL;
    }

    @Override
    public String toString() {
        return name;
    }
}
