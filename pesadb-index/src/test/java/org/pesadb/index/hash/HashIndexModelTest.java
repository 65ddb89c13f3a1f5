package org.pesadb.index.hash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.index.Checked;
import org.pesadb.index.RandomOperations;

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

    static Stream<Arguments> workloads() {
        Map<String, Hasher> hashers = Map.of("real", REAL, "constant", CONSTANT, "few", FEW, "deep", DEEP);
        List<Arguments> all = new ArrayList<>();
        RandomOperations.keys()
                .forEach((key, generator) -> hashers.forEach((hash, hasher) -> {
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
        RandomOperations.run(
                new HashIndexProvider(hasher, new Random(seed)::nextLong),
                unique,
                key,
                keys.equals("few") ? 700 : 300,
                hasher == REAL ? RandomOperations.STEPS : 6_000,
                seed);
    }
}
