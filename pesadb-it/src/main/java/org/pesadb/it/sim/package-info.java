/**
 * The simulation: random work of several sessions on a database whose disk loses power, fails and fills up, against a plain model. All of
 * it happens in one thread and comes from one seed, so that a failure happens again.
 *
 * <pre>
 *   seed ─► Workload ─► Script: Actions ─► Simulation ─► Commands, Reads ─► the database ──► SimulatedDisk
 *                                             │               └──► Model: State              ▲
 *                                             ├─ Mishaps: what fails, and when ──────────────┘
 *                                             ├─ Excuses: the errors that this explains
 *                                             ├─ History: the states that a crash may leave
 *                                             └─ Judge: opens what a crash left, perhaps crashes again meanwhile, checks, compares
 *   Campaign: seed after seed ─► a Violation ─► Shrinker: the shortest script that breaks the same promise
 * </pre>
 *
 * <p>An action means something in any state: what it must do is known only when it is played, by the model. So any part of a script is
 * a script, and can be left out to see whether the rest still fails.
 *
 * <p>What is random in the product is kept from having an effect on what happens: the keys of hash indexes are set ({@link
 * org.pesadb.it.sim.SameHash}); ids of databases and the salts of logs differ, and decide nothing.
 *
 * <p>What is put to the test is a {@link org.pesadb.it.sim.Product}: the installed parts, or others in their place. So tests can break the
 * product on purpose, from outside, and see that it is caught.
 */
package org.pesadb.it.sim;
