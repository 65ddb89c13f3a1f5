package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an index has to hold: keys in their order, and the rows of each. Of one thread, or of many where nobody changes it. */
final class IndexModel {
    private static final int SHOWN_BYTES = 16;

    private final NavigableMap<byte[], NavigableSet<Long>> rows = new TreeMap<>(Arrays::compareUnsigned);

    IndexModel copy() {
        IndexModel copy = new IndexModel();
        rows.forEach((key, some) -> copy.rows.put(key, new TreeSet<>(some)));
        return copy;
    }

    boolean has(byte[] key) {
        return rows.containsKey(key);
    }

    boolean has(byte[] key, long row) {
        return rows(key).contains(row);
    }

    void add(byte[] key, long row) {
        rows.computeIfAbsent(key.clone(), first -> new TreeSet<>()).add(row);
    }

    void remove(byte[] key, long row) {
        NavigableSet<Long> some = rows.get(key);
        if (some != null && some.remove(row) && some.isEmpty()) {
            rows.remove(key);
        }
    }

    Set<Long> rows(byte[] key) {
        return rows.getOrDefault(key, Collections.emptyNavigableSet());
    }

    /** The rows of each key in a range, in the order in which the keys come. */
    List<Set<Long>> range(byte[] from, byte[] to, boolean descending) {
        if (from != null && to != null && Arrays.compareUnsigned(from, to) >= 0) {
            return List.of();
        }
        NavigableMap<byte[], NavigableSet<Long>> part = from == null ? rows : rows.tailMap(from, true);
        part = to == null ? part : part.headMap(to, false);
        return new ArrayList<>((descending ? part.descendingMap() : part).values());
    }

    List<byte[]> keys() {
        return new ArrayList<>(rows.keySet());
    }

    /** A key that is there, one at or behind another, or null where there is none. */
    byte[] near(byte[] key) {
        byte[] next = rows.ceilingKey(key);
        return next != null || rows.isEmpty() ? next : rows.firstKey();
    }

    /** One of a key's rows. */
    long anyRow(byte[] key, Random random) {
        NavigableSet<Long> some = rows.get(key);
        Long row = some.ceiling(some.first() + (long) (random.nextDouble() * (some.last() - some.first())));
        return row == null ? some.first() : row;
    }

    /** How many entries there are. */
    int size() {
        return rows.values().stream().mapToInt(Set::size).sum();
    }

    /** What is in one of two models and not in the other, or null where they are the same. */
    String difference(IndexModel found) {
        String missing = found.lacks(this);
        String beyond = lacks(found);
        return missing != null ? "lacks " + missing : beyond != null ? "has beyond what it should " + beyond : null;
    }

    private String lacks(IndexModel other) {
        for (Map.Entry<byte[], NavigableSet<Long>> entry : other.rows.entrySet()) {
            Set<Long> mine = rows(entry.getKey());
            for (Long row : entry.getValue()) {
                if (!mine.contains(row)) {
                    return "row " + row + " of key " + name(entry.getKey());
                }
            }
        }
        return null;
    }

    /** A key, for people. */
    static String name(byte[] key) {
        if (key == null) {
            return "none";
        }
        String begin = HexFormat.of().formatHex(key, 0, Math.min(key.length, SHOWN_BYTES));
        return "x'" + begin + (key.length > SHOWN_BYTES ? "…' of " + key.length + " bytes" : "'");
    }
}
