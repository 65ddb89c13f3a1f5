/**
 * COUNT, SUM, MIN, MAX and AVG, of all rows or of groups. What {@link org.pesadb.storage.sort.Groups} keeps of each group is a state of a few
 * bytes; each function says what stands in it:
 *
 * <pre>
 *   COUNT       8 bytes      how many
 *   SUM, AVG   24 bytes      how many are not NULL │ their sum, 128 bits with a sign
 *   MIN, MAX    1 byte       00: all were NULL
 *               9 bytes      01 │ the INT
 *               1 + length   02 │ the TEXT in UTF-8
 * </pre>
 *
 * <p>Numbers have their highest byte first. A sum takes 128 bits so that it depends on no order: 2^64 values cannot overflow it, and only
 * the end asks whether it fits into 64.
 */
package org.pesadb.storage.aggregate;
