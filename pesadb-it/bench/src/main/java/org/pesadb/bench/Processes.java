package org.pesadb.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process of its own is needed for: see {@link Child}. */
final class Processes {
    private static final int KILLED_ROWS = 200_000;
    private static final double BYTES_IN_MB = 1e6;

    private Processes() {}

    /** Makes a database of one table, closes it, and sums up its files. */
    static Measured size(Bed bed) throws Exception {
        Path folder = Files.createDirectories(bed.folder().resolve("alone"));
        try (Store store = bed.peer().open(folder)) {
            store.create("large", false);
            try (Store.Client client = store.client()) {
                client.load("large", bed.settings().rows(), bed.settings().few());
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return new Measured(bytes / BYTES_IN_MB, 0);
        }
    }

    /** From the start of a process to a row of what {@link #size} has made. */
    static Measured start(Bed bed) throws Exception {
        return find(bed.peer(), bed.folder().resolve("alone"), bed.settings().rows());
    }

    /** A process fills a table in transactions of 1,000 rows and is killed; timed is a new one, from its start to a row. */
    static Measured openKilled(Bed bed) throws Exception {
        Path folder = Files.createDirectories(bed.folder().resolve("killed"));
        Process child = Child.start(Child.Task.FILL, bed.peer(), folder, KILLED_ROWS);
        awaitAnswer(child);
        child.destroyForcibly().waitFor();
        return find(bed.peer(), folder, KILLED_ROWS);
    }

    private static Measured find(Peer peer, Path folder, int rows) throws Exception {
        long from = System.nanoTime();
        Process child = Child.start(Child.Task.FIND, peer, folder, rows);
        long sum = awaitAnswer(child);
        double millis = (System.nanoTime() - from) / 1e6;
        child.waitFor();
        return new Measured(millis, sum);
    }

    private static long awaitAnswer(Process child) throws IOException {
        BufferedReader answers = child.inputReader(StandardCharsets.UTF_8);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the process gave no answer; it said more on its stderr");
        }
        return Long.parseLong(answer);
    }
}
