package org.pesadb.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.pesadb.cli.http.Limits;

/**
 * What {@code serve} was told on the command line. Immutable.
 *
 * @param address   where to listen
 * @param port      where to listen; 0 for any that is free
 * @param tokenFile the file with the token that requests must bring, or null
 * @param limits    what a client may use up
 */
record ServeOptions(InetAddress address, int port, String tokenFile, Limits limits) {
    /** Serves everybody who can reach the address. */
    static final String INSECURE = "--insecure";

    private static final String PORT = "--port";
    private static final String ADDRESS = "--address";
    private static final String TOKEN_FILE = "--token-file";
    private static final String MAX_BODY = "--max-body";
    private static final String MAX_CONNECTIONS = "--max-connections";
    private static final String IDLE_TIMEOUT = "--idle-timeout";
    private static final String REQUEST_TIMEOUT = "--request-timeout";
    private static final String TRANSACTION_TIMEOUT = "--transaction-timeout";
    private static final String STOP_TIMEOUT = "--stop-timeout";

    /** The options that take a value. */
    static final List<String> VALUED = List.of(
            PORT,
            ADDRESS,
            TOKEN_FILE,
            MAX_BODY,
            MAX_CONNECTIONS,
            IDLE_TIMEOUT,
            REQUEST_TIMEOUT,
            TRANSACTION_TIMEOUT,
            STOP_TIMEOUT);

    private static final int MOST_CONNECTIONS = 100_000;
    private static final long MOST_BYTES = 1 << 30;
    private static final int LEAST_MILLIS = 10;

    /**
     * Reads them.
     *
     * @param given values by option
     * @return what they mean, with the defaults for what is not given
     * @throws UsageException where they make no sense, or would let strangers in without being told to
     */
    static ServeOptions of(Map<String, String> given) {
        InetAddress address = address(given.getOrDefault(ADDRESS, "127.0.0.1"));
        String tokenFile = given.get(TOKEN_FILE);
        if (!address.isLoopbackAddress() && tokenFile == null && !given.containsKey(INSECURE)) {
            throw new UsageException(ADDRESS + " " + given.get(ADDRESS)
                    + " can be reached from other machines: give --token-file TOKENFILE, or --insecure to let"
                    + " everybody read and change everything");
        }
        Limits standard = Limits.STANDARD;
        Limits limits = new Limits(
                given.containsKey(MAX_BODY) ? body(given.get(MAX_BODY)) : standard.bodyBytes(),
                (int) number(given, MAX_CONNECTIONS, 1, MOST_CONNECTIONS, standard.connections()),
                number(given, IDLE_TIMEOUT, LEAST_MILLIS, Integer.MAX_VALUE, standard.idleMillis()),
                number(given, REQUEST_TIMEOUT, LEAST_MILLIS, Integer.MAX_VALUE, standard.requestMillis()),
                number(given, TRANSACTION_TIMEOUT, LEAST_MILLIS, Integer.MAX_VALUE, standard.transactionMillis()),
                number(given, STOP_TIMEOUT, 0, Integer.MAX_VALUE, standard.stopMillis()));
        return new ServeOptions(address, (int) number(given, PORT, 0, 65_535, 8000), tokenFile, limits);
    }

    private static InetAddress address(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException unknown) {
            throw new UsageException(ADDRESS + ": no address of the name " + name);
        }
    }

    private static int body(String size) {
        long bytes = ArgumentParser.size(MAX_BODY, size);
        if (bytes > MOST_BYTES) {
            throw new UsageException(MAX_BODY + " is at most 1G, not " + size);
        }
        return (int) bytes;
    }

    private static long number(Map<String, String> given, String option, long least, long most, long standard) {
        String value = given.get(option);
        return value == null ? standard : ArgumentParser.number(option, value, least, most);
    }
}
