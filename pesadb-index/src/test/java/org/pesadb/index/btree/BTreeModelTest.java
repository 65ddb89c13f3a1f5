package org.pesadb.index.btree;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.index.Checked;
import org.pesadb.index.RandomOperations;

/**
 * Random operations against a sorted map. {@code -Dpesadb.index.steps=1000000} makes it a long run; {@code -Dpesadb.seed=…} repeats
 * one.
 */
class BTreeModelTest {

    static Stream<Arguments> workloads() {
        List<Arguments> all = new ArrayList<>();
        RandomOperations.keys().forEach((key, generator) -> {
            for (boolean unique : new boolean[] {true, false}) {
                all.add(Arguments.of(key, unique, generator));
            }
        });
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, unique {1}")
    @MethodSource("workloads")
    void answersAsASortedMapDoes(String keys, boolean unique, Function<Random, byte[]> key) {
        long seed = Checked.seed();
        int rows = keys.equals("few") ? 2000 : 300;
        RandomOperations.run(new BTreeProvider(), unique, key, rows, RandomOperations.STEPS, seed);
    }
}
