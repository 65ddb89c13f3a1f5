package org.pesadb.cli.learn;

import java.util.List;

/**
 * A step of a lesson. Immutable.
 *
 * @param line    where it begins in the lesson's file, from 1
 * @param kind    what it is
 * @param session the session of a command
 * @param text    the paragraph, the command, or the action without its {@code !}
 * @param checks  what must come of it, and what is kept of it
 */
public record Step(int line, Kind kind, String session, String text, List<Check> checks) {
    /** The session that commands run in where none is named. */
    public static final String MAIN = "pesa";

    /** What a step is. */
    public enum Kind {
        /** A paragraph to read. */
        TEXT,
        /** A command of the shell. */
        COMMAND,
        /** Something that no command does. */
        ACTION
    }

    /** Keeps a copy of the checks. */
    public Step {
        checks = List.copyOf(checks);
    }

    /**
     * What is not as the lesson says, of what has come of this step.
     *
     * @param seen what was shown
     * @param kept what earlier steps have kept; gets what this one keeps
     * @return one line, or null where all is as it should be
     */
    public String fault(Seen seen, Kept kept) {
        if (seen.error() != null && checks.stream().noneMatch(Check::awaitsError)) {
            return "it failed with " + seen.error();
        }
        for (Check check : checks) {
            if (!check.holds(seen, kept)) {
                return "line " + check.line() + " says: " + kept.fill(check.text());
            }
        }
        return null;
    }
}
