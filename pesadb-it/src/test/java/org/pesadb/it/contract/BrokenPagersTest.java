package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.BetweenPager;

/** The contract has teeth: each way to break a pager breaks the rule that forbids it, by its name. */
class BrokenPagersTest {
    private static final int MOST_TRIES = 5;

    private static final Map<String, Integer> SMALL = Map.of(
            "pager-steps", 60,
            "pager-runs", 1,
            "pager-crashes", 5,
            "pager-faults", 5,
            "pager-flips", 40,
            "pager-transfers", 60,
            "pager-pages", 5_000,
            "pager-operations", 5_000,
            "pager-commits", 3);

    private static Sizes sizes;

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
        sizes = Sizes.set(SMALL);
    }

    @AfterAll
    static void asBefore() {
        sizes.close();
    }

    private static Arguments breaks(String rule, String how, PagerProvider pager) {
        return Arguments.of(rule, how, pager);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                breaks(
                        "a snapshot sees one commit for ever",
                        "newer commits in a snapshot",
                        BrokenPagers.seesLaterCommits()),
                breaks(
                        "a snapshot sees one commit for ever",
                        "freed pages gone",
                        BrokenPagers.takesFreedPagesFromSnapshots()),
                breaks("look(), where a pager has it", "a look that is a visit", BrokenPagers.looksAsEverybodyReads()),
                breaks("a rollback leaves nothing", "a rollback that commits", BrokenPagers.commitsRollbacks()),
                breaks("a rollback to a savepoint", "a page that stays", BrokenPagers.keepsAPageOfSavepoints()),
                breaks("a new page is all zeros", "a page handed out twice", BrokenPagers.handsOutTwice()),
                breaks("a new page is all zeros", "a new page not blank", BrokenPagers.handsOutDirtyPages()),
                breaks("what was written is read", "a page not in the commit", BrokenPagers.forgetsAPage()),
                breaks("a page of somebody else", "changes by anybody", BrokenPagers.letsForeignersIn()),
                breaks(
                        "an acknowledged commit outlives a loss of power",
                        "no force of the log",
                        BrokenPagers.doesNotForceTheLog()),
                breaks("while a commit is forced", "a base that nobody waits for", BrokenPagers.waitsForNoBase()),
                breaks(
                        "while a commit is forced",
                        "a writer's place kept over the force",
                        BrokenPagers.keepsThePlaceOverTheForce()),
                breaks(
                        "a transaction sees the commits before it",
                        "a lost update",
                        BrokenPagers.buildsOnWhatIsForced()),
                breaks(
                        "on a full disk a database that was left by a crash",
                        "an opening that needs room",
                        BrokenPagers.refusesAFullDisk()),
                breaks(
                        "on a full disk a database that was left by a crash",
                        "a close that needs room",
                        BrokenPagers.closesOnlyWhereThereIsRoom()),
                breaks("steady commits beside short snapshots", "no checkpoints", BrokenPagers.neverCheckpoints()),
                breaks("a checkpoint cuts the log", "checkpoints that do nothing", BrokenPagers.checkpointsNothing()),
                breaks("after a force that failed", "a failed force unheard of", BrokenPagers.hidesDoubt()),
                breaks(
                        "a backup is what its snapshot sees",
                        "a page not in the backup",
                        BrokenPagers.backsUpAllButAPage()),
                breaks("a backup that fails at any call", "half a backup", BrokenPagers.leavesHalfABackup()),
                breaks("a transaction larger than its memory", "a file left", BrokenPagers.leavesTheSpillFile()),
                breaks("a transaction without changes", "files left open", BrokenPagers.forgetsToClose()),
                breaks(
                        "a damaged byte of the main file",
                        "zeros for a damaged page",
                        BrokenPagers.givesZerosForDamage()),
                breaks("a damaged byte of the main file", "a check that finds nothing", BrokenPagers.findsNothing()),
                breaks(
                        "an acknowledged commit outlives a loss of power",
                        "no force of the main file",
                        BrokenPagers.doesNotForceTheMainFile()),
                breaks("the same of long random work", "no force in long work", BrokenPagers.doesNotForceTheLog()),
                breaks(
                        "with sync normal a loss of power leaves",
                        "no force before a checkpoint",
                        BrokenPagers.forcesNothingWithSyncNormal()),
                breaks(
                        "with sync off nothing is lost",
                        "a commit lost without sync",
                        BrokenPagers.losesACommitWithSyncOff()),
                breaks(
                        "with sync off nothing is lost",
                        "zeros for what was never forced",
                        BrokenPagers.givesZerosForDamage()),
                breaks("many pages on real files", "pages kept in memory", BrokenPagers.keepsAllInMemory()),
                breaks("many pages on real files", "a file left by closing", BrokenPagers.leavesAFileWhenClosed()),
                breaks(
                        "a million reads, changes and frees",
                        "commits that leave nothing",
                        BrokenPagers.losesEverySecondCommit()),
                breaks(
                        "its name, format versions and settings",
                        "a version that rises",
                        BrokenPagers.isOfAnotherVersionEachTime()),
                breaks(
                        "a database of a newer version than it reads",
                        "a newer format that is taken",
                        BrokenPagers.isOfAnotherVersionEachTime()),
                breaks(
                        "who opens to read changes no file",
                        "a file made to read",
                        BrokenPagers.writesWhereItOnlyReads()),
                breaks(
                        "openDamaged() gives all of a sound database",
                        "a file made to salvage",
                        BrokenPagers.writesWhereItOnlyReads()),
                breaks(
                        "openDamaged() gives all of a sound database",
                        "remains without the log",
                        BrokenPagers.readsTheMainFileAlone()),
                breaks(
                        "openDamaged() gives all of a sound database",
                        "no remains at all",
                        BrokenPagers.givesNoRemains()),
                breaks("openDamaged() invents nothing", "zeros for what is lost", BrokenPagers.givesZerosForDamage()),
                breaks("openDamaged() invents nothing", "losses untold", BrokenPagers.keepsLossesToItself()),
                breaks(
                        "openDamaged() invents nothing",
                        "a check of remains that finds nothing",
                        BrokenPagers.findsNothing()),
                breaks(
                        "points are commits of the past",
                        "the newest for the past",
                        BrokenPagers.showsTheNewestForThePast()),
                breaks(
                        "free pages are told of a snapshot",
                        "a page in use called free",
                        BrokenPagers.callsPagesInUseFree()),
                breaks(
                        "what a pager describes of a page",
                        "bytes of somebody else described",
                        BrokenPagers.describesWhatIsNotItsOwn()));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("broken")
    @DisplayName("what breaks a rule fails that rule, and the failure says which and how to repeat it")
    void isCaught(String rule, String how, PagerProvider pager) {
        judged = pager;
        Verdict verdict = Verdict.of(Judged.class, rule);
        for (int tries = 1; tries < MOST_TRIES && verdict.broken().isEmpty(); tries++) {
            verdict = Verdict.of(
                    Judged.class, rule); // moments are drawn by chance, and once in a while none shows the fault
        }
        Verdict last = verdict;
        assertEquals(1, last.rules(), () -> "rules that begin with: " + rule);
        assertEquals(1, last.broken().size(), () -> how + " does not break \"" + rule + "\"");
        String told = last.broken().values().iterator().next().getMessage();
        assertTrue(told.contains("pager 'paged' of "), told);
        assertTrue(told.contains("breaks the rule \"" + rule), told);
        assertTrue(told.contains("-Dtest=BrokenPagersTest$Judged#") && told.contains("-Dpesadb.seed="), told);
    }

    @Test
    @DisplayName("what breaks nothing passes: the wrapper does no harm of its own")
    void theWrapperIsHarmless() {
        judged = BetweenPager.provider(BetweenPager::new);
        Verdict verdict = Verdict.of(Judged.class);
        assertEquals(Map.of(), verdict.broken());
        assertTrue(verdict.rules() > 40, () -> "rules: " + verdict.rules());
    }
}
