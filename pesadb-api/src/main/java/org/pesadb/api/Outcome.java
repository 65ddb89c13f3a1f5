package org.pesadb.api;

/**
 * How a command ended. Immutable; threads may share it.
 *
 * @param rows        rows changed, or rows returned
 * @param transaction the 64-bit id of the transaction that changed them; for a command that only read, the id of the
 *                    newest transaction in its snapshot; 0 in an empty database
 */
@Stable(since = 1)
public record Outcome(long rows, long transaction) {}
