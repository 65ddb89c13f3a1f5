package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * Where a new log goes on. For a new database: the beginning of everything. For one whose log was deleted after a clean close:
 * what was reached before, for generations, transaction ids and positions never come twice.
 *
 * @param generation  the number of the log's first generation, 1 or more
 * @param stamp       names the state of the main file that it begins with; see {@link Log#stamp()}
 * @param pages       the number of pages of the database, 1 to 2^32
 * @param transaction the newest transaction before: every id from {@link Log#begin} is greater. 0 where there was none
 * @param position    the newest version's position before: every position given to {@link PageImage#seal} is greater, and so
 *                    is every end of a commit. 0 where there was none
 */
@Stable(since = 1)
public record LogStart(long generation, long stamp, long pages, long transaction, long position) {}
