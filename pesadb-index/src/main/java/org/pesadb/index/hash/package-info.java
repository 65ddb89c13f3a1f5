/**
 * The hash index, on pages.
 *
 * <p><b>How it grows.</b> Extendible hashing (Fagin, Nievergelt, Pippenger, Strong 1979), with its directory cut into pages
 * that are themselves shared and split like buckets, as a radix tree over the bits of a 64-bit hash from the top down:
 *
 * <pre>
 *   root ──hash bits──> directory ──hash bits──> bucket          3 visits, from the first entry to some 35 million
 *   root ──> inner ──> directory ──> bucket                      4 visits beyond, to some 15 thousand million
 * </pre>
 *
 * <p>A full bucket splits in two, which changes it, its new sibling and one directory page. A directory page that tells
 * too few bits apart splits in two as well. A node that cannot tell two directory pages apart gets an inner page beneath
 * it. So an insert does a bounded amount of work, most of them touch one page, and nothing is ever rebuilt. Linear hashing
 * (Litwin 1980) needs no directory but lets chains grow before its turn comes to split a bucket, so its cost goes up and
 * down with the number of entries; and its split position would be one more page that inserts share.
 *
 * <p><b>Depth.</b> A page of depth d holds only what agrees in the first d bits of the hash. A node of depth d has 512
 * slots for bits d to d + 8; a child of depth d + k stands in 512 &gt;&gt; k neighbouring slots, aligned. A slot 0 is a
 * range with nothing in it. Beyond 36 bits nothing is split: what collides so far is chained, so that hostile keys cost
 * time but nothing else. The hash is SipHash-1-3 under a random key from the root, so that nobody can make such keys.
 *
 * <p><b>Node</b> (root, inner, directory):
 *
 * <pre>
 *    0  1  kind: 1 root, 2 inner, 3 directory
 *    1  1  depth, 0 to 27
 *    2  2  root: 1 where unique, else 0; others: 0
 *    4  4  zeros
 *    8 16  root: key of the hash; others: zeros
 *   24  4  slot 0: a page's number, or 0
 *   28  4  slot 1 … to 2072
 * </pre>
 *
 * <p><b>Bucket</b> (and the pages chained to it):
 *
 * <pre>
 *    0  1  kind: 4 bucket, 5 chained
 *    1  1  depth, 0 to 36
 *    2  2  number of entries, n
 *    4  2  where the entries begin: they fill the page from its end
 *    6  2  bytes in live entries
 *    8  4  next page of the chain, or 0
 *   12  2  of slot 0: the entry's offset
 *   14  2  of slot 0: fingerprint, the low 16 bits of the hash; slots are in its order
 *   16     slot 1 … slot n - 1, free room, entries in any order with holes
 * </pre>
 *
 * <p><b>Entry</b>: one key with its rows.
 *
 * <pre>
 *    0  1  form of the key: 0 to 253 a key of this length; 254 a short number; 255 a long key
 *    1  1  bits 6-7: bytes of a row, 0: 4, 1: 5, 2: 6, 3: 8; bits 0-5: rows, 0 to 62, or 63 for a heavy key
 *    2     the key:    its bytes; of a short number the last 4, the first 5 are 01 80 00 00 00;
 *                      of a long key: hash 8, length 4, first page 4
 *    …     the rows, little-endian; of a heavy key: the root of their tree, 4
 * </pre>
 *
 * <p><b>Heavy key</b>: one with more than 62 rows. They are in a tree of their own: the same nodes and buckets, its keys
 * the rows (big-endian without leading zeros), its entries without rows. Its root is a bucket at first, then turns into a
 * directory, then into an inner page, in its place. So adding or removing one of a million rows costs what it costs
 * elsewhere: one more walk down. No count is kept anywhere but in a bucket: it would be a page that every insert dirties.
 *
 * <p><b>Long key</b> page:
 *
 * <pre>
 *    0  1  kind: 6
 *    1  1  zero
 *    2  2  bytes of the key here
 *    4  4  next page, or 0
 *    8     the bytes
 * </pre>
 *
 * <p>An object of this package lives for one operation, or holds nothing but the index's name and root.
 */
package org.pesadb.index.hash;
