package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.spi.PagerProvider;

/** The contract has teeth: each way to break a pager breaks the rule that forbids it, by its name. */
class PagerTeethTest {
    private static final Map<String, Integer> SMALL = Map.of(
            "steps",
            60,
            "runs",
            1,
            "crashes",
            5,
            "faults",
            5,
            "flips",
            40,
            "transfers",
            60,
            "pages",
            300,
            "commits",
            3);

    private static final Map<String, String> BEFORE = new TreeMap<>();

    /** JUnit makes the contract's objects, so what they judge waits here. */
    private static PagerProvider judged;

    static class Judged extends PagerContract {
        @Override
        protected PagerProvider provider() {
            return judged;
        }
    }

    @BeforeAll
    static void little() {
        SMALL.forEach((name, size) -> {
            String property = "pesadb.contract." + name;
            String before = System.setProperty(property, String.valueOf(size));
            BEFORE.put(property, before == null ? "" : before);
        });
    }

    @AfterAll
    static void asBefore() {
        BEFORE.forEach(System::setProperty);
    }

    private static Arguments breaks(String rule, String how, PagerProvider pager) {
        return Arguments.of(rule, how, pager);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                breaks("snapshotsStayAsTheyAre", "newer commits in a snapshot", BrokenPagers.seesLaterCommits()),
                breaks("snapshotsStayAsTheyAre", "freed pages gone", BrokenPagers.takesFreedPagesFromSnapshots()),
                breaks("rollback", "a rollback that commits", BrokenPagers.commitsRollbacks()),
                breaks("savepoints", "a page that stays", BrokenPagers.keepsAPageOfSavepoints()),
                breaks("newPages", "a page handed out twice", BrokenPagers.handsOutTwice()),
                breaks("newPages", "a new page not blank", BrokenPagers.handsOutDirtyPages()),
                breaks("whatWasWrittenIsRead", "a page not in the commit", BrokenPagers.forgetsAPage()),
                breaks("pagesOfSomebodyElse", "changes by anybody", BrokenPagers.letsForeignersIn()),
                breaks("lossOfPower", "no force of the log", BrokenPagers.doesNotForceTheLog()),
                breaks("logIsBounded", "no checkpoints", BrokenPagers.neverCheckpoints()),
                breaks("checkpointsCutTheLog", "checkpoints that do nothing", BrokenPagers.checkpointsNothing()),
                breaks("failedForce", "a failed force unheard of", BrokenPagers.hidesDoubt()),
                breaks("backup", "a page not in the backup", BrokenPagers.backsUpAllButAPage()),
                breaks("failingBackup", "half a backup", BrokenPagers.leavesHalfABackup()),
                breaks("largerThanMemory", "a file left", BrokenPagers.leavesTheSpillFile()),
                breaks("nothingToDo", "files left open", BrokenPagers.forgetsToClose()),
                breaks("damagedBytes", "zeros for a damaged page", BrokenPagers.givesZerosForDamage()),
                breaks("damagedBytes", "a check that finds nothing", BrokenPagers.findsNothing()));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("broken")
    @DisplayName("what breaks a rule fails that rule, and the failure says which and how to repeat it")
    void isCaught(String rule, String how, PagerProvider pager) throws NoSuchMethodException {
        judged = pager;
        String name = PagerContract.class
                .getMethod(rule)
                .getAnnotation(DisplayName.class)
                .value();
        Throwable told = Verdict.of(Judged.class, name).broken().get(name);
        assertNotNull(told, () -> how + " does not break \"" + name + "\"");
        assertTrue(told.getMessage().contains("pager 'paged' of "), told::getMessage);
        assertTrue(told.getMessage().contains("breaks the rule \"" + name + "\""), told::getMessage);
        assertTrue(told.getMessage().contains("-Dpesadb.seed="), told::getMessage);
    }

    @Test
    @DisplayName("what breaks nothing passes: the wrapper does no harm of its own")
    void theWrapperIsHarmless() {
        judged = BrokenPager.provider(BrokenPager::new);
        Verdict verdict = Verdict.of(Judged.class);
        assertEquals(Map.of(), verdict.broken());
        assertTrue(verdict.rules() > 40, () -> "rules: " + verdict.rules());
    }
}
