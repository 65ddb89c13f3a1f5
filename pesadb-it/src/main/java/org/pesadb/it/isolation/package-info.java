/**
 * Histories of concurrent transactions, and a checker that finds in them whatever no serial order explains.
 *
 * <h2>What PesaDB promises</h2>
 *
 * <ul>
 *   <li>Transactions that may write, which are those of BEGIN and each changing statement by itself, run one after another: one has
 *       the writer's place at a time, and the next one sees all that it left.
 *   <li>Those that only read, which are those of BEGIN READ and each reading statement by itself, see one state: what the newest
 *       commit left that was durable when they began (with sync {@code normal} and {@code off}: that was written).
 *   <li>Whoever begins after something was acknowledged, or seen by others, sees it too. A session never sees an older state than before.
 * </ul>
 *
 * So every history is <em>strictly serializable</em>: some order of its transactions, one after another, gives each the same answers, and
 * that order contradicts neither a session nor the clock. This is more than the snapshot isolation that readers alone
 * would give: with one writer at a time there is no write skew, and no anomaly of a transaction that only reads either. It holds
 * in every sync mode while the process lives; what a power loss may take in the weaker modes are the last transactions of the
 * order, whole ones. A transaction whose force failed is wholly there or not at all.
 *
 * <p>It ends where a transaction ends. Who reads in one and writes in the next, because of what was read, is not guarded in between.
 *
 * <h2>How a history is judged</h2>
 *
 * <pre>
 * sessions ─► Recorder ─► History ─► Checker ─┬─► Versions   who wrote which mark, over which version
 *                                             ├─► Reads      may it be seen at all? does it fit what was seen before?
 *                                             ├─► Graph ─► Cycles ─► CycleNames     who must have come before whom
 *                                             └─► SerialOrder    played again in the database's own order
 *                                                    │
 *                                             List of Anomaly    name, who did what, and why that cannot be
 * </pre>
 *
 * Each write leaves a mark of its own, so a read tells whose write it saw. Lists keep the marks of all writes before, so one read tells
 * their order too: this is the idea of Elle. From it {@code Graph} has Adya's edges: who wrote over whom
 * (ww), who saw whom (wr), who saw what was then written over (rw); with those of each session and of the clock. A circle is an
 * anomaly, and its edges say which. Rows that are not there are versions too, so that a scan has edges like other reads.
 *
 * <p>Blind writes of registers leave gaps in that graph. {@code SerialOrder} has none: it takes the numbers that the
 * database gives to transactions and snapshots as a proof of the order, and checks it line by line. It needs the numbers to be
 * true, and the graph needs nothing; both must find nothing.
 *
 * <p>What a transaction saw is judged even if it was rolled back later, for its program has seen it.
 *
 * <h2>Sources</h2>
 *
 * <ul>
 *   <li>H. Berenson, P. Bernstein, J. Gray, J. Melton, E. O'Neil, P. O'Neil: <cite>A Critique of ANSI SQL Isolation Levels</cite>,
 *       SIGMOD 1995. P0 to P4, A5A, A5B, and snapshot isolation.
 *   <li>A. Adya: <cite>Weak Consistency: A Generalized Theory and Optimistic Implementations for Distributed Transactions</cite>, PhD
 *       thesis, MIT, 1999. G0, G1a, G1b, G1c, G-single, G2, and the graph.
 *   <li>K. Kingsbury, P. Alvaro: <cite>Elle: Inferring Isolation Anomalies from Experimental Observations</cite>, PVLDB 14(3), 2020. How to get
 *       the graph out of lists that transactions append to, and to add the orders of session and clock.
 *   <li>P. Bailis, A. Fekete, A. Ghodsi, J. Hellerstein, I. Stoica: <cite>Scalable Atomic Visibility with RAMP Transactions</cite>, SIGMOD
 *       2014. Fractured reads, here called torn.
 *   <li>A. Fekete, E. O'Neil, P. O'Neil: <cite>A Read-Only Transaction Anomaly Under Snapshot Isolation</cite>, SIGMOD Record 33(3), 2004.
 *   <li>D. Terry, A. Demers, K. Petersen, M. Spreitzer, M. Theimer, B. Welch: <cite>Session Guarantees for Weakly Consistent
 *       Replicated Data</cite>, PDIS 1994. Monotonic reads, here the opposite of an older snapshot.
 * </ul>
 */
package org.pesadb.it.isolation;
