package org.pesadb.it.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.testing.Seeds;

/** Threads that read, write, spill and checkpoint at once, over a log that checks its caller. */
class AssertedLogTest {
    private static final int THREADS = 4;
    private static final int TRANSACTIONS = 60;

    @ParameterizedTest(name = "{0}")
    @EnumSource(SyncMode.class)
    @DisplayName("whatever threads do at once, the pager does to the log nothing that it must not")
    void ourPagerKeepsTheContract(SyncMode sync) throws Exception {
        long seed = Seeds.one();
        Workload workload = new Workload(
                builder -> builder.component(ComponentKind.LOG, "assert-wal")
                        .sync(sync)
                        .checkpointPages(8)
                        .cacheBytes(100_000)
                        .transactionBytes(sync == SyncMode.FULL ? 1 : 1L << 30),
                session -> session);
        History history =
                workload.run(seed, THREADS, TRANSACTIONS); // misuse is thrown once more by the close at its end
        assertTrue(history.transactions().size() > TRANSACTIONS, () -> "seed " + seed);
        assertEquals(List.of(), Checker.check(history), () -> "seed " + seed);
        assertEquals(List.of(), workload.faults(), () -> "seed " + seed);
        assertTrue(workload.checkpoints() > 0, () -> "seed " + seed);
    }
}
