package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a script that fails as short as it finds: leaves out pieces of it, from halves down to single steps, as long as what is left
 * breaks the same promise (delta debugging). Of one thread.
 */
final class Shrinker {
    private final Product product;
    private int replays;
    private Script shortest;
    private Violation violation;

    /**
     * @param product    what failed
     * @param script     the script under which it did
     * @param violation  how
     * @param replays    how many scripts to try at most
     */
    Shrinker(Product product, Script script, Violation violation, int replays) {
        this.product = product;
        this.shortest = script;
        this.violation = violation;
        this.replays = replays;
    }

    /** The shortest script found. */
    Script shrink() {
        anchor();
        boolean shorter = true;
        while (shorter && replays > 0) {
            shorter = false;
            for (int piece = Math.max(1, shortest.actions().size() / 2); piece > 0; piece /= 2) {
                shorter |= leaveOut(piece);
            }
        }
        return shortest;
    }

    /** How the shortest script fails. */
    Violation violation() {
        return violation;
    }

    private boolean leaveOut(int piece) {
        boolean shorter = false;
        // From the end: what comes after the failure goes first.
        for (int from = shortest.actions().size() - piece; from > -piece && replays > 0; from -= piece) {
            int first = Math.max(0, from);
            List<Action> rest = new ArrayList<>(shortest.actions());
            rest.subList(first, Math.min(rest.size(), from + piece)).clear();
            shorter |= failsStill(shortest.with(rest));
        }
        return shorter;
    }

    private void anchor() {
        Simulation once = new Simulation(shortest, product, new Totals());
        try {
            once.run();
        } catch (Violation same) {
            failsStill(once.anchored());
        }
    }

    private boolean failsStill(Script candidate) {
        replays--;
        try {
            new Simulation(candidate, product, new Totals()).run();
            return false;
        } catch (Violation again) {
            if (again.kind() != violation.kind()) {
                return false;
            }
            shortest = candidate;
            violation = again;
            return true;
        }
    }
}
