/**
 * What programs use: open a database ({@link org.pesadb.api.PesaDb}), take a session, run commands.
 *
 * <pre>
 * PesaDb.open ─► Database ─► Session ─► execute(Command) ─► Cursor (rows, then the Outcome)
 *                   │           ├────► prepare(Command)  ─► Prepared ─► Cursor
 *                   │           └────► batchInsert(table)─► BatchInsert
 *                 shared       one thread at a time
 *               by threads
 * </pre>
 *
 * <p>A command is a value ({@link org.pesadb.api.Command}): whoever speaks another language makes commands from it. Failures
 * are {@link org.pesadb.api.PesaDbException}s with a stable {@link org.pesadb.api.ErrorCode}. Commands and what they are made
 * of, options, outcomes, faults and every enum are immutable, so that threads may share them; each other type says for itself
 * whether they may.
 */
package org.pesadb.api;
