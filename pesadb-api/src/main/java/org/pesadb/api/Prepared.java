package org.pesadb.api;

/**
 * A command that is checked once and run many times, with values bound to its {@link Operand.Parameter parameters}.
 * Bound values stay until bound anew. Of one thread at a time, like its session. It follows changes of the schema.
 */
@Stable(since = 1)
public interface Prepared extends AutoCloseable {
    /**
     * Binds an INT.
     *
     * @param parameter from 0
     * @param value     the number
     * @return this
     */
    Prepared bind(int parameter, long value);

    /**
     * Binds a TEXT.
     *
     * @param parameter from 0
     * @param value     the text, or null for NULL
     * @return this
     */
    Prepared bind(int parameter, String value);

    /**
     * Binds NULL.
     *
     * @param parameter from 0
     * @return this
     */
    Prepared bindNull(int parameter);

    /**
     * Runs the command.
     *
     * @return its result, to be closed
     * @throws PesaDbException {@link ErrorCode#VALUE_COUNT} where a parameter was never bound, or what
     *     {@link Session#execute(Command)} throws
     */
    Cursor execute();

    /** Gives it back. */
    @Override
    void close();
}
