package org.pesadb.cli.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP server over one open database. Threads share it. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** How many requests are served at once: one of each connection, but not more than so many. */
    private static final int MOST_REQUESTS = 256;
    /** Threads beside theirs, for requests that all others may wait for, and for Jetty's own work. */
    private static final int SPARE_THREADS = Limits.TRANSACTIONS + 16;

    private static final int LEAST_THREADS = 8;
    private static final long SWEEP_MILLIS = 100;
    /** When those who are served are cancelled, they still have to be told. */
    private static final long LAST_MILLIS = 3_000;

    private final Server jetty;
    private final ServerConnector connector;
    private final InetAddress address;
    private final Sessions sessions;
    private final Events events;
    private final ScheduledExecutorService sweeper;
    private final long stopMillis;
    private boolean closed;

    private HttpServer(
            Database database,
            Commands commands,
            CrashLabs labs,
            InetAddress address,
            int port,
            String token,
            Limits limits) {
        this.address = address;
        sessions = new Sessions(database, limits);
        events = new Events(database.tracing());
        Problems problems = new Problems(database, LOG::error);
        Figures figures = new Figures();
        Connections connections = new Connections(limits);
        StatusActions status = new StatusActions(database, problems, sessions, events, figures, connections);
        Router router = new Router(Routes.of(database, commands, labs, sessions, limits, events, status, problems));
        int most = Math.min(limits.connections(), MOST_REQUESTS);
        QueuedThreadPool threads =
                new QueuedThreadPool(most + SPARE_THREADS + Runtime.getRuntime().availableProcessors(), LEAST_THREADS);
        threads.setName("pesadb-http");
        jetty = new Server(threads);
        connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setHost(address.getHostAddress());
        connector.setPort(port);
        connector.setIdleTimeout(limits.idleMillis());
        connector.addBean(connections);
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(limits.connections(), jetty));
        jetty.setErrorHandler(new ErrorPage());
        jetty.setHandler(new GracefulHandler(new Front(
                new Gate(address, token), router, problems, sessions, new Bodies(limits), connections, figures, most)));
        stopMillis = limits.stopMillis();
        jetty.setStopTimeout(stopMillis + LAST_MILLIS);
        sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "pesadb-http-sweeper");
            thread.setDaemon(true);
            return thread;
        });
        sweeper.scheduleWithFixedDelay(
                () -> sweep(connections, labs), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What one sweep throws, such as for want of memory, must not be the end of all of them. */
    private void sweep(Connections connections, CrashLabs labs) {
        try {
            sessions.sweep();
            connections.sweep();
            labs.kept().sweep();
        } catch (RuntimeException | Error failed) {
            LOG.warn("looking for what takes too long failed: {}", failed.toString());
        }
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(Limits.HEADER_BYTES);
        // A part of an address may be any text, a key with a slash too. No address is the name of a file, so that none
        // can lead astray.
        http.setUriCompliance(UriCompliance.DEFAULT.with(
                "PESADB",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
                UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        return http;
    }

    /**
     * Starts one.
     *
     * @param database what it answers from; it stays the caller's, to be closed after the server
     * @param commands run the statements of the command language
     * @param labs     gives out crash labs
     * @param address  where to listen
     * @param port     where to listen; 0 for any that is free
     * @param token    what requests must bring, or null
     * @param limits   what clients may use up
     * @return it listens
     * @throws PesaDbException IO where nobody can listen there
     */
    public static HttpServer start(
            Database database,
            Commands commands,
            CrashLabs labs,
            InetAddress address,
            int port,
            String token,
            Limits limits) {
        HttpServer server = new HttpServer(database, commands, labs, address, port, token, limits);
        try {
            server.jetty.start();
            return server;
        } catch (Exception failed) {
            PesaDbException told = failed instanceof IOException
                    ? new PesaDbException(
                            ErrorCode.IO,
                            "cannot listen on " + address.getHostAddress() + " port " + port + ": " + reason(failed)
                                    + "; --port 0 picks a port that is free",
                            failed)
                    : new PesaDbException(ErrorCode.INTERNAL, "the HTTP server does not start: " + failed, failed);
            try {
                server.close();
            } catch (RuntimeException second) {
                told.addSuppressed(second);
            }
            throw told;
        }
    }

    private static String reason(Throwable failed) {
        return failed.getCause() == null
                ? failed.getMessage()
                : failed.getCause().getMessage();
    }

    /**
     * Where it listens.
     *
     * @return such as {@code http://127.0.0.1:8000/}
     */
    public String address() {
        String host = address.getHostAddress();
        return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + connector.getLocalPort() + "/";
    }

    /** Waits until it is closed. */
    public void await() {
        try {
            jetty.join();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops it: nobody is let in any more, requests in flight are answered, those that take too long are cancelled, and what is not
     * committed is undone. Closing twice does nothing.
     *
     * @throws PesaDbException INTERNAL where it does not stop
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        events.close();
        ScheduledFuture<?> enough =
                sweeper.scheduleWithFixedDelay(sessions::cancelAll, stopMillis, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        try {
            jetty.stop();
        } catch (TimeoutException late) {
            LOG.warn("some requests did not end in time, and were cut");
        } catch (Exception failed) {
            throw new PesaDbException(ErrorCode.INTERNAL, "the HTTP server does not stop: " + failed, failed);
        } finally {
            enough.cancel(false);
            sweeper.shutdown();
            sessions.close();
        }
    }
}
