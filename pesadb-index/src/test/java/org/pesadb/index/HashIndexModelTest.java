package org.pesadb.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.testing.MemoryPages;

/** Random operations against a plain map, with rollbacks, snapshots and verifications between them. */
class HashIndexModelTest {
    private static final Hasher REAL = new SipHash();

    /** All hashes alike: everything ends in chains. */
    private static final Hasher CONSTANT = (k0, k1, bytes, from, length) -> 0x123456789ABCDEFL;

    /** A few hashes, which differ in their first bits or only in their last. */
    private static final Hasher FEW = (k0, k1, bytes, from, length) -> {
        long real = REAL.hash(k0, k1, bytes, from, length);
        return real & 0xC000_0000_0000_0003L;
    };

    /** Hashes that agree in all but bits deep down: many levels, with little in them. */
    private static final Hasher DEEP = (k0, k1, bytes, from, length) -> REAL.hash(k0, k1, bytes, from, length) >>> 22;

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
        int[] lengths = {0, 1, 2, 8, 9, 10, 127, 128, 252, 253, 254, 255, 256, 4000, 4063, 4064, 4065, 8128, 8129};
        return random.nextInt(200) == 0
                ? Checked.longKey(100_000, random.nextInt(3))
                : Checked.longKey(lengths[random.nextInt(lengths.length)], random.nextInt(20));
    }

    private static byte[] anyOfFew(Random random) {
        int which = random.nextInt(12);
        return which == 0 ? KeyEncoding.ofNull() : which < 3 ? Checked.longKey(5000, which) : KeyEncoding.ofLong(which);
    }

    static Stream<Arguments> workloads() {
        Map<String, Function<Random, byte[]>> keys = Map.of(
                "numbers", HashIndexModelTest::anyNumber,
                "texts", HashIndexModelTest::anyText,
                "lengths", HashIndexModelTest::anyLength,
                "few", HashIndexModelTest::anyOfFew);
        Map<String, Hasher> hashers = Map.of("real", REAL, "constant", CONSTANT, "few", FEW, "deep", DEEP);
        List<Arguments> all = new ArrayList<>();
        keys.forEach((key, generator) -> hashers.forEach((hash, hasher) -> {
            for (boolean unique : new boolean[] {true, false}) {
                all.add(Arguments.of(key, hash, unique, generator, hasher));
            }
        }));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, hash {1}, unique {2}")
    @MethodSource("workloads")
    void answersAsAMapDoes(String keys, String hash, boolean unique, Function<Random, byte[]> key, Hasher hasher) {
        long seed = Checked.seed();
        Random random = new Random(seed);
        Checked checked = new Checked(unique, hasher, seed);
        int rows = keys.equals("few") ? 700 : 300;
        int operations = hasher == REAL ? 20_000 : 6_000;
        MemoryPages saved = checked.pages.copy();
        Map<String, Set<Long>> savedModel = checked.copyModel();
        for (int i = 0; i < operations; i++) {
            // Waves: mostly inserts, then mostly deletes.
            boolean growing = i / (operations / 4) % 2 == 0;
            byte[] one = key.apply(random);
            long row = row(random, rows);
            int what = random.nextInt(10);
            if (what < 2) {
                checked.find(one);
            } else if (what < (growing ? 8 : 4)) {
                checked.insert(one, row);
            } else {
                Set<Long> stored = checked.model.getOrDefault(Checked.name(one), Set.of());
                checked.delete(
                        one,
                        stored.isEmpty() || what == 4 ? row : stored.iterator().next());
            }
            if (i % 1500 == 1000) {
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
        for (Map.Entry<String, Set<Long>> entry : checked.copyModel().entrySet()) {
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
