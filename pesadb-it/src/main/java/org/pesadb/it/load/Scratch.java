package org.pesadb.it.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for one run, deleted with all that is in it when closed.
 *
 * @param path the folder
 * @param keep whether it stays
 */
record Scratch(Path path, boolean keep) implements AutoCloseable {

    static Scratch in(Path folder, String name, boolean keep) throws IOException {
        return new Scratch(Files.createTempDirectory(folder, name + "-"), keep);
    }

    @Override
    public void close() throws IOException {
        if (keep) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }
}
