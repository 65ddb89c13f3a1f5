package org.pesadb.it.load;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code load big}. */
class BigTest {
    /** As many as fit into memory; a transaction larger than that must fit as well where changed pages spill. */
    private static final int TRANSACTION_ROWS = 20_000;

    @TempDir
    Path folder;

    @Test
    void lookUpsStayFlatAndNeitherKillNorRollbackLosesOrLeavesARow() throws Exception {
        LoadRun run = LoadRun.of(
                folder,
                "big",
                "--rows",
                "50000",
                "--batch",
                "5000",
                "--look-ups",
                "2000",
                "--heap",
                "64m",
                "--transaction-heap",
                "64m",
                "--transaction-rows",
                Integer.toString(TRANSACTION_ROWS));
        run.assertPassed();
        run.assertSaid("ok   killed after \\d+ commits");
        run.assertSaid("  ok   (\\d+) rows before the transaction, \\1 after its ROLLBACK");
        run.assertSaid("ok   after that transaction there are \\d+ rows; \\d+ were acknowledged");
        LoadRun.assertLeft(folder, "big", 5);
    }
}
