/**
 * Results as text: {@link org.pesadb.cli.output.TableResults} for people, {@link org.pesadb.cli.output.JsonResults} for programs,
 * {@link org.pesadb.cli.output.CsvResults} and {@link org.pesadb.cli.output.LineResults}. Rows are written as they come, so
 * a result of any size takes little memory; the end of every command is flushed.
 */
package org.pesadb.cli.output;
