package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/** Opens what is left of a database and finds it whole: one of the states that keep every promise, and a database that works on. */
final class Judge {
    private static final Path PARTIAL = Path.of("/d/copy.pesa.partial").toAbsolutePath();
    private static final Path RENAMED = Path.of("/d/renamed.pesa").toAbsolutePath();

    private final Workload workload;

    Judge(Workload workload) {
        this.workload = workload;
    }

    /**
     * Recovers, and compares.
     *
     * @param left    the disk; used up
     * @param allowed what it may hold
     * @param when    for messages
     * @return what it holds
     */
    State whole(SimulatedDisk left, Set<State> allowed, String when) {
        return whole(left, allowed, when, null);
    }

    /**
     * The same, and then commits something, loses power, and recovers once more: what recovery has shown is there for good.
     *
     * @param chance decides what the power loss leaves; null for nothing that is not forced
     */
    void wholeForGood(SimulatedDisk left, Set<State> allowed, String when, Random chance) {
        List<SimulatedDisk> later = new ArrayList<>();
        State found = whole(left, allowed, when, later);
        whole(later.get(0).crash(chance), Set.of(found), when + ", and power lost after its recovery");
    }

    private State whole(SimulatedDisk left, Set<State> allowed, String when, List<SimulatedDisk> later) {
        State found;
        try (Database database = workload.open(left);
                Session session = database.openSession()) {
            found = state(database, session, when);
            readBackup(left, found, when);
            assertTrue(allowed.contains(found), () -> when + ": found " + found + ", not " + allowed);
            int probes = probe(session);
            if (later != null) {
                later.add(left.copy());
            }
            assertEquals(probes, Tables.count(session, "probe"), when);
        } catch (PesaDbException failed) {
            throw new AssertionError(when + ": " + failed.code() + ": " + failed.getMessage(), failed);
        }
        for (Path file : left.files()) {
            assertTrue(
                    file.toString().matches(".*[.]pesa([.]partial)?(-wal|-lock)?"),
                    () -> when + ": " + file + " is left over");
        }
        return found;
    }

    private static State state(Database database, Session session, String when) {
        List<String> faults = new ArrayList<>();
        database.check(fault -> faults.add(fault.toString()));
        assertEquals(List.of(), faults, when);
        return State.of(session);
    }

    /** Commits one row more than there was. */
    private static int probe(Session session) {
        int before = 0;
        try {
            before = (int) Tables.count(session, "probe");
        } catch (PesaDbException none) {
            assertEquals(ErrorCode.NO_SUCH_TABLE, none.code());
            Tables.create(session, "probe", Tables.key("id"), Tables.text("text"));
        }
        Tables.insert(session, "probe", before, "probe");
        return before + 1;
    }

    /**
     * What bears a backup's name is whole; what bears the name of one that is not finished is refused, and under another name it is
     * whole or says that it is none.
     */
    private void readBackup(SimulatedDisk left, State found, String when) {
        if (left.bytes(Step.COPY) != null) {
            found.backup(open(left, Step.COPY, when));
        }
        if (left.bytes(PARTIAL) != null) {
            PesaDbException refused = assertThrows(PesaDbException.class, () -> open(left, PARTIAL, when), when);
            assertEquals(ErrorCode.NOT_A_DATABASE, refused.code(), when + ": " + refused.getMessage());
            left.set(RENAMED, left.bytes(PARTIAL));
            try {
                open(left, RENAMED, when);
            } catch (PesaDbException none) {
                assertEquals(ErrorCode.NOT_A_DATABASE, none.code(), when + ": " + none.getMessage());
            }
        }
    }

    private State open(SimulatedDisk left, Path path, String when) {
        try (Database database = workload.open(left, path);
                Session session = database.openSession()) {
            return state(database, session, when + ", " + path);
        }
    }
}
