/**
 * Where commands come from: bytes become lines ({@link org.pesadb.cli.input.Lines}), lines become commands
 * ({@link org.pesadb.cli.input.CommandReader}). Whatever is wrong with one command, the next one is read as if nothing had
 * been.
 */
package org.pesadb.cli.input;
