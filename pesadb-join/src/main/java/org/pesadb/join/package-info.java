/**
 * Four ways to join two inputs on equal keys, each a {@link org.pesadb.api.spi.JoinStrategy}:
 *
 * <pre>
 *           reads                                   holds in memory                      is best where
 *   hash    both once; past the memory parts of     the smaller side, or parts of it     nothing else is (the default)
 *           both a second time, from files
 *   merge   both once, in order of their keys       the right rows of one key            both have an index of that order
 *   index   one; looks its rows up in the other     nothing                              one side is small, the other indexed
 *   loop    the right one for each chunk of left    a chunk of left rows                 never: it is the measure of the others
 *           rows
 * </pre>
 *
 * <p>Each is a {@link org.pesadb.join.Pass}, which leaves one pair after another in a {@link org.pesadb.join.JoinedRow}: a view of a
 * left and a right row, so that no pair is ever copied or kept. {@link org.pesadb.join.JoinStream} makes a stream of it that closes
 * everything at its end, however that comes about.
 *
 * <pre>
 *   HashJoin  ─► HashRun ─► HashPass ─┬─► BuildTable ─► HeldRows ─► HeldColumn      rows in memory, by column
 *                   ▲                 └─► Partitions ─► RowSpill, one each          rows put aside
 *                   └── HashTask ◄────────────┘          a pair of partitions, to be joined in a pass of its own
 *   MergeJoin ─► MergePass ─► RowGroup ─► HeldRows, RowSpill
 *   IndexJoin ─► IndexPass
 *   LoopJoin  ─► LoopPass ─► HeldRows
 * </pre>
 *
 * <p>Rows in memory are charged to a {@link org.pesadb.join.MemoryBudget} before they are allocated. What a LEFT join adds: a left row
 * with a NULL in its key is given back as soon as it is read, and where left rows are the ones held, a bit for each says
 * whether it has had a partner.
 */
package org.pesadb.join;
