package org.pesadb.it;

import java.util.List;

/**
 * A run of the command line that has ended. Immutable.
 *
 * @param exit   its exit status; 128 and more where a signal ended it
 * @param stdout everything it printed
 * @param stderr everything it complained
 */
public record CliResult(int exit, String stdout, String stderr) {
    /**
     * What it printed with {@code --format json}.
     *
     * @return each line
     * @throws IllegalArgumentException where a line is not of that format
     */
    public List<Reply> replies() {
        return stdout.lines().map(Reply::parse).toList();
    }

    /**
     * The rows that it printed with {@code --format json}.
     *
     * @return the values of each
     */
    public List<List<Object>> rows() {
        return replies().stream()
                .filter(reply -> reply.kind() == Reply.Kind.ROW)
                .map(Reply::values)
                .toList();
    }

    /**
     * The codes of the errors that it printed with {@code --format json}.
     *
     * @return in order
     */
    public List<String> codes() {
        return replies().stream()
                .filter(reply -> reply.kind() == Reply.Kind.ERROR)
                .map(Reply::code)
                .toList();
    }
}
