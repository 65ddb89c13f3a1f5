/**
 * The hash join: one input is read into a hash table, the other streams past it.
 *
 * <pre>
 *   build input (the smaller one)              probe input
 *        │ all of it, once                         │ row by row
 *        ▼                                         ▼
 *   BuildTable: slots ──► first row of a key ──► next row of the same key ──► …
 *                 └──► BuildColumn per column        │
 *                                                    ▼
 *                                    JoinedRow: left values, right values
 * </pre>
 *
 * <p>Only the build input is held, by column and without boxes, and every byte of it is charged to a {@link
 * org.pesadb.join.MemoryBudget} before it is allocated. A result row is a view of the probe row and one build row: a key
 * with a million rows on either side streams its pairs and stores none of them. It writes no files.
 */
package org.pesadb.join;
