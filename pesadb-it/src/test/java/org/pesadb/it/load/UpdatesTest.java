package org.pesadb.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code load updates}. */
class UpdatesTest {
    @TempDir
    Path folder;

    @Test
    void aHundredThousandUpdatesLeaveTheFileAsLargeAsItWas() throws Exception {
        LoadRun run = LoadRun.of(folder, "updates", "--updates", "100000", "--rows", "1000", "--batch", "5000");
        run.assertPassed();
        run.assertSaid("ok   after reopening there are 1000 rows, and 0 do not hold their last update");
        LoadRun.assertLeft(folder, "updates", 5);
    }

    @Test
    void aFileThatGrowsMoreThanAllowedIsAFault() {
        LoadRun run = LoadRun.of(folder, "updates", "--updates", "1000", "--rows", "100", "--growth", "0.5");
        assertEquals(1, run.exit(), run.text());
        assertTrue(run.faults().get(0).startsWith("the file grows from "), run.text());
    }
}
