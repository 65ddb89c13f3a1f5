package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
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
    /** Enough to catch them, and soon over. */
    private static final Map<String, String> SMALL = Map.of(
            "log-pages", "500",
            "log-steps", "120",
            "log-crash-steps", "30",
            "log-flips", "40",
            "log-thread-commits", "6",
            "log-bounded-commits", "400",
            "log-cut-rounds", "4",
            "log-call-stride", "7",
            "log-millis", "1");

    private static final String SEED = "pesadb.seed";
    private static String seed;

    @BeforeAll
    static void small() {
        seed = System.getProperty(SEED, "");
        System.setProperty(SEED, "1"); // so little of it finds them with most seeds; with this one always
        SMALL.forEach((name, value) -> System.setProperty("pesadb.contract." + name, value));
    }

    @AfterAll
    static void asEver() {
        System.setProperty(SEED, seed);
        SMALL.keySet().forEach(name -> System.clearProperty("pesadb.contract." + name));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(EarlyAcknowledgement.class, "whatever call the power is lost at"),
                Arguments.of(EarlyAcknowledgement.class, "of 16 threads"),
                Arguments.of(EarlyShow.class, "a commit is seen whole"),
                Arguments.of(Abandoned.class, "what is abandoned leaves no trace"),
                Arguments.of(Early.class, "pages appended early"),
                Arguments.of(UnderReaders.class, "a checkpoint brings nothing beyond the oldest registered snapshot"),
                Arguments.of(UnderReaders.class, "random work"),
                Arguments.of(AnyOrder.class, "a checkpoint brings the newest version of each page, in page order"),
                Arguments.of(NoFinish.class, "a checkpoint brings the newest version of each page, in page order"),
                Arguments.of(LateCut.class, "cut is called after the last read"),
                Arguments.of(HalfRecovery.class, "whatever call the process ends at"),
                Arguments.of(NoCut.class, "the log stays bounded"),
                Arguments.of(SameIds.class, "ids and positions go up"),
                Arguments.of(DeafToForce.class, "a device that stops"),
                Arguments.of(OpenFile.class, "what is closed, or could not be opened, leaves no file open"),
                Arguments.of(Writes.class, "opened to read only"),
                Arguments.of(Damage.class, "a bit turned over in a log that was closed"),
                Arguments.of(Damage.class, "a log of another database"),
                Arguments.of(Interrupted.class, "an interrupt neither ends the wait"));
    }

    /** Each is judged once. */
    private static final Map<Class<?>, Verdict> VERDICTS = new HashMap<>();

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    @DisplayName("a broken log fails the rule that it breaks")
    void isCaught(Class<? extends Contract> contract, String rule) {
        Verdict verdict = VERDICTS.computeIfAbsent(contract, any -> Verdict.of(contract));
        assertTrue(
                verdict.broken().keySet().stream().anyMatch(name -> name.startsWith(rule)),
                () -> "of " + verdict.rules() + " rules it breaks only " + verdict.broken());
        verdict.broken()
                .forEach((name, thrown) -> assertTrue(
                        thrown.getMessage().contains(name)
                                && thrown.getMessage().contains("-Dpesadb.seed="),
                        () -> "a failure says which rule was broken, and how to repeat it: " + thrown));
    }

    @Test
    @DisplayName("a log that only hands everything on breaks no rule")
    void unbroken() {
        assertEquals(Map.of(), Verdict.of(HandsOn.class).broken());
    }

    @Test
    @DisplayName("of a log that has places of its own only the rules that need no disk are asked")
    void elsewhere() {
        assertEquals(Map.of(), Verdict.of(Elsewhere.class).broken());
    }

    static final class Elsewhere extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.Unbroken();
        }

        @Override
        protected boolean usesFileLayer() {
            return false;
        }
    }

    static final class HandsOn extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.Unbroken();
        }
    }

    static final class EarlyAcknowledgement extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.AcknowledgesBeforeTheForce();
        }
    }

    static final class EarlyShow extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.ShowsWhatIsNotForced();
        }
    }

    static final class Abandoned extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.KeepsWhatIsAbandoned();
        }
    }

    static final class Early extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.LosesWhatCameEarly();
        }
    }

    static final class UnderReaders extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.CutsUnderReaders();
        }
    }

    static final class AnyOrder extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.HandsOverInAnyOrder();
        }
    }

    static final class NoFinish extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.SkipsFinish();
        }
    }

    static final class LateCut extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.TellsOfTheCutTooLate();
        }
    }

    static final class HalfRecovery extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.RecoversAllButAPage();
        }
    }

    static final class NoCut extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.NeverCuts();
        }
    }

    static final class SameIds extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.GivesIdsAgain();
        }
    }

    static final class DeafToForce extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.SwallowsAFailedForce();
        }
    }

    static final class OpenFile extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.LeavesAFileOpen();
        }
    }

    static final class Writes extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.WritesWhereItMayOnlyRead();
        }
    }

    static final class Damage extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.TakesDamageForAnEmptyLog();
        }
    }

    static final class Interrupted extends LogContract {
        @Override
        protected LogProvider provider() {
            return new BrokenLogs.EndsTheWaitWhenInterrupted();
        }
    }
}
