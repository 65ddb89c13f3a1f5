package org.pesadb.it.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;

/** Page 0 of a closed database, with fields that lie under a right checksum: refused, or harmless, and never a fault of the program. */
class RootPageDamageTest {
    private static final int HEADER = 512;
    private static final int FIELDS = HEADER + 24;

    /** Offset and length of: pages, free pages, generation, the engine's value, free list, state, transaction. */
    private static final int[][] OF_ROOT = {{0, 8}, {8, 8}, {16, 8}, {24, 8}, {32, 4}, {36, 1}, {40, 8}};

    private final Workload closed = Workload.of("damage", "", options -> options)
            .after(
                    Step.create("t"),
                    Step.insert("t", 1, "one"),
                    Step.insert("t", 2, "z".repeat(20_000)),
                    Step.delete("t", 2),
                    Step.checkpoint());

    private static void seal(byte[] main) {
        ByteBuffer numbers = ByteBuffer.wrap(main).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putInt(HEADER, 0);
        CRC32C crc = new CRC32C();
        crc.update(main, 0, 4096);
        numbers.putInt(HEADER, (int) crc.getValue());
    }

    /** Opens, reads, checks, writes; returns the faults found, or null where something was refused. */
    private List<String> use(byte[] main, String what) {
        SimulatedDisk disk = closed.start().copy();
        disk.set(Workload.PATH, main);
        List<String> faults = new ArrayList<>();
        try (Database database = closed.open(disk);
                Session session = database.openSession()) {
            database.check(fault -> faults.add(fault.toString()));
            State.of(session);
            try (Client client = new Client(database)) {
                Step.insert("t", 3, "y".repeat(30_000)).work().accept(client);
            }
        } catch (PesaDbException refused) {
            assertTrue(
                    refused.code() == ErrorCode.CORRUPT
                            || refused.code() == ErrorCode.NO_SUCH_TABLE && !faults.isEmpty(),
                    () -> what + " gives " + refused.code() + ": " + refused.getMessage() + ", after " + faults);
            return null;
        }
        return faults;
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyFieldThatLiesIsRefusedOrHarmless() {
        byte[] main = closed.start().bytes(Workload.PATH);
        byte[] same = main.clone();
        seal(same);
        assertEquals(List.of(), use(same, "the page as it was"), "the checksum of this test is that of the pager");
        int told = 0;
        for (int[] field : OF_ROOT) {
            for (long value : new long[] {0, 1, Long.MAX_VALUE, -1, Integer.MAX_VALUE, 1L << 32}) {
                byte[] lying = main.clone();
                ByteBuffer bytes =
                        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
                bytes.get(0, lying, FIELDS + field[0], field[1]);
                seal(lying);
                List<String> faults = use(lying, "page 0 with " + value + " at " + field[0]);
                told += faults == null || !faults.isEmpty() ? 1 : 0;
            }
        }
        assertTrue(told > 15, "told: " + told);
    }
}
