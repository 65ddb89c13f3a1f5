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
 *                 ──► GuardedPagerProvider ─► a PagerProvider
 *                       └─► GuardedPager ───►   an open Pager, its snapshots, transactions and writers, and the pages that they give
 * pager           ──► GuardedLogProvider ───► a LogProvider
 *                       └─► GuardedLog ─────►   an open Log
 * </pre>
 *
 * <p>Every part is guarded, the standard ones too: the engine cannot tell them apart, and the guard is a call that the compiler
 * inlines. A {@link org.pesadb.api.PesaDbException} of the API's own classes passes as it is: parts may throw CORRUPT, OUT_OF_RANGE, CANCELLED and
 * whatever else their contracts say; that an outcome is unknown, logs and pagers alone may say. So does {@link java.lang.OutOfMemoryError}, which says nothing of whose fault it is.
 *
 * <p>Log and pager stand beneath other parts, which ask them for pages. What they do wrong is theirs by the time that those hear of it, so that no index is
 * blamed for its pager. Of each page that a pager gives, no more is looked at than whoever reads it needs anyway: that it is there, its
 * number, and its size. What a part throws where it is closed or undoes something is a new object each time, so that it can be
 * added to the failure that came before.
 */
package org.pesadb.storage.guard;
