/**
 * A pager that encrypts what it writes: PesaDB's own pager {@code paged}, on files and a log that seal each page.
 *
 * <pre>
 *   paged ──┬─▶ EncryptedFiles ─┬─▶ EncryptedFile    main file, backup     a sealed page for each page
 *           │                   └─▶ EphemeralFile    spilled pages         AES-CTR, the key in memory alone
 *           └─▶ EncryptedLog ─────▶ the log          sealed images, longer by 32 bytes
 * </pre>
 *
 * <p>The inner pager sees plain pages, and knows nothing of it. What the engine puts aside while it sorts and joins goes through {@link
 * org.pesadb.api.spi.Pager#temporaryFiles}.
 *
 * <h2>A sealed page</h2>
 *
 * <pre>
 *   offset bytes
 *        0    12  nonce       random, new each time that a page is sealed
 *       12  4096  ciphertext  AES-256-GCM of the page
 *     4108    16  tag         over ciphertext, and where the page belongs (not stored): file or log, number, position
 *     4124     4  zeros       so that the length is a multiple of 16, as the log wants it
 * </pre>
 *
 * <p>A page of the log belongs to its number and its position there, one of the main file to its number. So a page that is put in
 * another's place, or taken from the log to the main file, is not authentic. A page that fails is handed to the inner pager as
 * bytes that no page has, and it calls that damage, as it would any other: a page torn by a crash is mended from the log so, and any other is {@code
 * CORRUPT}. A page of zeros is one that was never written, and stays zeros.
 *
 * <h2>The main file</h2>
 *
 * <pre>
 *      0    512  the engine's header, plain: it is read before anybody knows which pager to ask
 *    512    512  what this pager needs to know, drawn at {@code OwnPart}; the same once more in the next 512 bytes
 *   4096   4128  page 0, sealed │ one of the two is the newer one: each begins with a number
 *   8224   4128  page 0, sealed │ that rises, in place of the engine's header
 *  12352   4128  page 1, sealed
 *  16480   4128  page 2 ...
 * </pre>
 *
 * <p>Why page 0 twice? The inner pager counts on a 512-byte sector being written wholly or not at all: in one sector it marks the
 * file as in use, without a log that could mend it where nothing is forced. A sealed page changes in all its sectors. So the copy that is not
 * the newest is written over, and one cut short leaves the other, the page before, as if nothing had been written. That
 * only holds where the newest one is durable by then. So one that was written since the last force is written over itself; and the
 * first write after an opening writes the newest one again, byte for byte, and forces it, for nobody knows whether it exists in the kernel's memory alone.
 *
 * <h2>Keys</h2>
 *
 * <pre>
 *   key file (32 bytes) ─┐
 *   salt of the file ────┴─ HKDF-SHA-256 ─┬─▶ key of the main file's pages
 *                                         ├─▶ key of the log's pages
 *                                         └─▶ check value, stored beside the salt: tells a wrong key before anything is written
 * </pre>
 *
 * <p>Each main file has a random salt of its own, each backup too: so one key file may serve many databases, and no two of them
 * share a key.
 *
 * <h2>Why random nonces, and their limit</h2>
 *
 * <p>The same nonce with the same key twice would give both pages away. A position in the log looks like a number that never comes twice,
 * but does: after a crash what was not acknowledged is forgotten, and its positions may be given to other pages while the device still has the
 * old ones. So a nonce is 96 random bits. By the usual rule a key is good for 2^32 of them, where the chance that two are the same is
 * still one in 2^33: that is 16 TiB written to one database's log, or to its main file. Before that, take a backup and go on with it: it has new keys.
 *
 * <h2>What an attacker still learns, and may do</h2>
 *
 * <ul>
 *   <li>From the outside: how large the database is, which pages change when and which transaction they belong to (the log's records are
 *       not encrypted, only the images in them), the names of log and pager.
 *   <li>Whoever can write to the files may put an older version of a page, or of both files, in the place of the newer one; may set
 *       a page to zeros; may cut the log. Nothing here tells an older state from a newer one. What comes of it is an older state or a {@code CORRUPT},
 *       and never a page of his making.
 *   <li>The memory of the process, its core dumps and swapped pages hold key and data in the clear.
 * </ul>
 */
package org.example.pesadb.aesgcm;
