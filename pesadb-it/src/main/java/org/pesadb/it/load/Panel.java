package org.pesadb.it.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** One diagram of a {@link Chart}: lines over seconds, and levels. Of one thread. */
final class Panel {
    static final int HEIGHT = 220;
    private static final int LEFT = 90;
    private static final int RIGHT = 130;
    private static final int TOP = 34;
    private static final int BOTTOM = 26;
    private static final int TICKS = 4;

    private final String title;
    private final boolean logarithmic;
    private final double base;
    private final DoubleFunction<String> unit;
    private final List<Line> lines = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    private double[] marks = {};

    private record Line(String name, String colour, double[] seconds, double[] values) {}

    private record Level(String name, String colour, double value) {}

    private Panel(String title, boolean logarithmic, double base, DoubleFunction<String> unit) {
        this.title = title;
        this.logarithmic = logarithmic;
        this.base = base;
        this.unit = unit;
    }

    /** Bytes, from 0. */
    static Panel bytes(String title) {
        return new Panel(title, false, 1024, Units::bytes);
    }

    /** Numbers without a unit, from 0. */
    static Panel numbers(String title) {
        return new Panel(title, false, 1000, value -> String.format(Locale.ROOT, "%.0f", value));
    }

    /** Median, 99th percentile and maximum of durations. */
    static Panel latency(String title, Timeline of) {
        return new Panel(title, true, 1000, Units::time)
                .line("max", "#c0392b", of.seconds(), of.series(Timeline.Point::max))
                .line("p99", "#e6a117", of.seconds(), of.series(Timeline.Point::p99))
                .line("median", "#2471a3", of.seconds(), of.series(Timeline.Point::p50));
    }

    Panel line(String name, String colour, double[] seconds, double[] values) {
        lines.add(new Line(name, colour, seconds, values));
        return this;
    }

    Panel line(String name, String colour, Series of) {
        return line(name, colour, of.seconds(), of.values());
    }

    /** A horizontal line, such as a limit. */
    Panel level(String name, String colour, double value) {
        levels.add(new Level(name, colour, value));
        return this;
    }

    /** Moments, shown as small strokes at the bottom. */
    Panel marks(double[] seconds) {
        marks = seconds;
        return this;
    }

    double lastSecond() {
        double last = 0;
        for (Line line : lines) {
            last = line.seconds.length == 0 ? last : Math.max(last, line.seconds[line.seconds.length - 1]);
        }
        return last;
    }

    private double extreme(boolean highest) {
        double found = highest ? 1 : Double.MAX_VALUE;
        for (Line line : lines) {
            for (double value : line.values) {
                found = highest ? Math.max(found, value) : Math.min(found, Math.max(1, value));
            }
        }
        for (Level level : levels) {
            found = highest ? Math.max(found, level.value) : found;
        }
        return found;
    }

    /** Draws itself. */
    void draw(StringBuilder svg, int top, int width, double seconds) {
        double high = extreme(true);
        double low = logarithmic ? Math.min(extreme(false), high / 10) : 0;
        Scale y = new Scale(low, high, top + HEIGHT - BOTTOM, top + TOP, logarithmic);
        Scale x = new Scale(0, Math.max(seconds, 1e-3), LEFT, width - RIGHT, false);
        text(svg, LEFT, top + TOP - 12, "start", "#222", title);
        for (double value : y.ticks(TICKS, base)) {
            stroke(svg, x.low(), y.at(value), x.high(), y.at(value), "#e4e4e4");
            text(svg, LEFT - 8, y.at(value) + 4, "end", "#666", unit.apply(value));
        }
        for (double value : x.ticks(2 * TICKS, 1000)) {
            text(svg, x.at(value), top + HEIGHT - 6, "middle", "#666", String.format(Locale.ROOT, "%.3g s", value));
        }
        for (double mark : marks) {
            stroke(svg, x.at(mark), y.low(), x.at(mark), y.low() - 6, "#7d3c98");
        }
        int row = top + TOP + 8;
        for (Level level : levels) {
            stroke(svg, x.low(), y.at(level.value), x.high(), y.at(level.value), level.colour);
            text(svg, width - RIGHT + 8, row, "start", level.colour, level.name);
            row += 16;
        }
        for (Line line : lines) {
            polyline(svg, x, y, line);
            text(svg, width - RIGHT + 8, row, "start", line.colour, line.name);
            row += 16;
        }
        if (marks.length > 0) {
            text(svg, width - RIGHT + 8, row, "start", "#7d3c98", "checkpoint");
        }
    }

    private static void polyline(StringBuilder svg, Scale x, Scale y, Line line) {
        svg.append("<polyline fill='none' stroke-width='1.2' stroke='")
                .append(line.colour)
                .append("' points='");
        for (int i = 0; i < line.values.length; i++) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(line.seconds[i]), y.at(line.values[i])));
        }
        svg.append("'/>\n");
    }

    private static void stroke(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
        svg.append(String.format(
                Locale.ROOT, "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>%n", x1, y1, x2, y2, colour));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>%s</text>%n",
                x,
                y,
                anchor,
                colour,
                Chart.escape(text)));
    }
}
