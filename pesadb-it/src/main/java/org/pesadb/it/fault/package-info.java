/**
 * A disk in memory that does to a database whatever a machine can do to it, again and again and always the same way.
 *
 * <pre>
 * the product ──FileLayer──► SimulatedDisk ── asks, before each call ──► FaultPlan ──► Injection
 *                              │     │                                    (PlannedFault: the k-th call of a kind, by file)
 *                              │     └─ Names     which file has which name: now, and after a power loss
 *                              └─────── DiskFile  which bytes a file has: now, and after a power loss
 *                                          └─ Blocks  4,096 bytes each, shared by copies until written to
 * </pre>
 *
 * <p>Each file is kept twice, as programs see it and as the device has it, with the changes in between; each folder too:
 *
 * <pre>
 *   write, truncate     ─►  now  +  a change that waits                 force        ─►  the changes go to the device
 *   create, rename,     ─►  now  +  a change that waits                 forceFolder  ─►  the changes go to the device
 *   delete
 *
 *   crash(chance)   the device as it was, and of the changes that wait whatever {@link org.pesadb.it.fault.PowerLoss} lets through:
 *                   all, none, some; of a write whole, some of its 512-byte sectors, or some of its 4,096-byte blocks;
 *                   of growth the bytes, only the length (zeros), or nothing; of names all, the first few, or any.
 *   killed()        now, and what waits goes on waiting: a process ended, the machine did not.
 * </pre>
 *
 * <p>An older change never overwrites a newer one to the same bytes, as a kernel keeps one newest version of a block;
 * among different places any order may come to light. A file's names and its bytes are independent.
 */
package org.pesadb.it.fault;
