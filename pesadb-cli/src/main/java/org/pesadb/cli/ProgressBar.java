package org.pesadb.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.pesadb.api.Progress;

/**
 * Shows on a terminal how far a long statement has come, on one line that it rewrites and at the end erases:
 *
 * <pre>
 * copying pages  45 % [#######.........] 3 s left, 54,000 of 120,000, 23,000/s
 * </pre>
 *
 * <p>It appears once the statement has taken half a second. It is drawn by the thread that runs the statement, between pieces of
 * its work, and with nothing but carriage returns and spaces: no other thread can write into somebody's results, and no
 * terminal is too simple. (Libraries for this open a terminal and start a thread of their own, beside those of the line editor.)
 */
final class ProgressBar implements Progress {
    /** Shows nothing. */
    static final ProgressBar NONE = new ProgressBar(null, () -> 0);

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int USUAL_WIDTH = 80;
    private static final int BAR = 16;
    /** What a terminal shows of a Ctrl-C stands behind the line, and is erased with it. */
    private static final int ECHO = 2;

    private final LongSupplier clock;
    private OutputStream terminal;
    private IntSupplier width = () -> USUAL_WIDTH;
    private long begun;
    private long drawn;
    private int shown;
    private volatile boolean interrupted;
    private String step = "";
    private long stepBegun;
    private long stepFrom;

    /**
     * @param terminal where to draw; null shows nothing
     * @param clock    nanoseconds
     */
    ProgressBar(OutputStream terminal, LongSupplier clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** Says how wide the terminal is; it may change, and 0 means that nobody knows. */
    void within(IntSupplier columns) {
        width = () -> columns.getAsInt() > 0 ? columns.getAsInt() : USUAL_WIDTH;
    }

    /** A statement begins. */
    void begin() {
        begun = clock.getAsLong();
        drawn = begun;
        step = "";
        interrupted = false;
    }

    /** Somebody pressed Ctrl-C, which the terminal shows. Any thread may call it. */
    void interrupted() {
        interrupted = true;
    }

    /** Whether the statement has taken so long that its progress is shown, and the last line is old enough. */
    boolean due() {
        long now = clock.getAsLong();
        return terminal != null && now - begun >= PATIENCE_NANOS && (shown == 0 || now - drawn >= REDRAW_NANOS);
    }

    @Override
    public void report(String what, long done, long total) {
        draw(what, done, total, number -> String.format(Locale.ROOT, "%,d", number));
    }

    /** The same for bytes, which are shown in larger units. */
    void bytes(String what, long done, long total) {
        draw(what, done, total, ProgressBar::size);
    }

    private void draw(String what, long done, long total, LongFunction<String> unit) {
        if (terminal == null) {
            return;
        }
        if (!what.equals(step)) {
            step = what;
            stepBegun = clock.getAsLong();
            stepFrom = done;
        }
        if (due()) {
            drawn = clock.getAsLong();
            put(line(done, total, unit));
        }
    }

    private String line(long done, long total, LongFunction<String> unit) {
        double seconds = (drawn - stepBegun) / 1e9;
        double rate = seconds > 0 ? (done - stepFrom) / seconds : 0;
        String speed = rate >= 1 ? ", " + unit.apply((long) rate) + "/s" : "";
        if (total <= 0) {
            return step + "  " + unit.apply(done) + speed;
        }
        double part = Math.min(1, (double) done / total);
        int full = (int) (part * BAR);
        String left = rate >= 1 ? time((total - done) / rate) + " left, " : "";
        return step + String.format(Locale.ROOT, "  %2d %% [", (int) (part * 100)) + "#".repeat(full)
                + ".".repeat(BAR - full) + "] " + left + unit.apply(done) + " of " + unit.apply(total) + speed;
    }

    private static String time(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return whole < 100 ? whole + " s" : whole < 6_000 ? whole / 60 + " min" : whole / 3_600 + " h";
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** Writes a line over the one before. It never reaches the last column, where some terminals go on to the next line. */
    private void put(String line) {
        int room = Math.max(0, width.getAsInt() - 1 - ECHO);
        String cut = line.length() > room ? line.substring(0, room) : line;
        int length = Math.max(cut.length(), Math.min(shown, room)); // the cursor stays behind the longest line
        shown = length;
        write("\r" + cut + " ".repeat(length - cut.length()));
    }

    /** The statement has ended: what is printed next begins on an empty line. */
    void end() {
        if (shown > 0) {
            write("\r" + " ".repeat(shown + ECHO) + "\r");
            shown = 0;
        } else if (interrupted && terminal != null) {
            write("\n"); // behind the echo, and behind rows that may stand before it
        }
        interrupted = false;
    }

    private void write(String text) {
        try {
            terminal.write(text.getBytes(StandardCharsets.US_ASCII));
            terminal.flush();
        } catch (IOException gone) {
            terminal = null; // the statement goes on; what it prints will say what is wrong
            shown = 0;
        }
    }
}
