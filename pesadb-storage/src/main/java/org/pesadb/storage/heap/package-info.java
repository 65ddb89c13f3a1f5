/**
 * The rows of a table on pages: {@link org.pesadb.storage.heap.Heap} takes bytes and gives them back, and knows nothing of
 * columns. Three types of pages, all of the table's owner; numbers are little-endian, offsets count from where the usable
 * part of a page begins ({@code size} bytes of it, 4,072 with the default pager).
 *
 * <h2>Heap page: rows</h2>
 *
 * <pre>
 *    0   u16  slots       in the table below, dead ones too
 *    2   u16  dead        how many of them are dead
 *    4   u16  cells       where the lowest cell begins
 *    6   u16  used        bytes of cells in use
 *    8   u16  rows        how many slots are rows under their own id
 *   10   u8   class       of free room, as the directory has it on record
 *   11   u8   0
 *   12   u32 each         slot table, grows upwards
 *        ...              free room
 *  cells ...              cells, the newest lowest, up to the end of the page
 *
 *  slot: bits 0-15 offset of the cell · bits 16-28 length in bytes · bits 29-31 kind
 *
 *  kind  0 DEAD      no row; the cell, of the length given, begins with the tombstone.
 *                    All zeros: the cell's room has been used otherwise
 *        1 ROW       the cell is the row
 *        2 OVERFLOW  u32 first overflow page, u64 length of the row
 *        3 FORWARD   u64 where the row is now: page &lt;&lt; 16 | slot, of kind MOVED
 *        4 MOVED     u64 the row's own id, of kind FORWARD; then the row
 * </pre>
 *
 * <p>A row id is {@code page << 16 | slot}. A row that an update makes too long for its page moves, and leaves a forward: one
 * step, never two. A row longer than a page's free room can ever be (and one too long to move) goes to overflow pages. A
 * cell takes at least as many bytes as the tombstone and as a pointer, whatever its length, so that a delete, a move and a
 * turn to overflow pages need no room. Where the free room lies scattered, a change that needs it compacts the page: dead
 * cells go, and dead slots at the end of the table.
 *
 * <h2>Directory page: which heap pages there are</h2>
 *
 * <pre>
 *    0   u8   level       0: leaf
 *    1   u8   0
 *    2   u16  entries     n of at most c
 *    4   u32  filling     root only: the heap page that inserts fill, or 0
 *    8   u32  heap pages  root only: how many there are
 *   12   u32  0
 *
 *  leaf, c = (size - 16) / 5                 inner page, c = (size - 16) / 9
 *   16       u32 &times; c  heap pages, ascending    16       u32 &times; c  lowest heap page below; 0 in the first
 *   16 + 4c  u8 &times; c   class of each            16 + 4c  u32 &times; c  directory page below
 *                                            16 + 8c  u8 &times; c   highest class below
 * </pre>
 *
 * <p>A B-tree by page number, whose root never moves: 811 heap pages to a leaf, 450 leaves to an inner page. Class {@code c}
 * says that a page had {@code c} sixteenths of {@code size} free when it last reported; {@code
 * FreeRoom} says when it does. So an insert knows its page from the root, nearly always changes that
 * page alone, and finds another by one way down the tree; a scan goes through the pages in their order in the file.
 *
 * <h2>Overflow page: a part of a long row</h2>
 *
 * <pre>
 *    0   u32  next        the row's next overflow page; 0 in the last
 *    4   u32  part        0, 1, 2 ...
 *    8   u64  row         the id of the row
 *   16   ...              its bytes; every page but the last is full
 * </pre>
 *
 * <h2>The move</h2>
 *
 * <p>{@link org.pesadb.storage.heap.Heap#move}, and {@link org.pesadb.storage.heap.Heap#rewrite} with other bytes for each, puts all rows on new pages under a new root, as if they were inserted one after another
 * into an empty table, and gives every old page back before its rows go into new ones. It goes through the old heap
 * pages in ascending order. A row with a forward comes at the lower of its two pages; at the other one it is
 * passed over. {@code TableMove} argues why none is lost or comes twice, damage included.
 *
 * <h2>What always holds</h2>
 *
 * <ul>
 *   <li>Nothing is kept but in pages: a rollback or a snapshot needs no help from here.
 *   <li>Whatever a page says is checked before it is believed; what cannot be is a CorruptException that names table, page
 *       and slot, never an absent row and never another exception.
 *   <li>A heap page without cells in use goes back to the pager, unless inserts are filling it; so does a directory page
 *       without entries.
 * </ul>
 */
package org.pesadb.storage.heap;
