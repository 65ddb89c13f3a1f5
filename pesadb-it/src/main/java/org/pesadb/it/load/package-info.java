/**
 * Programs that put a database under load for as long as wanted, measure it, draw it, and judge it: {@code soak}, {@code commits},
 * {@code snapshots}, {@code big}, {@code updates}, {@code tables}. The README.md of this module says how to run them.
 *
 * <pre>
 * Main ─► LoadCommand (picocli) ─► Program ─► Report   what is printed, and the verdicts: exit status 0 or 1
 *                                    │  ├───► Scratch  the folder of one run, deleted at its end
 *                                    │  └───► Crew     its threads; the first that fails ends the run
 *                                    ├─► Timeline ◄─ Recorder ◄─ each thread's latencies
 *                                    │      └─► Chart (an SVG file), Sparkline (text)
 *                                    └─► ChildJvm      a part that gets a heap of its own, or is killed
 * </pre>
 *
 * <p>They use the public API alone, as a program that embeds the database does, and find its parts by {@code ServiceLoader}.
 */
package org.pesadb.it.load;
