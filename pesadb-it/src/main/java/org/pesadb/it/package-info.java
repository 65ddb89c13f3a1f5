/**
 * Programs that treat PesaDB as its users do: from outside, as a process that can be fed, read and killed.
 *
 * <pre>
 *   Cli ── run(input, args) ──► CliResult     a whole run: exit status, stdout, stderr
 *    └──── start(args) ───────► CliProcess    a conversation; kill() is kill -9
 *                                   └─ next() ──► Reply    one line of --format json
 * </pre>
 *
 * <p>And {@link org.pesadb.it.Tables}: short ways to say common things through the API.
 */
package org.pesadb.it;
