package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.it.isolation.Graph.Edge;

/**
 * Finds out whether a history could have been had by running its transactions one after another, in an order that contradicts
 * neither a session nor the clock: strict serializability, which is what PesaDB promises. If not, it says which {@link Phenomenon}
 * is to blame.
 *
 * <p>Two judges look at it. The first knows nothing of the database: from who saw whose marks it finds out what must have come before
 * what, and looks for circles. The second, {@code SerialOrder}, takes the numbers that the database gave to its transactions
 * for a proof, and checks that proof line by line. No state; threads may share it.
 */
public final class Checker {
    private static final int MOST = 20;

    private Checker() {}

    /**
     * Checks a history.
     *
     * @param history what all sessions saw
     * @return what is wrong, the most telling first, at most {@value #MOST}; none where nothing is
     * @throws IllegalArgumentException where two writes of a row have the same mark: then nothing can be told
     */
    public static List<Anomaly> check(History history) {
        Versions versions = new Versions(history);
        Reads reads = new Reads(history, versions);
        List<Anomaly> found = new ArrayList<>(reads.anomalies());
        lostUpdates(versions, found);
        if (found.isEmpty()) {
            // What was found above would only come back as a circle.
            Graph graph = new Graph(history, versions, reads);
            List<Edge> circle = new Cycles(graph).worst();
            if (!circle.isEmpty()) {
                found.add(CycleNames.explain(circle, graph.transactions()));
            }
        }
        found.addAll(new SerialOrder(history, versions).check());
        return List.copyOf(found.subList(0, Math.min(MOST, found.size())));
    }

    /** Two committed writes over one version. */
    private static void lostUpdates(Versions versions, List<Anomaly> found) {
        List<Version> bases = new ArrayList<>(versions.installed());
        versions.keys().forEach(key -> bases.add(versions.unborn(key)));
        for (Version base : bases) {
            if (base.next().size() > 1) {
                Version one = base.next().get(0);
                Version other = base.next().get(1);
                found.add(new Anomaly(
                        Phenomenon.LOST_UPDATE,
                        one.writer() + " made " + one + " and " + other.writer() + " made " + other + ", both over "
                                + base + ": one of them is gone",
                        List.of(one.writer(), other.writer())));
            }
        }
    }
}
