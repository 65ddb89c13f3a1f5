/**
 * Parts that work as others do and find out whether their callers keep the rules of the SPI: the counterpart of the contract kit, which finds out whether
 * parts do. They are installed wherever this module is, under the names of what they wrap with {@code assert-} before, and are for tests of engines alone: the
 * names go to disk, and each call costs a look-up or two more. What they cannot see, such as a snapshot that is closed too late, they do not judge.
 */
package org.pesadb.it.asserting;
