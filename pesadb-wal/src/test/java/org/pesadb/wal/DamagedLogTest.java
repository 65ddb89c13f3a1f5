package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.testing.MemoryFiles;

/** What is left of a damaged log, opened to salvage: the commits before the damage, and a word about those behind it. */
class DamagedLogTest {
    private final MemoryFiles files = new MemoryFiles();
    private final TestMain main = new TestMain();
    private final List<Fault> found = new ArrayList<>();

    private Log openDamaged() {
        return new WalProvider().openDamaged(TestLog.context(files, SyncMode.FULL, true), found::add);
    }

    @Test
    void aWholeLogIsOpenedAsEver() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        log.close();
        byte[] before = files.bytes(TestLog.PATH);
        Log left = openDamaged();
        assertEquals(List.of(), found);
        assertEquals(10, TestLog.get(left, main, 1));
        left.close();
        assertArrayEquals(before, files.bytes(TestLog.PATH));
    }

    @Test
    void whatWasCommittedBeforeTheDamageCounts() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long second = TestLog.put(log, 2, 20);
        TestLog.put(log, 1, 11);
        TestLog.put(log, 3, 30);
        log.close();
        files.flip(TestLog.PATH, TestLog.offset(second) + 20, 3);
        assertThrows(CorruptException.class, () -> TestLog.openReadOnly(files));
        Log left = openDamaged();
        assertEquals(10, TestLog.get(left, main, 1));
        assertEquals(20, TestLog.get(left, main, 2));
        assertEquals(0, TestLog.get(left, main, 3));
        assertEquals(2, TestLog.newest(left));
        assertEquals(1, found.size());
        assertEquals("the log", found.get(0).object());
        assertTrue(found.get(0).message().contains("after 2 and before"), found.get(0)::toString);
        List<Fault> faults = new ArrayList<>();
        left.verify(version -> {}, faults::add);
        assertEquals(List.of(), faults, "what counts is whole");
        assertThrows(PesaDbException.class, left::begin);
    }

    @Test
    void aTornEndIsNoDamage() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        long end = TestLog.put(log, 2, 20);
        files.flip(TestLog.PATH, TestLog.offset(end) - 1, 0);
        Log left = openDamaged();
        assertEquals(List.of(), found);
        assertEquals(10, TestLog.get(left, main, 1));
        assertEquals(0, TestLog.get(left, main, 2));
    }

    @Test
    void whereNobodyKnowsTheDatabaseAnyLogIsTaken() {
        Log log = TestLog.create(files);
        TestLog.put(log, 1, 10);
        log.close();
        LogContext mine = TestLog.context(files, SyncMode.FULL, true);
        Log left = new WalProvider().openDamaged(withId(mine, null), found::add);
        assertEquals(10, TestLog.get(left, main, 1));
        assertThrows(
                CorruptException.class,
                () -> new WalProvider().openDamaged(withId(mine, new UUID(3, 4)), found::add),
                "the log of another database");
    }

    private static LogContext withId(LogContext context, UUID id) {
        return new LogContext(
                context.files(),
                context.path(),
                id,
                context.pageBytes(),
                context.sync(),
                context.checkpointPages(),
                context.readOnly(),
                context.formatVersion(),
                context.settings());
    }

    @Test
    void withoutAHeaderNothingCanBeRead() {
        TestLog.create(files).close();
        files.flip(TestLog.PATH, 33, 0);
        files.flip(TestLog.PATH, LogFormat.SLOT_BYTES + 33, 0);
        assertThrows(CorruptException.class, this::openDamaged);
    }

    @Test
    void itIsOnlyEverRead() {
        TestLog.create(files).close();
        assertThrows(
                IllegalArgumentException.class,
                () -> new WalProvider().openDamaged(TestLog.context(files, SyncMode.FULL, false), found::add));
    }
}
