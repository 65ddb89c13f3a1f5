package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;
import org.pesadb.storage.guard.GuardedJoin;

/**
 * The strategy for one step of a join: the one that the command names; else the one that the database was opened with, where it
 * can do it; else the one that says it costs least, the default where several cost the same.
 *
 * @param strategy what joins
 * @param cost     what it says that it costs
 * @param why      why it was chosen, and what the others would cost
 */
record JoinChoice(JoinStrategy strategy, double cost, String why) {
    /**
     * Chooses.
     *
     * @param using what the command names, or null
     * @param what  is joined, for messages
     */
    static JoinChoice of(String using, Options options, JoinInput left, JoinInput right, JoinKind kind, String what) {
        var components = options.components();
        if (using != null) {
            JoinStrategy named = guarded(components.choose(ComponentKind.JOIN, JoinStrategy.class, using));
            double cost = named.estimate(left, right, kind);
            if (Double.isInfinite(cost)) {
                throw cannot(using, what);
            }
            return new JoinChoice(named, cost, "the command says USING " + using);
        }
        String standing = options.component(ComponentKind.JOIN);
        JoinStrategy first = guarded(components.choose(ComponentKind.JOIN, JoinStrategy.class, standing));
        JoinStrategy best = first;
        double least = first.estimate(left, right, kind);
        if (standing != null && !Double.isInfinite(least)) {
            return new JoinChoice(first, least, "the database was opened with it");
        }
        List<String> others = new ArrayList<>();
        List<JoinStrategy> all = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        for (Component component : components.all(ComponentKind.JOIN)) {
            JoinStrategy candidate = guarded((JoinStrategy) component);
            double cost = candidate.estimate(left, right, kind);
            all.add(candidate);
            costs.add(cost);
            if (cost < least) {
                best = candidate;
                least = cost;
            }
        }
        if (Double.isInfinite(least)) {
            throw cannot(best.name(), what);
        }
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).name().equals(best.name())) {
                others.add(all.get(i).name()
                        + (Double.isInfinite(costs.get(i))
                                ? " cannot do it"
                                : " would cost " + Steps.figure(costs.get(i))));
            }
        }
        return new JoinChoice(
                best, least, others.isEmpty() ? "there is no other" : "it costs least: " + String.join(", ", others));
    }

    private static JoinStrategy guarded(JoinStrategy strategy) {
        return GuardedJoin.of(strategy);
    }

    private static PesaDbException cannot(String name, String what) {
        return new PesaDbException(
                ErrorCode.NO_SUCH_INDEX,
                "the join '" + name + "' cannot join " + what
                        + ": it needs an index of these columns, and there is none that serves; make one with INDEX, or"
                        + " leave USING away");
    }
}
