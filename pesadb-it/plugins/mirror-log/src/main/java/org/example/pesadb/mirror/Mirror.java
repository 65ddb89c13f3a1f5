package org.example.pesadb.mirror;

import java.nio.file.Path;
import org.pesadb.api.spi.LogContext;

/**
 * Where the two files are.
 *
 * @param first  the log's own
 * @param second the mirror's; null where it bears the name of a database that nobody knows
 */
record Mirror(Path first, Path second) {
    static Mirror of(LogContext context) {
        Path first = context.path();
        String folder = context.settings().get(MirrorLogProvider.TO);
        if (folder == null) {
            return new Mirror(first, first.resolveSibling(first.getFileName() + "-mirror"));
        }
        // Many databases may have their mirrors in one folder, and a database may be moved: so the name is its id.
        return new Mirror(
                first,
                context.databaseId() == null
                        ? null
                        : first.resolveSibling(folder).resolve(context.databaseId() + ".pesa-wal"));
    }

    boolean known() {
        return second != null;
    }

    Path other(Path one) {
        return one.equals(first) ? second : first;
    }

    /**
     * The mirror of a file that the log uses: of the log itself, or of one whose name begins with the log's, such as the one under
     * which a fresh log is made.
     */
    Path of(Path file) {
        String name = file.getFileName().toString();
        String log = first.getFileName().toString();
        if (!name.startsWith(log) || !first.resolveSibling(name).equals(file)) {
            throw new IllegalArgumentException(file + " is no file of the log " + first);
        }
        return second.resolveSibling(second.getFileName() + name.substring(log.length()));
    }
}
