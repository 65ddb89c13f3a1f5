package org.pesadb.storage.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Random inserts, updates and deletes agree with a plain map. {@code -Dheap.seed=N} repeats one seed. */
class HeapModelTest {
    private static final int OPERATIONS = 4_000;

    @TestFactory
    Stream<DynamicTest> agreesWithAMap() {
        Integer seed = Integer.getInteger("heap.seed");
        IntStream seeds = seed != null ? IntStream.of(seed) : IntStream.range(0, 12);
        return seeds.boxed().map(number -> DynamicTest.dynamicTest("heap.seed=" + number, () -> run(number)));
    }

    private static void run(int seed) {
        Random random = new Random(seed);
        // Small pages: deep directories and long chains from few rows.
        HeapFixture table = new HeapFixture(seed % 3 == 0 ? HeapFixture.USABLE_BYTES : 200 + 8 * (seed % 5));
        int usable = seed % 3 == 0 ? HeapFixture.USABLE_BYTES : 200;
        List<Long> ids = new ArrayList<>();
        InsertHint hint = new InsertHint();
        for (int i = 0; i < OPERATIONS; i++) {
            // Long spells of growing and of shrinking, so that pages and directory pages come and go.
            int growing = i / 1_000 % 2 == 0 ? 60 : 25;
            int choice = random.nextInt(100);
            if (choice < growing || ids.isEmpty()) {
                byte[] row = HeapFixture.bytes(random, length(random, usable));
                long id = random.nextBoolean()
                        ? table.heap.insert(table.pages, row)
                        : table.heap.insert(table.pages, row, 0, row.length, hint);
                assertEquals(null, table.model.put(id, row), "seed " + seed + ": id given out twice");
                ids.add(id);
            } else {
                int at = random.nextInt(ids.size());
                if (choice < growing + 20) {
                    table.update(ids.get(at), HeapFixture.bytes(random, length(random, usable)));
                } else {
                    table.delete(ids.get(at));
                    ids.set(at, ids.get(ids.size() - 1));
                    ids.remove(ids.size() - 1);
                }
                hint.reset();
            }
            if (random.nextInt(700) == 0) {
                table.move();
                hint.reset();
                ids = new ArrayList<>(table.model.keySet());
                table.assertAgrees("heap.seed=" + seed + ", moved at operation " + i);
            }
            if (i % 250 == 0) {
                table.assertAgrees("heap.seed=" + seed + ", operation " + i);
            }
        }
        for (long id : ids) {
            table.delete(id);
        }
        table.assertAgrees("heap.seed=" + seed + ", all deleted");
        table.heap.drop(table.pages);
        assertEquals(Set.of(), table.pages.used(), "seed " + seed + ": every page comes back");
    }

    private static int length(Random random, int usable) {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(usable * 5);
            case 1 -> usable - 30 + random.nextInt(40);
            case 2, 3 -> random.nextInt(usable);
            default -> random.nextInt(60);
        };
    }
}
