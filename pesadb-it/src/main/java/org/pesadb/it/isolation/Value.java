package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a row held, as a history tells it: marks, each of which one write alone ever wrote to that row. So a value names its
 * writer. A list keeps the marks of all who wrote before, oldest first, and so tells the order of the row's versions; a register
 * keeps the last mark alone. Immutable; threads may share it.
 *
 * @param list  whether it keeps the marks of those who wrote before
 * @param marks oldest first; none where there is no row
 */
public record Value(boolean list, List<Long> marks) {
    /** No row: not inserted yet, or deleted. */
    public static final Value ABSENT = new Value(true, List.of());

    /** Copies. */
    public Value {
        marks = List.copyOf(marks);
    }

    /**
     * What a list holds.
     *
     * @param marks oldest first
     * @return the value
     */
    public static Value list(List<Long> marks) {
        return new Value(true, marks);
    }

    /**
     * What a register holds.
     *
     * @param mark of its last write
     * @return the value
     */
    public static Value register(long mark) {
        return new Value(false, List.of(mark));
    }

    /**
     * Whether there is a row.
     *
     * @return false for {@link #ABSENT} alone
     */
    public boolean present() {
        return !marks.isEmpty();
    }

    /**
     * The mark of the write that this value comes from.
     *
     * @return the last one
     * @throws IndexOutOfBoundsException where there is no row
     */
    public long last() {
        return marks.get(marks.size() - 1);
    }

    /**
     * This list, written once more.
     *
     * @param mark of the new write
     * @return a longer list
     */
    public Value with(long mark) {
        List<Long> longer = new ArrayList<>(marks);
        longer.add(mark);
        return new Value(true, longer);
    }

    @Override
    public String toString() {
        if (!present()) {
            return "nothing";
        }
        return list
                ? marks.stream().map(String::valueOf).collect(Collectors.joining(" ", "[", "]"))
                : String.valueOf(last());
    }
}
