package org.pesadb.cli;

import java.io.IOException;
import org.pesadb.cli.input.Lines;

/**
 * Lines that are waited for without the {@linkplain Stop turn}, so that a signal can stop the program meanwhile. A failed
 * read becomes a fault of its line, and the end.
 */
final class WaitingLines implements Lines {
    private final Lines lines;
    private final Stop stop;
    private boolean broken;

    WaitingLines(Lines lines, Stop stop) {
        this.lines = lines;
        this.stop = stop;
    }

    @Override
    public Line next(boolean continued) {
        if (broken) {
            return null;
        }
        try {
            return stop.idle(() -> lines.next(continued));
        } catch (IOException failure) {
            broken = true;
            return new Line("", Failures.of("read", "the input", failure));
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
