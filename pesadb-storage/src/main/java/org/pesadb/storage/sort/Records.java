package org.pesadb.storage.sort;

/** Records, one after another. Of one thread. What a record says is good until {@link #next} is called again. */
public interface Records extends AutoCloseable {
    /**
     * Goes on to the next record.
     *
     * @return false after the last one
     * @throws org.pesadb.api.PesaDbException CANCELLED, IO, CORRUPT
     */
    boolean next();

    /**
     * Holds the key.
     *
     * @return not to be written to
     */
    byte[] keyBytes();

    /**
     * Where the key begins.
     *
     * @return a place in {@link #keyBytes}
     */
    int keyAt();

    /**
     * How long the key is.
     *
     * @return bytes
     */
    int keyLength();

    /**
     * Holds the payload.
     *
     * @return not to be written to
     */
    byte[] payloadBytes();

    /**
     * Where the payload begins.
     *
     * @return a place in {@link #payloadBytes}
     */
    int payloadAt();

    /**
     * How long the payload is.
     *
     * @return bytes
     */
    int payloadLength();

    /** Gives back what it holds. Closing twice does nothing. */
    @Override
    void close();
}
