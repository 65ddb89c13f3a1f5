package org.pesadb.bench.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL, a cluster made for the run, and a process before it that answers over HTTP. */
final class PostgresServer implements WebServer {
    /** What PesaDB has unless told otherwise. */
    private static final String CACHE = "64MB";

    private static final String USER = "bench";
    private static final String INSTALLED = "/usr/lib/postgresql";
    /** Whom it runs as where we are root, as whom it refuses to run. */
    private static final String ACCOUNT = "postgres";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE)",
            "CREATE TABLE orders (order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id bigint, item text)",
            "CREATE INDEX ON orders (user_id)");

    private final String title;
    private final Path cluster;
    private final String url;
    private Process handler;
    private int port;
    private long forcesBefore;

    private PostgresServer(String title, Path cluster, int databasePort) {
        this.title = title;
        this.cluster = cluster;
        url = "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres?user=" + USER;
    }

    /**
     * Starts one.
     *
     * @param folder where its files are
     * @param pool   how many connections the handler has to it
     */
    static PostgresServer start(String title, Path folder, int pool) throws Exception {
        Path cluster = Files.createDirectory(folder.resolve("postgres"));
        if (isRoot()) {
            Files.setOwner(
                    cluster,
                    cluster.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ACCOUNT));
        }
        String data = cluster.resolve("data").toString();
        Processes.run(program("initdb", "-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C"));
        int databasePort = freePort();
        // fsync, synchronous_commit and full_page_writes are on as they come.
        String options = "-p " + databasePort + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                + " -c shared_buffers=" + CACHE;
        Processes.run(program(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                data,
                "-l",
                cluster.resolve("log").toString(),
                "-o",
                options));
        PostgresServer server = new PostgresServer(title, cluster, databasePort);
        try {
            server.makeTables();
            server.forcesBefore = server.forces();
            server.startHandler(pool);
            return server;
        } catch (IOException | SQLException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> program(String name, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", ACCOUNT, "--"));
        }
        command.add(find(name));
        command.addAll(List.of(args));
        return command;
    }

    /** A program of PostgreSQL: on the PATH, or where Debian keeps them, of the newest version. */
    private static String find(String name) throws IOException {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name).toString();
            }
        }
        if (Files.isDirectory(Path.of(INSTALLED))) {
            try (Stream<Path> versions = Files.list(Path.of(INSTALLED))) {
                return versions.map(version -> version.resolve("bin").resolve(name))
                        .filter(Files::isExecutable)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(() -> missing(name))
                        .toString();
            }
        }
        throw missing(name);
    }

    private static IOException missing(String name) {
        return new IOException("no " + name + " on the PATH and none below " + INSTALLED
                + "; install the server of PostgreSQL, such as Debian's postgresql");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void makeTables() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
    }

    private void startHandler(int pool) throws IOException {
        List<String> command = new ArrayList<>(Processes.java());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                HandlerProgram.class.getName(),
                url,
                Integer.toString(pool)));
        handler = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = Processes.await(handler, handler.getInputStream(), HandlerProgram.LISTENING);
        port = Integer.parseInt(line.substring(HandlerProgram.LISTENING.length()));
    }

    private long forces() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT wal_sync FROM pg_stat_wal")) {
            rows.next();
            return rows.getLong(1);
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

    /** Ends the handler first: what its connections counted is told when they end. */
    @Override
    public long finish() throws IOException, SQLException {
        Processes.stop(handler);
        return forces() - forcesBefore;
    }

    @Override
    public void close() throws IOException {
        try {
            if (handler != null) {
                Processes.stop(handler);
            }
        } finally {
            Processes.run(program(
                    "pg_ctl",
                    "stop",
                    "-w",
                    "-m",
                    "fast",
                    "-D",
                    cluster.resolve("data").toString()));
        }
    }
}
