package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.DataFile;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.testing.MemoryFiles;
import org.pesadb.testing.Seeds;

/**
 * Whatever byte of a small database is flipped, and wherever a file of it is cut, somebody says so: no wrong row, no empty
 * database, and no failure that is no {@link PesaDbException}.
 *
 * <p>The database is kept twice: closed cleanly, with all of it in the main file, and killed, with newer versions in the log.
 */
class DamageTest {
    private static final Path MAIN = Path.of("/d/damage.pesa");
    private static final Path LOG = Path.of("/d/damage.pesa-wal");
    private static final int PAGE = 4096;
    private static final int LOG_HEADERS = 2 * PAGE;

    /** Between neighbours of the sample that is opened anew; prime to every size here. 1: every byte. */
    private static final int STRIDE = Integer.getInteger("pesadb.damage.stride", 509);

    /** The same where the database stays open. */
    private static final int OPEN_STRIDE = STRIDE == 1 ? 1 : STRIDE / 60;

    /** Keeps the log's file short, most of which is else grown in advance, and still takes all commits of {@link #make}. */
    private static final int CHECKPOINT_PAGES = 60;

    private byte[] cleanMain;
    private byte[] cleanLog;
    private byte[] hotMain;
    private byte[] hotLog;

    /** All rows after each commit since the clean close; the first is that of the clean close. */
    private final List<List<List<Object>>> states = new ArrayList<>();

    @BeforeEach
    void make() {
        MemoryFiles files = new MemoryFiles();
        try (Database database = open(files, false);
                Session session = database.openSession()) {
            Tables.create(
                    session, "users", Tables.key("id"), Tables.text("name").asUnique());
            Tables.create(session, "notes", Tables.key("id"), Tables.text("text"));
            session.run(new Command.Begin(false));
            for (int i = 0; i < 20; i++) {
                Tables.insert(session, "users", i, "user " + i);
            }
            session.run(new Command.Commit());
            Tables.insert(session, "notes", 1, "n".repeat(6000)); // an overflow chain
            Tables.insert(session, "notes", 2, "m".repeat(6000));
            session.run(new Command.DeleteByKey("notes", Operand.of(2))); // leaves free pages
        }
        cleanMain = files.bytes(MAIN).clone();
        cleanLog = files.bytes(LOG).clone();
        Database database = open(files, false);
        Session session = database.openSession();
        states.add(rows(session));
        for (int i = 20; i < 26; i++) {
            Tables.insert(session, "users", i, "user " + i);
            states.add(rows(session));
        }
        MemoryFiles killed = files.killed();
        hotMain = killed.bytes(MAIN);
        hotLog = killed.bytes(LOG);
        database.close();
    }

    private static Database open(MemoryFiles files, boolean readOnly) {
        return PesaDb.open(
                MAIN,
                Options.builder()
                        .files(files)
                        .readOnly(readOnly)
                        .cacheBytes(1)
                        .checkpointPages(CHECKPOINT_PAGES)
                        .build());
    }

    private static MemoryFiles files(byte[] main, byte[] log) {
        MemoryFiles files = new MemoryFiles();
        files.set(MAIN, main);
        files.set(LOG, log);
        return files;
    }

    private static List<List<Object>> rows(Session session) {
        List<List<Object>> rows = new ArrayList<>(Tables.rows(session, Tables.all("users")));
        rows.addAll(Tables.rows(session, Tables.all("notes")));
        return rows;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << at % 8);
        return copy;
    }

    /** What a check finds, also where the database cannot be opened. */
    private static List<Fault> check(MemoryFiles files) {
        List<Fault> faults = new ArrayList<>();
        PesaDb.check(MAIN, Options.builder().files(files).cacheBytes(1).build(), faults::add);
        return faults;
    }

    private static void assertNamed(List<Fault> faults, long page, String what) {
        assertTrue(
                faults.stream().anyMatch(fault -> fault.page() == page && fault.object() != null),
                () -> what + " gives " + faults);
    }

    /** Opens damaged files and reads all there is: the rows of a state, or a failure with a code. */
    private void assertNoWrongRow(MemoryFiles files, int leastState, String what) {
        try (Database database = open(files, false);
                Session session = database.openSession()) {
            List<List<Object>> all = rows(session);
            assertTrue(
                    states.indexOf(all) >= leastState, () -> what + " gives state " + states.indexOf(all) + ": " + all);
            Condition key = Condition.equal("name", "user 7");
            assertEquals(List.of(List.of(7L, "user 7")), Tables.rows(session, Tables.all("users", key)), what);
        } catch (PesaDbException named) {
            assertTrue(
                    named.code() == ErrorCode.CORRUPT
                            || named.code() == ErrorCode.NOT_A_DATABASE
                            || named.code() == ErrorCode.FORMAT_TOO_NEW
                            || named.code() == ErrorCode.FORMAT_TOO_OLD
                            || named.code() == ErrorCode.MISSING_COMPONENT,
                    () -> what + " gives " + named.code() + ": " + named.getMessage());
        }
    }

    /** Changes a byte of the main file under an open database. */
    private static void write(MemoryFiles files, int at, byte value) {
        try (DataFile file = files.open(MAIN, FileLayer.Mode.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {value}), at);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void assertFlipsAreFound(byte[] main, byte[] log, int step) {
        MemoryFiles files = files(main, log);
        int first = Seeds.random("DamageTest").nextInt(step);
        try (Database database = open(files, true)) {
            for (int at = first; at < main.length; at += step) {
                write(files, at, (byte) (main[at] ^ 1 << at % 8));
                List<Fault> faults = new ArrayList<>();
                database.check(faults::add);
                write(files, at, main[at]);
                assertNamed(faults, at / PAGE, "byte " + at);
            }
        }
    }

    @Test
    void aCheckFindsAndNamesEveryFlippedByteOfTheMainFile() {
        assertEquals(List.of(), check(files(cleanMain, cleanLog)));
        assertFlipsAreFound(cleanMain, cleanLog, OPEN_STRIDE);
    }

    @Test
    void aCheckFindsThemAlsoWhereTheLogHoldsNewerVersions() {
        assertEquals(List.of(), check(files(hotMain, hotLog)));
        assertFlipsAreFound(hotMain, hotLog, 2 * OPEN_STRIDE);
    }

    @Test
    @Timeout(60)
    void aCheckTakesNoCloseForDamage() {
        boolean closed = true;
        for (int reads = 1; closed; reads++) {
            MemoryFiles files = files(hotMain, hotLog);
            Database database = open(files, true);
            int[] left = {reads};
            files.hook((call, path, position, length) -> {
                if (call == MemoryFiles.Call.READ && --left[0] == 0) {
                    database.close();
                }
            });
            List<Fault> faults = new ArrayList<>();
            try {
                database.check(faults::add);
                closed = left[0] <= 0;
            } catch (PesaDbException refused) {
                assertEquals(ErrorCode.IO, refused.code(), refused.getMessage());
                assertTrue(refused.getMessage().contains("closed"), refused.getMessage());
            }
            assertEquals(List.of(), faults, "closed at read " + reads);
            database.close();
            assertTrue(reads > 1 || left[0] == 0, "nothing was read");
        }
    }

    @Test
    void aFlippedByteOfTheMainFileIsNeverData() {
        places(cleanMain, 600).forEach(at -> {
            byte[] damaged = flipped(cleanMain, at);
            assertNamed(check(files(damaged, cleanLog)), at / PAGE, "byte " + at);
            assertNoWrongRow(files(damaged, cleanLog), 0, "byte " + at);
        });
        places(hotMain, 0)
                .forEach(at -> assertNoWrongRow(
                        files(flipped(hotMain, at), hotLog), states.size() - 1, "byte " + at + " beside a log"));
    }

    @Test
    void aFlippedByteOfTheLogCostsTheLastCommitAtMost() {
        places(hotLog, 0)
                .forEach(at -> assertNoWrongRow(
                        files(hotMain, flipped(hotLog, at)), states.size() - 2, "byte " + at + " of the log"));
    }

    /** Every byte up to one, a sample of the others, and of the zeros at the end one for each page; by all processors. */
    private static IntStream places(byte[] file, int everyByte) {
        int end = file.length;
        while (file[end - 1] == 0) {
            end--;
        }
        int used = end;
        return IntStream.range(0, file.length)
                .filter(at -> at < everyByte || at % (at < used ? STRIDE : PAGE) == 0)
                .parallel();
    }

    @Test
    void aMainFileThatIsCutIsRefused() {
        places(cleanMain, 0).forEach(length -> {
            MemoryFiles files = files(Arrays.copyOf(cleanMain, length), cleanLog);
            PesaDbException refused =
                    assertThrows(PesaDbException.class, () -> open(files, false).close());
            assertTrue(
                    refused.code() == ErrorCode.CORRUPT || refused.code() == ErrorCode.NOT_A_DATABASE,
                    length + " bytes give " + refused.getMessage());
            if (length > PAGE) {
                assertNotEquals(List.of(), check(files), length + " bytes");
            }
        });
    }

    @Test
    void aLogThatIsCutGivesAnEarlierStateOrIsRefused() {
        places(hotLog, 0).forEach(length -> {
            String what = "a log of " + length + " bytes";
            assertNoWrongRow(files(hotMain, Arrays.copyOf(hotLog, length)), 0, what);
            if (length < LOG_HEADERS + PAGE) {
                MemoryFiles files = files(hotMain, Arrays.copyOf(hotLog, length));
                PesaDbException refused = assertThrows(PesaDbException.class, () -> open(files, true), what);
                assertEquals(ErrorCode.CORRUPT, refused.code(), what);
            }
        });
    }

    @Test
    void aLogFromBeforeTheLastOpeningIsRefused() {
        for (boolean readOnly : new boolean[] {true, false}) {
            MemoryFiles files = files(hotMain, cleanLog);
            PesaDbException refused = assertThrows(PesaDbException.class, () -> open(files, readOnly));
            assertEquals(ErrorCode.CORRUPT, refused.code());
            assertTrue(refused.getMessage().contains("older copy"), refused.getMessage());
        }
        try (Database whole = open(files(cleanMain, hotLog), false);
                Session session = whole.openSession()) {
            assertEquals(states.get(states.size() - 1), rows(session), "the log has all that an older main file lacks");
        }
    }

    @Test
    void withoutAForceAtEveryCommitAShortLogProvesNothing() {
        MemoryFiles files = files(cleanMain, cleanLog);
        Options options = Options.builder().files(files).sync(SyncMode.NORMAL).build();
        Database database = PesaDb.open(MAIN, options);
        try (Session session = database.openSession()) {
            Tables.insert(session, "users", 100, "lost");
        }
        // A power loss: what was forced is there, and of the log nothing was.
        MemoryFiles after = files(files.killed().bytes(MAIN), cleanLog);
        database.close();
        try (Database again = open(after, false);
                Session session = again.openSession()) {
            assertEquals(states.get(0), rows(session));
        }
    }
}
