package org.pesadb.it.fault;

import java.util.LinkedHashSet;
import java.util.Set;

/** What may be found, given what was answered. */
final class Expected {
    /** The first is the one without what is in doubt. */
    private Set<State> allowed;

    private final Set<State> history = new LinkedHashSet<>();

    Expected(State known) {
        allowed = Set.of(known);
        history.add(known);
    }

    /** A step was acknowledged. One that only reads may be so while another one's outcome is in doubt. */
    void done(Step step) {
        Set<State> next = new LinkedHashSet<>();
        for (State there : allowed) {
            for (State seen : allowed) {
                next.add(after(step, there, seen));
            }
        }
        allowed = next;
        history.addAll(next);
    }

    private static State after(Step step, State there, State seen) {
        State effect = seen.copy();
        step.effect().accept(effect);
        if (step.writes()) {
            return effect; // there is but one state
        }
        State next = there.copy();
        next.backup(effect.backup());
        return next;
    }

    /** A step's outcome is unknown, or it has not come to an answer yet. */
    void doubted(Step step) {
        Set<State> next = new LinkedHashSet<>(allowed);
        for (State state : allowed) {
            State perhaps = state.copy();
            step.effect().accept(perhaps);
            next.add(perhaps);
        }
        allowed = next;
        history.addAll(next);
    }

    boolean isInDoubt() {
        return allowed.size() > 1;
    }

    /** The states that keep every promise to who ends the process. */
    Set<State> allowed() {
        return allowed;
    }

    /** The states that were allowed at any time: those that keep every promise to who does not force commits, and pulls the plug. */
    Set<State> history() {
        return new LinkedHashSet<>(history);
    }

    /** Ends a doubt: the database was opened again and holds one of the states. */
    void settle(State found) {
        Set<State> left = new LinkedHashSet<>(allowed);
        left.removeIf(state -> !state.sameTables(found));
        allowed = left;
    }

    Expected copy() {
        Expected copy = new Expected(allowed.iterator().next());
        copy.allowed = allowed;
        copy.history.addAll(history);
        return copy;
    }
}
