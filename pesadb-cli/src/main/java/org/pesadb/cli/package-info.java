/**
 * The program: arguments, opening, the shell and the tools.
 *
 * <pre>
 *  Main ─► App ─► Arguments          what is wanted
 *           ├───► PesaDb.open        sample tables in a new database
 *           └───► Shell              for every command: tokens ─► Statement ─► engine ─► Results
 *                  ├─ Transfer (IMPORT, EXPORT), Dump
 *                  └◄ LearnTool (lessons), Classroom
 * </pre>
 *
 * <p>One thread does everything. The only other one is a signal's: see {@link org.pesadb.cli.Stop}.
 */
package org.pesadb.cli;
