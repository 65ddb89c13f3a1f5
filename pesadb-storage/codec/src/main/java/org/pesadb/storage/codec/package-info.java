/**
 * The row codecs.
 *
 * <h2>json</h2>
 *
 * <p>A row is a JSON object: {@link org.pesadb.storage.codec.JsonRowCodec} says how it looks.
 *
 * <h2>binary</h2>
 *
 * <p>{@link org.pesadb.storage.codec.BinaryRowCodec}. Numbers are little-endian; {@code n} is how many columns the row holds.
 *
 * <pre>
 *  0         1   form     bits 0-1: w is 1, 2 or 4 for 0, 1 or 2 · bits 2-7: format version, 1
 *  1         w   n        1 or more
 *  1+w       t   types    t = (n + 7) / 8; bit c % 8 of byte c / 8 is 1 where column c is TEXT, 0 for INT
 *  1+w+t     w   end      of value 0, counted from the first value's first byte  ┐
 *            w   end      of value 1                                             │ n - 1 of them: the last
 *            ...                                                                 ┘ value ends with the row
 *  v             values   in the order of the columns; v = 1 + w + t + (n - 1) &times; w
 *
 *  INT    1 to 8 bytes, two's complement: the fewest that hold the number
 *  TEXT   UTF-8; an empty one is the byte FF, which is in no UTF-8
 *  NULL   no bytes
 *
 *  (7, "Ada", NULL)     04   03   02   01 04   07   41 64 61
 *                       form n    types ends   7    A  d  a
 * </pre>
 *
 * <p>So a column is found by two ends, without a look at those before it, and a row tells by itself how many columns it has and of
 * which types, though not their names. The width {@code w} is the least that holds {@code n} and every end. A deleted row's
 * place shows {@code 00} and {@code deleted}: no version is 0.
 *
 * <h2>Added columns</h2>
 *
 * <p>A column is added behind the others, and rows that are there stay as they are: one that ends before a column has that column's
 * default. NULL is written in both formats, so that it differs from a column that the row lacks.
 */
package org.pesadb.storage.codec;
