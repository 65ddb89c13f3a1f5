package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every version of every row, and which was written over which, as far as the history tells:
 *
 * <ul>
 *   <li>A list says so itself: {@code [3 7 9]} was written over {@code [3 7]}.
 *   <li>A register or a deleted row was written over what its writer had read of it before, if it had.
 * </ul>
 *
 * A transaction leaves one version of a row at most, its last one. Of one thread.
 */
final class Versions {
    private final Map<String, Map<Long, Version>> byMark = new TreeMap<>();
    private final Map<String, Version> unborn = new HashMap<>();
    private final Set<String> committed = new HashSet<>();
    private final List<Version> installed = new ArrayList<>();
    private final Map<String, List<Version>> orders = new HashMap<>();

    Versions(History history) {
        Set<Long> seen = marksSeen(history);
        for (Transaction transaction : history.transactions()) {
            if (counts(transaction, seen)) {
                committed.add(transaction.name());
            }
        }
        history.transactions().forEach(this::enter);
        installed.forEach(this::link);
    }

    private static boolean counts(Transaction transaction, Set<Long> seen) {
        return switch (transaction.outcome()) {
            case COMMITTED -> true;
            case ABORTED -> false;
            case UNKNOWN ->
                transaction.steps().stream()
                        .anyMatch(step -> step.operation() instanceof Operation.Write write
                                && write.value().present()
                                && seen.contains(write.value().last()));
        };
    }

    /** The marks in what transactions have read, other than those that they wrote themselves. */
    private static Set<Long> marksSeen(History history) {
        Set<Long> seen = new HashSet<>();
        for (Transaction transaction : history.transactions()) {
            Set<Long> others = new HashSet<>();
            Set<Long> own = new HashSet<>();
            for (Transaction.Step step : transaction.steps()) {
                if (step.operation() instanceof Operation.Write write
                        && write.value().present()) {
                    own.add(write.value().last());
                } else if (step.operation() instanceof Operation.Read read) {
                    others.addAll(read.value().marks());
                } else if (step.operation() instanceof Operation.Scan scan) {
                    scan.rows().values().forEach(value -> others.addAll(value.marks()));
                }
            }
            others.removeAll(own);
            seen.addAll(others);
        }
        return seen;
    }

    /** Whether what a transaction wrote counts. */
    boolean committed(Transaction transaction) {
        return committed.contains(transaction.name());
    }

    private void enter(Transaction transaction) {
        Map<String, Value> last = new HashMap<>();
        for (Transaction.Step step : transaction.steps()) {
            if (step.operation() instanceof Operation.Write write) {
                last.put(write.key(), write.value());
            }
        }
        for (Transaction.Step step : transaction.steps()) {
            if (!(step.operation() instanceof Operation.Write write)) {
                continue;
            }
            // Values are told apart as objects: a transaction may delete only once, and a mark is written only once.
            boolean isLast = last.get(write.key()) == write.value();
            Version version = new Version(write.key(), write.value(), transaction, isLast && committed(transaction));
            Map<Long, Version> marks = byMark.computeIfAbsent(write.key(), key -> new LinkedHashMap<>());
            if (write.value().present() && marks.put(write.value().last(), version) != null) {
                throw new IllegalArgumentException(
                        "two writes of the mark " + write.value().last() + " to " + write.key());
            }
            if (version.installed()) {
                installed.add(version);
            }
        }
    }

    private void link(Version version) {
        Version before = version.value().list() && version.value().present() ? byList(version) : byRead(version);
        if (before != null) {
            before.next().add(version);
        }
    }

    private Version byList(Version version) {
        List<Long> marks = version.value().marks();
        int others = marks.size();
        while (others > 0 && wrote(version.writer(), version.key(), marks.get(others - 1))) {
            others--;
        }
        return others == 0 ? unborn(version.key()) : byMark.get(version.key()).get(marks.get(others - 1));
    }

    private boolean wrote(Transaction transaction, String key, long mark) {
        Version version = byMark.get(key).get(mark);
        return version != null && version.writer() == transaction;
    }

    private Version byRead(Version version) {
        for (Transaction.Step step : version.writer().steps()) {
            if (step.operation() instanceof Operation.Write write && write.key().equals(version.key())) {
                return null;
            }
            if (step.operation() instanceof Operation.Read read && read.key().equals(version.key())) {
                return read.value().present() ? written(read.key(), read.value()) : unborn(read.key());
            }
        }
        return null;
    }

    /** The version before the first insert of a row. */
    Version unborn(String key) {
        return unborn.computeIfAbsent(key, missing -> new Version(missing, Value.ABSENT, null, true));
    }

    /**
     * The write that a value comes from.
     *
     * @return null where nobody wrote it, or not so
     */
    Version written(String key, Value value) {
        Version version = writtenLast(key, value);
        return version != null && version.value().equals(value) ? version : null;
    }

    private Version writtenLast(String key, Value value) {
        return byMark.getOrDefault(key, Map.of()).get(value.last());
    }

    /** Whoever wrote a mark to a row, or null. */
    Version byMark(String key, long mark) {
        return byMark.getOrDefault(key, Map.of()).get(mark);
    }

    /** Every row that was ever written. */
    Set<String> keys() {
        return byMark.keySet();
    }

    /** What committed transactions left, of all rows. */
    List<Version> installed() {
        return installed;
    }

    /** Where it is known entirely: the versions of a row in their order, the unborn one first. Else none. */
    List<Version> order(String key) {
        return orders.computeIfAbsent(key, this::findOrder);
    }

    private List<Version> findOrder(String key) {
        List<Version> order = new ArrayList<>();
        Version version = unborn(key);
        while (version != null) {
            order.add(version);
            if (version.next().size() > 1) {
                return List.of();
            }
            version = version.next().isEmpty() ? null : version.next().get(0);
        }
        long all = installed.stream().filter(each -> each.key().equals(key)).count();
        return order.size() == all + 1 ? order : List.of();
    }
}
