package org.pesadb.index.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.Page;
import org.pesadb.index.Checked;

/** How full pages are, after loads in every order, and that they come back. */
class BTreeSpaceTest {
    private static final int COUNT = 30_000;

    /** An order in which keys come; adversarial ones too. */
    enum Order {
        ASCENDING(90),
        DESCENDING(90),
        RANDOM(65),
        ALTERNATING_ENDS(65),
        SAWTOOTH(65),
        INTERLEAVED(45);

        private final int leastFill;

        Order(int leastFill) {
            this.leastFill = leastFill;
        }

        /** The numbers 0 to count - 1 in this order. */
        List<Integer> numbers(int count, Random random) {
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(
                        switch (this) {
                            case ASCENDING, RANDOM -> i;
                            case DESCENDING -> count - 1 - i;
                            case ALTERNATING_ENDS -> i % 2 == 0 ? i / 2 : count - 1 - i / 2;
                            case SAWTOOTH -> i % 100 * (count / 100) + i / 100;
                            case INTERLEAVED -> i < count / 2 ? 2 * i : 2 * (i - count / 2) + 1;
                        });
            }
            if (this == RANDOM) {
                Collections.shuffle(numbers, random);
            }
            return numbers;
        }
    }

    /** The part of the leaves' capacity that is in use, in percent. */
    static int fill(Checked checked) {
        long[] used = new long[2];
        checked.index.verify(
                checked.pages,
                (key, row) -> assertTrue(row >= 0),
                id -> {
                    Page page = checked.pages.page(id);
                    if (Node.kind(page) == Node.LEAF) {
                        used[0] += Node.used(page);
                        used[1] += Node.capacity(page);
                    }
                },
                fault -> assertEquals(null, fault));
        return (int) (100 * used[0] / used[1]);
    }

    private static byte[] key(int number, boolean longPrefix) {
        byte[] end = KeyEncoding.ofLong(number);
        if (!longPrefix) {
            return end;
        }
        byte[] key = new byte[3_000 + end.length];
        Arrays.fill(key, (byte) 'c');
        System.arraycopy(end, 0, key, 3_000, end.length);
        return key;
    }

    private static void load(Checked checked, List<Integer> numbers, boolean longPrefix) {
        for (int number : numbers) {
            assertTrue(checked.index.insert(checked.pages, key(number, longPrefix), number));
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesAreFullAndComeBack(Order order) {
        long seed = Checked.seed();
        Checked checked = new Checked(new BTreeProvider(), order.ordinal() % 2 == 0, seed);
        List<Integer> numbers = order.numbers(COUNT, new Random(seed));
        load(checked, numbers, false);
        int fill = fill(checked);
        assertTrue(fill >= order.leastFill, order + " fills " + fill + " %, seed " + seed);
        long used = checked.pages.used();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < COUNT; i++) {
                int number = numbers.get(round == 0 ? i : COUNT - 1 - i);
                assertTrue(checked.index.delete(checked.pages, key(number, false), number));
            }
            assertEquals(1, checked.pages.used(), "only the root is left");
            load(checked, numbers, false);
        }
        assertTrue(checked.pages.pageCount() <= used * 1.2, checked.pages.pageCount() + " pages after " + used);
        assertEquals(
                COUNT,
                Checked.list(checked.index.range(checked.pages, null, null, true))
                        .size());
    }

    @ParameterizedTest
    @EnumSource
    void keysThatAgreeInThreeThousandBytesCauseNoWaste(Order order) {
        long seed = Checked.seed();
        Checked checked = new Checked(new BTreeProvider(), order.ordinal() % 2 == 0, seed);
        List<Integer> numbers = order.numbers(600, new Random(seed));
        load(checked, numbers, true);
        // One page of its own for each key, those of the tree beside.
        assertTrue(checked.pages.used() <= 600 + 40, checked.pages.used() + " pages, seed " + seed);
        assertEquals(
                600,
                Checked.list(checked.index.range(checked.pages, null, null, false))
                        .size());
        numbers.forEach(number -> assertTrue(checked.index.delete(checked.pages, key(number, true), number)));
        assertEquals(1, checked.pages.used());
    }

    @Test
    void pagesAreMergedBeforeTheyAreEmpty() {
        Checked checked = new Checked(new BTreeProvider(), true, 6);
        load(checked, Order.ASCENDING.numbers(100_000, new Random()), false);
        long full = checked.pages.used();
        for (int i = 0; i < 100_000; i++) {
            if (i % 20 != 0) {
                assertTrue(checked.index.delete(checked.pages, KeyEncoding.ofLong(i), i));
            }
        }
        assertTrue(checked.pages.used() < full / 5, checked.pages.used() + " of " + full + " pages hold a twentieth");
        assertTrue(fill(checked) >= 30, fill(checked) + " %");
        for (int i = 0; i < 100_000; i++) {
            long found =
                    checked.index.find(checked.pages, KeyEncoding.ofLong(i)).next();
            assertEquals(i % 20 == 0 ? i : -1, found);
        }
    }

    /** Rows come in ascending order, and so do the entries of each of few keys: no page is left half empty. */
    @Test
    void fewKeysWithAscendingRowsFillTheirPages() {
        Checked checked = new Checked(new BTreeProvider(), false, 7);
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            assertTrue(checked.index.insert(checked.pages, KeyEncoding.ofLong(random.nextInt(20)), i));
        }
        assertTrue(fill(checked) >= 75, fill(checked) + " %");
        long bytesEach = checked.pages.used() * 4096 / 200_000;
        assertTrue(bytesEach <= 15, bytesEach + " bytes a row");
    }
}
