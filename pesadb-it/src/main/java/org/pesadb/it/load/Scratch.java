package org.pesadb.it.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one run, deleted with all that is in it when closed, or when the JVM is told to end. Of one thread. */
final class Scratch implements AutoCloseable {
    private final Path path;
    private final boolean keep;
    private final Thread atExit = new Thread(this::deleteAtExit, "delete scratch");

    private Scratch(Path path, boolean keep) {
        this.path = path;
        this.keep = keep;
    }

    /**
     * Makes one.
     *
     * @param folder where
     * @param name   how its name begins
     * @param keep   whether it stays
     */
    static Scratch in(Path folder, String name, boolean keep) throws IOException {
        Scratch made = new Scratch(Files.createTempDirectory(folder, name + "-"), keep);
        if (!keep) {
            Runtime.getRuntime().addShutdownHook(made.atExit);
        }
        return made;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!keep) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            delete();
        }
    }

    private void delete() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }

    private void deleteAtExit() {
        try {
            delete();
        } catch (IOException | UncheckedIOException failed) {
            System.err.println("left behind: " + path + ", since " + failed);
        }
    }
}
