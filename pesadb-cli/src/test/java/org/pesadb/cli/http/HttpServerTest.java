package org.pesadb.cli.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.trace.Tracing;

/** A server over a database whose log has failed: it says so to whoever changes something and to whoever watches it, and reading goes on. */
class HttpServerTest {
    private static final String ROWS = "/api/tables/t/rows";
    private static final Path FILE = Path.of("secret", "d.pesa").toAbsolutePath();

    private final Session session = mock(Session.class);
    private final Database database = mock(Database.class);
    private HttpServer server;

    @BeforeEach
    void start() {
        when(database.tracing()).thenReturn(Tracing.none());
        when(database.path()).thenReturn(FILE);
        when(database.stats()).thenReturn(Map.of());
        when(database.openSession()).thenReturn(session);
        TableSchema schema =
                new TableSchema("t", List.of(Column.of("id", ColumnType.INT).asPrimaryKey()));
        when(session.schema("t")).thenReturn(schema);
        Cursor none = mock(Cursor.class);
        when(none.columns()).thenReturn(schema.columns());
        when(session.execute(any(Command.Select.class))).thenReturn(none);
        CrashLabs labs = new CrashLabs(PesaDb::options, List.of());
        server = HttpServer.start(
                database,
                (run, statement, results) -> {},
                labs,
                InetAddress.getLoopbackAddress(),
                0,
                null,
                Limits.STANDARD);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The whole answer to a request, its header too. */
    private String ask(String method, String path, String body) throws IOException {
        URI address = URI.create(server.address());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aLogThatFailsIsToldAndReadingGoesOn() throws IOException {
        when(session.run(any(Command.Insert.class))).thenReturn(new Outcome(1, 7));
        assertTrue(ask("POST", ROWS, "{\"id\":1}").startsWith("HTTP/1.1 201"));
        assertTrue(ask("GET", "/health", "").startsWith("HTTP/1.1 200"));

        when(session.run(any(Command.Insert.class)))
                .thenThrow(new UnknownOutcomeException(ErrorCode.IO, "forcing " + FILE + "-wal failed", null));
        String unknown = ask("POST", ROWS, "{\"id\":2}");
        assertTrue(unknown.startsWith("HTTP/1.1 503"), unknown);
        assertTrue(
                unknown.contains("\"outcome\":\"unknown\"") && unknown.contains("forcing d.pesa-wal failed"), unknown);

        when(database.stats()).thenReturn(Map.of("log_failure", "forcing " + FILE + "-wal failed"));
        when(session.run(any(Command.Insert.class))).thenThrow(new PesaDbException(ErrorCode.READ_ONLY, "no more"));
        String refused = ask("POST", ROWS, "{\"id\":3}");
        assertTrue(refused.startsWith("HTTP/1.1 503") && refused.contains("READ_ONLY"), refused);
        assertTrue(ask("GET", ROWS, "").contains("{\"rows\":[],\"next\":null}"));
        String health = ask("GET", "/health", "");
        assertTrue(health.startsWith("HTTP/1.1 503") && health.contains("read-only"), health);
        assertFalse(health.contains("secret"), health);
        assertTrue(ask("GET", "/metrics", "").contains("\npesadb_read_only 1\n"));
    }
}
