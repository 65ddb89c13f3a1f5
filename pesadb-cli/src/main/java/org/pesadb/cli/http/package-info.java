/**
 * The HTTP API: a database behind a socket.
 *
 * <pre>
 *  socket ─► Jetty ─► Front ─► Gate ─► Router ─► an action ─► Sessions ─► a session of the database
 *             │         │       │        │           │            │
 *             │         │       │        │           │            └ a new one, or that of a transaction; at most so long
 *             │         │       │        │           └ TableActions, RowActions, CommandActions, …
 *             │         │       │        └ Routes lists them all; OpenApi describes the same list
 *             │         │       └ who may ask: Host, Origin, token
 *             │         └ counts, security headers, and failures as problem JSON (Problems)
 *             └ limits on headers, connections and silence (HttpServer, Connections)
 * </pre>
 *
 * <p>Each request has one thread, which waits where the database or the client lets it wait: so a client that reads slowly slows its own cursor
 * down and nothing is kept in memory for it. What is answered stays in memory up to {@link org.pesadb.cli.http.Answer#HELD_BYTES}, and goes out
 * in pieces from there on; what fails before that is a problem with the right status, what fails later a connection that is cut.
 *
 * <p>No class of another package but {@code ServeTool} refers to this one, and none but this one to Jetty: what does not serve loads
 * neither.
 */
package org.pesadb.cli.http;
