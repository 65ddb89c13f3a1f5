package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.testing.Seeds;

/** Every read of every kind of work gives flipped bits, zeros, another block, or nothing: never a wrong answer, and never lasting harm. */
class ReadSweepTest {
    private static final long SEED = Seeds.one();

    /** How many of the troubles of each read are tried; there are twelve. */
    private static final int MOST = Integer.getInteger("pesadb.reads.troubles", 1);

    private static final Tally TALLY = new Tally();

    private static List<ReadWork> works() {
        String only = System.getProperty("pesadb.sweep.only", "");
        return ReadWork.all().stream()
                .filter(work -> work.work().name().startsWith(only))
                .toList();
    }

    @AfterAll
    static void tell() {
        System.out.println("sweep of reads: " + TALLY);
    }

    @ParameterizedTest
    @MethodSource("works")
    @DisplayName(
            "what a read gives that does not stand there is no answer, is never written, and is over when it is over")
    void badReads(ReadWork work) {
        long before = TALLY.faults();
        TALLY.judging(new ReadSweep(work, SEED, MOST, TALLY)::run);
        assertTrue(TALLY.faults() - before > 20, "the work is too little");
    }
}
