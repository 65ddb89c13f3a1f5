package org.pesadb.it.load;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Counts the objects that are reachable, by class, as the JVM does after a full collection. Of one thread.
 *
 * <p>What it keeps of a count is itself reachable in the next one. So names, and room for every count, are there before the first.
 */
final class LiveObjects {
    private static final int MOST_CLASSES = 1 << 13;

    private final Map<String, Integer> numbers = new TreeMap<>();
    private final List<String> names = new ArrayList<>(MOST_CLASSES);

    /**
     * A count, by the classes' numbers.
     *
     * @param counts how many objects
     * @param bytes  their sizes, without what they refer to
     */
    record Census(long[] counts, long[] bytes) {
        long total() {
            return LongStream.of(bytes).sum();
        }
    }

    private final Deque<Census> room = new ArrayDeque<>();

    /**
     * @param takes how often it will count
     */
    LiveObjects(int takes) throws JMException {
        for (int i = 0; i <= takes; i++) {
            room.add(new Census(new long[MOST_CLASSES], new long[MOST_CLASSES]));
        }
        take(); // learns the names
    }

    /** Collects garbage and counts. */
    Census take() throws JMException {
        Census census = room.remove();
        String table = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[] {}},
                        new String[] {String[].class.getName()});
        for (String line : table.split("\n")) {
            // "  12:   345   6789  java.lang.String (java.base@17)"
            String[] words = line.trim().split("\\s+");
            if (words.length >= 4 && words[0].endsWith(":")) {
                int number = number(words[3]);
                census.counts[number] += Long.parseLong(words[1]);
                census.bytes[number] += Long.parseLong(words[2]);
            }
        }
        return census;
    }

    private int number(String name) {
        return numbers.computeIfAbsent(name, added -> {
            names.add(added);
            return names.size() - 1;
        });
    }

    /** The classes that take most of what has come between two counts, a line each, for each of so many owners. */
    List<String> growth(Census before, Census after, int owners, int most) {
        record Growth(String name, double count, double bytes) {}
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Growth(
                        names.get(i),
                        (double) (after.counts[i] - before.counts[i]) / owners,
                        (double) (after.bytes[i] - before.bytes[i]) / owners))
                .filter(each -> each.bytes >= 1)
                .sorted(Comparator.comparingDouble(Growth::bytes).reversed())
                .limit(most)
                .map(each -> String.format(Locale.ROOT, "%7.1f B in %.2f × %s", each.bytes, each.count, each.name))
                .toList();
    }
}
