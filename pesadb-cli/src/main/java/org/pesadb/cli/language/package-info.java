/**
 * The command language: text becomes {@link org.pesadb.cli.language.Token tokens}, tokens become a {@link
 * org.pesadb.cli.language.Statement}.
 *
 * <pre>
 *  INS users 1 'Ann B'   ─Tokenizer─►  [INS][users][1]['Ann B']  ─Parser─►  Run(INS, Command.Insert(…))
 * </pre>
 *
 * <p>There is no grammar file and no planner: one verb, one method of a parser. What separates tokens depends on where they
 * stand (see {@link org.pesadb.cli.language.Tokenizer}), and nothing else does.
 */
package org.pesadb.cli.language;
