/**
 * Parts that stand between the engine and another part, and hold the <em>engine</em> to what the SPI asks of callers. The contract kit ({@link
 * org.pesadb.it.contract}) proves a part; these prove whoever uses it.
 *
 * <pre>
 *   engine ──► assert-json ──► json        a call that breaks the SPI's rules throws Misuse: which part was misused, and how;
 *              (codec)                     every other call is passed on, and its answer back
 * </pre>
 *
 * <p>A wrapper is called {@code assert-} and the name of the part that it wraps, is of the same kind, and does what that part does. It is
 * found like any other part where this module is on the module path or the class path, is never the default, and is chosen by name, such as {@code
 * --codec assert-json}. Data that was written through it bears its name.
 *
 * <p>The engine tells what a part throws as BAD_PLUGIN, in the part's name: the text says that it was misused. {@link
 * org.pesadb.it.asserting.Misuse#found} counts, in case somebody swallows it. They are for tests: what some of them remember of a database grows with what is done
 * to it, and what they cannot see, such as a snapshot that is closed too late, they do not judge.
 */
package org.pesadb.it.asserting;
