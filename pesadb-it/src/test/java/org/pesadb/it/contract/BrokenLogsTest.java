package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.pesadb.api.spi.LogProvider;

/** The contract catches logs that are broken, each by the name of the rule that it breaks. */
class BrokenLogsTest {
    /** What is judged now: JUnit makes the contract's objects. */
    private static LogProvider judged;

    /** The contract as an author runs it. */
    static class Judged extends LogContract {
        @Override
        protected LogProvider provider() {
            return judged;
        }
    }

    /** The same of a log that keeps its data elsewhere. */
    static class Elsewhere extends Judged {
        @Override
        protected boolean usesFileLayer() {
            return false;
        }
    }

    /** Enough to catch them, and soon over. */
    private static final Map<String, Integer> SMALL = Map.of(
            "log-pages", 500,
            "log-steps", 120,
            "log-crash-steps", 30,
            "log-flips", 40,
            "log-past-steps", 60,
            "log-thread-commits", 6,
            "log-bounded-commits", 400,
            "log-cut-rounds", 4,
            "log-call-stride", 7,
            "log-millis", 1);

    private static Sizes sizes;

    @BeforeAll
    static void small() {
        sizes = Sizes.set(SMALL).seed(1); // so little of it finds them with most seeds; with this one always
    }

    @AfterAll
    static void asEver() {
        sizes.close();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(new BrokenLogs.AcknowledgesBeforeTheForce(), "whatever call the power is lost at"),
                Arguments.of(new BrokenLogs.AcknowledgesBeforeTheForce(), "of 16 threads"),
                Arguments.of(new BrokenLogs.ShowsWhatIsNotForced(), "a commit is seen whole"),
                Arguments.of(new BrokenLogs.EndsAtItsLastVersion(), "a snapshot sees the newest version of each page"),
                Arguments.of(new BrokenLogs.EndsAtItsLastVersion(), "ids and positions go up"),
                Arguments.of(new BrokenLogs.KeepsWhatIsAbandoned(), "what is abandoned leaves no trace"),
                Arguments.of(new BrokenLogs.LosesWhatCameEarly(), "pages appended early"),
                Arguments.of(
                        new BrokenLogs.CutsUnderReaders(),
                        "a checkpoint brings nothing beyond the oldest registered snapshot"),
                Arguments.of(new BrokenLogs.CutsUnderReaders(), "random work"),
                Arguments.of(
                        new BrokenLogs.HandsOverInAnyOrder(),
                        "a checkpoint brings the newest version of each page, in page order"),
                Arguments.of(
                        new BrokenLogs.SkipsFinish(),
                        "a checkpoint brings the newest version of each page, in page order"),
                Arguments.of(new BrokenLogs.TellsOfTheCutTooLate(), "cut is called after the last read"),
                Arguments.of(new BrokenLogs.RecoversAllButAPage(), "whatever call the process ends at"),
                Arguments.of(new BrokenLogs.NeverCuts(), "the log stays bounded"),
                Arguments.of(new BrokenLogs.GivesIdsAgain(), "ids and positions go up"),
                Arguments.of(new BrokenLogs.SwallowsAFailedForce(), "a device that stops"),
                Arguments.of(
                        new BrokenLogs.LeavesAFileOpen(),
                        "what is closed, or could not be opened, leaves no file open"),
                Arguments.of(new BrokenLogs.WritesWhereItMayOnlyRead(), "opened to read only"),
                Arguments.of(new BrokenLogs.TakesDamageForAnEmptyLog(), "a bit turned over in a log that was closed"),
                Arguments.of(new BrokenLogs.TakesDamageForAnEmptyLog(), "a log of another database"),
                Arguments.of(new BrokenLogs.ComesBackWhenInterrupted(), "an interrupt neither ends the wait"),
                Arguments.of(new BrokenLogs.EndsTheWaitWhenInterrupted(), "an interrupt neither ends the wait"),
                Arguments.of(new BrokenLogs.ShowsTheNewestForThePast(), "points are the durable commits"),
                Arguments.of(
                        new BrokenLogs.NamesWhatHasGone(), "a commit of the past is read as it was, or not at all"),
                Arguments.of(new BrokenLogs.CallsAllCommitted(), "entries show each piece of the file once"),
                Arguments.of(new BrokenLogs.MendsWhatItShows(), "entries show each piece of the file once"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    @DisplayName("a broken log fails the rule that it breaks, and the failure says which and how to repeat it")
    void isCaught(LogProvider log, String rule) {
        judged = log;
        Verdict verdict = Verdict.of(Judged.class, rule);
        assertFalse(verdict.broken().isEmpty(), () -> "of " + verdict.rules() + " rules that begin so it breaks none");
        verdict.broken()
                .forEach((name, thrown) -> assertTrue(
                        thrown.getMessage().contains(name)
                                && thrown.getMessage().contains("-Dpesadb.seed="),
                        () -> "a failure says which rule was broken, and how to repeat it: " + thrown));
    }

    @Test
    @DisplayName("a log that only hands everything on breaks no rule")
    void unbroken() {
        judged = new BrokenLogs.Unbroken();
        Verdict verdict = Verdict.of(Judged.class);
        assertEquals(Map.of(), verdict.broken());
        assertTrue(verdict.rules() > 40, () -> "rules: " + verdict.rules());
    }

    @Test
    @DisplayName("of a log that has places of its own only the rules that need no disk are asked")
    void elsewhere() {
        judged = new BrokenLogs.Unbroken();
        assertEquals(Map.of(), Verdict.of(Elsewhere.class).broken());
    }
}
