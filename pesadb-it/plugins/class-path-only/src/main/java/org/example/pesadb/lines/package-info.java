/**
 * Rows as lines of text, which {@code strings data.pesa} shows as they are.
 *
 * <pre>
 *   42 TAB Alice TAB \N LF        an INT in decimal, a TEXT in UTF-8, \N for NULL
 * </pre>
 *
 * <p>One value for each column in the schema's order, a TAB between two, and a LF behind the last. A TEXT has its TAB, LF and \ as
 * {@code \t}, {@code \n} and {@code \\}: so a TAB or LF always ends a value, and no text is taken for NULL. A line with fewer
 * values was written before the other columns were added. The place of a deleted row holds a {@code -} without a LF.
 */
package org.example.pesadb.lines;
