package org.pesadb.it.sim;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.Altered;
import org.pesadb.testing.Seeds;

/** Our engine, heap and indexes keep what the SPI asks of those that use a pager: the simulation, over one that watches them. */
class AssertedPagerTest {
    private static final int SCRIPTS = 8;

    /** It takes the standard pager's place under that one's name: the simulation asks for no other. */
    private static PagerProvider watching() {
        PagerProvider watching =
                Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, "assert-paged");
        return Altered.of(PagerProvider.class, watching)
                .method("name", none -> "paged")
                .method("standard", none -> true)
                .make();
    }

    @Test
    @DisplayName("whatever crashes and fails, nobody misuses the pager")
    void nobodyMisusesThePager() {
        long seed = Seeds.one();
        Campaign campaign = new Campaign(Product.with(List.of(watching()), PassingFiles::new), seed, null, 1);
        boolean sound = true;
        for (int i = 0; i < SCRIPTS && sound; i++) {
            sound = campaign.playNext();
        }
        Campaign.Failure failure = campaign.failure();
        assertNull(failure, () -> "repeat with -Dpesadb.seed=" + failure.seed() + "\n" + failure.text());
        assertTrue(campaign.totals().crashStates > 0, campaign.totals()::text);
    }
}
