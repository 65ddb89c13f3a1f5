/**
 * What happens inside a database, told while it happens.
 *
 * <pre>
 *   a line ──► Tokens ──► a command ──► LockWait ──► PageVisit, PageChange ──► LogAppend ──► LogForce ──► Result
 *                             │                          │                        │            │
 *                             └─ Plan, RowsRead          └─ FileRead              └─ FileWrite └─ FileForce
 *                                                                                       (and in the background: Checkpoint)
 * </pre>
 *
 * <p>{@link org.pesadb.api.Database#tracing()} gives the {@link org.pesadb.api.trace.Tracing} of a database; a {@link
 * org.pesadb.api.trace.Tracer} that listens there is given every {@link org.pesadb.api.trace.TraceEvent}. Without one, nothing is made,
 * measured or counted. The events are told at the interfaces between the layers, and not inside them: so a log or a pager that
 * somebody else wrote is seen in the same way as those that come with PesaDB.
 *
 * <p>The same events go to the JDK's Flight Recorder, as {@code org.pesadb.Statement}, {@code org.pesadb.PageVisit} and so on, where a
 * recording enables them; they are off by default:
 *
 * <pre>{@code
 * jcmd PID JFR.start name=pesa org.pesadb.Statement#enabled=true org.pesadb.FileRead#enabled=true
 * jcmd PID JFR.dump name=pesa filename=pesa.jfr
 * jfr print --categories PesaDB pesa.jfr
 * }</pre>
 */
package org.pesadb.api.trace;
