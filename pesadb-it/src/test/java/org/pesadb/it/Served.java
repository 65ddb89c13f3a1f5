package org.pesadb.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A server of a database in a process of its own, and a client of it. Threads may share it. */
final class Served implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTENING = "serving ";

    private final CliProcess process;
    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Served(CliProcess process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts one, on a port that is free.
     *
     * @param cli     how to start it
     * @param options and the file
     */
    static Served start(Cli cli, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of("serve", "--port", "0"));
        args.addAll(List.of(options));
        Path logging = Cli.distribution().resolveSibling("logging.properties");
        CliProcess process =
                cli.withJvm("-Djava.util.logging.config.file=" + logging).start(args.toArray(String[]::new));
        try {
            String line = process.awaitError(LISTENING, PATIENCE);
            return new Served(process, URI.create(line.substring(line.lastIndexOf(" at ") + 4)));
        } catch (IOException | RuntimeException failed) {
            process.close();
            throw failed;
        }
    }

    int port() {
        return address.getPort();
    }

    CliProcess process() {
        return process;
    }

    /** An answer with its body. */
    record Told(int status, String body, HttpResponse<?> response) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    }

    Told send(HttpRequest request) throws IOException {
        HttpResponse<String> response = open(request, HttpResponse.BodyHandlers.ofString());
        return new Told(response.statusCode(), response.body(), response);
    }

    <T> HttpResponse<T> open(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    Told get(String path, String... headers) throws IOException {
        HttpRequest.Builder request = request(path);
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    /** Sends a body of JSON, in which quotes may be written as '. */
    Told send(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    Told post(String path, String body, String... headers) throws IOException {
        return send("POST", path, body, headers);
    }

    Told without(String method, String path, String... headers) throws IOException {
        HttpRequest.Builder request = request(path).method(method, HttpRequest.BodyPublishers.noBody());
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    /** A figure of {@code /metrics}. */
    long figure(String name) throws IOException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("no figure " + name));
    }

    /** Asks until something is so. */
    static void await(String what, BooleanSupplier so) {
        long begun = System.nanoTime();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new AssertionError("it never came to be that " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Stops it in order; gives its exit status. */
    int stop() throws IOException {
        process.signal("TERM");
        return process.waitFor(PATIENCE);
    }

    @Override
    public void close() {
        process.close();
    }
}
