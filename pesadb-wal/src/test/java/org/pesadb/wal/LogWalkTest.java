package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogEntry;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.testing.MemoryFiles;

/** What is shown of the log's file: what counts, and what is left behind its end. */
class LogWalkTest {
    private static final int HEADER_BYTES = 96;
    private static final int EARLIER_COUNT = 100;
    private static final int EARLIER_ALL = 102;
    private static final int COMMIT_BYTES = TestLog.PAGE_RECORD + LogFormat.COMMIT_BYTES;

    private final TestMain main = new TestMain();
    private final MemoryFiles files = new MemoryFiles();
    private final Log log = TestLog.create(files);

    /** Commits in a generation that then ends in place, so that its records are left in the file. */
    private void generation(int commits) {
        for (int i = 0; i < commits; i++) {
            TestLog.put(log, i % 3, 100 + i);
        }
        assertTrue(log.checkpoint(main).cut());
    }

    private List<LogEntry> shown() {
        List<LogEntry> all = new ArrayList<>();
        long end = 0;
        try (LogEntries entries = new WalProvider().entries(TestLog.context(files, SyncMode.FULL, true))) {
            while (entries.hasNext()) {
                LogEntry entry = entries.next();
                assertEquals(end, entry.offset(), () -> "no byte is left out, and none shown twice: " + all);
                end += entry.length();
                all.add(entry);
            }
        }
        assertEquals(files.bytes(TestLog.PATH).length, end, "all of the file is shown");
        return all;
    }

    private static List<Long> commits(List<LogEntry> shown, String state) {
        return shown.stream()
                .filter(entry ->
                        entry.kind().equals("commit record") && entry.state().equals(state))
                .map(LogEntry::transaction)
                .toList();
    }

    private static List<Long> numbers(long... ranges) {
        return LongStream.range(0, ranges.length / 2)
                .flatMap(i -> LongStream.rangeClosed(ranges[(int) (2 * i)], ranges[(int) (2 * i + 1)]))
                .boxed()
                .toList();
    }

    private short header(int slot, int at) {
        return ByteBuffer.wrap(files.bytes(TestLog.PATH))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort(slot * LogFormat.SLOT_BYTES + at);
    }

    @Test
    void whatEarlierGenerationsLeftIsShownWithItsTransactionsAsOverwritten() {
        generation(10);
        generation(6);
        TestLog.put(log, 1, 17);
        TestLog.put(log, 2, 18);
        List<LogEntry> shown = shown();
        assertEquals(numbers(17, 18), commits(shown, LogEntry.COMMITTED));
        assertEquals(numbers(13, 16, 7, 10), commits(shown, "overwritten"));
        assertEquals(
                8,
                shown.stream()
                        .filter(entry -> entry.page() >= 0 && entry.state().equals("overwritten"))
                        .count());
        for (LogEntry entry : shown) {
            if (entry.state().equals("overwritten")) {
                int generation = entry.transaction() > 10 ? 2 : 1;
                assertTrue(entry.detail().contains("of generation " + generation + ","), entry.toString());
            }
        }
        assertTrue(shown.stream().noneMatch(entry -> entry.state().equals("not valid")), shown.toString());
        assertTrue(shown.get(0).detail().endsWith("remembers 2 earlier generations of this file"), shown.toString());
    }

    @Test
    void aTornRecordAndWhatStandsBehindItAreToldApart() {
        generation(5);
        for (int i = 0; i < 4; i++) {
            TestLog.put(log, i, i);
        }
        files.flip(TestLog.PATH, LogFormat.RECORDS + COMMIT_BYTES + TestLog.PAGE_RECORD + 20, 1);
        List<LogEntry> shown = shown();
        assertEquals(numbers(6, 6), commits(shown, LogEntry.COMMITTED));
        assertEquals(numbers(8, 9), commits(shown, "cut off"));
        assertEquals(numbers(5, 5), commits(shown, "overwritten"));
        List<LogEntry> torn = shown.stream()
                .filter(entry -> entry.state().equals("not valid"))
                .toList();
        assertEquals(1, torn.size(), torn.toString());
        assertEquals("commit record", torn.get(0).kind());
        assertTrue(torn.get(0).detail().contains("none of the generations that this file has held"), torn.toString());
    }

    @Test
    void theNewestTwelveAreRememberedAndOfOthersItIsSaidThatTheyWere() {
        for (int i = 1; i <= 12; i++) {
            generation(20 - i);
        }
        assertEquals(12, header(0, EARLIER_COUNT));
        assertEquals(1, header(0, EARLIER_ALL));
        List<LogEntry> all = shown();
        assertEquals(19, commits(all, "overwritten").size(), all.toString());
        assertEquals(numbers(), commits(all, "not valid"));
        generation(1);
        assertEquals(12, header(1, EARLIER_COUNT));
        assertEquals(0, header(1, EARLIER_ALL));
        List<LogEntry> shown = shown();
        assertEquals(18, commits(shown, "overwritten").size(), shown.toString());
        assertEquals(1, commits(shown, "not valid").size(), shown.toString());
        assertTrue(
                shown.stream()
                        .anyMatch(entry -> entry.detail().contains("a generation that the header does not remember")),
                shown.toString());
    }

    @Test
    void afterACarryTheFreshFileHasHeldNothingBefore() {
        Log carrying = TestLog.create(files, SyncMode.FULL, 4);
        LogSnapshot held = carrying.register();
        for (int i = 0; i < 60; i++) {
            TestLog.put(carrying, 1, i);
        }
        assertTrue(carrying.checkpoint(main).cut());
        held.close();
        assertEquals(0, header(0, EARLIER_COUNT));
        assertEquals(1, header(0, EARLIER_ALL));
        assertTrue(shown().get(0).detail().endsWith("the file held no generation before"));
    }

    private static List<LogEntry> records(List<LogEntry> shown) {
        return shown.subList(LogFormat.SLOTS, shown.size());
    }

    /** A bit of each of its bytes, in one slot and in both: what is told is less, and nothing else is otherwise. */
    @Test
    void damageOfWhatIsRememberedHarmsNothing() {
        generation(6);
        generation(4);
        TestLog.put(log, 1, 77);
        byte[] whole = files.bytes(TestLog.PATH);
        List<LogEntry> before = records(shown());
        for (int at = HEADER_BYTES; at < HEADER_BYTES + EarlierGenerations.BYTES; at++) {
            files.set(TestLog.PATH, whole);
            files.flip(TestLog.PATH, at, at % 8);
            assertEquals(before, records(shown()), "one slot is enough, byte " + at);
            files.flip(TestLog.PATH, LogFormat.SLOT_BYTES + at, at % 8);
            byte[] harmed = files.bytes(TestLog.PATH);
            boolean used = at < 104 + 2 * 32;
            List<LogEntry> shown = shown();
            assertEquals(numbers(11, 11), commits(shown, LogEntry.COMMITTED), "byte " + at);
            assertEquals(
                    commits(before, "overwritten").size(),
                    commits(shown, used ? "not valid" : "overwritten").size(),
                    "byte " + at);
            Log reading = TestLog.openReadOnly(files);
            assertEquals(77, TestLog.get(reading, main, 1), "byte " + at);
            reading.close();
            assertArrayEquals(harmed, files.bytes(TestLog.PATH), "byte " + at);
        }
    }

    /** As a log was written before anything was remembered. */
    @Test
    void aHeaderThatSaysNothingOfEarlierGenerationsIsAsGoodAsAny() {
        generation(6);
        TestLog.put(log, 1, 77);
        byte[] bytes = files.bytes(TestLog.PATH);
        for (int slot = 0; slot < LogFormat.SLOTS; slot++) {
            int from = slot * LogFormat.SLOT_BYTES;
            Arrays.fill(bytes, from + HEADER_BYTES, from + LogFormat.SLOT_BYTES, (byte) 0);
        }
        files.set(TestLog.PATH, bytes);
        assertTrue(shown().get(0).detail().endsWith("what the file held before is not known"));
        byte[] slots = Arrays.copyOf(bytes, (int) LogFormat.RECORDS);
        Log again = TestLog.open(files);
        assertArrayEquals(slots, Arrays.copyOf(files.bytes(TestLog.PATH), slots.length), "opening leaves it so");
        assertEquals(77, TestLog.get(again, main, 1));
        assertTrue(again.checkpoint(main).cut());
        assertEquals(1, header(0, EARLIER_COUNT), "from now on it is remembered");
        assertEquals(0, header(0, EARLIER_ALL), "but what came before is not");
        assertFalse(commits(shown(), "overwritten").isEmpty());
        again.close();
    }

    @Test
    void whatIsRememberedOutlivesClosingAndOpening() {
        generation(6);
        generation(3);
        assertEquals(numbers(7, 9, 4, 6), commits(shown(), "overwritten"));
        log.close();
        Log again = TestLog.open(files);
        again.checkpoint(main);
        TestLog.put(again, 1, 1);
        List<Long> left = commits(shown(), "overwritten");
        assertTrue(left.containsAll(numbers(8, 9, 4, 6)), left.toString());
        again.close();
    }
}
