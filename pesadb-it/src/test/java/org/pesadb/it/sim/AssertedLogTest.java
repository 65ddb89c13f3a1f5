package org.pesadb.it.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.testing.Seeds;

/** The simulation over a log that checks its caller: through crashes, failures, full disks and recoveries the pager keeps the log's contract. */
class AssertedLogTest {
    private static final int SCRIPTS = 12;
    private static final int REPLAYS = 60;

    @Test
    @DisplayName("whatever happens, the pager does to the log nothing that it must not")
    void ourPagerKeepsTheContract() {
        LogProvider watching = Components.installed().choose(ComponentKind.LOG, LogProvider.class, "assert-wal");
        Product installed = Product.with(List.of(watching), files -> files);
        List<Component> parts = new ArrayList<>();
        for (ComponentKind kind : ComponentKind.values()) {
            for (Component part : installed.components().all(kind)) {
                if (kind != ComponentKind.LOG || part == watching) {
                    parts.add(part);
                }
            }
        }
        Components asserted = Components.of(installed.components().engine(), parts);
        assertEquals("assert-wal", asserted.defaultName(ComponentKind.LOG).orElseThrow());
        Campaign campaign = new Campaign(new Product(asserted, installed.files()), Seeds.one(), null, REPLAYS);
        for (int i = 0; i < SCRIPTS; i++) {
            assertTrue(campaign.playNext(), () -> campaign.failure().text());
        }
        assertTrue(campaign.totals().crashStates > 0, () -> campaign.totals().text());
    }
}
