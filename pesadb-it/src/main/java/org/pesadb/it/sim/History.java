package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.SyncMode;

/** Which states a crash may leave, by what was acknowledged. */
final class History {
    private final SyncMode sync;

    /** The states after each commit, the first of which is surely durable. */
    private final List<State> states = new ArrayList<>();

    /** What a commit would have left of which nobody knows whether it is durable, or null. */
    private State perhaps;

    History(SyncMode sync, State durable) {
        this.sync = sync;
        states.add(durable);
    }

    /** What everybody sees who looks now. */
    State newest() {
        return states.get(states.size() - 1);
    }

    boolean hasDoubt() {
        return perhaps != null;
    }

    /** A commit was acknowledged. */
    void committed(State after) {
        states.add(after);
        if (sync == SyncMode.FULL) {
            durable();
        }
    }

    /** Everything acknowledged is durable, such as after a clean close. */
    void durable() {
        states.subList(0, states.size() - 1).clear();
    }

    /** A commit failed, and nobody knows its outcome. */
    void doubted(State after) {
        perhaps = after;
    }

    /** What may be found after a loss of power. */
    List<State> afterPowerLoss() {
        return withDoubt(states);
    }

    /** What may be found after the end of the process. */
    List<State> afterEnd() {
        return withDoubt(List.of(newest()));
    }

    private List<State> withDoubt(List<State> sure) {
        List<State> all = new ArrayList<>(sure);
        if (perhaps != null) {
            all.add(perhaps);
        }
        return all;
    }
}
