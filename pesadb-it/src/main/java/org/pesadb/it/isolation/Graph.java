package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which transaction must have come before which: Adya's direct serialization graph, with the order of each session and of real
 * time. The history is serializable if no circle of it is made of the first three kinds, and strictly so if there is none at
 * all. Of one thread.
 *
 * <p>What is not known gives no edge, so each circle is real.
 */
final class Graph {
    /** Why one transaction comes before another. */
    enum Kind {
        /** It wrote the version that the other one wrote over. */
        WRITE_WRITE,
        /** It wrote what the other one saw. */
        WRITE_READ,
        /** It saw the version that the other one wrote over. */
        READ_WRITE,
        /** It came before in the same session. */
        SESSION,
        /** It had ended before the other one was asked to begin. */
        REAL_TIME
    }

    /**
     * One must come before another.
     *
     * @param from   number of the one
     * @param to     number of the other
     * @param key    the row that says so, or null
     * @param byScan whether it was the answer of a scan that said so
     * @param reason for people
     */
    record Edge(int from, int to, Kind kind, String key, boolean byScan, String reason) {}

    private final List<Transaction> transactions;
    private final Map<Transaction, Integer> numbers = new IdentityHashMap<>();
    private final List<List<Edge>> edges = new ArrayList<>();

    Graph(History history, Versions versions, Reads reads) {
        transactions = history.transactions();
        for (Transaction transaction : transactions) {
            numbers.put(transaction, numbers.size());
            edges.add(new ArrayList<>());
        }
        for (Version version : versions.installed()) {
            for (Version next : version.next()) {
                add(
                        version.writer(),
                        next.writer(),
                        Kind.WRITE_WRITE,
                        version.key(),
                        false,
                        "wrote " + version + ", over which the next wrote " + next);
            }
        }
        reads.seen().forEach(this::seen);
        reads.unseen().forEach(unseen -> unseen(unseen, versions.order(unseen.key())));
        sessions();
        realTime();
    }

    List<Transaction> transactions() {
        return transactions;
    }

    /** Those that must come after a transaction, by its number. */
    List<Edge> from(int number) {
        return edges.get(number);
    }

    private void seen(Reads.Seen seen) {
        Version version = seen.version();
        add(
                version.writer(),
                seen.reader(),
                Kind.WRITE_READ,
                version.key(),
                seen.byScan(),
                "wrote " + version + ", which the next saw");
        for (Version next : version.next()) {
            missed(seen.reader(), "saw " + version, next, false);
        }
    }

    private void missed(Transaction reader, String saw, Version next, boolean byScan) {
        add(
                reader,
                next.writer(),
                Kind.READ_WRITE,
                next.key(),
                byScan,
                saw + ", where the next " + (next.value().present() ? "wrote " + next : "deleted " + next.key()));
    }

    /** A row was not in a range: so what was there is one of the versions that do not belong to it. */
    private void unseen(Reads.Unseen unseen, List<Version> order) {
        int first = -1;
        int last = -1;
        for (int i = 0; i < order.size(); i++) {
            if (!unseen.range().holds(unseen.key(), order.get(i).value())) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        String saw = "saw no row " + unseen.key() + " in " + unseen.range();
        if (first > 0) {
            Version earliest = order.get(first);
            add(
                    earliest.writer(),
                    unseen.reader(),
                    Kind.WRITE_READ,
                    unseen.key(),
                    unseen.byScan(),
                    "wrote " + earliest + ", without which the next could not miss it in " + unseen.range());
        }
        if (last >= 0 && last + 1 < order.size()) {
            missed(unseen.reader(), saw, order.get(last + 1), unseen.byScan());
        }
    }

    private void sessions() {
        Map<String, Transaction> before = new HashMap<>();
        for (Transaction transaction : transactions) {
            Transaction last = before.put(transaction.session(), transaction);
            if (last != null && hasEnded(last)) {
                add(last, transaction, Kind.SESSION, null, false, "came before in the same session");
            }
        }
    }

    /** Of whom nobody knows whether it committed, nobody knows when either: it may come to be seen much later. */
    private static boolean hasEnded(Transaction transaction) {
        return transaction.outcome() != Transaction.Outcome.UNKNOWN;
    }

    /** Of all pairs only those that have none between them. */
    private void realTime() {
        TreeMap<Long, Transaction> moments = new TreeMap<>();
        for (Transaction transaction : transactions) {
            moments.put(transaction.asked(), transaction);
            if (hasEnded(transaction)) {
                moments.put(transaction.ended(), transaction);
            }
        }
        List<Transaction> latest = new ArrayList<>();
        Map<Transaction, List<Transaction>> before = new IdentityHashMap<>();
        moments.forEach((moment, transaction) -> {
            if (moment == transaction.asked()) {
                before.put(transaction, List.copyOf(latest));
                latest.forEach(earlier -> add(
                        earlier,
                        transaction,
                        Kind.REAL_TIME,
                        null,
                        false,
                        "had ended (" + earlier.ended() + ") before the next began (" + transaction.asked() + ")"));
            } else {
                List<Transaction> covered = before.remove(transaction);
                latest.removeIf(earlier -> covered.stream().anyMatch(each -> each == earlier));
                latest.add(transaction);
            }
        });
    }

    private void add(Transaction from, Transaction to, Kind kind, String key, boolean byScan, String reason) {
        if (from != null && from != to) {
            edges.get(numbers.get(from)).add(new Edge(numbers.get(from), numbers.get(to), kind, key, byScan, reason));
        }
    }
}
