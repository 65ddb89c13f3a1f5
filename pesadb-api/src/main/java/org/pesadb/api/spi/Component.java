package org.pesadb.api.spi;

/**
 * A replaceable part. An implementation is stateless and has a public constructor without parameters or, in a module, a
 * static {@code provider()} method; what it makes holds the state. Threads share it.
 */
public interface Component {
    /**
     * The name by which databases remember what wrote them. It goes to disk: once published it never changes, whatever
     * becomes of the class.
     *
     * @return {@code [a-z][a-z0-9-]*}, at most 64 characters; the same always. One name may stand in several kinds
     */
    String name();

    /**
     * The version of the format that it writes. It goes to disk beside the name, and data is opened only where the part of that name
     * has this very version. So a part may change its format while it still reads all that it ever wrote, and keeps its
     * version; where it no longer can, it takes the next version; and where both are to be there at once, a new name.
     *
     * @return 1 or more; the same always. For a component that writes nothing, 1
     */
    int formatVersion();
}
