package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.fault.FaultPlan;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.PlannedFault;
import org.pesadb.it.fault.SimulatedDisk;

/** Forces that fail while the kernel goes on to show what it has dropped. */
class LostHeaderTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();

    private static Database open(SimulatedDisk disk) {
        return PesaDb.open(
                PATH, PesaDb.options().files(disk).background(Runnable::run).build());
    }

    @Test
    @DisplayName("a new generation whose header no force has made durable is made so before it takes a commit")
    void headerThatOnlyTheKernelHas() {
        SimulatedDisk disk = new SimulatedDisk();
        try (Database database = open(disk);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"));
            Tables.insert(session, "t", 1);
            disk.plan(PlannedFault.of(new Injection.LostForce(0))
                    .on(IoCall.Kind.FORCE)
                    .to(".*-wal")
                    .always());
            assertThrows(PesaDbException.class, () -> session.run(new Command.Checkpoint()));
        }
        // It completes the reset that the checkpoint began, and again no force succeeds.
        assertThrows(PesaDbException.class, () -> open(disk));
        disk.plan(FaultPlan.NONE);
        Database database = open(disk);
        try (Session session = database.openSession()) {
            Tables.insert(session, "t", 2);
        }
        SimulatedDisk left = disk.crash(null);
        try (Database again = open(left);
                Session session = again.openSession()) {
            assertEquals(2, Tables.count(session, "t"));
        }
    }
}
