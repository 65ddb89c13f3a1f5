package @package@;

/**
 * The end of a commit, on which snapshots stand.
 *
 * @param position    the commit's name
 * @param transaction its id
 * @param pages       how many pages the database has then
 */
record Point(long position, long transaction, long pages) {}
