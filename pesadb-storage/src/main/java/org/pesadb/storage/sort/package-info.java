/**
 * Sorting of any number of records in a bounded memory.
 *
 * <p>A record is a key, which says its place by its bytes alone as {@link org.pesadb.api.spi.KeyEncoding} makes them, and a payload,
 * which the sort only carries. {@link org.pesadb.storage.sort.ExternalSort} gathers records in a buffer; each time that is full
 * it is sorted and written to a file as a run; in the end the runs are merged, in several passes where there are more of them than the
 * memory has room to read at once. Where all fit into the buffer there is no file.
 *
 * <pre>
 *   add ─▶ buffer ──full──▶ run ┐
 *                  ──full──▶ run ├─▶ merge ─▶ longer run ┐
 *                  ──full──▶ run ┘                       ├─▶ merge ─▶ in order
 *                            ...  ─▶ merge ─▶ longer run ┘
 * </pre>
 *
 * <p>What holds always:
 *
 * <ul>
 *   <li>Records of equal keys come as they were added: the sort of the buffer is stable, only neighbouring runs are merged, and of
 *       equal keys the one of the earlier run is first.
 *   <li>Buffer, blocks and index together take no more than the budget, but that at least one record is held, and of each of two
 *       runs one block. A budget under {@link org.pesadb.storage.sort.ExternalSort#LEAST_BYTES} counts as that.
 *   <li>A run is deleted when it was merged, all when the sort is closed.
 * </ul>
 *
 * <p>A record in the buffer and in a file:
 *
 * <pre>
 *   varint      varint          key length   payload length
 *   key length │ payload length │ key ...    │ payload ...
 * </pre>
 *
 * <p>Runs stand one behind another in a file of blocks (see {@link org.pesadb.storage.spill.BlockWriter}); where each begins and ends is
 * known in memory alone.
 */
package org.pesadb.storage.sort;
