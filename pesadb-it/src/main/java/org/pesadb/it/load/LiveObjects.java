package org.pesadb.it.load;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The objects that are reachable: bytes and number by class, as the JVM counts them after a full collection. Immutable.
 *
 * @param byClass figures by the class's name
 */
record LiveObjects(Map<String, Figures> byClass) {

    /**
     * The objects of a class.
     *
     * @param count how many
     * @param bytes their size, without what they refer to
     */
    record Figures(long count, long bytes) {}

    /** Collects garbage and counts. */
    static LiveObjects count() throws JMException {
        String table = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[] {}},
                        new String[] {String[].class.getName()});
        Map<String, Figures> byClass = new HashMap<>();
        for (String line : table.split("\n")) {
            // " 12:   345   6789  java.lang.String (java.base@17)"
            String[] words = line.trim().split("\\s+");
            if (words.length >= 4 && words[0].endsWith(":")) {
                byClass.merge(
                        words[3],
                        new Figures(Long.parseLong(words[1]), Long.parseLong(words[2])),
                        (a, b) -> new Figures(a.count + b.count, a.bytes + b.bytes));
            }
        }
        return new LiveObjects(byClass);
    }

    long bytes() {
        return byClass.values().stream().mapToLong(Figures::bytes).sum();
    }

    /** The classes that take most of what has come since, as {@code count × name = bytes each}, for so many owners. */
    List<String> grownSince(LiveObjects before, long owners, int most) {
        record Growth(String name, long count, long bytes) {}
        List<Growth> grown = new ArrayList<>();
        byClass.forEach((name, now) -> {
            Figures then = before.byClass.getOrDefault(name, new Figures(0, 0));
            grown.add(new Growth(name, now.count - then.count, now.bytes - then.bytes));
        });
        return grown.stream()
                .sorted(Comparator.comparingLong(Growth::bytes).reversed())
                .limit(most)
                .map(each -> String.format(
                        java.util.Locale.ROOT,
                        "%7.1f B in %.2f × %s",
                        (double) each.bytes / owners,
                        (double) each.count / owners,
                        each.name))
                .toList();
    }
}
