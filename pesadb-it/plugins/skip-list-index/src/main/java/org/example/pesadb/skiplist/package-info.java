/**
 * An ordered index as a skip list of blocks. A block is a page with many entries in order; blocks are linked in order, each to the
 * next, and some of them also over those between, the higher the fewer:
 *
 * <pre>
 *   level 2   root ──────────────────────────▶ [k…m] ────────────────▶ 0
 *   level 1   root ─────────▶ [d…f] ─────────▶ [k…m] ────────▶ [r…s] ─▶ 0
 *   level 0   root ─▶ [a…c] ─▶ [d…f] ─▶ [g…j] ─▶ [k…m] ─▶ [n…q] ─▶ [r…s] ─▶ 0     and back, one by one
 * </pre>
 *
 * <p>Who looks for an entry begins at the root's highest link, follows links while the block there begins at or before the entry,
 * and goes down a level where it does not. A million entries that came in random order stand in some 7,700
 * blocks, of which 28 are looked at.
 *
 * <h2>How high a block is</h2>
 *
 * <p>One of four blocks is at least two levels high, one of sixteen three, and so on. A text book throws dice for that. Here the dice must
 * fall the same way whenever the same work is done again, and nothing may be remembered outside the pages, where no rollback would reach it.
 * So the height comes from a hash of the entry that a block begins with when it is made, and is written in the block.
 *
 * <h2>A page</h2>
 *
 * <pre>
 *   offset bytes
 *        0     1  kind      0xB1 the root, which has links only; 0xB2 a block
 *        1     1  height    how many links count, 1 to 12; the root's is always 12
 *        2     2  count     entries
 *        4     4  back      the block before on level 0; 0 for none, and in the root
 *        8    48  links     the next block on each level, 0 for none
 *       56     2  low       where the lowest entry begins
 *       58   2*n  slots     where each entry begins, in the order of the entries
 *             ...           free
 *      low   ...  entries   each: 8 row, 2 length of the key, the key; in any order, without gaps
 * </pre>
 *
 * <p>Entries are ordered by key, as unsigned bytes, then by row. A block that is full gives its upper half to a new one behind
 * it; one that becomes nearly empty takes over the block behind it, where both fit into one page. No key may be longer than a quarter of a page, so that
 * every block has room for three.
 */
package org.example.pesadb.skiplist;
