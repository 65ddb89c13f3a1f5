package org.pesadb.storage.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.JoinStrategy.JoinKind;

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
     * What a strategy is asked to join.
     *
     * @param what is joined, for messages
     */
    record Asked(JoinInput left, JoinInput right, JoinKind kind, String what) {
        double cost(JoinStrategy strategy) {
            return strategy.estimate(left, right, kind);
        }
    }

    /**
     * One of those to choose among.
     *
     * @param cost    infinite where it cannot do it, or failed to say what it costs
     * @param failure how it failed, or null
     */
    private record Candidate(JoinStrategy strategy, double cost, PesaDbException failure) {
        /** A part that is broken keeps nobody from being joined by another one. */
        static Candidate of(JoinStrategy strategy, Asked asked) {
            try {
                return new Candidate(strategy, asked.cost(strategy), null);
            } catch (PesaDbException failed) {
                if (failed.code() != ErrorCode.BAD_PLUGIN) {
                    throw failed;
                }
                return new Candidate(strategy, Double.POSITIVE_INFINITY, failed);
            }
        }

        String described() {
            if (failure != null) {
                return strategy.name() + " is not to be used (" + failure.getMessage() + ")";
            }
            return strategy.name() + (Double.isInfinite(cost) ? " cannot do it" : " would cost " + Steps.figure(cost));
        }
    }

    /**
     * Chooses.
     *
     * @param using   what the command names, or null
     * @param guarded makes the errors of a strategy bear its name
     * @param asked   what is joined
     * @throws PesaDbException NO_SUCH_INDEX where no strategy can do it; BAD_PLUGIN where one that was named is broken, or all that could
     */
    static JoinChoice of(String using, Options options, UnaryOperator<JoinStrategy> guarded, Asked asked) {
        var components = options.components();
        if (using != null) {
            JoinStrategy named = guarded.apply(components.choose(ComponentKind.JOIN, JoinStrategy.class, using));
            double cost = asked.cost(named);
            if (Double.isInfinite(cost)) {
                throw cannot(using, asked.what());
            }
            return new JoinChoice(named, cost, "the command says USING " + using);
        }
        String standing = options.component(ComponentKind.JOIN);
        JoinStrategy first = guarded.apply(components.choose(ComponentKind.JOIN, JoinStrategy.class, standing));
        if (standing != null) {
            double cost = asked.cost(first);
            if (!Double.isInfinite(cost)) {
                return new JoinChoice(first, cost, "the database was opened with it");
            }
        }
        List<Candidate> all = new ArrayList<>();
        for (Component component : components.all(ComponentKind.JOIN)) {
            all.add(Candidate.of(guarded.apply((JoinStrategy) component), asked));
        }
        return cheapest(all, first.name(), asked.what());
    }

    private static JoinChoice cheapest(List<Candidate> all, String standard, String what) {
        Candidate best = all.stream()
                .min(Comparator.comparingDouble(Candidate::cost)
                        .thenComparing(one -> !one.strategy().name().equals(standard)))
                .orElseThrow();
        if (Double.isInfinite(best.cost())) {
            for (Candidate candidate : all) {
                if (candidate.failure() != null) {
                    throw candidate.failure();
                }
            }
            throw cannot(best.strategy().name(), what);
        }
        String others = all.stream()
                .filter(candidate -> candidate != best)
                .map(Candidate::described)
                .collect(Collectors.joining(", "));
        return new JoinChoice(
                best.strategy(), best.cost(), others.isEmpty() ? "there is no other" : "it costs least: " + others);
    }

    private static PesaDbException cannot(String name, String what) {
        return new PesaDbException(
                ErrorCode.NO_SUCH_INDEX,
                "the join '" + name + "' cannot join " + what
                        + ": it needs an index of these columns, and there is none that serves; make one with INDEX, or"
                        + " leave USING away");
    }
}
