package org.pesadb.join;

/** A way through the inputs that leaves one pair after another in a {@link JoinedRow}. Of one thread. */
interface Pass extends AutoCloseable {
    /**
     * Goes on to the next pair.
     *
     * @return false after the last one
     */
    boolean next();

    /** Closes every stream and spill that it holds, also where one of them fails. Closing twice does nothing. */
    @Override
    void close();
}
