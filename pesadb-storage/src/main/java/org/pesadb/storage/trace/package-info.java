/**
 * Tells what happens inside a database, at the interfaces between its layers: each class that is called Traced stands in front of
 * something of the SPI, does as that does, and tells of it where somebody listens.
 *
 * <pre>
 *   engine ──► TracedPages, TracedTransaction ──► pager ──► TracedLog ──► log
 *     (only round statements that begin while               │              │
 *      somebody listens)                                    └──────┬───────┘
 *                                                                  ▼
 *                                                            TracedFiles ──► the file layer
 *
 *   all of them ──► TraceHub ──► tracers of all threads, tracers of this thread, the Flight Recorder
 * </pre>
 *
 * <p>What stands there always, in front of log and files, asks {@link org.pesadb.storage.trace.TraceHub#on} and nothing else where nobody
 * listens; pages, which are visited millions of times a second, have nothing in front of them then.
 */
package org.pesadb.storage.trace;
