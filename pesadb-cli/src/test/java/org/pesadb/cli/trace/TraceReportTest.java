package org.pesadb.cli.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.SyncMode;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.cli.output.Outline;

class TraceReportTest {
    private final TraceCounts counts = new TraceCounts();

    private Outline report(TraceReport.Place place, String failure) {
        return TraceReport.of(new TraceReport.Request(List.of("X"), "X", place, 1, 0, 0, failure, 1), counts, false);
    }

    private String line(TraceReport.Place place, String failure, String name) {
        return report(place, failure).lines().stream()
                .map(String::strip)
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatACommandHasToDoWithTheWritersPlaceIsSaidByTheCommand() {
        assertTrue(line(TraceReport.Place.READS, null, "locks").endsWith("none: readers take none"));
        assertTrue(line(TraceReport.Place.CHANGES, null, "locks").endsWith("has the writer's place already"));
        assertTrue(line(TraceReport.Place.ENDS, null, "locks").endsWith("is given back"));
        assertTrue(line(TraceReport.Place.BESIDE, null, "locks").endsWith("beside the writer"));
        assertTrue(line(TraceReport.Place.CHANGES, "NO_SUCH_TABLE", "locks").endsWith("none"));
        counts.event(new TraceEvent.LockWait("the writer's place", 1));
        assertTrue(line(TraceReport.Place.CHANGES, null, "locks").contains("had after"));
    }

    @Test
    void whatALogDoesNotSayIsNotTakenForAnotherOnesForce() {
        counts.event(new TraceEvent.LogAppend(7, 1, 100, 1));
        counts.event(new TraceEvent.LogForce(100, SyncMode.FULL, -1, -1, 1_000));
        assertEquals(
                "force     how often, this log does not say, 1.0 µs", line(TraceReport.Place.CHANGES, null, "force"));
        assertEquals(null, report(TraceReport.Place.CHANGES, null).fields().get("log_forces"));
        assertEquals(null, report(TraceReport.Place.CHANGES, null).fields().get("commits_sharing"));
    }

    @Test
    void aForceThatAnotherCommitMadeIsSaid() {
        counts.event(new TraceEvent.LogAppend(7, 1, 100, 1));
        counts.event(new TraceEvent.LogForce(100, SyncMode.FULL, 0, 2, 1_000));
        assertEquals(
                "force     another commit's force, 1.0 µs, for 2 commits",
                line(TraceReport.Place.CHANGES, null, "force"));
        assertEquals(0L, report(TraceReport.Place.CHANGES, null).fields().get("log_forces"));
    }
}
