package org.pesadb.api.spi;

/**
 * What a checkpoint did.
 *
 * @param pages how many pages it brought to the main file
 * @param cut   whether the log was cut
 */
public record CheckpointResult(long pages, boolean cut) {}
