package org.pesadb.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A command as a value. The shell makes one from text, a program makes one directly; the engine executes it and knows no
 * text. Immutable; threads may share it.
 *
 * <p>Where a list of columns is empty it means all of them. Where a component's name is null it means the default.
 */
public sealed interface Command {

    /**
     * Makes a table.
     *
     * @param table     name and columns, with exactly one primary key
     * @param ifMissing whether an existing table of the name is left as it is, instead of being an error
     * @param codec     the row codec's name, or null
     * @param index     the name of the index kind for its constraints, or null
     */
    record CreateTable(TableSchema table, boolean ifMissing, String codec, String index) implements Command {}

    /**
     * Removes a table with its rows and indexes.
     *
     * @param table its name
     */
    record DropTable(String table) implements Command {}

    /** Lists the tables: {@code name}, {@code columns} (how many), {@code codec}. */
    record ListTables() implements Command {}

    /**
     * Lists a table's columns: {@code column}, {@code type}, {@code pk}, {@code unique}, {@code notnull} (1 or 0), and
     * {@code index} (the kind of the index on it, or NULL).
     *
     * @param table its name
     */
    record DescribeTable(String table) implements Command {}

    /**
     * Makes an index over existing and future rows.
     *
     * @param table  the table
     * @param column the column
     * @param unique whether to refuse two rows of one value
     * @param using  the name of the index kind, or null
     */
    record CreateIndex(String table, String column, boolean unique, String using) implements Command {}

    /**
     * Removes an index that {@link CreateIndex} made.
     *
     * @param table  the table
     * @param column the column
     */
    record DropIndex(String table, String column) implements Command {}

    /**
     * Adds a row.
     *
     * @param table  the table
     * @param values one for each column, in order
     */
    record Insert(String table, List<Operand> values) implements Command {
        /** Copies. */
        public Insert {
            values = List.copyOf(values);
        }
    }

    /**
     * Reads rows of a table.
     *
     * @param table   the table
     * @param columns the columns to return, empty for all
     * @param where   conditions joined by AND, empty for every row
     * @param order   the order of the rows, or null for any
     * @param limit   the most rows to return, and how many to leave out first
     */
    record Select(String table, List<String> columns, List<Condition> where, Ordering order, Limit limit)
            implements Command {
        /** Copies. */
        public Select {
            columns = List.copyOf(columns);
            where = List.copyOf(where);
            Objects.requireNonNull(limit);
        }
    }

    /**
     * Counts rows: one row with the one column {@code count}.
     *
     * @param table the table
     * @param where conditions joined by AND
     */
    record Count(String table, List<Condition> where) implements Command {
        /** Copies. */
        public Count {
            where = List.copyOf(where);
        }
    }

    /**
     * Changes rows.
     *
     * @param table       the table
     * @param assignments new values by column
     * @param where       conditions joined by AND
     */
    record Update(String table, List<Assignment> assignments, List<Condition> where) implements Command {
        /** Copies. */
        public Update {
            assignments = List.copyOf(assignments);
            where = List.copyOf(where);
        }
    }

    /**
     * Removes rows by condition.
     *
     * @param table the table
     * @param where conditions joined by AND
     */
    record Delete(String table, List<Condition> where) implements Command {
        /** Copies. */
        public Delete {
            where = List.copyOf(where);
        }
    }

    /**
     * Removes the row of a primary key.
     *
     * @param table the table
     * @param key   the key's value
     */
    record DeleteByKey(String table, Operand key) implements Command {}

    /**
     * Reads the pairs of rows of two tables whose keys are equal; NULL equals nothing.
     *
     * @param left    the first table
     * @param right   the second table
     * @param on      the pairs of columns that must be equal, at least one
     * @param columns the columns to return, qualified where both tables have one of the name; empty for all
     * @param where   conditions joined by AND
     * @param order   the order of the rows, or null for any
     * @param limit   the most rows to return, and how many to leave out first
     * @param using   the join strategy's name, or null
     */
    record Join(
            TableRef left,
            TableRef right,
            List<JoinOn> on,
            List<String> columns,
            List<Condition> where,
            Ordering order,
            Limit limit,
            String using)
            implements Command {
        /** Copies. */
        public Join {
            on = List.copyOf(on);
            columns = List.copyOf(columns);
            where = List.copyOf(where);
            Objects.requireNonNull(limit);
        }
    }

    /**
     * Opens an explicit transaction.
     *
     * @param readOnly whether it only holds a snapshot and never waits, instead of taking the one writer's place
     */
    record Begin(boolean readOnly) implements Command {}

    /** Makes the open transaction durable. */
    record Commit() implements Command {}

    /** Undoes the open transaction. */
    record Rollback() implements Command {}

    /** Brings the main file up to date and cuts the log, as far as no snapshot needs it. */
    record Checkpoint() implements Command {}

    /**
     * Copies the database, as a snapshot sees it, to a new file: a database of its own, with an id of its own. Writers and
     * readers go on meanwhile. In a transaction that only reads it is what that transaction sees; in one that writes it is refused
     * (IN_TRANSACTION). Until it is complete it bears the name {@code <to>.partial}, which is not opened; a failure leaves no file.
     *
     * @param to the copy's main file; there must be no such file yet
     */
    record Backup(Path to) implements Command {}

    /**
     * Moves rows and index entries together and gives the pages that become free at the end of the file back to the file
     * system. Readers go on meanwhile, writers wait. Gives one row: {@code pages_before}, {@code pages_after} (both INT), pages of
     * the database. While a snapshot from before is open, the file keeps its length.
     *
     * <p>Refused within a transaction ({@link ErrorCode#IN_TRANSACTION}) and for a table of the catalog ({@link
     * ErrorCode#READ_ONLY}), which moves with all of them. A failed one may have moved some of several tables; no row differs.
     *
     * @param table the table, or null for all of them
     */
    record Compact(String table) implements Command {}

    /** Lists figures of the running database: {@code name}, {@code value} (both TEXT). */
    record ShowStats() implements Command {}

    /** Lists the components: {@code kind}, {@code name}, {@code version}, {@code module}, {@code jar}, {@code default}. */
    record ShowComponents() implements Command {}

    /**
     * A new value for a column.
     *
     * @param column the column
     * @param value  its new value
     */
    record Assignment(String column, Operand value) {}

    /**
     * An order of rows.
     *
     * @param column     the column to order by; NULL comes first
     * @param descending whether to turn the order around
     */
    record Ordering(String column, boolean descending) {}

    /**
     * A table in a join.
     *
     * @param table the table
     * @param alias the name that qualifies its columns, or null for the table's own
     */
    record TableRef(String table, String alias) {}

    /**
     * A pair of columns that must be equal.
     *
     * @param left  a column of the first table
     * @param right a column of the second table
     */
    record JoinOn(String left, String right) {}

    /**
     * The most rows to return, and how many to leave out first.
     *
     * @param count  the most rows; empty for all
     * @param offset rows to leave out first, 0 or more
     */
    record Limit(OptionalLong count, long offset) {
        /** No limit. */
        public static final Limit NONE = new Limit(OptionalLong.empty(), 0);

        /** Refuses negative numbers. */
        public Limit {
            if (offset < 0 || count.orElse(0) < 0) {
                throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "LIMIT and OFFSET are 0 or more");
            }
        }
    }
}
