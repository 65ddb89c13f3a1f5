package org.pesadb.api.spi;

import org.pesadb.api.Experimental;

/**
 * A commit of the past whose state of the database may still be read. Immutable.
 *
 * @param position    of the snapshots that see it and nothing newer
 * @param transaction its id; 0 where nothing was ever committed
 * @param pages       of the database then
 */
@Experimental("what names a state of the past may come to be its time, too")
public record LogPoint(long position, long transaction, long pages) {}
