package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.trace.TraceEvent;
import org.pesadb.api.trace.TraceEvent.FileRole;
import org.pesadb.api.trace.TraceEvent.Source;
import org.pesadb.api.trace.Tracing;

/** What a database tells of itself, and to whom. */
class TracingTest {
    private static final int ROWS = 2_000;

    @TempDir
    Path folder;

    private Database database;
    private Session session;
    private final List<TraceEvent> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        reopen();
        Tables.create(session, "t", Tables.key("id"), Tables.number("n"), Tables.text("s"));
        session.run(new Command.Begin(false));
        for (long id = 0; id < ROWS; id++) {
            Tables.insert(session, "t", id, id % 50, "text " + id);
        }
        session.run(new Command.Commit());
    }

    private void reopen() {
        database = PesaDb.open(folder.resolve("traced.pesa"), PesaDb.options().build());
        session = database.openSession();
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private void listening(Runnable work) {
        heard.clear();
        Tracing.Listening listening = database.tracing().listenHere(heard::add);
        try {
            work.run();
        } finally {
            listening.close();
        }
    }

    private <T extends TraceEvent> List<T> heard(Class<T> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Command byKey(long id) {
        return Tables.all("t", Condition.of("id", Operator.EQUAL, new Operand.Int(id)));
    }

    private void lookUp() {
        assertEquals(1, Tables.rows(session, byKey(7)).size());
    }

    @Test
    void aFirstLookReadsFilesAndASecondOneDoesNot() {
        close();
        reopen();
        listening(this::lookUp);
        List<TraceEvent.PageVisit> visits = heard(TraceEvent.PageVisit.class);
        long misses =
                visits.stream().filter(visit -> visit.source() != Source.CACHE).count();
        assertTrue(misses > 0, visits.toString());
        assertEquals(misses, heard(TraceEvent.FileRead.class).size(), heard.toString());
        assertTrue(visits.stream()
                .anyMatch(visit -> visit.type() == PageType.INDEX && visit.of().equals("hash index on t.id")));
        assertTrue(visits.stream()
                .anyMatch(visit -> visit.type() == PageType.HEAP && visit.of().equals("t")));

        listening(this::lookUp);
        assertEquals(visits.size(), heard(TraceEvent.PageVisit.class).size());
        assertTrue(heard(TraceEvent.PageVisit.class).stream().allMatch(visit -> visit.source() == Source.CACHE));
        assertEquals(List.of(), heard(TraceEvent.FileRead.class));
    }

    @Test
    void aCommitIsToldInTheOrderInWhichItBecomesDurable() {
        listening(() -> Tables.insert(session, "t", 100_000L, 1L, "new"));
        assertEquals(
                List.of("LockWait", "LogAppend", "FileWrite LOG", "FileForce LOG", "LogForce", "Statement"),
                heard.stream()
                        .filter(event -> !(event instanceof TraceEvent.PageVisit
                                || event instanceof TraceEvent.PageChange
                                || event instanceof TraceEvent.RowsRead
                                || event instanceof TraceEvent.Plan))
                        .map(TracingTest::name)
                        .toList());
        TraceEvent.LogForce force = heard(TraceEvent.LogForce.class).get(0);
        assertEquals(1, force.commits());
        assertEquals(1, force.forces());
        TraceEvent.LogAppend append = heard(TraceEvent.LogAppend.class).get(0);
        assertEquals(append.position(), force.position());
        long changed = heard(TraceEvent.PageChange.class).stream()
                .mapToLong(TraceEvent.PageChange::page)
                .distinct()
                .count();
        assertEquals(changed, append.pages(), heard.toString());
        assertEquals(
                new TraceEvent.Statement(1, "Insert t", 1, append.transaction(), null, 0),
                timeless(heard(TraceEvent.Statement.class).get(0)));
    }

    private static String name(TraceEvent event) {
        String name = event.getClass().getSimpleName();
        if (event instanceof TraceEvent.FileWrite write) {
            return name + " " + write.file();
        }
        return event instanceof TraceEvent.FileForce force ? name + " " + force.file() : name;
    }

    private static TraceEvent.Statement timeless(TraceEvent.Statement told) {
        return new TraceEvent.Statement(
                told.session(), told.command(), told.rows(), told.transaction(), told.failure(), 0);
    }

    @Test
    void rowsAreCountedAsTheyAreLookedAtAndThePlanSaysWhy() {
        listening(() -> assertEquals(
                ROWS / 50,
                Tables.rows(session, Tables.all("t", Condition.of("n", Operator.EQUAL, new Operand.Int(3L))))
                        .size()));
        assertEquals(List.of(new TraceEvent.RowsRead("t", ROWS, ROWS / 50)), heard(TraceEvent.RowsRead.class));
        TraceEvent.Step step = heard(TraceEvent.Plan.class).get(0).steps().get(0);
        assertTrue(step.action().startsWith("scan t"), step.toString());
        assertTrue(step.why().contains("no index begins with n"), step.toString());
    }

    /** A unique index is taken without a look at what a scan of so small a table would cost. */
    @Test
    void thePlanThatIsToldIsTheOneThatIsTaken() {
        Tables.create(session, "one", Tables.key("id"));
        Tables.insert(session, "one", 7L);
        listening(() ->
                Tables.rows(session, Tables.all("one", Condition.of("id", Operator.EQUAL, new Operand.Int(7)))));
        assertTrue(heard(TraceEvent.PageVisit.class).stream().anyMatch(visit -> visit.type() == PageType.INDEX));
        TraceEvent.Step step = heard(TraceEvent.Plan.class).get(0).steps().get(0);
        assertTrue(step.action().startsWith("look up id = 7 in the hash index on one.id"), step.toString());
    }

    @Test
    void aFailureIsToldWithItsCode() {
        listening(() -> {
            try {
                Tables.insert(session, "t", 7L, 1L, "there already");
            } catch (PesaDbException expected) {
                assertEquals("DUPLICATE_KEY", expected.code().name());
            }
        });
        assertEquals("DUPLICATE_KEY", heard(TraceEvent.Statement.class).get(0).failure());
        assertEquals(List.of(), heard(TraceEvent.LogForce.class));
    }

    @Test
    void insideATransactionAStatementIsToldAndOnlyTheCommitForces() {
        session.run(new Command.Begin(false));
        listening(() -> Tables.insert(session, "t", 200_000L, 1L, "inside"));
        assertFalse(heard(TraceEvent.PageChange.class).isEmpty());
        assertEquals(List.of(), heard(TraceEvent.LogForce.class));
        listening(() -> session.run(new Command.Commit()));
        assertEquals(1, heard(TraceEvent.LogForce.class).size());
    }

    /** Adds rows with the ids from one up to another. */
    private static void add(BatchInsert batch, long from, long to) {
        for (long id = from; id < to; id++) {
            batch.set(0, id);
            batch.set(1, id % 50);
            batch.set(2, "text " + id);
            batch.add();
        }
    }

    @Test
    void aBatchIsOneStatementWithAllOfItsPages() {
        Outcome[] outcome = new Outcome[1];
        listening(() -> {
            try (BatchInsert batch = session.batchInsert("t")) {
                add(batch, ROWS, 2 * ROWS);
                outcome[0] = batch.finish();
            }
        });
        assertEquals(
                List.of(new TraceEvent.Statement(1, "BatchInsert t", ROWS, outcome[0].transaction(), null, 0)),
                heard(TraceEvent.Statement.class).stream()
                        .map(TracingTest::timeless)
                        .toList());
        assertEquals("Statement", name(heard.get(heard.size() - 1)));
        List<TraceEvent.PageChange> changes = heard(TraceEvent.PageChange.class);
        Set<Long> logged = changes.stream().map(TraceEvent.PageChange::page).collect(Collectors.toSet());
        logged.add(0L); // which the pager changes by itself, for the database has more pages now
        assertEquals(logged.size(), heard(TraceEvent.LogAppend.class).get(0).pages());
        for (String owner : List.of("t", "hash index on t.id")) {
            assertTrue(changes.stream().anyMatch(change -> change.of().equals(owner)), owner);
        }
        assertTrue(heard(TraceEvent.PageVisit.class).stream()
                .anyMatch(visit -> visit.of().equals("hash index on t.id")));
        List<TraceEvent.Step> steps = heard(TraceEvent.Plan.class).get(0).steps();
        assertEquals("write each row into a page of t with room", steps.get(0).action());
        assertEquals(ROWS, steps.get(0).rows());
        assertEquals("enter it into the hash index on t.id", steps.get(1).action());
    }

    @Test
    void aBatchWithinATransactionIsToldAndOnlyTheCommitForces() {
        session.run(new Command.Begin(false));
        listening(() -> {
            try (BatchInsert batch = session.batchInsert("t")) {
                add(batch, ROWS, ROWS + 10);
                batch.finish();
            }
        });
        assertEquals(10, heard(TraceEvent.Statement.class).get(0).rows());
        assertFalse(heard(TraceEvent.PageChange.class).isEmpty());
        assertEquals(List.of(), heard(TraceEvent.LogForce.class));
        session.run(new Command.Rollback());
    }

    @Test
    void aBatchThatAddsNothingIsToldOnceWithWhatEndedIt() {
        listening(() -> {
            try (BatchInsert closed = session.batchInsert("t")) {
                add(closed, ROWS, ROWS + 10);
            }
            try (BatchInsert refused = session.batchInsert("t")) {
                assertThrows(PesaDbException.class, () -> add(refused, ROWS - 1, ROWS + 10));
            }
            assertThrows(PesaDbException.class, () -> session.batchInsert("nowhere"));
        });
        assertEquals(
                List.of(
                        new TraceEvent.Statement(1, "BatchInsert t", 0, 0, "CANCELLED", 0),
                        new TraceEvent.Statement(1, "BatchInsert t", 0, 0, "DUPLICATE_KEY", 0),
                        new TraceEvent.Statement(1, "BatchInsert nowhere", 0, 0, "NO_SUCH_TABLE", 0)),
                heard(TraceEvent.Statement.class).stream()
                        .map(TracingTest::timeless)
                        .toList());
        assertEquals(List.of(), heard(TraceEvent.LogForce.class));
    }

    @Test
    void whoListensToAThreadHearsNothingOfOthersAndWhoListensToAllHearsThem() throws InterruptedException {
        ConcurrentLinkedQueue<TraceEvent> all = new ConcurrentLinkedQueue<>();
        Tracing.Listening everything = database.tracing().listen(all::add);
        heard.clear();
        Tracing.Listening mine = database.tracing().listenHere(heard::add);
        Thread other = new Thread(() -> {
            try (Session another = database.openSession()) {
                Tables.rows(another, byKey(9));
            }
        });
        other.start();
        other.join();
        mine.close();
        everything.close();
        assertEquals(List.of(), heard);
        assertEquals(
                1, all.stream().filter(TraceEvent.Statement.class::isInstance).count());
        int told = all.size();
        lookUp();
        assertEquals(told, all.size());
        assertFalse(database.tracing().on());
    }

    @Test
    void aTracerThatThrowsIsToldNoMoreAndHarmsNothing() {
        int[] calls = new int[1];
        Tracing.Listening listening = database.tracing().listen(event -> {
            calls[0]++;
            throw new IllegalStateException("a tracer's own fault");
        });
        Tables.insert(session, "t", 300_000L, 1L, "kept");
        listening.close();
        assertEquals(1, calls[0]);
        assertEquals(1, Tables.rows(session, byKey(300_000)).size());
    }

    @Test
    void aCheckpointIsToldWithItsPages() {
        Tables.insert(session, "t", 400_000L, 1L, "to the main file");
        ConcurrentLinkedQueue<TraceEvent> all = new ConcurrentLinkedQueue<>();
        Tracing.Listening everything = database.tracing().listen(all::add);
        session.run(new Command.Checkpoint());
        everything.close();
        Predicate<TraceEvent> pages = event -> event instanceof TraceEvent.Checkpoint told && told.pages() > 0;
        assertTrue(all.stream().anyMatch(pages), all.toString());
        assertTrue(all.stream()
                .anyMatch(event -> event instanceof TraceEvent.FileForce force && force.file() == FileRole.MAIN));
    }

    @Test
    void theFlightRecorderGetsWhatARecordingEnablesAndNothingElse() throws Exception {
        Path file = folder.resolve("pesa.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("org.pesadb.Statement");
            recording.enable("org.pesadb.FileForce");
            recording.start();
            assertTrue(database.tracing().on());
            Tables.insert(session, "t", 500_000L, 1L, "recorded");
            recording.stop();
            recording.dump(file);
        }
        assertFalse(database.tracing().on());
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("org.pesadb."))
                .toList();
        assertEquals(
                List.of("org.pesadb.FileForce", "org.pesadb.Statement"),
                events.stream()
                        .map(event -> event.getEventType().getName())
                        .sorted()
                        .toList());
        RecordedEvent statement = events.stream()
                .filter(event -> event.getEventType().getName().endsWith("Statement"))
                .findFirst()
                .orElseThrow();
        assertEquals("Insert t", statement.getString("command"));
        assertEquals(1, statement.getLong("rows"));
        assertTrue(statement.getDuration().toNanos() > 0);
    }
}
