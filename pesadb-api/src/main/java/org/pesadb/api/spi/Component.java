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
     * @return {@code [a-z][a-z0-9-]*}, at most 64 characters
     */
    String name();

    /**
     * The version of the format that it writes. It goes to disk beside the name.
     *
     * @return 1 or more; for a component that writes nothing, 1
     */
    int formatVersion();
}
