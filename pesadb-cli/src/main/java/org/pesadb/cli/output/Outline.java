package org.pesadb.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result that is no table: lines under each other for people, and one object for programs. What people see is aligned in two columns,
 * indented by what belongs to what; an explanation stands on a line of its own below. Of one thread.
 */
public final class Outline {
    private static final int INDENT = 2;
    private static final int NAME_WIDTH = 14;

    private final boolean explained;
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** @param explained whether people see the explanations */
    public Outline(boolean explained) {
        this.explained = explained;
    }

    /**
     * Adds a line for people.
     *
     * @param depth       what it belongs to: 0 for nothing
     * @param name        what it is about
     * @param text        what is said of it
     * @param explanation for those who see such a thing for the first time; may be empty
     */
    public void line(int depth, String name, String text, String explanation) {
        String margin = " ".repeat(depth * INDENT);
        String label = margin + name;
        String padding = " ".repeat(Math.max(1, NAME_WIDTH - label.length()));
        lines.add(Visible.text(label + padding + text).stripTrailing());
        if (explained && !explanation.isEmpty()) {
            lines.add(" ".repeat(NAME_WIDTH) + "| " + explanation);
        }
    }

    /**
     * Adds what programs see.
     *
     * @param name  of the field
     * @param value a number, a text, a boolean, null, or a list or map of those
     */
    public void field(String name, Object value) {
        fields.put(name, value);
    }

    /**
     * For people.
     *
     * @return the lines, in the order they were added
     */
    public List<String> lines() {
        return lines;
    }

    /**
     * For programs.
     *
     * @return the fields, in the order they were added
     */
    public Map<String, Object> fields() {
        return fields;
    }
}
