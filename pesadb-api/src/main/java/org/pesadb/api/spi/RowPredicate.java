package org.pesadb.api.spi;

import org.pesadb.api.Row;
import org.pesadb.api.Stable;

/**
 * A test of rows: what {@code WHERE} asks of one table. The engine makes them. Immutable; threads share it.
 *
 * <p>A codec that meets the values one by one, from the front, can stop at the first that fails:
 *
 * <pre>{@code
 * for (int test = 0; test < predicate.tests(); test++) {
 *     reader.skipTo(predicate.column(test));
 *     boolean holds = reader.isNull()
 *             ? predicate.testNull(test)
 *             : predicate.test(test, reader.number());            // or the bytes of a text
 *     if (!holds) {
 *         return false;
 *     }
 * }
 * return true;
 * }</pre>
 */
@Stable(since = 1)
public interface RowPredicate {
    /**
     * The columns that it looks at.
     *
     * @return positions, ascending, each once; not to be written to
     */
    int[] columns();

    /**
     * Tests a row.
     *
     * @param row holds at least {@link #columns()}, decoded; other values are not looked at
     * @return whether it holds
     */
    boolean test(Row row);

    /**
     * How many tests it is made of, all of which must hold; so that a codec may do them on the bytes, without making values of them.
     *
     * @return 0 or more
     */
    int tests();

    /**
     * The column that a test looks at: never one before that of the test before it, so that a row can be read once from its front.
     *
     * @param test from 0
     * @return its position
     */
    int column(int test);

    /**
     * Whether a test holds for a number.
     *
     * @param test  of an INT column
     * @param value what stands there
     * @return whether it holds
     */
    boolean test(int test, long value);

    /**
     * Whether a test holds for a text.
     *
     * @param test   of a TEXT column
     * @param bytes  holds its UTF-8; not kept
     * @param offset where it begins
     * @param length its length in bytes
     * @return whether it holds
     */
    boolean test(int test, byte[] bytes, int offset, int length);

    /**
     * Whether a test holds for NULL.
     *
     * @param test of any column
     * @return whether it holds
     */
    boolean testNull(int test);
}
