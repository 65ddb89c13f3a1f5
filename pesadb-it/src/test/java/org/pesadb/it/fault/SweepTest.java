package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.testing.Seeds;

/**
 * Power is lost, or a call fails, at every single call of every kind of work. Whatever was acknowledged is there afterwards, all else
 * is there whole or not at all, and the database works on.
 */
class SweepTest {
    private static final long SEED = Seeds.one();

    /** How many random outcomes each power loss has. */
    private static final int OUTCOMES = Integer.getInteger("pesadb.sweep.outcomes", 1);

    /** Every so manieth call is tried, from a drawn one on; 1: every call. */
    private static final int STRIDE = Integer.getInteger("pesadb.sweep.stride", 1);

    private static final Tally TALLY = new Tally();

    private static List<Workload> workloads() {
        String only = System.getProperty("pesadb.sweep.only", "");
        return Workloads.all().stream()
                .filter(workload -> workload.name().startsWith(only))
                .toList();
    }

    @AfterAll
    static void tell() {
        System.out.println("sweep: " + TALLY);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    @DisplayName(
            "a power loss at any call, and another one in the recovery after it, takes nothing that was acknowledged")
    void powerLoss(Workload workload) {
        CrashSweep sweep = new CrashSweep(workload, SEED, OUTCOMES, STRIDE, TALLY);
        TALLY.judging(sweep::run);
        assertTrue(sweep.moments() > 10, "the work is too little");
    }

    @ParameterizedTest
    @MethodSource("workloads")
    @DisplayName(
            "a failure of any call is told by the statement it harms, and the next open finds all that was acknowledged")
    void failure(Workload workload) {
        long before = TALLY.faults();
        TALLY.judging(new FaultSweep(workload, SEED, STRIDE, TALLY)::run);
        assertTrue(TALLY.faults() - before > 100 / STRIDE, "the work is too little");
    }
}
