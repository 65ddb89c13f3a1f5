/**
 * The boundary to parts that others wrote: what they give back is checked, and whatever they throw comes out as {@code
 * BAD_PLUGIN} with the name of the part and where it comes from.
 *
 * <pre>
 * engine, catalog ──► GuardedCodec ─────────► a RowCodec
 *                 ──► GuardedIndexProvider ─► an IndexProvider
 *                       ├─► GuardedIndex ───►   an Index and its cursors
 *                       └─► GuardedPages ◄───    which gets at its pages through it
 *                 ──► GuardedJoin ──────────► a JoinStrategy and its rows
 *                       └─► GuardedInput ◄───    which reads the engine's inputs through it
 *                 ──► Guard.call ───────────► LogProvider and PagerProvider, while a database is opened
 *                 ──► Guard.commit ─────────► a PageTransaction of the pager, at its commit
 * pager           ──► GuardedLog ───────────► an open Log
 * </pre>
 *
 * <p>Every part is guarded, the standard ones too: the engine cannot tell them apart, and the guard is a call that the compiler
 * inlines. A {@link org.pesadb.api.PesaDbException} of the API's own classes passes as it is: parts may throw CORRUPT, OUT_OF_RANGE, CANCELLED and
 * whatever else their contracts say; that an outcome is unknown, logs and pagers alone may say. So does {@link java.lang.OutOfMemoryError}, which says nothing of whose fault it is.
 *
 * <p>Of an open pager only the commit is guarded: whoever visits a page pays for nothing. What it throws elsewhere comes out of the statement
 * as it would of the engine.
 */
package org.pesadb.storage.guard;
