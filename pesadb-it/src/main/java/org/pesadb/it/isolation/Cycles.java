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
 * <p>Whatever nothing comes before is in no circle, and neither is what comes only before such; so both are taken away first, again
 * and again. Where nothing is left, there is no circle, and that is found out in one walk.
 */
final class Cycles {
    private static final List<Set<Kind>> FROM_WORST = List.of(
            EnumSet.of(Kind.WRITE_WRITE),
            EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ),
            EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ, Kind.READ_WRITE),
            EnumSet.of(Kind.WRITE_WRITE, Kind.WRITE_READ, Kind.READ_WRITE, Kind.SESSION),
            EnumSet.allOf(Kind.class));

    private final Graph graph;
    private final int size;

    Cycles(Graph graph) {
        this.graph = graph;
        this.size = graph.transactions().size();
    }

    /** A circle of the fewest kinds and, among those, with one read of an older version rather than with several; or none. */
    List<Edge> worst() {
        for (Set<Kind> kinds : FROM_WORST) {
            List<List<Edge>> knot = knot(kinds);
            Set<Kind> others = EnumSet.copyOf(kinds);
            others.remove(Kind.READ_WRITE);
            List<Edge> single = kinds.equals(others) ? List.of() : shortest(knot, EnumSet.of(Kind.READ_WRITE), others);
            List<Edge> circle = single.isEmpty() ? shortest(knot, kinds, kinds) : single;
            if (!circle.isEmpty()) {
                return circle;
            }
        }
        return List.of();
    }

    /** The shortest circle of one edge of some kinds, and a way back of others. */
    private List<Edge> shortest(List<List<Edge>> knot, Set<Kind> firstKinds, Set<Kind> backKinds) {
        List<Edge> shortest = List.of();
        for (List<Edge> edges : knot) {
            for (Edge first : edges) {
                List<Edge> back =
                        firstKinds.contains(first.kind()) ? way(knot, first.to(), first.from(), backKinds) : List.of();
                if (!back.isEmpty() && (shortest.isEmpty() || back.size() + 1 < shortest.size())) {
                    shortest = new ArrayList<>(List.of(first));
                    shortest.addAll(back);
                    if (shortest.size() == 2) {
                        return shortest; // there is none that is shorter
                    }
                }
            }
        }
        return shortest;
    }

    private List<Edge> way(List<List<Edge>> knot, int from, int to, Set<Kind> kinds) {
        Edge[] by = new Edge[size];
        Deque<Integer> waiting = new ArrayDeque<>(List.of(from));
        while (!waiting.isEmpty()) {
            int at = waiting.remove();
            if (at == to) {
                return path(from, to, by);
            }
            for (Edge edge : knot.get(at)) {
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

    /** The edges of some kinds, by where they begin, without those that are surely in no circle of them. */
    private List<List<Edge>> knot(Set<Kind> kinds) {
        List<List<Edge>> out = none();
        List<List<Edge>> in = none();
        for (int number = 0; number < size; number++) {
            for (Edge edge : graph.from(number)) {
                if (kinds.contains(edge.kind())) {
                    out.get(number).add(edge);
                    in.get(edge.to()).add(edge);
                }
            }
        }
        boolean[] behind = free(out, in, false);
        boolean[] before = free(in, out, true);
        for (int number = 0; number < size; number++) {
            out.get(number)
                    .removeIf(edge ->
                            behind[edge.from()] || behind[edge.to()] || before[edge.from()] || before[edge.to()]);
        }
        return out;
    }

    private List<List<Edge>> none() {
        List<List<Edge>> none = new ArrayList<>(size);
        for (int number = 0; number < size; number++) {
            none.add(new ArrayList<>());
        }
        return none;
    }

    /** Those that are reached only from such as are reached from none. */
    private boolean[] free(List<List<Edge>> out, List<List<Edge>> in, boolean backwards) {
        boolean[] free = new boolean[size];
        int[] before = new int[size];
        Deque<Integer> waiting = new ArrayDeque<>();
        for (int number = 0; number < size; number++) {
            before[number] = in.get(number).size();
            if (before[number] == 0) {
                waiting.add(number);
            }
        }
        while (!waiting.isEmpty()) {
            int number = waiting.remove();
            free[number] = true;
            for (Edge edge : out.get(number)) {
                int next = backwards ? edge.from() : edge.to();
                if (--before[next] == 0) {
                    waiting.add(next);
                }
            }
        }
        return free;
    }
}
