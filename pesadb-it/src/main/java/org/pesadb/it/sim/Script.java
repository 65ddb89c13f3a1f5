package org.pesadb.it.sim;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pesadb.api.SyncMode;

/**
 * All that happens in one run. Immutable.
 *
 * @param sync    when commits are forced
 * @param chance  decides about the settings of the first opening
 * @param actions what happens, in order
 */
record Script(SyncMode sync, long chance, List<Action> actions) {
    Script {
        actions = List.copyOf(actions);
    }

    Script with(List<Action> others) {
        return new Script(sync, chance, others);
    }

    /** The script as people read it, a line for each action. */
    String lines() {
        return IntStream.range(0, actions.size())
                .mapToObj(i -> actions.get(i).line())
                .collect(Collectors.joining(
                        "\n", "-- sync " + sync.name().toLowerCase(java.util.Locale.ROOT) + "\n", "\n"));
    }
}
