package org.pesadb.cli.language;

import java.util.List;
import org.pesadb.api.Command;

/** What a line of input asks for: a command of the engine, or something that the shell does with several of them. */
public sealed interface Statement {
    /**
     * What it is called in {@code ok} lines.
     *
     * @return its verb
     */
    Verb verb();

    /**
     * A command that goes to the engine as it is.
     *
     * @param verb    its verb
     * @param command the command
     */
    record Run(Verb verb, Command command) implements Statement {}

    /**
     * Runs something and shows every layer that it goes through.
     *
     * @param verbose    whether each line explains itself
     * @param traced     what is run: a {@link Run} or an {@link Import}
     * @param tokens     what it was written as
     * @param parseNanos how long it took to understand them, in nanoseconds
     */
    record Trace(boolean verbose, Statement traced, List<String> tokens, long parseNanos) implements Statement {
        @Override
        public Verb verb() {
            return Verb.TRACE;
        }
    }

    /**
     * Adds the rows of a CSV file.
     *
     * @param table the table
     * @param file  the file's name
     */
    record Import(String table, String file) implements Statement {
        @Override
        public Verb verb() {
            return Verb.IMPORT;
        }
    }

    /**
     * Writes a table to a CSV file.
     *
     * @param table the table
     * @param file  the file's name
     */
    record Export(String table, String file) implements Statement {
        @Override
        public Verb verb() {
            return Verb.EXPORT;
        }
    }

    /**
     * Copies the database.
     *
     * @param file the name of the copy's main file
     */
    record Backup(String file) implements Statement {
        @Override
        public Verb verb() {
            return Verb.BACKUP;
        }
    }

    /**
     * Prints a script that rebuilds tables.
     *
     * @param table the one table, or null for all
     */
    record Dump(String table) implements Statement {
        @Override
        public Verb verb() {
            return Verb.DUMP;
        }
    }

    /**
     * Explains verbs.
     *
     * @param about the one verb, or null for all
     */
    record Help(Verb about) implements Statement {
        @Override
        public Verb verb() {
            return Verb.HELP;
        }
    }

    /** Leaves the shell. */
    record Exit() implements Statement {
        @Override
        public Verb verb() {
            return Verb.EXIT;
        }
    }
}
