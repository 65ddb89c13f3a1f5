/**
 * The write-ahead log: until a checkpoint, the log is the database.
 *
 * <p>One file holds committed page images, one <em>generation</em> of them at a time. A version of a page is named by the
 * <em>position</em> where it was committed: 64 bits that only ever grow, from one generation to the next too. It keeps that name
 * where a later generation has carried it over to another place. A snapshot is the position where a commit ends: it sees the
 * versions named before it, and no other.
 *
 * <h2>The file</h2>
 *
 * <p>All numbers are little-endian. A record at file offset {@code f} has the position {@code base + (f - 8192)}.
 *
 * <pre>
 *      0  +--------------------+   header slot 0, a block of its own
 *   4096  +--------------------+   header slot 1, the same
 *   8192  +--------------------+   records, without gaps, each a multiple of 16 bytes long
 *         | carried carried    |   only where the generation carried something over, in ascending order of names
 *         +--------------------+   the generation's own records
 *         | page page commit   |
 *         | page commit ...    |
 *         +--------------------+   end of the log
 *         | zeros, leftovers   |   of earlier generations: their salt is another, so they are never valid
 *         +--------------------+   end of the file
 *
 *   header slot                            page record (16 bytes + image: 4,112)
 *      0   8  magic "PesaDWAL"                0   4  type = 1
 *      8   4  format version = 2              4   4  tx_id
 *     12   4  page size                       8   4  page_id
 *     16  16  database id (UUID)             12   4  CRC-32C
 *     32   8  generation                     16   n  image
 *     40   8  salt
 *     48   8  base position                commit record (48)
 *     56   8  transaction id base             0   4  type = 2
 *     64   8  stamp of the main file          4   4  tx_id
 *     72   8  pages of the database           8   4  magic = 0xC0DECAFE
 *     80   8  newest committed transaction   12   4  CRC-32C
 *     88   4  number of carried records      16   8  position of its first page record
 *     92   4  CRC-32C of bytes 0 to 91       24   8  pages of the database
 *     96   4  CRC-32C of 100 to the end of   32   4  number of its page records
 *             the entries                    36   4  0
 *    100   2  n: earlier generations, ≤ 12   40   8  mark
 *    102   2  1: the file held no others
 *    104      n entries, newest first:
 *             generation, salt, base position,
 *             transaction id base (8 each)
 *             zeros, to 4096
 *
 *   mark record (32)
 *      0   4  type = 3
 *      4   4  0                            carried record (32 bytes + image: 4,128)
 *      8   4  magic = 0xC0DECAFE              0   4  type = 4
 *     12   4  CRC-32C                         4   4  0
 *     16   8  mark                            8   4  page_id
 *     24   8  0                              12   4  CRC-32C
 *                                            16   8  the version's name, before the base position
 *                                            24   8  0
 *                                            32   n  image
 * </pre>
 *
 * <p>The CRC-32C of a record covers the salt (8 bytes), the record's position (8), and the record without the CRC. For a carried
 * record that is where it stands, not its name. A transaction's 64-bit id is the base in the header plus {@code tx_id}. A <em>mark</em> is a position known to be durable
 * when the record was made.
 *
 * <p>What a slot says of <em>earlier generations</em> of its file is for people who look at what is left behind the end ({@code INSPECT WAL}). Nothing
 * that is recovered depends on it: a slot is valid without, and two slots are the same that differ in nothing else.
 *
 * <h2>The rules</h2>
 *
 * <ul>
 *   <li>L1. A new generation is written into one header slot and forced, then into the other and forced, before its first
 *       record. The valid slot of the higher generation counts; opening completes a change cut short. No valid slot is damage.
 *       A generation that was found empty has its header written and forced once more before its first record: it may exist in
 *       the kernel's memory alone, where forces have failed before.
 *   <li>L2. Each record can be judged without the one before it. A commit names its first page record and their number: only
 *       records between the two are its own, and they follow one another.
 *   <li>L3. Positions never go back. The file grows in steps of zeros, so that forcing a commit overwrites blocks it has
 *       already; no room for a whole step is no error. A device is assumed to write a 512-byte sector wholly or not at all.
 *   <li>L4. Who has appended a commit lets the next writer in, and waits; one waiting thread writes and forces for all. Room is
 *       made before a transaction's first byte is appended.
 *   <li>L5. Versions enter the page index, and a commit becomes visible, when a force has covered it (with sync {@code normal}
 *       and {@code off}: when it is written). A checkpoint's limit is the end of such a commit, forced but with {@code off}.
 *   <li>L6. The first failed write or force, and anything else thrown by the thread at it, ends all writing: waiters learn that
 *       their outcome is unknown, nothing is tried again, and reading goes on. An interrupt ends no wait.
 *   <li>L7. Page records may come long before their commit; without it they never count; the last one of a page does.
 *   <li>L8. Recovery stops at the first record that is not valid. A record anywhere behind it with a mark beyond it proves that
 *       durable data is damaged; without one it is where the crash came. A clean close leaves a mark. What nothing can prove is
 *       damage of the very last batch before a crash. Carried records need no proof: the header counts them, and they were
 *       durable before the file had its name.
 *   <li>L9. Opening writes again, and forces, what is valid beyond the last mark, for it may exist in the kernel's memory alone.
 *       No record is appended to a recovered generation: a checkpoint comes first, and begins a new one.
 *   <li>L10. A checkpoint runs beside commits. It hands versions over up to the oldest registered snapshot, in page order, each
 *       once, and cuts only after the main file was forced. Choosing the limit and registering a snapshot are atomic. Where much
 *       was committed meanwhile, another round with a new limit comes before the cut. Where the main file has no room, the
 *       checkpoint ends and nothing else does; any other failure there is one of L6.
 *   <li>L11. A cut comes between commits, and only where no unfinished transaction has records. It waits for single reads under
 *       way, never for snapshots; a read waits only while references are exchanged, never for the device. Where nothing beyond
 *       the limit is committed, it reuses the file in place. Where only what was committed meanwhile is in the way, and that is
 *       little, the checkpoint asks the pager to hold transactions back ({@link org.pesadb.api.spi.CheckpointSink#hold}), brings
 *       it in one more round, reuses the file, and lets them go on. The pager may refuse; then L12 decides.
 *   <li>L12. Else, and where that makes the log much shorter, the versions beyond the limit that a registered snapshot or the newest
 *       commit sees are carried over into a fresh file: most of them while commits go on, the last of them while commits wait, after all
 *       that is appended was forced. Then the fresh file is forced, gets the log's name, and the folder is forced; nothing
 *       is acknowledged in between. What fails before the renaming leaves the log as it is; from then on it is a failure of
 *       L6. So a snapshot that stays costs one record for each page that changed, not for each change.
 *   <li>L13. A file takes no record of its own before its name is durable. A name that was only read may exist in the kernel's memory
 *       alone, and forcing the folder again proves nothing: see below. Where it is in doubt, the log goes on in
 *       another file that is given the name anew.
 * </ul>
 *
 * <p>With T for the records of as many pages as the pager logs between two checkpoints: the file grows in steps of at most T / 2
 * and is made 2 T long; transactions are held back where at most T / 2 is left to bring; the rest is carried where that saves T / 2
 * or more, and is at most 2 T or half of what there was. A transaction that has appended records early (L7) keeps the log from being
 * cut until it ends.
 *
 * <h2>A name that only the kernel has</h2>
 *
 * <p>The force of the folder behind a renaming may fail. File systems that keep a journal of names, as nearly all do, then refuse every
 * further write until the machine has started anew, and nobody is told of a success that is none. One without a journal
 * may tell of the failure once, go on to show the new name, and have nothing left to force: after a power loss the name leads
 * to the file before, the older log, and what was acknowledged since is gone.
 *
 * <pre>
 *   device    data.pesa-wal ──▶ older file            kernel    data.pesa-wal ──▶ fresh file, only in memory
 *
 *   forcing the folder       succeeds, and changes nothing on the device
 *   renaming once more       is a change that the next force of the folder must write, or fail
 * </pre>
 *
 * <p>The process that sees the failure writes nothing more (L6). The next one cannot know of it. But it sees whether anything was ever
 * written where the generation's first own record goes: a fresh file has zeros there until its name is durable, and a file that is
 * reused has records of the generation before. So zeros mean doubt, and nothing else does. Then
 *
 * <ul>
 *   <li>a log without any record is made again as it is, forced, renamed, and the folder forced, before it is used;
 *   <li>one that carries something is recovered as ever, and the cut that must follow (L9) is one into a fresh file. What is brought to
 *       the main file meanwhile is in the older log too: all in it was durable before the renaming, and nothing was committed
 *       after. So whichever of the files a power loss leaves, it belongs to the main file. Where the disk has no room for a fresh file,
 *       the log stays recovered and takes no record.
 * </ul>
 *
 * <p>Doubt without need, such as after a kill between renaming and force, costs a fresh file and no more.
 *
 * <h2>Who does what</h2>
 *
 * <pre>
 *   WalProvider  makes, opens         LogFormat, LogHeader, HeaderSlots, EarlierGenerations, RecordCodec   the bytes
 *   WalLog       the open log         LogFile, UnnamedFile       the file, grown ahead; one being made
 *    │             LogParts           what the next parts share
 *    ├ Appender      LogTail          what is appended, in memory; who may append
 *    ├ Forcer        Lead, Health     write, force, make visible; one thread for all
 *    ├ Checkpointer  LogSizes         rounds into the main file
 *    ├ Cut           CarriedFile      a new generation, in place or in a fresh file
 *    ├ Generation    KeptVersions     which records the file holds, and where
 *    ├ Snapshots, PageIndex           what readers see; no locks
 *    └ Recovery, LogVerifier, LogWalk   by way of RecordWindow, from the file
 * </pre>
 *
 * <p>Locks are taken in this order: the checkpoint's, the commit lock, the lead, the append lock, then the snapshots' or the gate
 * of the cut. The sink is asked to hold with the checkpoint's alone, and may wait only a moment: who writes may be waiting for
 * the checkpoint.
 */
package org.pesadb.wal;
