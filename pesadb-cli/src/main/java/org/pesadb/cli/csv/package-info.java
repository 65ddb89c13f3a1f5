/**
 * CSV as RFC 4180 has it, in UTF-8, with a header.
 *
 * <pre>
 *   id,name,note          the header names the columns
 *   1,Ann,                an empty unquoted field is NULL
 *   2,"O""Hara",""        "" is the empty text; a quote within quotes is doubled
 *   3,"two
 *   lines",x              quotes hold commas and line breaks
 * </pre>
 *
 * <p>Lines end with LF or CR LF when read, with LF when written. It is read strictly: what could be understood in two ways
 * is refused with the number of its line. The reader is our own because the libraries at hand do not tell {@code ""} from an
 * empty field, decode leniently, or lose the line's number.
 */
package org.pesadb.cli.csv;
