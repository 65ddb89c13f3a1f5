package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * What an index is for.
 *
 * @param name   for messages, such as {@code users.name}
 * @param owner  its number in the catalog: the owner of its pages
 * @param unique whether every key stands at most once. Where false, a key may stand any number of times, with different rows.
 *               It is false also for a UNIQUE column that may be NULL: the engine itself sees to that, as the one key of
 *               NULL may stand there many times
 * @param formatVersion the version of the kind's format that the index is in: {@link Component#formatVersion()} where it is made now, or
 *               an older one that the kind still {@linkplain Component#oldestFormatVersion() reads}
 */
@Stable(since = 1)
public record IndexDefinition(String name, int owner, boolean unique, int formatVersion) {}
