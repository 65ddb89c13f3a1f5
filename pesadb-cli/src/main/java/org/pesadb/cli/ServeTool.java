package org.pesadb.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.http.Commands;
import org.pesadb.cli.http.CrashLabs;
import org.pesadb.cli.http.HttpServer;

/** {@code pesadb serve}: a database over HTTP, until a signal stops it. Of one thread. */
final class ServeTool {
    private static final int LEAST_TOKEN = 16;
    private static final int MOST_TOKEN = 1024;

    private final Arguments arguments;
    private final Stop stop;
    private final Opened.Opener opener;

    ServeTool(Arguments arguments, Stop stop, Opened.Opener opener) {
        this.arguments = arguments;
        this.stop = stop;
        this.opener = opener;
    }

    /** Tells people something. */
    interface Teller {
        /** Tells it. */
        void tell(String line) throws IOException;
    }

    /** Serves until a signal comes; whoever answers that closes the server, and then the database. */
    void run(Teller err) throws IOException {
        ServeOptions options = ServeOptions.of(arguments.serving);
        String token = token(options.tokenFile());
        Database database = opener.open(Failures.path(arguments.file()), arguments.options());
        HttpServer server;
        try {
            Commands commands = (session, statement, results) -> new Shell(
                            session,
                            database.path(),
                            database.tracing(),
                            arguments.registry,
                            results,
                            ProgressBar.NONE,
                            stop)
                    .run(() -> statement);
            CrashLabs labs = new CrashLabs(arguments::scratch, Opened.SAMPLES);
            server = HttpServer.start(
                    database, commands, labs, options.address(), options.port(), token, options.limits());
        } catch (RuntimeException | Error failure) {
            try (database) {
                throw failure;
            }
        }
        AutoCloseable both = () -> {
            try (database) {
                server.close();
            }
        };
        stop.watch(null, both);
        try {
            err.tell("serving " + database.path() + " at " + server.address() + "\n");
            stop.idle(() -> {
                server.await();
                return null;
            });
        } finally {
            close(both);
        }
    }

    /** Where nobody can be told that it serves, or waiting ends in another way than by a signal. */
    private static void close(AutoCloseable both) throws IOException {
        try {
            both.close();
        } catch (RuntimeException | IOException known) {
            throw known;
        } catch (Exception impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }

    /** The token that a file holds, or null where no file is named. */
    private static String token(String name) {
        if (name == null) {
            return null;
        }
        String token;
        try {
            token = new String(Files.readAllBytes(Failures.path(name)), StandardCharsets.US_ASCII).strip();
        } catch (IOException failure) {
            throw Failures.of("read", name, failure);
        }
        boolean visible = token.chars().allMatch(c -> c > ' ' && c < 127);
        if (!visible || token.length() < LEAST_TOKEN || token.length() > MOST_TOKEN) {
            throw new PesaDbException(
                    ErrorCode.BAD_ENCODING,
                    name + " must hold one token of " + LEAST_TOKEN + " to " + MOST_TOKEN
                            + " visible ASCII characters, such as 32 random hexadecimal digits");
        }
        return token;
    }
}
