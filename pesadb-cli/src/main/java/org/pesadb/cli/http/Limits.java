package org.pesadb.cli.http;

/**
 * What clients may use up. Immutable.
 *
 * @param bodyBytes         the largest body of a request
 * @param connections       how many may be open at once; whoever comes later waits
 * @param idleMillis        how long a connection may be silent, or a request take to arrive
 * @param requestMillis     how long a request may take to be answered; then it is cancelled
 * @param transactionMillis how long a transaction may wait for its next request; then it is undone
 * @param stopMillis        how long those who are served when it stops have before they are cancelled
 */
public record Limits(
        int bodyBytes, int connections, long idleMillis, long requestMillis, long transactionMillis, long stopMillis) {
    /** What holds unless somebody says otherwise. */
    public static final Limits STANDARD = new Limits(8 << 20, 256, 30_000, 300_000, 30_000, 30_000);

    /** The most that stands before a body, of a request. */
    static final int HEADER_BYTES = 16 << 10;

    /** How many transactions may be open at once. */
    static final int TRANSACTIONS = 64;

    /** How many may listen to events at once; each has a thread. */
    static final int LISTENERS = 16;

    private static final long LIVES = 10;

    /** How old a transaction may grow, however often it is used: who keeps the writer's place keeps all others from it. */
    long transactionAgeMillis() {
        return LIVES * transactionMillis;
    }
}
