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
     * Makes an empty index.
     *
     * @param writer     for its pages
     * @param definition what it is for
     * @return its root: the one page by which it is found again. It never moves: what grows, grows beneath it
     */
    long create(PageWriter writer, IndexDefinition definition);

    /**
     * Gives access to an index. Cheap: reads no page.
     *
     * @param definition what it is for
     * @param root       from {@link #create}
     * @return access without state of its own; threads share it
     */
    Index open(IndexDefinition definition, long root);
}
