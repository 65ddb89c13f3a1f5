package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Checks the order that the database itself gives: each transaction that may write has a number, and each that only reads names the
 * newest number that it sees. So the history can be played again, one transaction after another, on a plain map, and each answer
 * compared. Where all are the same, and no number contradicts the clock, the history is strictly serializable: this order
 * proves it, however little of it {@link Graph} could find out by itself. Of one thread.
 */
final class SerialOrder {
    private final Versions versions;
    private final List<Transaction> named;
    private final TreeSet<Long> written = new TreeSet<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    SerialOrder(History history, Versions versions) {
        this.versions = versions;
        named = history.transactions().stream()
                .filter(transaction -> transaction.id() != Transaction.UNNAMED)
                .toList();
        named.stream().filter(each -> !each.reader() && leaves(each)).forEach(each -> written.add(each.id()));
    }

    /** What is wrong; of each kind the first only, for the others follow from it. */
    List<Anomaly> check() {
        playAgain();
        follow();
        notFromTheFuture();
        oneWriter();
        return anomalies;
    }

    private void playAgain() {
        List<Transaction> order = new ArrayList<>(named);
        order.sort(Comparator.comparingLong(Transaction::id).thenComparing(Transaction::reader));
        Map<String, Value> state = new HashMap<>();
        for (Transaction transaction : order) {
            Map<String, Value> after = new HashMap<>(state);
            String fault = fault(transaction, after);
            if (fault != null) {
                String seen =
                        transaction.reader() ? "up to " + transaction.id() : "before its own, " + transaction.id();
                report(
                        Phenomenon.NOT_AS_NUMBERED,
                        transaction + " sees every transaction " + seen + ", as the database says; but it " + fault,
                        transaction);
                return;
            }
            if (versions.committed(transaction)) {
                state = after;
            }
        }
    }

    /** What the first wrong answer should have been, or null; leaves in the state what was written. */
    private static String fault(Transaction transaction, Map<String, Value> state) {
        for (Transaction.Step step : transaction.steps()) {
            if (step.operation() instanceof Operation.Write write) {
                state.put(write.key(), write.value());
            } else if (step.operation() instanceof Operation.Read read) {
                Value right = state.getOrDefault(read.key(), Value.ABSENT);
                if (!right.equals(read.value())) {
                    return read + ", where there was " + right;
                }
            } else if (step.operation() instanceof Operation.Scan scan) {
                Map<String, Value> right = rows(state, scan.range());
                if (!right.equals(scan.rows())) {
                    return scan + ", where there was " + right;
                }
            } else if (step.operation() instanceof Operation.Count count) {
                int right = rows(state, count.range()).size();
                if (right != count.rows()) {
                    return count + ", where there were " + right;
                }
            }
        }
        return null;
    }

    private static Map<String, Value> rows(Map<String, Value> state, Range range) {
        Map<String, Value> rows = new TreeMap<>();
        state.forEach((key, value) -> {
            if (range.holds(key, value)) {
                rows.put(key, value);
            }
        });
        return rows;
    }

    /** Whoever begins after something was acknowledged comes after it, and sees at least what others saw before. */
    private void follow() {
        TreeMap<Long, Transaction> moments = new TreeMap<>();
        for (Transaction transaction : named) {
            moments.put(transaction.asked(), transaction);
            moments.put(transaction.ended(), transaction);
        }
        Map<String, Transaction> highest = new HashMap<>(); // the one of all sessions under the empty name
        for (Map.Entry<Long, Transaction> moment : moments.entrySet()) {
            Transaction transaction = moment.getValue();
            if (moment.getKey() == transaction.ended()) {
                highest.merge("", transaction, this::later);
                highest.merge(transaction.session(), transaction, this::later);
                continue;
            }
            Transaction own = highest.get(transaction.session());
            Transaction floor = highest.get("");
            boolean older = own != null && isBefore(transaction, own);
            if (older || floor != null && isBefore(transaction, floor)) {
                Transaction missed = older ? own : floor;
                report(
                        older ? Phenomenon.OLDER_SNAPSHOT : Phenomenon.STALE_READ,
                        transaction + " stands at " + transaction.id() + ", and " + missed + ", which had ended before "
                                + transaction + (older ? " of the same session" : "") + " began, at " + seen(missed),
                        transaction,
                        missed);
                return;
            }
        }
    }

    private Transaction later(Transaction one, Transaction other) {
        return seen(other) > seen(one) ? other : one;
    }

    private boolean isBefore(Transaction one, Transaction other) {
        return one.reader() ? one.id() < seen(other) : one.id() <= seen(other);
    }

    /**
     * The number that whoever comes later must reach. Of one that could write and left nothing, or perhaps nothing yet, it is that of
     * the last before it that did.
     */
    private long seen(Transaction transaction) {
        boolean known = transaction.outcome() != Transaction.Outcome.UNKNOWN;
        if (transaction.reader() || known && leaves(transaction)) {
            return transaction.id();
        }
        Long before = written.lower(transaction.id());
        return before == null ? 0 : before;
    }

    private boolean leaves(Transaction transaction) {
        return versions.committed(transaction)
                && transaction.steps().stream().anyMatch(step -> step.operation() instanceof Operation.Write);
    }

    private void notFromTheFuture() {
        Map<Long, Transaction> writers = new HashMap<>();
        named.stream().filter(each -> !each.reader()).forEach(writer -> writers.put(writer.id(), writer));
        for (Transaction reader : named) {
            Transaction newest = reader.reader() ? writers.get(reader.id()) : null;
            if (newest != null && (newest.ending() > reader.begun() || !versions.committed(newest))) {
                report(
                        Phenomenon.DIRTY_READ,
                        reader + " sees up to " + newest.id() + ", and " + newest + " had not asked to commit when "
                                + reader + " had begun",
                        reader,
                        newest);
                return;
            }
        }
    }

    /** From the answer to BEGIN to COMMIT the writer's place is one transaction's. */
    private void oneWriter() {
        List<Transaction> writers = named.stream()
                .filter(each -> !each.reader() && each.begun() < each.ending())
                .sorted(Comparator.comparingLong(Transaction::begun))
                .toList();
        for (int i = 1; i < writers.size(); i++) {
            Transaction one = writers.get(i - 1);
            Transaction other = writers.get(i);
            if (other.begun() < one.ending()) {
                report(
                        Phenomenon.TWO_WRITERS,
                        other + " had begun (" + other.begun() + ") before " + one + " asked to end (" + one.ending()
                                + ")",
                        one,
                        other);
                return;
            }
        }
    }

    private void report(Phenomenon phenomenon, String explanation, Transaction... involved) {
        anomalies.add(new Anomaly(phenomenon, explanation, List.of(involved)));
    }
}
