/**
 * The contract kit: how the author of a part knows that it is right. For each kind there is a class of JUnit tests that state what the SPI asks
 * of it, one rule a test, and whoever wrote a part extends it by one method:
 *
 * <pre>{@code
 * class MyIndexTest extends IndexContract {
 *     protected IndexProvider provider() {
 *         return new MyIndexProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>PesaDB's own parts pass through exactly these classes. A failure names the rule that was broken and the part that broke it, and says how to
 * repeat it: random choices come from one seed, which {@code -Dpesadb.seed=N} sets again.
 */
package org.pesadb.it.contract;
