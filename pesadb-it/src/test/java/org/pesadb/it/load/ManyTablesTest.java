package org.pesadb.it.load;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code load tables}. */
class ManyTablesTest {
    @TempDir
    Path folder;

    @Test
    void manyTablesManyColumnsAndALongTextReadAsTheyWereWritten() throws Exception {
        LoadRun run = LoadRun.of(folder, "tables", "--tables", "200", "--megabytes", "5");
        run.assertPassed();
        run.assertSaid("ok   100 rows of 300 columns read in .*, 0 values wrong");
        run.assertSaid("ok   a text of 5 MiB reads as it was written, .*");
        LoadRun.assertLeft(folder, "tables", 6);
    }
}
