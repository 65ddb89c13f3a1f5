package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.Salvage;
import org.pesadb.api.Session;
import org.pesadb.it.SalvageFixture.Saved;
import org.pesadb.testing.MemoryFiles;

/**
 * Whatever is damaged, salvage saves every row that is still whole and no other one, says what is lost, and leaves the source as it is;
 * and a check of the same files names the damage. See {@link SalvageFixture} for what each salvage must keep to.
 */
class SalvageTest {
    private static final int PAGE = SalvageFixture.PAGE;
    private static final int LOG_HEADERS = 2 * PAGE;

    private static SalvageFixture fixture;

    @BeforeAll
    static void make() {
        fixture = new SalvageFixture();
    }

    private static List<Fault> check(MemoryFiles files) {
        List<Fault> faults = new ArrayList<>();
        PesaDb.check(SalvageFixture.MAIN, SalvageFixture.options(files), faults::add);
        return faults;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << at % 8);
        return copy;
    }

    private static byte[] zeroed(byte[] bytes, int from, int length) {
        byte[] copy = bytes.clone();
        Arrays.fill(copy, from, Math.min(copy.length, from + length), (byte) 0);
        return copy;
    }

    private static Map<String, Set<List<Object>>> newest() {
        return fixture.states.get(fixture.states.size() - 1);
    }

    /** Every table but the damaged one must be there, row for row. */
    private static void assertOthersWhole(
            Saved saved, String damaged, Map<String, Set<List<Object>>> truth, String what) {
        for (String table : SalvageFixture.TABLES) {
            if (!table.equals(damaged)) {
                assertEquals(
                        truth.get(table),
                        saved.rows().get(table),
                        () -> what + " loses of " + table + ": " + saved.lost());
                assertTrue(saved.table(table).complete(), () -> what + ": " + saved.table(table));
            }
        }
    }

    @Test
    void nothingIsLostOfWhatIsWhole() {
        for (boolean hot : new boolean[] {false, true}) {
            MemoryFiles files = hot
                    ? SalvageFixture.files(fixture.hotMain, fixture.hotLog)
                    : SalvageFixture.files(fixture.cleanMain, fixture.cleanLog);
            assertEquals(List.of(), check(files));
            Saved saved = fixture.salvage(files, "no damage");
            assertTrue(saved.salvage().complete());
            assertEquals(List.of(), saved.lost());
            assertEquals(hot ? newest() : fixture.states.get(0), saved.rows());
        }
    }

    @Test
    void aClosedDatabaseNeedsNoLog() {
        Saved saved = fixture.salvage(SalvageFixture.files(fixture.cleanMain, null), "without a log");
        assertTrue(saved.salvage().complete());
        assertEquals(fixture.states.get(0), saved.rows());
    }

    @Test
    void aFlippedBitInEachPageInTurn() {
        for (int page = 0; page < fixture.cleanMain.length / PAGE; page++) {
            int at = page * PAGE + 100 + page * 37 % (PAGE - 100);
            String what = "a flipped bit in page " + page;
            byte[] damaged = flipped(fixture.cleanMain, at);
            int named = page;
            List<Fault> faults = check(SalvageFixture.files(damaged, fixture.cleanLog));
            assertTrue(
                    faults.stream().anyMatch(fault -> fault.page() == named && fault.object() != null),
                    () -> what + " gives " + faults);
            onePage(damaged, page, what);
        }
    }

    @Test
    void eachPageInTurnAsZeros() {
        for (int page = 0; page < fixture.cleanMain.length / PAGE; page++) {
            String what = "page " + page + " as zeros";
            byte[] damaged = zeroed(fixture.cleanMain, page * PAGE, PAGE);
            List<Fault> faults = check(SalvageFixture.files(damaged, fixture.cleanLog));
            boolean unused = fixture.tableOf(fixture.cleanMain, page) == null && faults.isEmpty();
            Saved saved = onePage(damaged, page, what);
            assertTrue(!unused || saved.salvage().complete(), () -> what + " is not found by a check, but " + saved);
        }
    }

    private Saved onePage(byte[] damaged, int page, String what) {
        Saved saved = fixture.salvage(SalvageFixture.files(damaged, fixture.cleanLog), what);
        String table = fixture.tableOf(fixture.cleanMain, page);
        if (table != null) {
            assertOthersWhole(saved, table, fixture.states.get(0), what);
            assertTrue(saved.table(table).exact(), () -> what + ": its index counts " + saved.table(table));
        }
        if (saved.salvage().complete()) {
            assertEquals(fixture.states.get(0), saved.rows(), what);
        }
        if (table == null) { // the catalog, the free list, page 0
            fixture.names.forEach((number, name) -> {
                Set<List<Object>> rows =
                        saved.rows().getOrDefault(name, saved.rows().get("table_" + number));
                assertTrue(
                        name.equals("empty") || fixture.states.get(0).get(name).equals(rows),
                        () -> what + " loses rows of " + name + ": " + saved.lost());
            });
        }
        return saved;
    }

    @Test
    void aRowThatHasMovedOutlivesTheLossOfItsHome() {
        int home = 1;
        while (fixture.cleanMain[home * PAGE + 4] != 5 || !"notes".equals(fixture.tableOf(fixture.cleanMain, home))) {
            home++;
        }
        byte[] damaged = zeroed(fixture.cleanMain, home * PAGE, PAGE);
        Saved saved = fixture.salvage(SalvageFixture.files(damaged, fixture.cleanLog), "the home of all notes");
        Salvage.Table notes = saved.table("notes");
        assertTrue(notes.exact() && notes.lostPages() == 1, notes::toString);
        assertTrue(notes.rows() > 0, "the rows that have moved to other pages are whole");
        assertTrue(notes.lostRows() > 0, "the others are lost");
    }

    @Test
    void page0MayBeLost() {
        Map<String, Set<List<Object>>> truth = fixture.states.get(0);
        for (int at : new int[] {0, 20, 300, 515, 540, 561, 4000}) {
            String what = "byte " + at + " of page 0";
            Saved saved = fixture.salvage(SalvageFixture.files(flipped(fixture.cleanMain, at), fixture.cleanLog), what);
            assertOthersWhole(saved, null, truth, what);
        }
        Saved saved = fixture.salvage(
                SalvageFixture.files(zeroed(fixture.cleanMain, 0, PAGE), fixture.cleanLog), "page 0 as zeros");
        assertOthersWhole(saved, null, truth, "page 0 as zeros");
        Saved alone =
                fixture.salvage(SalvageFixture.files(zeroed(fixture.cleanMain, 0, PAGE), null), "no page 0, no log");
        assertEquals(truth, alone.rows());
        assertFalse(alone.salvage().complete(), "nobody can say that nothing was in the log");
    }

    @Test
    void aMainFileThatIsCut() {
        for (int length = PAGE; length < fixture.cleanMain.length; length += PAGE + 100) {
            String what = "a main file of " + length + " bytes";
            byte[] cut = Arrays.copyOf(fixture.cleanMain, length);
            assertFalse(check(SalvageFixture.files(cut, fixture.cleanLog)).isEmpty(), what);
            fixture.salvage(SalvageFixture.files(cut, fixture.cleanLog), what);
        }
    }

    @Test
    void aRegionOfZeros() {
        int pages = fixture.cleanMain.length / PAGE;
        for (int from = 0; from < pages; from += 5) {
            for (int count : new int[] {2, 7, 20}) {
                String what = count + " pages of zeros from page " + from;
                byte[] damaged = zeroed(fixture.cleanMain, from * PAGE, count * PAGE);
                if (from == 0 && count >= pages) {
                    continue;
                }
                fixture.salvage(SalvageFixture.files(damaged, fixture.cleanLog), what);
            }
        }
    }

    @Test
    void damageBesideALogThatMendsIt() {
        for (int page = 0; page < fixture.hotMain.length / PAGE; page++) {
            String what = "page " + page + " as zeros beside a log";
            byte[] damaged = zeroed(fixture.hotMain, page * PAGE, PAGE);
            Saved saved = fixture.salvage(SalvageFixture.files(damaged, fixture.hotLog), what);
            String table = fixture.tableOf(fixture.hotMain, page);
            if (table != null) {
                assertOthersWhole(saved, table, newest(), what);
            }
            if (saved.salvage().complete()) {
                assertEquals(newest(), saved.rows(), what);
            }
        }
    }

    @Test
    void aDamagedLogGivesTheStateBeforeTheDamage() {
        Set<Integer> reached = new java.util.TreeSet<>();
        for (int at = LOG_HEADERS; at < fixture.hotLog.length; at += 1499) {
            String what = "byte " + at + " of the log";
            MemoryFiles files = SalvageFixture.files(fixture.hotMain, flipped(fixture.hotLog, at));
            List<Fault> faults = check(files);
            Saved saved = fixture.salvage(files, what);
            int state = fixture.states.indexOf(saved.rows());
            assertTrue(state >= 0, () -> what + " gives no state that ever was: " + saved);
            boolean last = state >= fixture.states.size() - 2; // a torn end, which nobody can tell from a crash
            assertTrue(last || !saved.salvage().complete(), what);
            assertEquals(saved.salvage().complete(), faults.isEmpty(), () -> what + " gives " + faults);
            reached.add(state);
        }
        assertTrue(reached.size() >= 4, () -> "states reached: " + reached);
    }

    @Test
    void aLogThatIsGoneOrOfAnotherTimeCostsWhatOnlyItHolds() {
        for (byte[] log :
                new byte[][] {null, new byte[LOG_HEADERS], Arrays.copyOf(fixture.hotLog, 100), fixture.cleanLog}) {
            String what = "a log of " + (log == null ? "no" : log.length) + " bytes";
            MemoryFiles files = SalvageFixture.files(fixture.hotMain, log);
            assertFalse(check(files).isEmpty(), what);
            Saved saved = fixture.salvage(files, what);
            assertFalse(saved.salvage().complete(), what);
            assertEquals(fixture.states.get(0), saved.rows(), what);
            assertTrue(
                    saved.lost().stream().anyMatch(fault -> "the log".equals(fault.object())),
                    () -> what + saved.lost());
        }
    }

    @Test
    void whatTheDeviceDoesNotGiveIsLostAndNothingElse() {
        for (int page = 1; page < fixture.cleanMain.length / PAGE; page++) {
            MemoryFiles files = SalvageFixture.files(fixture.cleanMain, fixture.cleanLog);
            long bad = (long) page * PAGE;
            files.hook((call, path, position, length) -> {
                if (call == MemoryFiles.Call.READ
                        && path.equals(SalvageFixture.MAIN)
                        && position <= bad
                        && position + length > bad) {
                    throw new IOException("Input/output error");
                }
            });
            int named = page;
            List<Fault> faults = check(files);
            assertTrue(faults.stream().anyMatch(fault -> fault.page() == named), () -> "page " + named + ": " + faults);
            Saved saved = fixture.salvage(files, "an unreadable page " + page);
            String table = fixture.tableOf(fixture.cleanMain, page);
            if (table != null) {
                assertOthersWhole(saved, table, fixture.states.get(0), "an unreadable page " + page);
            }
        }
    }

    @Test
    void otherFilesAreNoDatabases() {
        MemoryFiles files = SalvageFixture.files("dear diary".repeat(2000).getBytes(), null);
        PesaDbException refused = assertThrows(
                PesaDbException.class,
                () -> PesaDb.salvage(
                        SalvageFixture.MAIN,
                        SalvageFixture.TO,
                        SalvageFixture.options(files),
                        lost -> {},
                        Progress.NONE));
        assertEquals(ErrorCode.NOT_A_DATABASE, refused.code());
        assertThrows(PesaDbException.class, () -> check(files));
        assertEquals(null, files.bytes(SalvageFixture.TO));
    }

    @Test
    void whatExistsIsNotOverwritten() {
        MemoryFiles files = SalvageFixture.files(fixture.cleanMain, fixture.cleanLog);
        for (var to : List.of(SalvageFixture.TO, SalvageFixture.MAIN, SalvageFixture.LOG)) {
            files.set(SalvageFixture.TO, new byte[] {1});
            PesaDbException refused = assertThrows(
                    PesaDbException.class,
                    () -> PesaDb.salvage(
                            SalvageFixture.MAIN, to, SalvageFixture.options(files), lost -> {}, Progress.NONE));
            assertEquals(ErrorCode.IO, refused.code(), refused.getMessage());
        }
        assertEquals(1, files.bytes(SalvageFixture.TO).length);
    }

    @Test
    void aFailureAtAnyCallLeavesNothing() {
        boolean failed = true;
        for (int calls = 1; failed; calls += 11) {
            MemoryFiles files = SalvageFixture.files(fixture.cleanMain, fixture.cleanLog);
            int[] left = {calls};
            files.hook((call, path, position, length) -> {
                if (path.toString().startsWith(SalvageFixture.TO.toString())
                        && (call == MemoryFiles.Call.WRITE
                                || call == MemoryFiles.Call.FORCE
                                || call == MemoryFiles.Call.RENAME)
                        && --left[0] == 0) {
                    throw new IOException("No space left on device");
                }
            });
            Options options = SalvageFixture.options(files);
            try {
                PesaDb.salvage(SalvageFixture.MAIN, SalvageFixture.TO, options, lost -> {}, Progress.NONE);
                failed = left[0] <= 0;
            } catch (PesaDbException refused) {
                assertTrue(left[0] <= 0, refused.getMessage());
                assertEquals(null, files.bytes(SalvageFixture.TO), "call " + calls);
            }
            files.hook(null);
            if (files.bytes(SalvageFixture.TO) == null) {
                fixture.salvage(files, "again after a failure at call " + calls);
            }
        }
    }

    @Test
    void aSalvageIsGivenUpWhereItsListenerThrows() {
        MemoryFiles files = SalvageFixture.files(fixture.cleanMain, fixture.cleanLog);
        PesaDbException stop = new PesaDbException(ErrorCode.CANCELLED, "enough");
        PesaDbException thrown = assertThrows(
                PesaDbException.class,
                () -> PesaDb.salvage(
                        SalvageFixture.MAIN,
                        SalvageFixture.TO,
                        SalvageFixture.options(files),
                        lost -> {},
                        (step, done, total) -> {
                            throw stop;
                        }));
        assertEquals(stop, thrown);
        assertEquals(null, files.bytes(SalvageFixture.TO));
        assertEquals(ByteBuffer.wrap(fixture.cleanMain), ByteBuffer.wrap(files.bytes(SalvageFixture.MAIN)));
    }

    @Test
    void rowsOfPagesThatWereFreedArePutAsideWhereNobodyCanTellThem() {
        MemoryFiles files = new MemoryFiles();
        Options options = SalvageFixture.options(files);
        try (Database database = PesaDb.open(SalvageFixture.MAIN, options);
                Session session = database.openSession()) {
            Tables.create(session, "t", Tables.key("id"), Tables.text("text"));
            insert(session, 600, "old");
        }
        try (Database database = PesaDb.open(SalvageFixture.MAIN, options);
                Session session = database.openSession()) {
            session.run(new Command.Delete("t", List.of(Condition.of("id", Operator.GREATER_OR_EQUAL, Operand.of(0)))));
            insert(session, 300, "new");
        }
        byte[] main = files.bytes(SalvageFixture.MAIN);
        int directory = PAGE;
        while (main[directory + 4] != 4 || main[directory + 12] != 16) {
            directory += PAGE;
        }
        files.set(SalvageFixture.MAIN, zeroed(flipped(main, directory + 500), 0, PAGE));
        List<Fault> lost = new ArrayList<>();
        Salvage salvage = PesaDb.salvage(SalvageFixture.MAIN, SalvageFixture.TO, options, lost::add, Progress.NONE);
        assertFalse(salvage.complete());
        Salvage.Table table = salvage.tables().get(0);
        assertFalse(table.exact(), "pages that were freed cannot be told from the table's");
        assertTrue(table.lostRows() > 0, () -> "two of one key: " + salvage);
        assertTrue(
                lost.stream().anyMatch(fault -> fault.message().contains("put aside: DUPLICATE_KEY")), lost::toString);
        List<Fault> faults = new ArrayList<>();
        PesaDb.check(SalvageFixture.TO, options, faults::add);
        assertEquals(List.of(), faults);
        try (Database database = PesaDb.open(SalvageFixture.TO, options);
                Session session = database.openSession()) {
            assertEquals(table.rows(), Tables.count(session, "t"));
        }
    }

    private static void insert(Session session, int rows, String text) {
        session.run(new Command.Begin(false));
        for (int i = 0; i < rows; i++) {
            Tables.insert(session, "t", i, text.repeat(30));
        }
        session.run(new Command.Commit());
    }
}
