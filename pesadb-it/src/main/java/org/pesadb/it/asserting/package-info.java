/**
 * Parts that check those who use them: they do what PesaDB's own parts do, and throw an {@link java.lang.AssertionError} that says what the caller did
 * against the contract of the SPI. Each bears the name of the part behind it after {@code assert-}; a database is made with one by
 * that name.
 *
 * <p>They are for tests of what stands on a part, such as a pager over {@code assert-wal}. What they remember of a database grows with what is done to it.
 */
package org.pesadb.it.asserting;
