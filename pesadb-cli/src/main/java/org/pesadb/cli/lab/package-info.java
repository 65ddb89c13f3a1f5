/**
 * The crash lab: a commit is stopped at a chosen point, the power goes, and recovery shows what it makes of what is left. Nothing is
 * acted: the same engine runs over a disk in memory that can lose its power.
 *
 * <pre>
 *  base        a small sample, or a copy of an open database: a {@link org.pesadb.cli.lab.CrashDisk}
 *   │ copy ─► rehearsal   open, command, CHECKPOINT; every call that changes a file has a number ─► StopPoints
 *   │ copy ─► pull        the same until the chosen call, or the chosen byte of a write; then the disk is dead
 *   │           └─ after(Unforced) ─► left   what the device has: all that was forced, and of the rest none, all, or a torn part
 *   │                                  ├ copy ─► opened to read: INSPECT WAL, INSPECT PAGES, and the bytes
 *   │                                  └ copy ─► recover: opened to write, each call a step; then a check, and a comparison of all rows
 * </pre>
 *
 * <p>All three runs begin with the same bytes and work in one thread, so that a call has the same number in each. What the log's
 * records are is asked of {@code INSPECT WAL}; nothing here knows their format. Whether a transaction is there is not concluded from the log
 * either: all rows of all tables are compared with those before and after the command.
 */
package org.pesadb.cli.lab;
