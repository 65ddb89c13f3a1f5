package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.pesadb.it.isolation.Graph.Edge;
import org.pesadb.it.isolation.Graph.Kind;

/** Says what a circle of transactions is called, and tells it. */
final class CycleNames {
    private CycleNames() {}

    static Anomaly explain(List<Edge> found, List<Transaction> transactions) {
        List<Edge> circle = new ArrayList<>(found);
        Edge first = Collections.min(circle, Comparator.comparingInt(Edge::from));
        Collections.rotate(circle, -circle.indexOf(first)); // it is told from its oldest transaction on
        StringBuilder text = new StringBuilder("each must have come before the next, and the last before the first:");
        List<Transaction> involved = new ArrayList<>();
        for (Edge edge : circle) {
            Transaction from = transactions.get(edge.from());
            involved.add(from);
            text.append('\n')
                    .append(from)
                    .append(" before ")
                    .append(transactions.get(edge.to()))
                    .append(": it ")
                    .append(edge.reason());
        }
        return new Anomaly(name(circle, transactions), text.toString(), involved);
    }

    private static Phenomenon name(List<Edge> circle, List<Transaction> transactions) {
        if (count(circle, Kind.REAL_TIME) > 0) {
            return Phenomenon.STALE_READ;
        } else if (count(circle, Kind.SESSION) > 0) {
            return Phenomenon.OLDER_SNAPSHOT;
        }
        long older = count(circle, Kind.READ_WRITE);
        if (older == 0) {
            return count(circle, Kind.WRITE_READ) > 0 ? Phenomenon.CIRCULAR_INFORMATION_FLOW : Phenomenon.DIRTY_WRITE;
        } else if (circle.stream().anyMatch(edge -> edge.kind() == Kind.READ_WRITE && edge.byScan())) {
            return Phenomenon.PHANTOM;
        } else if (older > 1) {
            return Phenomenon.WRITE_SKEW;
        } else if (count(circle, Kind.WRITE_READ) == 0) {
            return Phenomenon.LOST_UPDATE;
        }
        return isTorn(circle, transactions) ? Phenomenon.TORN_READ : Phenomenon.READ_SKEW;
    }

    private static long count(List<Edge> circle, Kind kind) {
        return circle.stream().filter(edge -> edge.kind() == kind).count();
    }

    /** Whether somebody saw what one transaction wrote and missed another row that this one wrote too. */
    private static boolean isTorn(List<Edge> circle, List<Transaction> transactions) {
        Edge missed = circle.stream()
                .filter(edge -> edge.kind() == Kind.READ_WRITE)
                .findFirst()
                .orElseThrow();
        return circle.stream()
                .filter(edge -> edge.kind() == Kind.WRITE_READ && edge.to() == missed.from())
                .anyMatch(edge -> transactions.get(edge.from()).steps().stream()
                        .anyMatch(step -> step.operation() instanceof Operation.Write write
                                && write.key().equals(missed.key())));
    }
}
