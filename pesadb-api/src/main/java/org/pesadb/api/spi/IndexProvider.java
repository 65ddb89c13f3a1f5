package org.pesadb.api.spi;

import org.pesadb.api.Stable;

/**
 * A kind of index.
 *
 * <p>An index begins with one page:
 *
 * <pre>{@code
 * public long create(PageWriter writer, IndexDefinition definition) {
 *     MutablePage root = writer.allocate();
 *     root.putByte(KIND, LEAF);
 *     return root.id();                        // kept in the catalog, and the same for ever
 * }
 *
 * public Index open(IndexDefinition definition, long root) {
 *     return new MyIndex(definition, root);    // reads nothing
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface IndexProvider extends Component {
    /**
     * Whether {@link Index#range} works.
     *
     * @return true for an index in order of its keys
     */
    default boolean ordered() {
        return false;
    }

    /**
     * Makes an empty index. Where it has settings, they go into its root: nothing else is kept for it.
     *
     * @param writer     for its pages
     * @param definition what it is for
     * @return its root: the number of a page that it allocated, the one by which it is found again. It never moves: what grows,
     *     grows beneath it
     */
    long create(PageWriter writer, IndexDefinition definition);

    /**
     * Gives access to an index. Cheap: reads no page. Called for every index when a catalog is read.
     *
     * @param definition what it is for
     * @param root       from {@link #create}
     * @return access without state of its own; threads share it
     */
    Index open(IndexDefinition definition, long root);

    /**
     * Brings an index that was written in an older version of the format up to {@link #formatVersion()}, in place. Called for each of them when a
     * database is opened to be written, each in a transaction of its own that also records the new version: so it happens to an index wholly or not at all. A database that
     * is opened read-only goes on with the old ones as they are. A kind whose newer pages can stand beside older ones, and that tells them apart, need do nothing. For an
     * index that is of the newest version already it changes nothing.
     *
     * @param writer     for its pages
     * @param definition of the index as it is, with its older version
     * @param root       from {@link #create}; it stays the root
     */
    default void upgrade(PageWriter writer, IndexDefinition definition, long root) {}
}
