package org.pesadb.it.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each phenomenon, as the smallest history that has it, is found and called by its name; histories without one pass. */
class CheckerTest {
    private static final String SETUP = """
            S begin
            S insert x [1]
            S insert y [2]
            S commit
            """;

    private static Arguments bad(Phenomenon phenomenon, String transactions, String history) {
        return Arguments.of(phenomenon, transactions, history);
    }

    static List<Arguments> wrong() {
        return List.of(
                bad(Phenomenon.DIRTY_WRITE, "T1 T2", """
                        A begin
                        B begin
                        A write x [1 3]
                        B write x [1 3 4]
                        B write y [2 4]
                        A write y [2 4 3]
                        A commit
                        B commit
                        """),
                bad(Phenomenon.ABORTED_READ, "T1 T2", """
                        A begin
                        A write x [1 3]
                        B begin read
                        B read x [1 3]
                        A rollback
                        B commit
                        """),
                bad(
                        Phenomenon.ABORTED_READ, // what was seen is built on what was undone
                        "T1 T3",
                        """
                        A begin
                        A write x [1 3]
                        A rollback
                        B begin
                        B write x [1 3 4]
                        B commit
                        C begin read
                        C read x [1 3 4]
                        C commit
                        """),
                bad(Phenomenon.INTERMEDIATE_READ, "T1 T2", """
                        A begin
                        A write x [1 3]
                        B begin read
                        B read x [1 3]
                        A write x [1 3 4]
                        A commit
                        B commit
                        """),
                bad(Phenomenon.DIRTY_READ, "T1 T2", """
                        A begin
                        A write x [1 3]
                        B begin read
                        B read x [1 3]
                        B commit
                        A commit
                        """),
                bad(
                        Phenomenon.CIRCULAR_INFORMATION_FLOW, // both commits are under way while both reads go on
                        "T1 T2",
                        """
                        A begin
                        B begin
                        A write x [1 3]
                        B write y [2 4]
                        A commits
                        B commits
                        A read y [2 4]
                        B read x [1 3]
                        A committed
                        B committed
                        """),
                bad(Phenomenon.VALUE_FROM_NOWHERE, "T1", """
                        A begin read
                        A read x [1 9]
                        A commit
                        """),
                bad(
                        Phenomenon.VALUE_FROM_NOWHERE, // the list has lost what stood before
                        "T2",
                        """
                        A begin
                        A write x [1 3]
                        A commit
                        B begin read
                        B read x [3]
                        B commit
                        """),
                bad(
                        Phenomenon.VALUE_FROM_NOWHERE, // an index leads to a row that does not belong to the answer
                        "T1",
                        """
                        A begin read
                        A scan odd x=[1] y=[2]
                        A commit
                        """),
                bad(Phenomenon.OWN_WRITE_MISSED, "T1", """
                        A begin
                        A write x [1 3]
                        A scan odd x=[1]
                        A commit
                        """),
                bad(
                        Phenomenon.OWN_WRITE_MISSED, // it had deleted the row
                        "T1",
                        """
                        A begin
                        A delete x
                        A read x [1]
                        A rollback
                        """),
                bad(Phenomenon.LOST_UPDATE, "T1 T2", """
                        A begin
                        B begin
                        A read x [1]
                        B read x [1]
                        A write x [1 3]
                        B write x [1 4]
                        A commit
                        B commit
                        """),
                bad(
                        Phenomenon.LOST_UPDATE, // of registers: what was read tells what was written over
                        "T2 T3",
                        """
                        A begin
                        A insert r 5
                        A commit
                        A begin
                        B begin
                        A read r 5
                        B read r 5
                        A write r 6
                        A commit
                        B write r 7
                        B commit
                        """),
                bad(
                        Phenomenon.LOST_UPDATE, // an update of a row that another one deletes
                        "T1 T2",
                        """
                        A begin
                        B begin
                        A read x [1]
                        B read x [1]
                        A delete x
                        B write x [1 4]
                        A commit
                        B commit
                        """),
                bad(Phenomenon.FUZZY_READ, "T1", """
                        A begin read
                        A read x [1]
                        B begin
                        B write x [1 3]
                        B commit
                        A read x [1 3]
                        A commit
                        """),
                bad(
                        Phenomenon.FUZZY_READ, // the row went away
                        "T1",
                        """
                        A begin read
                        A read x [1]
                        B begin
                        B read x [1]
                        B delete x
                        B commit
                        A read x -
                        A commit
                        """),
                bad(Phenomenon.TORN_READ, "T1 T2", """
                        A begin
                        A write x [1 3]
                        A write y [2 4]
                        A commit
                        B begin read
                        B read x [1 3]
                        B read y [2]
                        B commit
                        """),
                bad(
                        Phenomenon.READ_SKEW, // T2 built on T1, which T3 does not see
                        "T1 T2 T3",
                        """
                        A begin
                        A write x [1 3]
                        A commit
                        A begin
                        A read x [1 3]
                        A write y [2 4]
                        A commit
                        B begin read
                        B read y [2 4]
                        B read x [1]
                        B commit
                        """),
                bad(Phenomenon.WRITE_SKEW, "T1 T2", """
                        A begin
                        B begin
                        A read x [1]
                        A read y [2]
                        B read x [1]
                        B read y [2]
                        A write x [1 3]
                        B write y [2 4]
                        A commit
                        B commit
                        """),
                bad(
                        Phenomenon.PHANTOM, // within one transaction
                        "T1",
                        """
                        A begin read
                        A scan odd x=[1]
                        B begin
                        B insert z [3]
                        B commit
                        A scan odd x=[1] z=[3]
                        A commit
                        """),
                bad(
                        Phenomenon.PHANTOM, // seen by their number alone
                        "T1",
                        """
                        A begin read
                        A scan all x=[1] y=[2]
                        A count all 3
                        A commit
                        """),
                bad(
                        Phenomenon.NOT_AS_NUMBERED, // a count that nothing else contradicts
                        "T1",
                        """
                        A begin read 5
                        A count odd 2
                        A commit
                        """),
                bad(
                        Phenomenon.PHANTOM, // the other way round: a row leaves the range
                        "T1",
                        """
                        A begin read
                        A scan odd x=[1]
                        B begin
                        B write x [1 4]
                        B commit
                        A scan odd
                        A commit
                        """),
                bad(
                        Phenomenon.PHANTOM, // the scan misses a row of a transaction that it sees otherwise
                        "T1 T2",
                        """
                        A begin
                        A insert z [3]
                        A write x [1 5]
                        A commit
                        B begin read
                        B scan all x=[1 5] y=[2]
                        B commit
                        """),
                bad(
                        Phenomenon.PHANTOM, // write skew by scans: both counted before both inserted
                        "T1 T2",
                        """
                        A begin
                        B begin
                        A scan all x=[1] y=[2]
                        B scan all x=[1] y=[2]
                        A insert a [3]
                        B insert b [4]
                        A commit
                        B commit
                        """),
                bad(Phenomenon.OLDER_SNAPSHOT, "T1 T2 T3", """
                        A begin
                        A write x [1 3]
                        A commits
                        B begin read
                        B read x [1 3]
                        B commit
                        B begin read
                        B read x [1]
                        B commit
                        A committed
                        """),
                bad(Phenomenon.STALE_READ, "T1 T2", """
                        A begin
                        A write x [1 3]
                        A commit
                        B begin read
                        B read x [1]
                        B commit
                        """),
                bad(
                        Phenomenon.STALE_READ, // of a scan, which misses an acknowledged insert
                        "T1 T2",
                        """
                        A begin
                        A insert z [3]
                        A commit
                        B begin read
                        B scan odd x=[1]
                        B commit
                        """),
                bad(
                        Phenomenon.STALE_READ, // nothing of what was seen tells, but the numbers do
                        "T1 T2",
                        """
                        A begin 5
                        A insert z [3]
                        A commit
                        B begin read 4
                        B commit
                        """),
                bad(Phenomenon.OLDER_SNAPSHOT, "T1 T2", """
                        A begin read 5
                        A commit
                        A begin read 4
                        A commit
                        """),
                bad(
                        Phenomenon.NOT_AS_NUMBERED, // a blind write gives no circle; the database's own order shows it
                        "T3",
                        """
                        A begin 5
                        A insert r 3
                        A commit
                        A begin 6
                        A write r 4
                        A commit
                        B begin read 6
                        B read r 3
                        B commit
                        """),
                bad(
                        Phenomenon.DIRTY_READ, // by number
                        "T1 T2",
                        """
                        A begin 5
                        B begin read 5
                        A rollback
                        B commit
                        """),
                bad(Phenomenon.TWO_WRITERS, "T1 T2", """
                        A begin 5
                        B begin 6
                        A commit
                        B commit
                        """));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("wrong")
    void isFoundAndNamed(Phenomenon phenomenon, String transactions, String history) {
        List<Anomaly> found = Checker.check(HistoryScript.of(SETUP + history));
        assertFalse(found.isEmpty(), "not found");
        String all = found.stream().map(Anomaly::toString).collect(Collectors.joining("\n"));
        assertTrue(
                found.stream()
                        .anyMatch(anomaly -> anomaly.phenomenon() == phenomenon
                                && names(anomaly).equals(Set.of(transactions.split(" ")))),
                all);
        assertTrue(all.contains(phenomenon.title()) && all.contains("(session "), all);
    }

    private static Set<String> names(Anomaly anomaly) {
        return anomaly.transactions().stream().map(Transaction::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyPhenomenonHasAHistory() {
        Set<Phenomenon> shown = EnumSet.noneOf(Phenomenon.class);
        wrong().forEach(arguments -> shown.add((Phenomenon) arguments.get()[0]));
        assertEquals(EnumSet.allOf(Phenomenon.class), shown);
    }

    static List<String> right() {
        return List.of(
                // A snapshot that is held sees nothing of what is committed beside it.
                """
                B begin read 1
                B read x [1]
                A begin 2
                A read x [1]
                A write x [1 3]
                A insert z [4]
                A commit
                B read x [1]
                B scan all x=[1] y=[2]
                B read z -
                B commit
                B begin read 2
                B scan odd x=[1 3]
                B scan all x=[1 3] y=[2] z=[4]
                B count all 3
                B commit
                """,
                // A commit under way may be seen already, or not yet.
                """
                A begin 2
                A write x [1 3]
                A commits
                B begin read 2
                B read x [1 3]
                B commit
                A committed
                """,
                """
                A begin 2
                A write x [1 3]
                A commits
                B begin read 1
                B read x [1]
                B commit
                A committed
                """,
                // Own writes, written again, deleted, and rolled back.
                """
                A begin 2
                A write x [1 3]
                A read x [1 3]
                A write x [1 3 4]
                A scan all x=[1 3 4] y=[2]
                A insert z [5]
                A read z [5]
                A delete z
                A read z -
                A rollback
                A begin 3
                A read x [1]
                A delete x
                A scan all y=[2]
                A commit
                B begin read 3
                B read x -
                B commit
                """,
                // Nobody knows how a commit ended, and nobody sees it.
                """
                A begin
                A write x [1 3]
                A unknown
                B begin
                B read x [1]
                B write x [1 4]
                B commit
                """,
                // Or somebody does.
                """
                A begin
                A write x [1 3]
                A unknown
                B begin
                B read x [1 3]
                B write x [1 3 4]
                B commit
                """,
                // Who could write and did not leaves nothing to be seen, so that its number need not be reached.
                """
                A begin 2
                A read x [1]
                A commit
                B begin read 1
                B read x [1]
                B commit
                """,
                // Nobody knows how a commit ended, and it comes to be seen only after a restart.
                """
                A begin 2
                A write x [1 3]
                A unknown
                B begin read 1
                B read x [1]
                B commit
                B begin read 2
                B read x [1 3]
                B commit
                """,
                // A blind write over a register.
                """
                A begin 2
                A insert r 5
                A commit
                A begin 3
                A write r 6
                A commit
                B begin read 3
                B read r 6
                B commit
                """);
    }

    @ParameterizedTest
    @MethodSource("right")
    void whatIsRightPasses(String history) {
        assertEquals(List.of(), Checker.check(HistoryScript.of(SETUP.replace("begin", "begin 1") + history)));
    }

    @Test
    void marksThatCannotBeToldApartAreRefused() {
        History history = HistoryScript.of(SETUP + "A begin\nA write x [3 1]\nA commit\n");
        assertThrows(IllegalArgumentException.class, () -> Checker.check(history));
    }

    @Test
    void theExplanationTellsWhoDidWhat() {
        String told = Checker.check(HistoryScript.of(SETUP + """
                                        A begin
                                        A write x [1 3]
                                        A write y [2 4]
                                        A commit
                                        B begin read
                                        B read x [1 3]
                                        B read y [2]
                                        B commit
                                        """)).get(0).toString();
        assertEquals("""
                torn read (A5A, G-single; fractured read)
                  each must have come before the next, and the last before the first:
                  T1 before T2: it wrote x = [1 3], which the next saw
                  T2 before T1: it saw y = [2], where the next wrote y = [2 4]
                    T1 (session A, from 9 to 14, committed): wrote x = [1 3]; wrote y = [2 4]
                    T2 (session B, from 15 to 20, committed): read x = [1 3]; read y = [2]""", told);
    }
}
