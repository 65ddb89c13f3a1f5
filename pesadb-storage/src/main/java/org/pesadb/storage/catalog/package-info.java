/**
 * Which tables there are. The catalog is kept in tables of its own, readable with the same commands as any other:
 *
 * <pre>
 * page 0 ─► catalog root ─┬─► pesa_tables    id, name, root, codec, codec_version
 *                         ├─► pesa_columns   table_id, position, name, type, pk, uniq, notnull
 *                         └─► pesa_indexes   id, table_id, columns, uniq, kind, version, root, made
 * </pre>
 *
 * <p>{@code pesa_indexes.columns} is a text: the positions of the index's columns, from 0, in the order of its key, with commas, such as
 * {@code 2,0}.
 *
 * <p>A change of the schema raises the version in the catalog root, in the same transaction as the rows. A
 * {@link org.pesadb.storage.catalog.Catalog} is an immutable reading of one version, so sessions share it and a snapshot
 * finds the one that belongs to it by that number.
 *
 * <p>Codec and index kind are recorded by name and format version for every table and index: without them the table cannot
 * be opened, and the error says what is missing.
 */
package org.pesadb.storage.catalog;
