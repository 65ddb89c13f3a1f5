/**
 * A log that stands in two files, best on two devices: PesaDB's own log {@code wal}, on files that are written twice.
 *
 * <pre>
 *   pager ──▶ wal ──▶ MirrorFiles ─┬─▶ data.pesa-wal                  the first
 *                                  └─▶ data.pesa-wal-mirror           the second; or (database id).pesa-wal in the folder
 *                                                                     that is set as mirror-log.to
 * </pre>
 *
 * <p>The log itself knows nothing of it. Every write, force, truncation, renaming and deletion is done to both files before it counts as
 * done; what is read comes from the first, and from the second where the first cannot be read.
 *
 * <h2>When one of the two devices fails</h2>
 *
 * <p>Then the call fails, and the log does what it does after any failure: it acknowledges nothing more, and the database takes no
 * writes until it is opened again. <em>Nothing is ever acknowledged that is not durable in both files.</em> The other choice, to go on with
 * one file and say so, keeps a database alive for longer; but then the files differ, nothing durable says which of them knows
 * more, and after a crash the one that has been left behind could be taken for the log. Who has the mirror wants no loss more than
 * no pause. To go on with one device, say so: open with {@code mirror-log.to} set to a folder on a device that works.
 *
 * <h2>Which file counts after a crash</h2>
 *
 * <p>When a database is opened each file is opened by itself, to read, and the log judges it as ever. Then:
 *
 * <ul>
 *   <li>One is missing or damaged: the other counts. What was acknowledged is in both, so nothing is lost.
 *   <li>Both are whole: the one of the higher generation counts, else the one whose commits go further, else the first. A crash between
 *       the two writes leaves a commit in one file and not in the other. Nobody was told of it, for that takes the force
 *       of both; so it may be there after the crash or not, as the log promises no more. To take the longer one is right where
 *       the device has lost the end of a file, too: what was acknowledged is then in the longer one only.
 *   <li>A new generation begins with a new header in place, or with a fresh file under the old name. Both happen after everything
 *       before was brought to the main file and forced, so the main file belongs to the old generation as well as to the new one. A
 *       crash between the two files leaves one of each, and the higher one counts.
 *   <li>Both are damaged: nobody guesses. The first one's error is told, with the second's.
 * </ul>
 *
 * <p>Then the other file is made the same, byte for byte, under another name, forced, and renamed: a crash meanwhile leaves the file
 * that counts as it is. One that was damaged is kept beside, with {@code .replaced} behind its name; so is the first where it was
 * behind the second, for somebody may have put it back from a copy without the other. Only then the log is opened on both, and what it makes durable, it makes durable in both. What was done is told in the program's log ({@link
 * System.Logger}).
 *
 * <h2>What it does not do</h2>
 *
 * <p>The folder is not remembered in the database: set {@code mirror-log.to} each time, or the second file stands beside the
 * first again. A second file that was left behind so is older than the first, and does not count while the first is
 * whole. Each commit forces two files, one after the other: on one device it takes twice as long.
 */
package org.example.pesadb.mirror;
