package org.pesadb.api.spi;

import org.pesadb.api.TableSchema;

/**
 * Turns rows into bytes and back. Stateless; threads share it.
 *
 * <p>What it is given has been checked: values are of their columns' types and text is valid Unicode.
 */
public interface RowCodec extends Component {
    /**
     * Encodes a row.
     *
     * @param schema the table's shape
     * @param row    a value for each column
     * @return a new array, never empty, and different from {@link #tombstone()}
     */
    byte[] encode(TableSchema schema, org.pesadb.api.Row row);

    /**
     * Decodes the wanted columns of a row; every other one is left as it is in {@code into}. A column that the bytes do not
     * hold is NULL.
     *
     * @param schema  the table's shape
     * @param bytes   holds the row; may be a page of the cache and is never written to. Text may be handed over as a part of
     *     it ({@link RowBuffer#setUtf8}), without a copy
     * @param offset  where the row begins
     * @param length  its length in bytes
     * @param columns positions of the wanted columns, ascending
     * @param into    takes the values
     * @throws org.pesadb.api.CorruptException where the bytes are no row of this table
     */
    void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into);

    /**
     * Whether a row meets a predicate, found out with as little decoding as possible.
     *
     * @param schema    the table's shape
     * @param bytes     holds the row, and is never written to
     * @param offset    where the row begins
     * @param length    its length in bytes
     * @param predicate what to test
     * @param scratch   room of the caller's for decoded values, of the schema's size; its content afterwards means nothing
     * @return whether it holds
     * @throws org.pesadb.api.CorruptException where the bytes are no row of this table
     */
    default boolean test(
            TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
        decode(schema, bytes, offset, length, predicate.columns(), scratch);
        return predicate.test(scratch);
    }

    /**
     * What stands in a deleted row's place.
     *
     * @return the same bytes always; a new array
     */
    byte[] tombstone();
}
