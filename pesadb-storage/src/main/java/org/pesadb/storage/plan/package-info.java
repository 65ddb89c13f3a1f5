/**
 * How the rows of a table are reached: which ways there are, what each costs, and which is taken. It reads a few pages to tell, and
 * executes nothing.
 *
 * <pre>
 *   conditions ─► Term ─► Restrictions: a Domain for each column      (values, or a range of them, as bytes)
 *                              │
 *   order, limit, count ─► Wanted ─► Paths: a scan, and for each index the KeyRanges that it would read
 *                                      │
 *                          Figures ─► Planner, by the formulas of Costs ─► AccessPath ─► rows
 * </pre>
 *
 * <p>All bounds are bytes, in the order of {@link org.pesadb.api.spi.KeyEncoding}, so that nothing here depends on types but {@code
 * Domain}. What an index does not answer is tested on the rows: a path that is wrong about its own cost is slow, never wrong.
 */
package org.pesadb.storage.plan;
