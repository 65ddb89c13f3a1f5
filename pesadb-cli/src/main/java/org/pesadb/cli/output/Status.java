package org.pesadb.cli.output;

import java.util.Locale;
import org.pesadb.api.PesaDbException;

/** The lines for people that end a command. */
final class Status {
    private Status() {}

    /** Such as {@code (2 rows)}, {@code ok (1 row, 0.4 ms)} or {@code ok}; null where nothing is to be said. */
    static String of(Results.Done done, boolean timed) {
        String count = done.rows() == 1 ? "1 row" : done.rows() + " rows";
        String time = timed ? String.format(Locale.ROOT, "%.1f ms", done.nanos() / 1e6) : null;
        return switch (done.kind()) {
            case ROWS -> "(" + joined(count, time) + ")";
            case CHANGES -> "ok (" + joined(count, time) + ")";
            case NOTHING -> time == null ? "ok" : "ok (" + time + ")";
            case TEXT -> null;
        };
    }

    private static String joined(String count, String time) {
        return time == null ? count : count + ", " + time;
    }

    /** Such as {@code error DUPLICATE_KEY: users.id 1 already exists}. */
    static String of(PesaDbException failure) {
        return "error " + failure.code() + ": " + Visible.text(String.valueOf(failure.getMessage()))
                + (failure.outcomeUnknown()
                        ? " (outcome unknown: after reopening the change is wholly there or wholly absent)"
                        : "");
    }
}
