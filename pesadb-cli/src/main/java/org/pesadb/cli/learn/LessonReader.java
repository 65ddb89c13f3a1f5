package org.pesadb.cli.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;

/** Reads a lesson's text; the package draws its form. */
public final class LessonReader {
    private static final Pattern COMMAND = Pattern.compile("(?:>|\\[([a-z]+)]) *(\\S.*)");
    private static final Pattern ACTION = Pattern.compile("! *(\\S.*)");
    private static final Pattern CHECK = Pattern.compile("(expect|keep) .*");
    private static final String COMMENT = "--";

    private final String name;
    private final List<String> head = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private int line;

    /** Of the step at hand; no kind where there is none. */
    private Step.Kind kind;

    private int begun;
    private String session;
    private final StringBuilder text = new StringBuilder();
    private final List<Check> checks = new ArrayList<>();

    private LessonReader(String name) {
        this.name = name;
    }

    /**
     * Reads one.
     *
     * @param name of the lesson
     * @param text of its file
     * @return the lesson
     * @throws PesaDbException SYNTAX, naming the line that cannot be understood
     */
    public static Lesson read(String name, String text) {
        return new LessonReader(name).lesson(text);
    }

    private Lesson lesson(String file) {
        for (String one : file.lines().toList()) {
            line++;
            take(one.stripTrailing());
        }
        end();
        if (head.size() < 2 || steps.stream().allMatch(step -> step.kind() == Step.Kind.TEXT)) {
            throw wrong("a lesson begins with title: and about:, and has a command at least");
        }
        return new Lesson(name, head.get(0), head.get(1), steps);
    }

    private void take(String one) {
        if (one.startsWith(COMMENT)) {
            return;
        } else if (head.size() < 2) {
            head(one);
            return;
        } else if (one.isEmpty()) {
            end();
            return;
        }
        Matcher command = COMMAND.matcher(one);
        Matcher action = ACTION.matcher(one);
        boolean check = CHECK.matcher(one).matches() && kind != null;
        if (kind == Step.Kind.TEXT && (command.matches() || action.matches() || check)) {
            throw wrong("a blank line is missing between the text and what follows");
        } else if (command.matches()) {
            begin(Step.Kind.COMMAND, command.group(1) == null ? Step.MAIN : command.group(1), command.group(2));
        } else if (action.matches()) {
            begin(Step.Kind.ACTION, Step.MAIN, action.group(1));
        } else if (check) {
            check(one);
        } else if (kind == Step.Kind.TEXT) {
            text.append('\n').append(one);
        } else if (kind == null) {
            begin(Step.Kind.TEXT, Step.MAIN, one);
        } else {
            throw wrong("below a command stands what is expected of it, or a blank line; not: " + one);
        }
    }

    private void head(String one) {
        String word = head.isEmpty() ? "title: " : "about: ";
        if (!one.startsWith(word)) {
            throw wrong("here stands '" + word + "' and a text, not: " + one);
        }
        head.add(one.substring(word.length()).strip());
    }

    private void begin(Step.Kind next, String where, String first) {
        end();
        kind = next;
        begun = line;
        session = where;
        text.append(first);
    }

    private void check(String one) {
        Check check = Check.of(line, one);
        if (check == null) {
            throw wrong("no such expectation: " + one);
        }
        checks.add(check);
    }

    private void end() {
        if (kind != null) {
            steps.add(new Step(begun, kind, session, text.toString(), checks));
        }
        kind = null;
        text.setLength(0);
        checks.clear();
    }

    private PesaDbException wrong(String what) {
        return new PesaDbException(ErrorCode.SYNTAX, "lesson " + name + ", line " + line + ": " + what);
    }
}
