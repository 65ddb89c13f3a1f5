package org.pesadb.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.testing.MemoryPages;

/**
 * Random operations on an index of any kind against a sorted map, with rollbacks, snapshots and verifications between them. It ends with
 * nothing in the index and nothing of it left.
 */
public final class RandomOperations {
    /** How many operations a run has; {@code -Dpesadb.index.steps=1000000} makes it a long one. */
    public static final int STEPS = Integer.getInteger("pesadb.index.steps", 20_000);

    private RandomOperations() {}

    /** Keys of each sort, by name. */
    public static Map<String, Function<Random, byte[]>> keys() {
        return Map.of(
                "numbers", RandomOperations::anyNumber,
                "texts", RandomOperations::anyText,
                "lengths", RandomOperations::anyLength,
                "few", RandomOperations::anyOfFew,
                "composite", RandomOperations::anyComposite,
                "prefixes", RandomOperations::anyWithLongPrefix,
                "short ends", RandomOperations::anyWithShortEnd);
    }

    private static byte[] anyNumber(Random random) {
        return KeyEncoding.ofLong(
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong();
                    case 1 -> -random.nextInt(1000);
                    case 2 -> (1L << 32) - 500 + random.nextInt(1000);
                    default -> random.nextInt(5000);
                });
    }

    private static byte[] anyText(Random random) {
        return KeyEncoding.ofText("t" + "ä".repeat(random.nextInt(40)) + random.nextInt(300));
    }

    private static byte[] anyLength(Random random) {
        int[] lengths = {
            0, 1, 2, 4, 5, 8, 9, 10, 127, 128, 252, 253, 254, 255, 256, 983, 984, 985, 4000, 4031, 4032, 4033, 4063,
            4064, 4065, 5035, 5036, 5037, 8128, 8129
        };
        return random.nextInt(200) == 0
                ? Checked.longKey(100_000, random.nextInt(3))
                : Checked.longKey(lengths[random.nextInt(lengths.length)], random.nextInt(20));
    }

    /** Long beginnings of a few kinds, behind which there are few bytes or none. */
    private static byte[] anyWithShortEnd(Random random) {
        String begin = (random.nextInt(8) == 0 ? "q" : "p").repeat(100 + 4 * random.nextInt(2));
        return random.nextInt(20) == 0
                ? KeyEncoding.ofText("" + (char) ('o' + random.nextInt(4)))
                : KeyEncoding.ofText(begin + (char) ('a' + random.nextInt(26)));
    }

    private static byte[] anyOfFew(Random random) {
        int which = random.nextInt(12);
        return which == 0 ? KeyEncoding.ofNull() : which < 3 ? Checked.longKey(5000, which) : KeyEncoding.ofLong(which);
    }

    private static byte[] anyComposite(Random random) {
        byte[] key = new byte[0];
        for (int part = 0; part < 3; part++) {
            Object value = switch (random.nextInt(4)) {
                case 0 -> null;
                case 1 -> (long) random.nextInt(8) - 4;
                case 2 -> "";
                default -> "\0ab".substring(0, random.nextInt(4));
            };
            byte[] one = KeyEncoding.of(value);
            byte[] longer = java.util.Arrays.copyOf(key, key.length + one.length);
            System.arraycopy(one, 0, longer, key.length, one.length);
            key = longer;
        }
        return key;
    }

    /** Keys that agree in 3,000 bytes or more, in some hundred, or not at all; some begin others. */
    private static byte[] anyWithLongPrefix(Random random) {
        byte[] end = anyNumber(random);
        int length = switch (random.nextInt(6)) {
            case 0 -> random.nextInt(3);
            case 1 -> 900 + random.nextInt(90);
            case 2, 3 -> 300;
            default -> 3000;
        };
        byte[] key = new byte[length + random.nextInt(end.length + 1)];
        java.util.Arrays.fill(key, 0, length, (byte) 'p');
        System.arraycopy(end, 0, key, length, key.length - length);
        return key;
    }

    /** Runs some thousand operations, in waves of mostly inserts, then mostly deletes. */
    public static void run(
            IndexProvider provider, boolean unique, Function<Random, byte[]> key, int rows, int operations, long seed) {
        int verifyEach = Math.max(1_500, operations / 100);
        Random random = new Random(seed);
        Checked checked = new Checked(provider, unique, seed);
        MemoryPages saved = checked.pages.copy();
        NavigableMap<String, NavigableSet<Long>> savedModel = checked.copyModel();
        for (int i = 0; i < operations; i++) {
            boolean growing = i / (operations / 4) % 2 == 0;
            byte[] one = key.apply(random);
            long row = row(random, rows);
            int what = random.nextInt(10);
            if (what < 2) {
                checked.find(one);
            } else if (what < (growing ? 8 : 4)) {
                checked.insert(one, row);
            } else {
                Set<Long> stored = checked.model.getOrDefault(Checked.name(one), new java.util.TreeSet<>());
                checked.delete(
                        one,
                        stored.isEmpty() || what == 4 ? row : stored.iterator().next());
            }
            if (checked.ordered && i % (verifyEach / 6) == 0) {
                ranges(checked, saved, savedModel, one, key.apply(random));
            }
            if (i % verifyEach == verifyEach * 2 / 3) {
                checked.find(saved, savedModel, one);
                if (random.nextInt(3) == 0) {
                    checked.pages.restore(saved);
                    checked.model = savedModel;
                }
                saved = checked.pages.copy();
                savedModel = checked.copyModel();
                checked.verify();
            }
        }
        checked.verify();
        empty(checked, random, seed);
    }

    private static void ranges(
            Checked checked,
            MemoryPages saved,
            NavigableMap<String, NavigableSet<Long>> savedModel,
            byte[] one,
            byte[] other) {
        checked.range(checked.pages, checked.model, one, other);
        checked.range(checked.pages, checked.model, one, null);
        checked.range(checked.pages, checked.model, null, other);
        checked.range(saved, savedModel, one, other);
        checked.range(saved, savedModel, null, null);
    }

    private static void empty(Checked checked, Random random, long seed) {
        NavigableMap<String, NavigableSet<Long>> all = checked.copyModel();
        if (random.nextBoolean()) {
            all = all.descendingMap();
        }
        for (Map.Entry<String, NavigableSet<Long>> entry : all.entrySet()) {
            byte[] one = Checked.bytes(entry.getKey());
            checked.find(one);
            entry.getValue().forEach(row -> checked.delete(one, row));
            checked.find(one);
        }
        checked.verify();
        assertEquals(1, checked.pages.used(), "only the root is left, seed " + seed);
        checked.index.drop(checked.pages);
        assertEquals(0, checked.pages.used());
    }

    /** Rows of every width, and mostly from a range small enough to hit again. */
    private static long row(Random random, int rows) {
        long row = random.nextInt(rows);
        return switch (random.nextInt(20)) {
            case 0 -> row << 30;
            case 1 -> row << 37;
            case 2 -> row << 45;
            case 3 -> Long.MAX_VALUE - row;
            default -> row;
        };
    }
}
