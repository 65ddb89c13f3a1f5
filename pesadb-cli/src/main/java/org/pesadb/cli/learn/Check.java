package org.pesadb.cli.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line below a command: what must come of it, or what is kept of it. Immutable. */
public final class Check {
    private static final Pattern FORM = Pattern.compile("expect (not )?(row|rows|text|figure|error) (\\S.*)");
    private static final Pattern FIGURE = Pattern.compile("([a-z_]+) (=|!=|<|<=|>|>=) (\\S+)");
    private static final Pattern KEEP = Pattern.compile("keep ([a-z_]+) = ([a-z_]+)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final String ANY = "*";

    /** Looks at what was shown. */
    private interface Rule {
        boolean holds(Seen seen, Kept kept);
    }

    private final int line;
    private final String text;
    private final boolean awaitsError;
    private final Rule rule;

    private Check(int line, String text, boolean awaitsError, Rule rule) {
        this.line = line;
        this.text = text;
        this.awaitsError = awaitsError;
        this.rule = rule;
    }

    /** Understands a line; null where it is none of this kind. */
    static Check of(int line, String text) {
        Matcher keep = KEEP.matcher(text);
        if (keep.matches()) {
            return new Check(line, text, false, (seen, kept) -> keep(seen, kept, keep.group(1), keep.group(2)));
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        Rule rule = rule(form.group(2), form.group(3));
        if (rule == null) {
            return null;
        }
        boolean negated = form.group(1) != null;
        Rule whole = negated ? (seen, kept) -> !rule.holds(seen, kept) : rule;
        return new Check(line, text, form.group(2).equals("error") && !negated, whole);
    }

    private static Rule rule(String what, String rest) {
        switch (what) {
            case "row":
                List<String> values = words(rest);
                return (seen, kept) -> seen.rows().stream().anyMatch(row -> begins(row, values, kept));
            case "rows":
                return (seen, kept) -> rest.equals(String.valueOf(seen.rows().size()));
            case "text":
                String wanted = words(rest).size() == 1 ? words(rest).get(0) : rest;
                return (seen, kept) -> seen.text().contains(kept.fill(wanted));
            case "error":
                return (seen, kept) -> rest.equals(seen.error());
            default:
                Matcher figure = FIGURE.matcher(rest);
                return figure.matches()
                        ? (seen, kept) ->
                                compare(seen.figure(figure.group(1)), figure.group(2), kept.fill(figure.group(3)))
                        : null;
        }
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words;
    }

    private static boolean begins(List<String> row, List<String> values, Kept kept) {
        for (int i = 0; i < values.size(); i++) {
            if (i >= row.size()
                    || !values.get(i).equals(ANY) && !kept.fill(values.get(i)).equals(row.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean compare(String seen, String operator, String wanted) {
        if (seen == null || !isNumber(seen) || !isNumber(wanted)) {
            return false;
        }
        int order = Long.compare(Long.parseLong(seen), Long.parseLong(wanted));
        return switch (operator) {
            case "=" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d{1,18}");
    }

    private static boolean keep(Seen seen, Kept kept, String name, String figure) {
        String value = seen.figure(figure);
        if (value != null) {
            kept.keep(name, value);
        }
        return value != null;
    }

    /** Where it stands in the lesson's file. */
    int line() {
        return line;
    }

    /** How it is written. */
    String text() {
        return text;
    }

    /** Whether the command is meant to fail. */
    boolean awaitsError() {
        return awaitsError;
    }

    /** Whether it is so; what is kept is kept then. */
    boolean holds(Seen seen, Kept kept) {
        return rule.holds(seen, kept);
    }
}
