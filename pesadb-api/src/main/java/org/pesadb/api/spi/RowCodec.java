package org.pesadb.api.spi;

import java.util.Map;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Stable;
import org.pesadb.api.TableSchema;

/**
 * Turns rows into bytes and back. Stateless; threads share it.
 *
 * <p>What it is given to encode has been checked: values are of their columns' types, text is valid Unicode (it may hold any
 * character, also U+0000), and NULL stands only where a column allows it. Rows may be longer than a page; where they
 * stand is not the codec's affair. The codec that is the default when a database is made also writes the system tables:
 * those have no primary key, and {@link TableSchema#primaryKey()} is -1.
 *
 * <p>Rows stay as they were written until they are changed. So a codec that takes a new format version and still reads older ones must tell from a row's bytes in
 * which of them it was written: both stand in one table from then on. The engine records the new version when the database is opened to be written.
 * {@code RECODE} writes all rows of a table anew.
 *
 * <p>The heart of a codec that writes numbers and lengths:
 *
 * <pre>{@code
 * public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
 *     Reader reader = new Reader(bytes, offset, length);          // throws CorruptException at the end of them
 *     int wanted = 0;
 *     for (int column = 0; wanted < columns.length; column++) {
 *         boolean asked = column == columns[wanted];
 *         if (reader.atEnd()) {
 *             setDefault(schema.column(column), column, asked ? into : null);   // added later
 *         } else if (schema.column(column).type() == ColumnType.INT) {
 *             reader.number(column, asked ? into : null);
 *         } else {
 *             reader.text(column, asked ? into : null);           // into.setUtf8: no copy
 *         }
 *         wanted += asked ? 1 : 0;
 *     }
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface RowCodec extends Component {
    /**
     * Encodes a row. Equal rows may give different bytes. Every codec takes rows of 300 columns, and texts of a mebibyte.
     *
     * @param schema the table's shape
     * @param row    a value for each column: for an INT column {@link org.pesadb.api.Row#getLong} or NULL, for a TEXT column
     *               {@link org.pesadb.api.Row#getText}; valid during the call
     * @return a new array, 1 byte or more, and different from {@link #tombstone()}
     * @throws org.pesadb.api.PesaDbException OUT_OF_RANGE where the codec cannot take a row as large as this
     */
    byte[] encode(TableSchema schema, org.pesadb.api.Row row);

    /**
     * Decodes the wanted columns of a row; every other one is left as it is in {@code into}. A column that the bytes do not
     * hold, since it was added later, has its {@linkplain org.pesadb.api.Column#initial() default}; where that column is NOT NULL and has no default, the row may be taken for
     * damaged.
     *
     * <p>The bytes may be damaged in any way. Not all damage can be noticed: what is not gives another row of this table, of values of the right
     * types and text that is valid Unicode. Nothing but CorruptException is thrown for damage, and a length that damaged bytes
     * tell is not believed: memory and time stay in proportion to the row's own length. The same holds for {@link #test} and {@link #describe}.
     *
     * @param schema  the table's shape
     * @param bytes   holds the row; may be a page of the cache and is never written to. Text may be handed over as a part of
     *     it ({@link RowBuffer#setUtf8}), without a copy
     * @param offset  where the row begins
     * @param length  its length in bytes, 1 or more; what lies outside is another's
     * @param columns positions of the wanted columns, ascending, each once; may be none
     * @param into    takes the values, each of its column's type: {@link RowBuffer#setLong}, {@link RowBuffer#setText} or {@link
     *                RowBuffer#setUtf8}, or {@link RowBuffer#setNull}. Of the schema's size
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
        scratch.unset(predicate.columns()); // so that a column which is not set is found out
        decode(schema, bytes, offset, length, predicate.columns(), scratch);
        return predicate.test(scratch);
    }

    /**
     * What a row's bytes say by themselves of its columns. Salvage asks, where the definition of a table is lost.
     *
     * @param bytes  holds the row
     * @param offset where it begins
     * @param length its length in bytes
     * @return names in the order of the columns, with the type of what they hold, null for NULL; a column of NULL may be left out where its name is
     *     known. Bytes that hold types and no names give made-up names, one for each column. Empty where the bytes of this codec do not tell
     * @throws org.pesadb.api.CorruptException where the bytes are no row
     */
    default Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
        return Map.of();
    }

    /**
     * What stands in a deleted row's place. Every row takes at least as much room, so it is to be short.
     *
     * @return the same bytes always, 1 to 64; a new array
     */
    byte[] tombstone();
}
