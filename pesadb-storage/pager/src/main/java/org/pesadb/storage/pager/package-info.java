/**
 * Pages, their versions, and the buffer cache: the default pager, {@code paged}.
 *
 * <p>Everything that lasts is a page of 4,096 bytes. A page version never changes once it is sealed, and is named by the position in the
 * log where it stands. A snapshot is one position: it sees the newest version of each page before it. The writer
 * copies a page, changes the copy, and commits by appending its copies to the log; a checkpoint brings the newest versions that
 * every snapshot sees to the main file, and nothing else ever changes it but the mark of use described below.
 *
 * <p>Where to begin: {@link org.pesadb.storage.pager.Versions} finds a version for a reader, {@link
 * org.pesadb.storage.pager.WriteTransaction} makes new ones, {@link org.pesadb.storage.pager.WriteSide} leads
 * it from begin to end, {@link org.pesadb.storage.pager.Commits} appends it, {@link org.pesadb.storage.pager.BufferCache} argues why no reader ever gets a wrong version.
 *
 * <h2>A page</h2>
 *
 * <p>Numbers are little-endian. Page {@code n} of the main file begins at byte {@code n * 4096}.
 *
 * <pre>
 *   offset bytes
 *        0     4  checksum   CRC-32C of all 4,096 bytes, with these four as zeros
 *        4     1  type       1 root, 2 free, 3 catalog, 4 directory, 5 heap, 6 overflow, 7 index
 *        5     3  reserved   zeros
 *        8     4  number     the page's own
 *       12     4  owner      the table or index that it belongs to, 0 for the database itself
 *       16     8  position   where in the log this version was sealed: its name; 0 at creation
 *       24  4072  usable     what {@link org.pesadb.api.spi.Page} shows
 * </pre>
 *
 * <p>A page of the main file that is all zeros was never written and is legal. In the log none is.
 *
 * <h2>Page 0</h2>
 *
 * <pre>
 *   offset bytes
 *        0   512  the engine's header, written once, the same in every image
 *      512    24  page header as above; its checksum covers all 4,096 bytes
 *      536     8  pages       the number of pages of the database, itself included
 *      544     8  free pages  how many of them are free
 *      552     8  generation  the log's generation in which this image was logged
 *      560     8  root        the engine's value: where its catalog begins
 *      568     4  trunk       the first page of the list of free pages, 0 for none
 *      572     1  state       0 in use, 1 closed cleanly: the log may be absent,
 *                             2 in use, and the log was forced up to this image before it came here
 *      573     3  reserved    zeros
 *      576     8  transaction the newest one at the last clean close; with this page's position, where a new log goes on
 *      584  3512  reserved    zeros
 * </pre>
 *
 * <p>All that changes lies in the second 512-byte sector. So the mark "in use", logged and forced, can be written to
 * the main file beside any checkpoint: a device writes a sector wholly or not at all.
 *
 * <p>State 2 tells a log that was put beside the main file from an older time, or has lost its end: the newest commit in it ends
 * before the position of page 0. Without a force at every commit a power loss may do the same, so state 0 proves nothing.
 *
 * <p>A backup is a main file alone: pages 1 and on byte for byte as they were sealed, and a page 0 with another header, state 1, the
 * snapshot's fields, and the greatest position of the file as its own. While it is made it has another name, and
 * <pre>
 *        0     8  zeros, so that it is no database
 *        8   504  the rest of its header, by which it knows itself again
 * </pre>
 * at its beginning; {@link org.pesadb.storage.pager.Backup} says in which order it is written.
 *
 * <h2>The list of free pages</h2>
 *
 * <pre>
 *   page 0 ── trunk ──▶ trunk page ── next ──▶ trunk page ── next = 0
 *                        │ ids: free pages      │ ids: free pages
 *
 *   usable bytes of a trunk page (type 2, owner 0), itself free
 *        0     4  next   the next trunk page, 0 for none
 *        4     4  count  how many ids follow, 0 to 1016
 *        8  4*n   ids    numbers of free pages
 * </pre>
 *
 * <p>A page is freed by appending its number to the first trunk; where that is full or missing, the freed page becomes the first trunk.
 * The last id of the first trunk is handed out first; an empty trunk is handed out itself.
 *
 * <p>A transaction may ask for the lowest free pages first ({@link org.pesadb.api.spi.PageTransaction#takeLowestPages}). It reads
 * the whole list into a set of bits, hands out and takes back in that set, and at its commit writes the list anew: the first
 * trunk lists the lowest pages, in descending order, and is the next higher one itself; the second trunk goes on from there. So
 * later transactions too are handed the lowest page first, until they free some.
 *
 * <h2>Checkpoint and cut</h2>
 *
 * <p>The log leads a checkpoint, in rounds, and {@link org.pesadb.storage.pager.CheckpointWriter} takes the pages of each to the main file
 * and forces it. Then the log is cut: in place where nothing is left in it, else what is left is carried over into a fresh
 * file. While many threads commit there is always something left. So for the last round the log asks to hold transactions: the
 * checkpoint waits some milliseconds for the writer's place, keeps it while the few pages that came meanwhile are brought and the log is cut in
 * place, and gives it back. Where it does not get the place in that time, the rest is carried; so it never waits long for a
 * transaction, and never for one that waits for it.
 *
 * <h2>How a database becomes shorter</h2>
 *
 * <p>Such a transaction may take the free pages at the end out of the database: page 0 counts fewer then. What was there is
 * neither listed as free nor written to the main file any more. The checkpoint that brings this page 0 forces it, and
 * only then cuts the main file off behind its last page:
 *
 * <ul>
 *   <li>A crash before the force finds the log, which brings the same page 0 again; one after it a file that is too long at
 *       worst. A file shorter than its page 0 says is never left behind.
 *   <li>A snapshot from before still counts the old pages, and holds the checkpoint's limit, and with it page 0 of the main
 *       file, at a version that counts them too. So nothing that it reads is cut off; the file becomes shorter after it.
 *   <li>A snapshot from after the limit may count more pages again. What lies behind the cut for it was allocated since, and is in
 *       the log; or is free, and nobody reads it.
 * </ul>
 *
 * <h2>Transactions larger than memory</h2>
 *
 * <p>The changed pages of a transaction stay in memory while they fit its budget. What is more goes to a file, and comes back when it
 * is asked for:
 *
 * <pre>
 *   edit ──▶ in memory ── releasePages() ──▶ slot of {@code <main file>-spill/transaction}
 *                ▲                                    │
 *                └──────── asked for again ───────────┤
 *   commit: in order of page numbers, some at a time ─┴──▶ log, each page once, then the commit record
 * </pre>
 *
 * <p>Rule L7: <em>until the commit nothing of such a transaction is in the log; spill of one transaction is bounded by the number of
 * its page states</em> (one of each changed page, and one more for each open savepoint). Why not append page versions to the log early,
 * where they must go anyway? A page that many rows go to in random order, as an index has them, would be appended every time it
 * has to leave the memory, so the log would grow with the work and not with the result; and a statement that is undone
 * would leave images behind that must be superseded by appending the older ones again. A slot is used again as soon as its
 * state is replaced, undone or changed, and the file is gone with the transaction, whichever way that ends.
 *
 * <p>The file is never forced: it is worth nothing after a crash. It is swept, with whatever else is in that folder, when the database is
 * opened to be written and when it is closed. A full disk fails the statement that needs the room; its savepoint undoes it, and the
 * transaction goes on. {@link org.pesadb.storage.pager.TransactionMemory} argues why no change is lost; {@link
 * org.pesadb.storage.pager.SpillFile} draws the file.
 *
 * <p>The commit of such a transaction keeps the writer's place until it is durable: the next transaction finds its pages in the
 * log, not in the {@link org.pesadb.storage.pager.Overlay}, which would have to hold them all. Where it fails before its commit record, its
 * records never count, and a checkpoint cuts them off at once.
 *
 * <h2>The main file's name</h2>
 *
 * <p>It is given once, at the end of a creation, and made durable before the first commit, by {@link
 * org.pesadb.storage.pager.RootMarks}: a process may have ended between naming and forcing. Where the force of the folder has failed, the
 * kernel may show a name that the device never got, have nothing left to force, and a power loss would leave what looks like a creation cut
 * short. So a database that was never written to gets its name once more, from {@code .new} and back, for that is a change to
 * force. A crash in between leaves a creation cut short, and nothing is lost with it.
 *
 * <p>A main file that has been written to is not renamed: in between it would be missing. Its name is durable since its
 * first use. That of a backup, or of a copy, is forced before its first use and not given anew: whoever made it was told where
 * its force failed.
 *
 * <h2>A full disk</h2>
 *
 * <p>Who finds no room gets DISK_FULL, and the database goes on, since no force has failed. Opening after a crash needs room for what
 * recovery brings to the main file; where there is none the log stays as it is, all can be read as after an opening to read
 * only, and whoever wants the writer's place first tries again. A close that finds no room leaves the clean mark out, and is no failure:
 * what was acknowledged is in the log, which the next opening recovers.
 */
package org.pesadb.storage.pager;
