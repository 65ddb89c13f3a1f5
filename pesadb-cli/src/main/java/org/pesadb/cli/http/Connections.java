package org.pesadb.cli.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;

/**
 * Cuts connections whose clients send the header of a request so slowly that it takes forever: a connection that is never quite silent never
 * runs into the idle timeout. Threads share it.
 */
final class Connections implements Connection.Listener {
    private final Map<Connection, Client> open = new ConcurrentHashMap<>();
    private final long patience;

    Connections(Limits limits) {
        patience = TimeUnit.MILLISECONDS.toNanos(limits.idleMillis());
    }

    /** What is known of one connection. */
    private static final class Client {
        private long requests;
        private boolean served;
        private long bytesBefore;
        private long beganAt;
        private boolean began;

        /** A request is complete, up to its body; gives which it is. */
        synchronized long serve() {
            served = true;
            began = false;
            return ++requests;
        }

        /** Its answer is given; what has come of the next one, came along with this one. That one may be served already. */
        synchronized void rest(long request, long bytes) {
            if (request == requests) {
                served = false;
                bytesBefore = bytes;
            }
        }

        synchronized boolean tooSlow(long bytes, long now, long patience) {
            if (served || bytes <= bytesBefore) {
                return false;
            }
            if (!began) {
                began = true;
                beganAt = now;
            }
            return now - beganAt > patience;
        }
    }

    @Override
    public void onOpened(Connection connection) {
        open.put(connection, new Client());
    }

    @Override
    public void onClosed(Connection connection) {
        open.remove(connection);
    }

    /** A request is to be served. */
    void serving(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        Client client = open.get(connection);
        if (client != null) {
            long number = client.serve();
            Request.addCompletionListener(request, failure -> client.rest(number, connection.getBytesIn()));
        }
    }

    /** Cuts those that are too slow. */
    void sweep() {
        long now = System.nanoTime();
        open.forEach((connection, client) -> {
            if (client.tooSlow(connection.getBytesIn(), now, patience)) {
                connection.getEndPoint().close();
            }
        });
    }

    /** How many are open. */
    int count() {
        return open.size();
    }
}
