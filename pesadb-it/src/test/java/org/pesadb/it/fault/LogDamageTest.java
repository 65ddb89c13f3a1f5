package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.testing.Seeds;

/**
 * A log of a killed process, with a bit turned over, cut, or with a field that lies under a right checksum. What comes of it is
 * a state that the database was in, or an error that names file and place: never a wrong row, a hang, or a fault of the program.
 */
class LogDamageTest {
    private static final Path LOG = Path.of("/d/data.pesa-wal").toAbsolutePath();
    private static final int SLOT = 4096;
    private static final int RECORDS = 2 * SLOT;
    private static final int HEADER_BYTES = 96;
    /** Behind what a header may say of earlier generations. */
    private static final int EARLIER_END = 512;

    private static final int PAGE_RECORD = 16 + 4096;

    // Of a header slot.
    private static final int SALT = 40;
    private static final int BASE = 48;
    private static final int HEADER_CRC = 92;

    /** From one byte of a page's image to the next that is tried; every byte of everything else is. */
    private static final int STRIDE = Integer.getInteger("pesadb.damage.stride", 509);

    private final long seed = Seeds.one();
    private final Random chance = new Random(seed);
    private final List<State> states = new ArrayList<>();
    private final Workload hot = make();
    private final byte[] log = hot.start().bytes(LOG);
    private final List<Integer> records = records();

    private Workload make() {
        Workload clean = Workload.of("damage", "", options -> options.checkpointPages(1_000))
                .after(Step.create("t"), Step.insert("t", 1, "one"), Step.insert("t", 2, "z".repeat(6_000)));
        Step[] steps = {
            Step.insert("t", 3, "three"),
            Step.update("t", 2, "two"),
            Step.transaction(Step.insert("t", 4, "four"), Step.delete("t", 1)),
            Step.insert("t", 5, "five")
        };
        State state = clean.before().copy();
        states.add(state.copy());
        for (Step step : steps) {
            step.effect().accept(state);
            states.add(state.copy());
        }
        return clean.killedAfter(steps);
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where the records of the log begin, and where the last of them ends. */
    private List<Integer> records() {
        List<Integer> found = new ArrayList<>();
        int at = RECORDS;
        for (int length; (length = length(at)) > 0; at += length) {
            found.add(at);
        }
        found.add(at);
        assertTrue(found.size() > 2 * states.size(), "records: " + found);
        return found;
    }

    private int length(int at) {
        return switch (numbers(log).getInt(at)) {
            case 1 -> PAGE_RECORD;
            case 2 -> 48;
            case 3 -> 32;
            default -> 0;
        };
    }

    /** Every byte of headers and records but images, of which there are samples. */
    private TreeSet<Integer> places() {
        TreeSet<Integer> places = new TreeSet<>();
        for (int slot = 0; slot < RECORDS; slot += SLOT) {
            for (int at = 0; at < HEADER_BYTES; at++) {
                places.add(slot + at);
            }
            for (int at = HEADER_BYTES; at < EARLIER_END; at += at < HEADER_BYTES + 16 ? 1 : 31) {
                places.add(slot + at);
            }
        }
        for (int i = 0; i + 1 < records.size(); i++) {
            for (int at = records.get(i); at < records.get(i + 1); at += at < records.get(i) + 48 ? 1 : STRIDE) {
                places.add(at);
            }
            places.add(records.get(i + 1) - 1);
        }
        return places;
    }

    /** Opens a database with this log, and reads it; returns the number of the state that it is in, or -1 where it is refused. */
    private int open(SimulatedDisk disk, String what) {
        String when = what + ", -Dpesadb.seed=" + seed;
        try (Database database = hot.open(disk);
                Session session = database.openSession()) {
            State found = State.of(session);
            assertTrue(states.contains(found), () -> when + " gives " + found);
            return states.indexOf(found);
        } catch (PesaDbException refused) {
            assertTrue(
                    refused.code() == ErrorCode.CORRUPT || refused.code() == ErrorCode.FORMAT_TOO_NEW,
                    () -> when + " gives " + refused.code() + ": " + refused.getMessage());
            assertTrue(
                    refused.getMessage().contains("data.pesa"), () -> when + " gives no file: " + refused.getMessage());
            return -1;
        }
    }

    private SimulatedDisk with(Path file, byte[] bytes) {
        SimulatedDisk disk = hot.start().copy();
        disk.set(file, bytes);
        return disk;
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFlippedBitCostsTheLastCommitAtMost() {
        int refused = 0;
        for (int at : places()) {
            SimulatedDisk disk = hot.start().copy();
            disk.damage(LOG, at, 1 << chance.nextInt(8));
            int state = open(disk, "a bit of byte " + at);
            assertTrue(state < 0 || state >= states.size() - 2, "byte " + at + " takes the log back to state " + state);
            assertTrue(
                    at >= RECORDS || state == states.size() - 1,
                    "one damaged header slot, at byte " + at + ", does no harm");
            refused += state < 0 ? 1 : 0;
        }
        assertTrue(refused > 100, "refused: " + refused);
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLogThatIsCutGivesAnEarlierStateOrIsRefused() {
        int before = 0;
        for (int length : places()) {
            int state = open(with(LOG, Arrays.copyOf(log, length)), "a log of " + length + " bytes");
            assertTrue(state < 0 || state >= before, length + " bytes give state " + state + " after " + before);
            assertTrue(state < 0 || length >= RECORDS, "without both header slots");
            before = Math.max(state, before);
        }
        int end = records.get(records.size() - 1);
        assertEquals(states.size() - 1, open(with(LOG, Arrays.copyOf(log, end)), "all records"));
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aHeaderThatLiesUnderARightChecksumIsNoFaultOfTheProgram() {
        int[][] fields = {
            {0, 8}, {8, 4}, {12, 4}, {16, 8}, {24, 8}, {32, 8}, {40, 8}, {48, 8}, {56, 8}, {64, 8}, {72, 8}, {80, 8},
            {88, 4}
        };
        for (int[] field : fields) {
            for (long value : values(field[1])) {
                byte[] lying = log.clone();
                for (int slot = 0; slot < RECORDS; slot += SLOT) {
                    put(lying, slot + field[0], field[1], value);
                    CRC32C crc = new CRC32C();
                    crc.update(lying, slot, HEADER_CRC);
                    numbers(lying).putInt(slot + HEADER_CRC, (int) crc.getValue());
                }
                open(with(LOG, lying), "a header with " + value + " at " + field[0]);
            }
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aRecordThatLiesUnderARightChecksumIsNoFaultOfTheProgram() {
        int[][] ofPage = {{0, 4}, {4, 4}, {8, 4}};
        int[][] ofCommit = {{0, 4}, {4, 4}, {8, 4}, {16, 8}, {24, 8}, {32, 4}, {36, 4}, {40, 8}};
        for (int i = 0; i + 1 < records.size(); i++) {
            int at = records.get(i);
            int length = records.get(i + 1) - at;
            for (int[] field : length == 48 ? ofCommit : ofPage) {
                for (long value : values(field[1])) {
                    byte[] lying = log.clone();
                    put(lying, at + field[0], field[1], value);
                    seal(lying, at, length);
                    String what = "a record at " + at + " with " + value + " at " + field[0];
                    // What such a record does not harm is whole; what it says, nobody can judge. But it must end.
                    try (Database database = hot.open(with(LOG, lying));
                            Session session = database.openSession()) {
                        State.of(session);
                    } catch (PesaDbException refused) {
                        assertTrue(
                                refused.code() == ErrorCode.CORRUPT || refused.code() == ErrorCode.NO_SUCH_TABLE,
                                () -> what + " gives " + refused.code() + ": " + refused.getMessage());
                    }
                }
            }
        }
    }

    private static long[] values(int bytes) {
        return new long[] {0, 1, bytes == 4 ? Integer.MAX_VALUE : Long.MAX_VALUE, -1};
    }

    private static void put(byte[] bytes, int at, int length, long value) {
        if (length == 4) {
            numbers(bytes).putInt(at, (int) value);
        } else {
            numbers(bytes).putLong(at, value);
        }
    }

    /** Gives a record the checksum that belongs to it: over salt, position, and the record without the sum. */
    private void seal(byte[] bytes, int at, int length) {
        byte[] prefix = new byte[16];
        numbers(prefix).putLong(numbers(log).getLong(SALT)).putLong(numbers(log).getLong(BASE) + at - RECORDS);
        CRC32C crc = new CRC32C();
        crc.update(prefix, 0, prefix.length);
        crc.update(bytes, at, 12);
        crc.update(bytes, at + 16, length - 16);
        numbers(bytes).putInt(at + 12, (int) crc.getValue());
    }

    @Test
    void theChecksumsOfThisTestAreThoseOfTheLog() {
        byte[] same = log.clone();
        for (int i = 0; i + 1 < records.size(); i++) {
            seal(same, records.get(i), records.get(i + 1) - records.get(i));
        }
        assertTrue(Arrays.equals(log, same));
    }
}
