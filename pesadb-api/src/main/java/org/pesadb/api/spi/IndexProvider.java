package org.pesadb.api.spi;

/** A kind of index. */
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
}
