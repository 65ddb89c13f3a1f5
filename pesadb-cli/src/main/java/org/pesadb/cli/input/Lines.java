package org.pesadb.cli.input;

import java.io.IOException;
import org.pesadb.api.PesaDbException;

/** A source of lines. Of one thread. */
public interface Lines extends AutoCloseable {
    /**
     * The next line.
     *
     * @param continued whether it goes on with a command whose quote is open, for the prompt
     * @return the line, or null at the end
     * @throws IOException where reading fails
     */
    Line next(boolean continued) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A line.
     *
     * @param text  its characters without the line feed; where there is a fault, what can be shown of them
     * @param fault why its command cannot be run, or null
     */
    record Line(String text, PesaDbException fault) {
        /** Somebody gave up the command that they were writing. */
        public static final Line ABANDONED = new Line("", null);
    }
}
