package org.pesadb.it.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a program prints, on a stream and in a file, and what it found wrong. Of one thread. */
final class Report implements AutoCloseable {
    private static final long PROGRESS_NANOS = 10_000_000_000L;

    private final String name;
    private final Path folder;
    private final PrintStream out;
    private final StringBuilder text = new StringBuilder();
    private final List<String> faults = new ArrayList<>();
    private boolean closed;
    private long progressed = System.nanoTime();

    Report(String name, Path folder, PrintStream out) {
        this.name = name;
        this.folder = folder;
        this.out = out;
    }

    /** Prints a line. */
    void say(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        out.println(line);
        text.append(line).append('\n');
    }

    /** Prints how far it has come, at most every ten seconds. The file does without. */
    void progress(String format, Object... values) {
        if (System.nanoTime() - progressed > PROGRESS_NANOS) {
            progressed = System.nanoTime();
            out.println("... " + String.format(Locale.ROOT, format, values));
        }
    }

    /** Prints something wrong; the program's exit status will be 1. */
    void fail(String format, Object... values) {
        faults.add(String.format(Locale.ROOT, format, values));
        say("FAIL %s", faults.get(faults.size() - 1));
    }

    /** Judges: {@code holds}, or it is a fault. */
    void expect(boolean holds, String format, Object... values) {
        if (holds) {
            say("ok   " + format, values);
        } else {
            fail(format, values);
        }
    }

    /** The headings over {@link #latencies}. */
    void latencyHead() {
        say("%-28s %9s %9s %9s %9s %9s", "latency, ms", "count", "p50", "p99", "p99.9", "max");
    }

    /** A line of percentiles. */
    void latencies(String what, Histogram of) {
        say(
                "%-28s %9d %9s %9s %9s %9s",
                what,
                of.count(),
                Units.millis(of.percentile(50)),
                Units.millis(of.percentile(99)),
                Units.millis(of.percentile(99.9)),
                Units.millis(of.max()));
    }

    /** Median, 99th percentile and maximum over time, as text on one logarithmic scale. */
    void overTime(String what, Timeline of) {
        Sparkline scale = Sparkline.logarithmic(of.series(Timeline.Point::p50), of.series(Timeline.Point::max));
        say("%s over time, %s to %s (logarithmic)", what, Units.time(scale.low()), Units.time(scale.high()));
        say("  p50  %s", scale.draw(of.series(Timeline.Point::p50)));
        say("  p99  %s", scale.draw(of.series(Timeline.Point::p99)));
        say("  max  %s", scale.draw(of.series(Timeline.Point::max)));
    }

    /** Writes the picture. */
    void picture(Chart chart) throws IOException {
        Path file = folder.resolve(name + ".svg");
        Files.writeString(file, chart.svg(), StandardCharsets.UTF_8);
        say("picture: %s", file);
    }

    /** What was found wrong. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /**
     * Says the end result.
     *
     * @return the exit status
     */
    int conclude() {
        say(faults.isEmpty() ? "PASS %s" : "FAIL %s: %d of its verdicts", name, faults.size());
        return faults.isEmpty() ? 0 : 1;
    }

    /** Writes the file. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            Files.writeString(folder.resolve(name + ".txt"), text, StandardCharsets.UTF_8);
        }
    }
}
