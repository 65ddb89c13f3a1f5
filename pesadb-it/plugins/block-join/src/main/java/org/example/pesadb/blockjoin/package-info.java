/**
 * A join by nested loops over blocks: as many left rows as the memory allows, then all right rows once for them, then the next block.
 *
 * <pre>
 *   left    [block 1][block 2][block 3]...        each read once
 *   right   ────────▶ ────────▶ ────────▶         read once for each block
 * </pre>
 *
 * <p>Within a block the partners of a right row are not searched but looked up by a hash of the keys: that takes two numbers a row and
 * turns a block's work from a product into a sum. Nothing is ever put aside in files; what a hash join pays for that in
 * reading and writing both inputs once more, this one pays in reading the right one again.
 *
 * <p>For a LEFT join each row of a block has a bit that says whether it had a partner. Those without come at the block's end.
 */
package org.example.pesadb.blockjoin;
