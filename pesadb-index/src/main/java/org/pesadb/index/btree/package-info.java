/**
 * The ordered index: a B+tree on pages.
 *
 * <p><b>Entries</b> are pairs of key and row, in the order of their keys as unsigned bytes, those of one key in the order of
 * their rows. In a unique index a key stands once, and its row does not count in the order. Elsewhere it does, so that one row among
 * a million of one key is found by going down once.
 *
 * <p><b>Invariants</b>
 *
 * <ol>
 *   <li>Leaves are of level 0, a page of level n has children of level n - 1. A separator is not greater than any entry beneath its
 *       child, and greater than every entry beneath the child before.
 *   <li>The root never moves: where it splits, what it holds moves to two new pages; where it has one child, it takes over what that
 *       holds.
 *   <li>A leaf's neighbours name each other. No leaf but the root is empty. An inner page has a child at least.
 *   <li>All keys of a page begin with its prefix. It is the longest possible whenever the page is written anew.
 *   <li>A key longer than a quarter of a page, less 34 bytes, has exactly so many bytes in its page; the rest is in a chain, whose
 *       first page counts the cells that lead to it.
 *   <li>All state is in pages, and there is no count of entries: it would be a page in the log for every insert.
 * </ol>
 *
 * <p><b>Node</b>: a leaf or an inner page. Numbers are little-endian unless said otherwise.
 *
 * <pre>
 *    0  1  kind: 1 leaf, 2 inner
 *    1  1  level, 0 to 31; 0 of a leaf
 *    2  2  flags: 1 root, 2 unique (of the root alone)
 *    4  2  number of entries, n
 *    6  2  where the cells begin: they fill the page from its end
 *    8  2  bytes in live cells
 *   10  2  length of the prefix, p
 *   12  2  slot of the last insert, to guess where the next one goes; any number is right, 65535 says nothing
 *   14  2  zeros
 *   16  4  leaf: left neighbour, or 0;  inner: the child before the first separator
 *   20  4  leaf: right neighbour, or 0; inner: zeros
 *   24  p  prefix
 *    …  2  of slot 0: where its cell is
 *    …  4  of slot 0: head, the 4 bytes of the key after the prefix, big-endian, filled up with zeros
 *    …     slot 1 … slot n - 1, free room, cells in any order with holes
 * </pre>
 *
 * <p><b>Cell</b>:
 *
 * <pre>
 *    0  2  form: bits 0-3 bytes of the row, r: 1 to 8, of a separator 0 too; bit 4: a long key;
 *                bits 5-15: bytes of the key in the page after the prefix, s
 *    …  4  inner: child
 *    …  r  row; of a separator, with r = 0: before all rows of its key
 *    …     the key from the prefix and the head on: s - 4 bytes, or none
 *    …  4  long key: its length, all of it
 *    …  4  long key: first page of its chain
 * </pre>
 *
 * <p><b>Long key</b> page: what a key has beyond the bytes in its page.
 *
 * <pre>
 *    0  1  kind: 3
 *    1  1  zero
 *    2  2  bytes here: all there is room for, or the last ones
 *    4  4  next page, or 0
 *    8  8  first page: number of cells that lead here; others: 0
 *   16  4  first page: bytes in the chain; others: 0
 *   20     the bytes
 * </pre>
 *
 * <p><b>Search in a page</b> halves over the slots. What it looks at most of the time is in them: the heads of neighbours differ once the
 * prefix is gone, so cells are not touched, and half of the cache misses are saved for 4 bytes that would else stand in the
 * cell. A range is cut in each leaf by one such search; from then on it costs a slot and a row for each entry.
 *
 * <p><b>Rows</b> stand in as few bytes as they have. Packing many rows of one key closer (as differences) would save 6 of 12 bytes for a
 * key with a million rows, and cost every other index a second form of entry; it was left out. The prefix takes the key itself out.
 *
 * <p><b>Growth.</b> A full leaf first shares its entries out with a neighbour that is at most two thirds full, else it splits in the
 * middle; but where inserts come in order, upwards or downwards, it splits there, so that what they leave behind is full. Pages
 * remember the place of their last insert for that, so it works in the midst of the tree as well, as for the rows of each of
 * few keys. A separator is cut to the bytes that it needs. <b>Shrinkage.</b> An empty leaf is given back; a page less than a third full
 * is merged with a neighbour of the same parent where both fit in three quarters of a page. Between a third and that nothing is
 * moved, so that inserts and deletes in turn do not waver.
 *
 * <p>An object of this package lives for one operation, or holds nothing but the index's name and root. Cursors keep a leaf
 * between two calls: nothing is changed while they are read, as {@link org.pesadb.api.spi.Index} says.
 */
package org.pesadb.index.btree;
