package org.pesadb.bench.http;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The process before PostgreSQL: Jetty as {@code pesadb serve} has it, and a pool of connections. */
final class HandlerProgram {
    /** What it says, before its port, once it listens. */
    static final String LISTENING = "listening at port ";

    private static final int MOST_THREADS = 128;
    private static final int LEAST_THREADS = 8;

    private HandlerProgram() {}

    /**
     * Serves until it is ended by a signal.
     *
     * @param args the database's URL, and how many connections it gets
     */
    public static void main(String[] args) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(args[0]);
        pool.setMaximumPoolSize(Integer.parseInt(args[1]));
        pool.setAutoCommit(true); // each statement is a transaction
        HikariDataSource database = new HikariDataSource(pool);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        Server jetty = new Server(new QueuedThreadPool(MOST_THREADS, LEAST_THREADS));
        ServerConnector connector = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        jetty.setHandler(new PostgresHandler(database));
        jetty.start();
        Runtime.getRuntime().addShutdownHook(new Thread(database::close));
        System.out.println(LISTENING + connector.getLocalPort());
        jetty.join();
    }
}
