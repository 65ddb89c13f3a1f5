package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.IndexProvider;

/** The contract of indexes has teeth: of each broken index it names the rule that it breaks, and none that it keeps. */
class BrokenIndexesTest {
    /** Sizes at which a contract takes a moment. */
    private static final Map<String, Integer> SMALL = Map.of(
            "index-some", 150,
            "index-heavy", 300,
            "index-steps", 200,
            "index-entries", 5_000,
            "index-damages", 60,
            "index-crashes", 3,
            "index-speed", 100);

    private static final String OLDER = "older: an index of each older version";

    private static Sizes sizes;

    @BeforeAll
    static void useSmallSizes() {
        sizes = Sizes.set(SMALL);
    }

    @AfterAll
    static void useSizesAsBefore() {
        sizes.close();
    }

    private static Arguments breaks(Class<? extends Contract> broken, String rule, String... others) {
        return Arguments.of(broken, rule, List.of(others));
    }

    /** What is broken; the beginning of the rule that must be named; beginnings of others that may be, or "" for any. */
    static Stream<Arguments> broken() {
        return Stream.of(
                breaks(BrokenIndexes.LosesARow.class, "insert: every row that was inserted is found again", ""),
                breaks(BrokenIndexes.LeavesADeletedRow.class, "delete: a row that was deleted is gone", ""),
                breaks(BrokenIndexes.RemembersBesidePages.class, "state: all of it is in pages", ""),
                breaks(BrokenIndexes.KeepsPagesWhenDropped.class, "drop: every page is given back", "all together"),
                breaks(
                        BrokenIndexes.RangesUpwardsAlone.class,
                        "range: the rows between two bounds",
                        "all together",
                        "threads"),
                breaks(BrokenIndexes.RangesThroughTheirEnd.class, "range: the rows between two bounds", "all together"),
                breaks(
                        BrokenIndexes.TakesKeysTwice.class,
                        "insert: a key that a unique index has already is refused",
                        ""),
                breaks(
                        BrokenIndexes.TakesBeginningsForKeys.class,
                        "keys: the empty one, zeros, 0xFF and beginnings of others",
                        ""),
                breaks(
                        BrokenIndexes.GivesARowTwice.class,
                        "insert: where the index is not unique, a key may have ten thousand rows",
                        "damage"),
                breaks(
                        BrokenIndexes.ChangesAPageOfOthers.class,
                        "pages: only the index's own are read, changed",
                        "damage"),
                breaks(BrokenIndexes.KeepsPagesToChange.class, "pages: none is kept from one call to the next", ""),
                breaks(BrokenIndexes.WritesToKeys.class, "keys: an array that was given is neither written to", ""),
                breaks(BrokenIndexes.KeepsKeysOfABuild.class, "build: entries come in as by insert", "build: a key"),
                breaks(BrokenIndexes.CountsInTheObject.class, "open: any number of objects work on one index", ""),
                breaks(
                        BrokenIndexes.CountsInTheObject.class,
                        "insert: where the index is not unique, a key may have ten thousand rows",
                        ""),
                breaks(BrokenIndexes.FindsNothingInDamage.class, "damage: pages that hold anything whatever"),
                breaks(BrokenIndexes.WalksInCircles.class, "damage: pages that hold anything whatever", "size"),
                breaks(BrokenIndexes.TriesForEver.class, "damage: pages that hold anything whatever"),
                breaks(BrokenIndexes.ThrowsWhatItLikes.class, "damage: pages that hold anything whatever"),
                breaks(BrokenIndexes.SearchesAllPages.class, "size: a look-up among a million entries"),
                breaks(BrokenIndexes.CountsToEstimate.class, "estimate: is 0 or more", "damage"),
                breaks(BrokenIndexes.SharesACursor.class, "find: several cursors may be read in turns", "threads"),
                breaks(BrokenIndexes.HidesAPage.class, "verify: gives every entry once", ""));
    }

    /** What tells people something wrong, which changes no answer of the index: the rules that see it. */
    static Stream<Arguments> misleading() {
        return Stream.of(
                Arguments.of(BrokenIndexes.DescribesBytesBehindThePage.class, "describe: of a sound page"),
                Arguments.of(BrokenIndexes.ShowsAPageTwice.class, "nodes: an index that shows itself"),
                Arguments.of(BrokenIndexes.LeavesAPageOut.class, "nodes: an index that shows itself"),
                Arguments.of(BrokenIndexes.ShowsDamageAsItLikes.class, "damage: pages that hold anything whatever"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misleading")
    void whatMisleadsPeopleIsNamed(Class<? extends Contract> broken, String rule) {
        Verdict verdict = Verdict.of(broken, rule);
        assertEquals(1, verdict.rules());
        assertEquals(1, verdict.broken().size(), () -> broken + " does not break \"" + rule + "\"");
    }

    /** What does not read its older version. */
    static Stream<Class<? extends Contract>> older() {
        return Stream.of(
                BrokenIndexes.KeepsNoOlderVersion.class,
                BrokenIndexes.TakesOlderForNew.class,
                BrokenIndexes.BringsNothingUpToDate.class,
                BrokenIndexes.RemembersWhatItBrought.class,
                BrokenIndexes.LosesAPageOnTheWay.class,
                BrokenIndexes.ChangesWhatIsUpToDate.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("older")
    void whatDoesNotReadItsOlderVersionIsNamed(Class<? extends Contract> broken) {
        Verdict verdict = Verdict.of(broken, OLDER);
        assertEquals(1, verdict.rules());
        assertEquals(1, verdict.broken().size(), () -> broken + " does not break \"" + OLDER + "\"");
    }

    @Test
    void nothingIsSaidAgainstOneThatReadsItsOlderVersion() {
        Verdict verdict = Verdict.of(BrokenIndexes.ReadsItsOlderVersion.class, OLDER);
        assertEquals(1, verdict.rules());
        assertEquals(Map.of(), verdict.broken());
    }

    /** The hash index behind one that looks at how it is called: the kit itself keeps the rules for callers. */
    static class Hash extends IndexContract {
        @Override
        protected IndexProvider provider() {
            return Components.installed().choose(ComponentKind.INDEX, IndexProvider.class, "assert-hash");
        }
    }

    /** The same of the ordered index. */
    static class BTree extends IndexContract {
        @Override
        protected IndexProvider provider() {
            return Components.installed().choose(ComponentKind.INDEX, IndexProvider.class, "assert-btree");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Hash.class, BTree.class})
    void nothingIsSaidAgainstARightOne(Class<? extends Contract> right) {
        Verdict verdict = Verdict.of(right);
        assertEquals(Map.of(), verdict.broken());
        assertTrue(verdict.rules() > 30, () -> verdict.rules() + " rules");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void theRuleIsNamed(Class<? extends Contract> broken, String rule, List<String> others) {
        Verdict verdict = Verdict.of(broken);
        Map<String, Throwable> found = verdict.broken();
        assertTrue(
                found.keySet().stream().anyMatch(name -> name.startsWith(rule)),
                () -> "not among the broken rules: " + rule + "; those are " + found);
        Set<String> wrong = found.keySet().stream()
                .filter(name -> !name.startsWith(rule))
                .filter(name -> others.stream().noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(wrong.isEmpty(), () -> "also " + wrong + ": " + found);
        assertTrue(found.size() < verdict.rules() / 2 || others.contains(""), () -> found.size() + " rules broken");
        String message = found.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(rule))
                .map(entry -> entry.getValue().getMessage())
                .findFirst()
                .orElseThrow();
        assertTrue(message.startsWith("index 'broken' of ") && message.contains("-Dpesadb.seed="), message);
    }
}
