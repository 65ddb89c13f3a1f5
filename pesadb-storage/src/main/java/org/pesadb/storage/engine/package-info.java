/**
 * The engine: sessions, transactions, constraints and access paths over the SPI. It executes commands, which are values, and
 * knows no text.
 *
 * <pre>
 * StorageEngine ─ open: look, lock, header, pager ─► StorageDatabase ─► StorageSession
 *                                                                           │
 *        reading                                  ┌─────────────────────────┴──────┐             writing
 *        Queries, JoinQuery ◄── catalog, pages ───┤                                ├──► Changes ─► TableWriter
 *            │                                 snapshot                     transaction    │        heap + every index
 *        TableRead ◄── plan: which index, or a scan                                     CatalogWriter
 *            │
 *        TableStream ─► SortStream ─► LimitStream ─► StorageCursor
 * </pre>
 *
 * <p>A join reads tables as {@code TableInput}s, joins them one after another by the strategies of the SPI, and hands on what comes of
 * each step as a {@code JoinedInput}: see {@code JoinQuery}.
 *
 * <p>COMPACT goes a way of its own, in transactions of its own: {@code Compaction}.
 *
 * <p>What does not open any more is read by way of {@code DamagedDatabase}: by {@code Checker}, which lists its faults, and by {@code
 * SalvageRun}, which saves its rows.
 *
 * <p>A statement that fails leaves nothing: within a transaction it stands behind a savepoint, alone it is a transaction.
 */
package org.pesadb.storage.engine;
