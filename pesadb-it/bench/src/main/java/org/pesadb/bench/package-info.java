/**
 * PesaDB beside other databases, at the same work, on the same machine, in one run.
 *
 * <pre>
 *   Bench ── options, order, report
 *     ├── Peer       a database under test: opens a {@link org.pesadb.bench.Store} in a folder
 *     │     ├── PesaPeer    one for each codec and index kind that is installed, through the prepared API
 *     │     └── JdbcPeer    SQLite, H2, Derby, through JDBC, prepared
 *     ├── Work       what is measured: takes a store, gives a figure
 *     ├── RawLimits  the same bytes without a database
 *     └── Figures    samples, medians, ratios; Markdown and JSON lines
 * </pre>
 *
 * <p>{@code --http} measures something else: see {@link org.pesadb.bench.http}.
 *
 * <p>Rules, so that a ratio means something: every store is durable in the same sense (an acknowledged commit outlives a loss of power);
 * each has the same memory for its pages; peers take turns within each repetition, so that a slow minute of the machine hits all of
 * them; what a work reads is summed up and compared, so that nobody is fast by doing less; the first repetition warms up
 * and is not counted.
 */
package org.pesadb.bench;
