package org.pesadb.it.sim;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.PagerProvider;

/** The simulation finds what it is there to find: each way to break the database is caught within a few scripts. */
class TeethTest {
    private static final int SCRIPTS = 150;
    private static final int HARMLESS = 15;
    private static final int REPLAYS = 60;

    private static Arguments files(String what, UnaryOperator<FileLayer> broken) {
        return Arguments.of(what, SyncMode.FULL, Product.with(List.of(), broken));
    }

    private static Arguments log(String what, SyncMode sync, LogProvider broken) {
        return Arguments.of(what, sync, Product.with(List.of(broken), files -> files));
    }

    private static Arguments pager(String what, PagerProvider broken) {
        return Arguments.of(what, SyncMode.FULL, Product.with(List.of(broken), files -> files));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                files("no force at commit", BrokenFiles::withoutForceOfLog),
                files("acknowledged before the force", BrokenFiles::withLateForceOfLog),
                files("no checksums", BrokenFiles::withoutChecksums),
                log("a checkpoint before the log is forced", SyncMode.NORMAL, HarmfulLogs.checkpointsBeforeForce()),
                files("no force of the folder", BrokenFiles::withoutForceOfFolder),
                files("a failed force that nobody hears of", BrokenFiles::withoutFailuresOfForce),
                log("half a recovery", SyncMode.FULL, HarmfulLogs.recoversHalf()),
                files("a tail of an earlier generation that lives", BrokenFiles::withTailsThatLive),
                log("a commit that shows before it is durable", SyncMode.FULL, HarmfulLogs.showsBeforeForce()),
                pager("a commit that failed and is acknowledged", HarmfulPagers.acknowledgesWhatFailed()),
                pager("a rollback of all but a page", HarmfulPagers.rollsBackAllButAPage()),
                pager("a rollback to a savepoint of all but a page", HarmfulPagers.rollsBackToSavepointAllButAPage()),
                pager("a page as it was before the newest commit", HarmfulPagers.servesOlderPages()),
                pager("a page that is handed out twice", HarmfulPagers.handsOutTwice()),
                pager("a change that is not in the commit", HarmfulPagers.forgetsAChange()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    @DisplayName("what breaks a promise is caught, and told by a short script")
    void isCaught(String what, SyncMode sync, Product product) {
        Campaign campaign = new Campaign(product, 1, sync, REPLAYS);
        int scripts = 0;
        while (scripts < SCRIPTS && campaign.playNext()) {
            scripts++;
        }
        Campaign.Failure failure = campaign.failure();
        assertNotNull(failure, () -> what + " is not caught by " + SCRIPTS + " scripts");
        assertTrue(
                failure.shortest().actions().size() < failure.steps() / 2,
                () -> "the script is not made short: " + failure.text());
    }

    @Test
    @DisplayName("what breaks nothing is not caught: the wrappers do no harm of their own")
    void theWrappersAreHarmless() {
        Campaign campaign = new Campaign(
                Product.with(List.of(HarmfulLogs.unbroken(), HarmfulPagers.unbroken()), PassingFiles::new),
                1,
                null,
                REPLAYS);
        for (int i = 0; i < HARMLESS; i++) {
            assertTrue(campaign.playNext(), () -> campaign.failure().text());
        }
    }
}
