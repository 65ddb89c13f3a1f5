/**
 * Guided lessons: what they are made of, and what their commands must show. {@code pesadb learn} runs them, see {@code LearnTool} beside
 * this package.
 *
 * <p>A lesson is a text file in UTF-8. Those of this module lie beside this package's classes as {@code NAME.lesson}, and {@code
 * lessons.txt} names them in their order, one a line; {@code pesadb learn FILE} runs one from anywhere. To write one takes no Java:
 *
 * <pre>
 *  title: What a commit is                          first two lines: the title,
 *  about: when a change is safe, and how that is    and a line for the list
 *
 *  Text. It is shown as it stands here, lines and   a paragraph: lines up to a blank one
 *  all. So is a drawing, if its lines are indented.
 *
 *  &gt; INS users 1 Alice                              a command, typed into the shell `pesa`
 *  expect text ok (1 row)                           what must come of it, right below
 *
 *  [reader] BEGIN READ                              a command in another session, which begins when it is first named
 *
 *  &gt; INSPECT TABLE users
 *  keep first = page                                from here on {first} stands for that value: in commands, texts, and below
 *
 *  !crash                                           something that no command does
 *
 *  -- nobody sees this                              a comment, anywhere
 * </pre>
 *
 * <p>A paragraph and what follows it are divided by a blank line. A word with blanks in it is written {@code "in quotes"}. What may stand below
 * a command or an action:
 *
 * <pre>
 *  expect row 1 Alice                 some row begins with these values; * stands for any
 *  expect text commit record          the output has this in it, on one line
 *  expect rows 2                      so many rows came
 *  expect figure page_visits &lt; 5      a number; also = != &lt;= &gt; &gt;=
 *  expect error DUPLICATE_KEY         it failed so
 *  expect not row, not text           the opposite
 *  keep first = page                  remembers a figure
 * </pre>
 *
 * <p>A command that has no {@code expect error} must succeed. A figure is the first of these that there is: a field of what TRACE says in JSON, a
 * column in the first row that is not NULL there, a name in the first of two columns, as STATS has them.
 *
 * <p>The actions:
 *
 * <pre>
 *  !crash                             the files are copied as they lie there, as a kill of the process would leave them; the database they
 *                                     are copied from is gone for the lesson, and the copy is there, not open
 *  !cut log before commit-record      after !crash: closes the copy, and ends its log before its last record of that kind; also `inside`
 *                                     and `behind`, and page-record
 *  !open [read-only]                  opens the database; where it is open, closes it first
 *  !check                             verifies all of it
 *  !files                             lists its files and how long they are
 *  !repeat 1..500 INS t {n} {n%7}     runs a command for each of these numbers, in one transaction; {n%7} is what is left of n / 7
 * </pre>
 */
package org.pesadb.cli.learn;
