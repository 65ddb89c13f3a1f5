/**
 * The way of one command through the layers, as TRACE shows it: {@link org.pesadb.cli.trace.TraceCounts} listens while it runs, {@link
 * org.pesadb.cli.trace.TraceReport} puts what it heard into words.
 */
package org.pesadb.cli.trace;
