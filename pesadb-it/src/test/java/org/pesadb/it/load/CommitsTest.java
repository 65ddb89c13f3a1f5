package org.pesadb.it.load;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code load commits}. */
class CommitsTest {
    @TempDir
    Path folder;

    @Test
    void whatSixteenThreadsWereToldIsCommittedOutlivesKill() throws Exception {
        LoadRun run = LoadRun.of(
                folder, "commits", "--seconds", "0.2", "--repeat", "1", "--threads", "1,4,16", "--kill-after", "1000");
        run.assertPassed();
        run.assertSaid("ok   the committing process was killed, status 137");
        run.assertSaid("ok   killed after \\d{4,} acknowledged commits of 16 threads, 0 of them are missing; .*");
        run.assertSaid("16 +\\d+ +\\d+\\.\\d+ +\\d+ +\\d+\\.\\d+ +\\d+\\.\\d+");
        LoadRun.assertLeft(folder, "commits", 3);
    }
}
