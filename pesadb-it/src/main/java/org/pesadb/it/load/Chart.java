package org.pesadb.it.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A picture: diagrams over one axis of time, one below the other, as SVG. Of one thread. */
final class Chart {
    private static final int WIDTH = 960;
    private static final int HEAD = 34;

    private final String title;
    private final List<Panel> panels = new ArrayList<>();

    Chart(String title) {
        this.title = title;
    }

    Chart panel(Panel panel) {
        panels.add(panel);
        return this;
    }

    /** The picture's text. */
    String svg() {
        int height = HEAD + panels.size() * Panel.HEIGHT + 10;
        double seconds = panels.stream().mapToDouble(Panel::lastSecond).max().orElse(1);
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
                        + " font-family='sans-serif' font-size='12'>%n<rect width='100%%' height='100%%' fill='white'/>%n"
                        + "<text x='90' y='22' font-size='15' fill='#222'>%s</text>%n",
                WIDTH,
                height,
                WIDTH,
                height,
                escape(title)));
        int top = HEAD;
        for (Panel panel : panels) {
            panel.draw(svg, top, WIDTH, seconds);
            top += Panel.HEIGHT;
        }
        return svg.append("</svg>\n").toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
