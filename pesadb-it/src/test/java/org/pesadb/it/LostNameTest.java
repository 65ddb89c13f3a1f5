package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.it.fault.FaultPlan;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.PlannedFault;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * Forces of a folder that fail and lose its names, while the kernel goes on to show them and forces the folder with success ever
 * after: what is acknowledged after reopening must not depend on such a name.
 */
class LostNameTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();
    private static final Path LOG = Path.of("/d/data.pesa-wal").toAbsolutePath();

    private final SimulatedDisk disk = new SimulatedDisk();

    private Database open() {
        return open(disk);
    }

    private static Database open(SimulatedDisk disk) {
        return PesaDb.open(
                PATH,
                PesaDb.options()
                        .files(disk)
                        .background(Runnable::run)
                        .checkpointPages(10)
                        .build());
    }

    private PlannedFault loseNames() {
        PlannedFault plan = PlannedFault.of(new Injection.LostForce(0)).on(IoCall.Kind.FORCE_FOLDER);
        disk.plan(plan);
        return plan;
    }

    /** A log that was carried into a fresh file whose name is lost. */
    private void loseCarriedLog() {
        Database database = open();
        Session session = database.openSession();
        Session reader = database.openSession();
        Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
        Tables.insert(session, "t", 1, "");
        reader.run(new Command.Begin(true));
        Tables.count(reader, "t");
        PlannedFault plan = loseNames();
        for (int i = 0; i < 100 && plan.struck() == 0; i++) {
            session.run(Tables.set("t", "text", "text " + i));
        }
        assertEquals(1, plan.struck(), "a checkpoint has carried the log");
        PesaDbException refused = assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 2, ""));
        assertEquals(ErrorCode.READ_ONLY, refused.code(), "nothing is acknowledged any more");
        reader.close();
        session.close();
        database.close();
        disk.plan(FaultPlan.NONE);
    }

    private void commitsLastThroughPowerLoss(int before) {
        Database database = open();
        try (Session session = database.openSession()) {
            for (int i = 0; i < 5; i++) {
                Tables.insert(session, "t", 100 + i, "after");
                session.run(new Command.Checkpoint());
            }
        }
        SimulatedDisk left = disk.crash(null);
        try (Database again = open(left);
                Session session = again.openSession()) {
            assertEquals(before + 5, Tables.count(session, "t"));
        }
    }

    @Test
    @DisplayName("of the fresh file into which the log was carried")
    void carried() {
        loseCarriedLog();
        commitsLastThroughPowerLoss(1);
    }

    @Test
    @DisplayName("of that file, and of the one that recovery makes in its place")
    void carriedAndRecovered() {
        loseCarriedLog();
        loseNames();
        assertThrows(PesaDbException.class, this::open);
        disk.plan(FaultPlan.NONE);
        commitsLastThroughPowerLoss(1);
    }

    @Test
    @DisplayName(
            "of that file, and the disk has no room for another one: all can be read, and written once there is room")
    void carriedOnAFullDisk() {
        loseCarriedLog();
        disk.capacity(disk.used() + 4096);
        try (Database database = open();
                Session session = database.openSession()) {
            assertEquals(1, Tables.count(session, "t"));
            PesaDbException full = assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 2, ""));
            assertEquals(ErrorCode.DISK_FULL, full.code());
            disk.capacity(Long.MAX_VALUE);
            Tables.insert(session, "t", 2, "");
        }
        commitsLastThroughPowerLoss(2);
    }

    @Test
    @DisplayName("of any file that a creation makes, whichever force of the folder loses it")
    void creation() {
        for (int at = 1; ; at++) {
            SimulatedDisk fresh = new SimulatedDisk();
            PlannedFault plan = PlannedFault.of(new Injection.LostForce(0))
                    .on(IoCall.Kind.FORCE_FOLDER)
                    .at(at);
            fresh.plan(plan);
            try (Database database = open(fresh);
                    Session session = database.openSession()) {
                if (plan.struck() == 0) {
                    assertTrue(at > 3, "creation forces its folder");
                    return;
                }
                assertThrows(PesaDbException.class, () -> Tables.create(session, "t", Tables.key("id")));
            } catch (PesaDbException failed) {
                assertEquals(ErrorCode.IO, failed.code());
            }
            Database database = open(fresh);
            try (Session session = database.openSession()) {
                Tables.create(session, "t", Tables.key("id"));
                Tables.insert(session, "t", 1);
            }
            try (Database again = open(fresh.crash(null));
                    Session session = again.openSession()) {
                assertEquals(1, Tables.count(session, "t"), "force " + at);
            }
        }
    }

    @Test
    @DisplayName("of the log that is made for a main file which has none")
    void logMadeAtOpening() throws Exception {
        try (Database database = open();
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
        }
        disk.delete(LOG);
        loseNames();
        assertThrows(PesaDbException.class, this::open);
        disk.plan(FaultPlan.NONE);
        commitsLastThroughPowerLoss(0);
    }
}
