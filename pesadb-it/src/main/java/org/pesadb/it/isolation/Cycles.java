package org.pesadb.it.isolation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.pesadb.it.isolation.Graph.Edge;
import org.pesadb.it.isolation.Graph.Kind;

/**
 * Finds circles in a {@link Graph}, and the worst first: those of few kinds of edges break the weakest promises. Of one thread.
 *
 * <p>Where the whole graph has no circle, which one walk shows, nothing more is looked for.
 */
final class Cycles {
    private static final List<Set<Kind>> FROM_WORST = List.of(
            EnumSet.of(Kind.WRITE_WRITE),
            EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ),
            EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ, Kind.READ_WRITE),
            EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ, Kind.READ_WRITE, Kind.SESSION),
            EnumSet.allOf(Kind.class));

    private final Graph graph;

    Cycles(Graph graph) {
        this.graph = graph;
    }

    /** A circle of the fewest kinds and, among those, with one read of an older version rather than with several; or none. */
    List<Edge> worst() {
        if (!isKnotted()) {
            return List.of();
        }
        for (Set<Kind> kinds : FROM_WORST) {
            Set<Kind> others = EnumSet.copyOf(kinds);
            others.remove(Kind.READ_WRITE);
            if (kinds.contains(Kind.READ_WRITE)) {
                List<Edge> single = shortest(kinds, others);
                if (!single.isEmpty()) {
                    return single;
                }
            }
            List<Edge> any = shortest(kinds, kinds);
            if (!any.isEmpty()) {
                return any;
            }
        }
        throw new IllegalStateException("a knot without a circle");
    }

    /** The shortest circle of one edge of some kinds, and a way back of others. */
    private List<Edge> shortest(Set<Kind> firstKinds, Set<Kind> backKinds) {
        List<Edge> shortest = List.of();
        for (int number = 0; number < graph.transactions().size(); number++) {
            for (Edge first : graph.from(number)) {
                if (firstKinds.contains(first.kind())) {
                    List<Edge> back = way(first.to(), number, backKinds);
                    if (!back.isEmpty() && (shortest.isEmpty() || back.size() + 1 < shortest.size())) {
                        shortest = new ArrayList<>(List.of(first));
                        shortest.addAll(back);
                        if (shortest.size() == 2) {
                            return shortest;
                        }
                    }
                }
            }
        }
        return shortest;
    }

    private List<Edge> way(int from, int to, Set<Kind> kinds) {
        Edge[] by = new Edge[graph.transactions().size()];
        Deque<Integer> waiting = new ArrayDeque<>(List.of(from));
        while (!waiting.isEmpty()) {
            int at = waiting.remove();
            if (at == to) {
                return path(from, to, by);
            }
            for (Edge edge : graph.from(at)) {
                if (kinds.contains(edge.kind()) && by[edge.to()] == null && edge.to() != from) {
                    by[edge.to()] = edge;
                    waiting.add(edge.to());
                }
            }
        }
        return List.of();
    }

    private static List<Edge> path(int from, int to, Edge[] by) {
        List<Edge> path = new ArrayList<>();
        for (int at = to; at != from; at = by[at].from()) {
            path.add(by[at]);
        }
        Collections.reverse(path);
        return path;
    }

    /** Takes away whatever nothing comes before, again and again; what stays is in a circle, or behind one. */
    private boolean isKnotted() {
        int[] before = new int[graph.transactions().size()];
        for (int number = 0; number < before.length; number++) {
            graph.from(number).forEach(edge -> before[edge.to()]++);
        }
        Deque<Integer> free = new ArrayDeque<>();
        for (int number = 0; number < before.length; number++) {
            if (before[number] == 0) {
                free.add(number);
            }
        }
        int taken = 0;
        while (!free.isEmpty()) {
            int number = free.remove();
            taken++;
            for (Edge edge : graph.from(number)) {
                if (--before[edge.to()] == 0) {
                    free.add(edge.to());
                }
            }
        }
        return taken < before.length;
    }
}
