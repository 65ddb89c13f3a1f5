package org.pesadb.it.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.testing.Seeds;

/**
 * Random work of several sessions under crashes, crashes during recovery, failing calls and full disks, against a model: rows,
 * constraints, tables and indexes that come and go, texts in many pages, transactions larger than their memory, held snapshots,
 * checkpoints, compactions, backups, restarts, and all three sync modes. Its long form is {@code pesadb-it/bin/faults}.
 */
class SimulationTest {
    private static final int STATES = Integer.getInteger("pesadb.sim.states", 1_500);
    private static final int REPLAYS = 1_000;
    private static final int ENOUGH = 1_000;
    private static final int MOST_TIMES = 5;

    @Test
    @DisplayName(
            "whatever crashes and fails, the database holds what it acknowledged, and says so where it cannot go on")
    void everythingAcknowledgedIsThere() {
        long seed = Seeds.one();
        Campaign campaign = new Campaign(Product.installed(), seed, null, REPLAYS);
        boolean sound = true;
        while (sound && !isEnough(campaign.totals())) {
            sound = campaign.playNext();
        }
        Campaign.Failure failure = campaign.failure();
        assertNull(
                failure,
                () -> "repeat with -Dtest=SimulationTest -Dpesadb.sim.states=1 -Dpesadb.seed=" + failure.seed() + "\n"
                        + failure.text());
        Totals totals = campaign.totals();
        System.out.print("simulation, seed " + seed + ":\n" + totals.text());
        if (totals.crashStates >= ENOUGH) {
            assertEquals(EnumSet.allOf(Trouble.class), totals.faults.keySet(), totals::text);
            for (long figure : List.of(
                    totals.fallsInRecovery,
                    totals.disksFilled,
                    totals.spills,
                    totals.unknownOutcomes,
                    totals.backups)) {
                assertTrue(figure > 0, totals::text);
            }
        }
    }

    /** All states, and then until each kind of trouble came up, which is a matter of chance. */
    private static boolean isEnough(Totals totals) {
        boolean rare = STATES >= ENOUGH
                && totals.faults.size() < Trouble.values().length
                && totals.crashStates < MOST_TIMES * STATES;
        return totals.crashStates >= STATES && !rare;
    }

    @Test
    @DisplayName("growth that a failed force lost is made durable by the recovery after it")
    void lostGrowth() {
        Campaign campaign = new Campaign(Product.installedWith("hash"), 32_299_236_055_933L, null, REPLAYS);
        assertTrue(campaign.playNext(), () -> campaign.failure().text());
    }

    @Test
    @DisplayName("one seed does the same each time")
    void isDeterministic() {
        for (long seed = 1; seed < 8; seed++) {
            assertEquals(figures(seed), figures(seed), "seed " + seed);
        }
    }

    private static String figures(long seed) {
        Totals totals = new Totals();
        new Simulation(Workload.of(seed, Product.installed().indexes()), Product.installed(), totals).run();
        return totals.text();
    }

    @Test
    @DisplayName("scripts of different seeds differ, and one of a seed is the same")
    void scripts() {
        List<String> indexes = Product.installed().indexes();
        assertEquals(Workload.of(5, indexes).lines(), Workload.of(5, indexes).lines());
        assertEquals(
                3,
                Set.of(Workload.of(1, indexes), Workload.of(2, indexes), Workload.of(3, indexes))
                        .size());
    }
}
