package org.pesadb.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code load soak}. */
class SoakTest {
    @TempDir
    Path folder;

    /** One that nobody notices on a busy machine: short runs judge the program, long ones the database. */
    private static final String STALL = "2000";

    @Test
    void sumsStayRightAndTheLogStaysBoundedWhileReadersAlwaysOverlap() throws Exception {
        LoadRun run = LoadRun.of(folder, "soak", "--seconds", "3", "--checkpoint", "100", "--stall", STALL);
        run.assertSaid("ok   readers overlap");
        run.assertSaid("ok   after reopening 1000 accounts hold 1000000; 1000 were to hold 1000000");
        run.assertSaid("ok   check finds 0 faults .*");
        LoadRun.assertLeft(folder, "soak", 12);
        run.assertPassed();
    }

    @Test
    void aStallIsAFault() {
        // No transaction is shorter than a force by ten seconds.
        LoadRun run = LoadRun.of(folder, "soak", "--seconds", "0.3", "--stall", "-10000", "--checkpoint", "100000");
        assertEquals(1, run.exit(), run.text());
        assertTrue(run.faults().get(0).startsWith("p99.9 of a transaction"), run.text());
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertEquals(
                List.of(2, 2),
                List.of(
                        LoadRun.of(folder, "soak", "--readers", "1").exit(),
                        LoadRun.of(folder, "soak", "--no-such-option").exit()));
    }
}
