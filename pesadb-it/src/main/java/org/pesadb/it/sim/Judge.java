package org.pesadb.it.sim;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.it.fault.SimulatedDisk;

/** Opens what a crash has left, perhaps falls again while it does so, and finds it whole and explained. Of one thread. */
final class Judge {
    private static final int CALLS_OF_RECOVERY = 40;

    private final Product product;
    private final SyncMode sync;
    private final Totals totals;

    Judge(Product product, SyncMode sync, Totals totals) {
        this.product = product;
        this.sync = sync;
        this.totals = totals;
    }

    /** A database found whole, and what it holds. */
    record Found(SimulatedDisk disk, Database database, State state) {}

    /** Judges what was left, and puts it aside. */
    void look(SimulatedDisk left, Path path, boolean power, List<State> allowed, Random chance, String when) {
        Found found = open(left, path, power, allowed, chance, when);
        close(found.database, when);
    }

    /**
     * Opens what was left.
     *
     * @param power   whether it was left by a loss of power, and so will be what the recovery leaves
     * @param allowed the states that explain it
     */
    Found open(SimulatedDisk left, Path path, boolean power, List<State> allowed, Random chance, String when) {
        totals.crashStates++;
        SimulatedDisk disk = left;
        List<State> explained = allowed;
        for (int falls = chance.nextInt(4) - 1; falls > 0; falls--) {
            disk.stopAt(disk.calls() + 1 + chance.nextInt(CALLS_OF_RECOVERY));
            explained = fall(disk, path, explained, chance, when);
            if (disk.isDead()) {
                totals.fallsInRecovery++;
                totals.crashStates++;
                disk = power && sync != SyncMode.OFF ? disk.crash(chance) : disk.killed();
            } else {
                disk.stopAt(Long.MAX_VALUE);
            }
        }
        Database database = null;
        try {
            database = Opened.open(product, disk, path, sync, chance);
            State state = read(database, explained, when);
            totals.checks++;
            Opened.check(database, fault -> false, when);
            return new Found(disk, database, state);
        } catch (PesaDbException failed) {
            throw new Violation(
                    Violation.Kind.NOT_OPENED,
                    when + ", " + (database == null ? "opening" : "reading") + " gave " + failed.code() + ": "
                            + failed.getMessage(),
                    failed);
        }
    }

    /** Opens it under a power that goes at some moment; what was seen then is what must be there ever after. */
    private List<State> fall(SimulatedDisk disk, Path path, List<State> allowed, Random chance, String when) {
        List<State> explained = allowed;
        Database database = null;
        try {
            database = Opened.open(product, disk, path, sync, chance);
            explained = List.of(read(database, allowed, when));
            database.close();
        } catch (PesaDbException failed) {
            Opened.requireDecent(failed, when);
            if (!disk.isDead()) {
                throw new Violation(
                        Violation.Kind.NOT_OPENED,
                        when + ", opening gave " + failed.code() + ": " + failed.getMessage(),
                        failed);
            }
            if (database != null) {
                Opened.abandon(database);
            }
        }
        return explained;
    }

    private static State read(Database database, List<State> allowed, String when) {
        State found;
        try (Session session = database.openSession()) {
            found = Opened.read(session);
        }
        if (!allowed.contains(found)) {
            throw new Violation(
                    Violation.Kind.WRONG_STATE,
                    when + ", against the newest of " + allowed.size() + " states that explain it: "
                            + allowed.get(allowed.size() - 1).difference(found));
        }
        return found;
    }

    private static void close(Database database, String when) {
        try {
            database.close();
        } catch (PesaDbException failed) {
            throw new Violation(
                    Violation.Kind.WRONG_ERROR,
                    when + ", closing gave " + failed.code() + ": " + failed.getMessage(),
                    failed);
        }
    }
}
