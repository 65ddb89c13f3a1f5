package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.spi.LogSnapshot;

/** Registering, and the oldest that is registered. */
@Timeout(60)
class SnapshotsTest {
    private final Snapshots snapshots = new Snapshots(new Snapshots.Point(16, 0, 1));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName(
            "the limit is the oldest registered one, or else the newest commit; all positions are listed once; closing twice counts once")
    void oldest(long seed) {
        Random random = new Random(seed);
        List<LogSnapshot> open = new ArrayList<>();
        long newest = 16;
        for (int step = 0; step < 5000; step++) {
            switch (random.nextInt(4)) {
                case 0 -> open.add(snapshots.register());
                case 1 -> {
                    newest += 16;
                    snapshots.publish(new Snapshots.Point(newest, newest / 16, 1));
                }
                case 2 -> {
                    if (!open.isEmpty()) {
                        LogSnapshot closed = open.remove(random.nextInt(open.size()));
                        closed.close();
                        closed.close();
                    }
                }
                default -> {
                    long expected =
                            open.stream().mapToLong(LogSnapshot::position).min().orElse(newest);
                    assertEquals(expected, snapshots.limit(), "seed " + seed + " step " + step);
                    long[] positions = LongStream.concat(
                                    open.stream().mapToLong(LogSnapshot::position), LongStream.of(newest))
                            .sorted()
                            .distinct()
                            .toArray();
                    assertArrayEquals(positions, snapshots.positions(), "seed " + seed + " step " + step);
                }
            }
            assertEquals(open.size(), snapshots.count(), "seed " + seed + " step " + step);
        }
    }

    @Test
    @DisplayName(
            "L5: who comes late to a commit that is no longer the newest cannot register there, unless somebody reads there")
    void lateComer() {
        Snapshots.Point left = snapshots.newest();
        Snapshots.Point held = new Snapshots.Point(32, 1, 1);
        snapshots.publish(held);
        assertFalse(left.enter());
        LogSnapshot reader = snapshots.register();
        snapshots.publish(new Snapshots.Point(48, 2, 1));
        assertTrue(held.enter(), "the limit is not beyond it yet");
        assertEquals(32, snapshots.limit());
        reader.close();
        assertEquals(32, snapshots.limit());
    }

    @Test
    @DisplayName("L5: registering is atomic with the choice of the limit: none appears below a limit chosen before")
    void atomicWithTheLimit() throws Exception {
        AtomicLong limit = new AtomicLong();
        int rounds = 200_000;
        Callable<Void> reader = () -> {
            for (int i = 0; i < rounds; i++) {
                long chosenBefore = limit.get();
                try (LogSnapshot snapshot = snapshots.register()) {
                    assertTrue(snapshot.position() >= chosenBefore, "registered below the limit");
                    assertTrue(snapshots.newest().position >= snapshot.position());
                    assertTrue(snapshots.limit() <= snapshot.position(), "a limit beyond a registered snapshot");
                }
            }
            return null;
        };
        Callable<Void> writer = () -> {
            for (int i = 2; i < rounds; i++) {
                snapshots.publish(new Snapshots.Point(i * 16L, i, 1));
                if (i % 8 == 0) {
                    limit.set(snapshots.limit());
                }
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (Future<Void> each : threads.invokeAll(List.of(reader, reader, writer))) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        assertEquals((rounds - 1) * 16L, snapshots.limit());
    }
}
