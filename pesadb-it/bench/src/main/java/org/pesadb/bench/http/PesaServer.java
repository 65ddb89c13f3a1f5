package org.pesadb.bench.http;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code pesadb serve}, started by its launcher. */
final class PesaServer implements WebServer {
    private static final String FORCES = "pesadb_log_forces_total ";

    private final String title;
    private final Process process;
    private final int port;
    private final long forcesBefore;

    private PesaServer(String title, Process process, int port) throws IOException {
        this.title = title;
        this.process = process;
        this.port = port;
        try (Connection connection = new Connection(port)) {
            // The sample tables have none on it.
            Connection.Answer indexed = connection.post("/api/command", "{\"command\":\"INDEX orders user_id\"}");
            if (indexed.status() != 200) {
                throw new IOException("no index: " + indexed.body());
            }
        }
        forcesBefore = forces();
    }

    /**
     * Starts one.
     *
     * @param folder  where its files are
     * @param options of pesadb serve
     */
    static PesaServer start(String title, Path folder, List<String> options) throws IOException {
        String launcher = System.getProperty("pesadb.bench.launcher");
        if (launcher == null) {
            throw new IOException("-Dpesadb.bench.launcher does not name pesadb-cli/bin/pesadb; start by bin/bench");
        }
        List<String> command = new ArrayList<>(List.of(launcher, "serve", "--port", "0"));
        command.addAll(options);
        command.add(folder.resolve("bench.pesa").toString());
        Process process = new ProcessBuilder(command).start();
        try {
            String line = Processes.await(process, process.getErrorStream(), "serving ");
            URI address = URI.create(line.substring(line.lastIndexOf(" at ") + 4));
            return new PesaServer(title, process, address.getPort());
        } catch (IOException | RuntimeException failed) {
            process.destroy();
            throw failed;
        }
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public int port() {
        return port;
    }

    private long forces() throws IOException {
        try (Connection connection = new Connection(port)) {
            return connection
                    .get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(FORCES))
                    .mapToLong(line -> Long.parseLong(line.substring(FORCES.length())))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no figure " + FORCES));
        }
    }

    @Override
    public long finish() throws IOException {
        return forces() - forcesBefore;
    }

    @Override
    public void close() throws IOException {
        Processes.stop(process);
    }
}
