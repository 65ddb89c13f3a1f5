package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * What a checkpoint did.
 *
 * @param pages how many pages it brought to the main file
 * @param cut   whether the log was cut
 */
@Stable(since = 1)
public record CheckpointResult(long pages, boolean cut) {}
