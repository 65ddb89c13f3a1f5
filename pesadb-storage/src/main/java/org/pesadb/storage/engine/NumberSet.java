package org.pesadb.storage.engine;

import java.util.Arrays;

/** The numbers of an IN. Immutable. */
final class NumberSet {
    private final long[] ascending;

    NumberSet(long[] numbers) {
        ascending = Arrays.stream(numbers).sorted().distinct().toArray();
    }

    boolean contains(long number) {
        return Arrays.binarySearch(ascending, number) >= 0;
    }
}
