/**
 * {@code pesadb serve} beside PostgreSQL behind an HTTP handler of the same kind, in one run.
 *
 * <pre>
 *   HttpBench ── order of the rounds, what must be there in the end, report
 *     ├── Load          one round: the same requests to each server, over as many connections
 *     │     ├── Mix         which request is next
 *     │     └── Connection  one that is kept alive
 *     └── WebServer     a server under test, in processes of its own
 *           ├── PesaServer      pesadb serve, as users start it
 *           └── PostgresServer  a cluster of its own, and a process with HandlerProgram before it
 * </pre>
 *
 * <p>Rules: both answer the same requests with the same bodies; both acknowledge a write once it is durable, and each write is a
 * transaction of its own; both have the same indexes and the same memory for pages; Jetty, its limits of threads and
 * the flags of the JVM are the same; the servers take turns round by round; every answer is looked at, and in the end every row
 * that was acknowledged must be there.
 */
package org.pesadb.bench.http;
