package org.pesadb.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The main class of the processes that {@link Processes} starts. Prints a sum when it is done. */
final class Child {
    private static final int ROWS_A_TRANSACTION = 1000;
    private static final int MOST_SECONDS = 60;

    /** What it does. */
    enum Task {
        /** Fills a table, and waits to be killed. */
        FILL,
        /** Reads a row. */
        FIND
    }

    private Child() {}

    static Process start(Task task, Peer peer, Path folder, int rows) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                task.name(),
                peer.title(),
                folder.toString(),
                Integer.toString(rows));
        return new ProcessBuilder(command)
                .directory(new File(folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Without looking at those it is not: their classes would be among what is timed. */
    private static Peer peer(String title) {
        for (JdbcPeer peer : JdbcPeer.values()) {
            if (peer.title().equals(title)) {
                return peer;
            }
        }
        return PesaPeer.of(title);
    }

    /**
     * Runs a task.
     *
     * @param args task, peer, folder, rows
     */
    public static void main(String[] args) throws Exception {
        Peer peer = peer(args[1]);
        int rows = Integer.parseInt(args[3]);
        Store store = peer.open(Path.of(args[2]));
        if (Task.valueOf(args[0]) == Task.FIND) {
            try (Store.Client client = store.client()) {
                System.out.println(client.find("large", rows - 1));
            }
            store.close();
            return;
        }
        store.create("large", false);
        long sum = 0;
        try (Store.Client client = store.client()) {
            for (long id = 0; id < rows; id++) {
                if (id % ROWS_A_TRANSACTION == 0) {
                    client.begin();
                }
                client.insert("large", id, Rows.k(id, rows), Rows.name(id));
                sum += id;
                if (id % ROWS_A_TRANSACTION == ROWS_A_TRANSACTION - 1) {
                    client.commit();
                }
            }
            System.out.println(sum);
            TimeUnit.SECONDS.sleep(MOST_SECONDS); // to be killed
        }
    }
}
