/**
 * Rows as CBOR (RFC 8949), by Jackson.
 *
 * <pre>
 *   A2                      map of 2 pairs
 *      62 69 64  18 2A      "id": 42
 *      64 6E 61 6D 65  F6   "name": null
 * </pre>
 *
 * <p>One map of definite length with every column in the schema's order, NULL as {@code null}: a column that is missing was added to
 * the table after the row was written, and means something else. The names cost some bytes in each row, and in return a row can be
 * read without its table ({@link org.pesadb.api.spi.RowCodec#describe}). The place of a deleted row holds {@code F7},
 * <i>undefined</i>, which is no map.
 */
package org.example.pesadb.cbor;
