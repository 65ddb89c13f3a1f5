package org.pesadb.cli.learn;

import java.util.List;

/**
 * A lesson: paragraphs, commands and what these must show. Immutable.
 *
 * @param name  by which it is asked for
 * @param title what it teaches, one line
 * @param about more of that, one line
 * @param steps in their order
 */
public record Lesson(String name, String title, String about, List<Step> steps) {
    /** Keeps a copy of the steps. */
    public Lesson {
        steps = List.copyOf(steps);
    }

    /**
     * How many steps do something.
     *
     * @return the commands and actions
     */
    public long commands() {
        return steps.stream().filter(step -> step.kind() != Step.Kind.TEXT).count();
    }
}
