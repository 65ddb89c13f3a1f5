package org.pesadb.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code load snapshots}. */
class SnapshotsTest {
    @TempDir
    Path folder;

    @Test
    void snapshotsOfEveryAgeReadTheirOwnStateWhileCheckpointsRun() throws Exception {
        LoadRun run = LoadRun.of(folder, "snapshots", "--snapshots", "100", "--checkpoint", "32", "--idle", "1000");
        run.assertPassed();
        run.assertSaid("ok   0 of 100 snapshots read another state than their own");
        run.assertSaid("ok   an idle snapshot takes \\d+ B of heap with its session; 1000 are allowed");
        LoadRun.assertLeft(folder, "snapshots", 8);
    }

    @Test
    void aSnapshotThatTakesMoreHeapThanAllowedIsAFault() {
        LoadRun run = LoadRun.of(folder, "snapshots", "--snapshots", "10", "--idle", "1000", "--most-bytes", "1");
        assertEquals(1, run.exit(), run.text());
        assertTrue(run.faults().get(0).startsWith("an idle snapshot takes"), run.text());
    }
}
