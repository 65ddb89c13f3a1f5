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
@Stable(since = 1)
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
     * @param table   the table
     * @param columns the columns of its keys, in their order, at least one and each once
     * @param unique  whether to refuse two rows of the same values; NULL is the same as nothing
     * @param using   the name of the index kind, or null
     */
    record CreateIndex(String table, List<String> columns, boolean unique, String using) implements Command {
        /** Copies. */
        public CreateIndex {
            columns = List.copyOf(columns);
        }

        /**
         * An index on one column.
         *
         * @param table  the table
         * @param column the column
         * @param unique whether to refuse two rows of one value
         * @param using  the name of the index kind, or null
         */
        public CreateIndex(String table, String column, boolean unique, String using) {
            this(table, List.of(column), unique, using);
        }
    }

    /**
     * Removes an index that {@link CreateIndex} made.
     *
     * @param table   the table
     * @param columns the columns of its keys, in their order
     */
    record DropIndex(String table, List<String> columns) implements Command {
        /** Copies. */
        public DropIndex {
            columns = List.copyOf(columns);
        }

        /**
         * An index on one column.
         *
         * @param table  the table
         * @param column the column
         */
        public DropIndex(String table, String column) {
            this(table, List.of(column));
        }
    }

    /**
     * Adds a column behind the others, at once: rows that are there already answer its default.
     *
     * @param table  the table
     * @param column the column; no primary key. NOT NULL needs a default, UNIQUE refuses one
     */
    record AddColumn(String table, Column column) implements Command {}

    /**
     * Writes a table's rows anew in another codec. Readers go on meanwhile, in what they saw before; writers wait.
     *
     * @param table the table
     * @param codec the codec's name
     */
    record Recode(String table, String codec) implements Command {}

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

    /** What {@link Aggregate} computes. NULL is left out of all but a COUNT of rows. */
    enum Function {
        /** How many rows, or how many values that are not NULL; 0 where there is none. */
        COUNT,
        /** The sum of an INT column; NULL where there is no value, OUT_OF_RANGE where it takes more than 64 bits. */
        SUM,
        /** The least value; NULL where there is none. */
        MIN,
        /** The greatest value; NULL where there is none. */
        MAX,
        /**
         * The mean of an INT column, as a TEXT of decimal digits: exact to ten places, the last one rounded half to even, without zeros
         * at the end. NULL where there is no value.
         */
        AVG
    }

    /**
     * Computes one value of all rows, or of each group of rows: the grouping columns in the order given, then one named as the
     * function in lower case. Groups come in order of their columns, NULL first, which is a group of its own. Without
     * grouping it is exactly one row.
     *
     * @param function what to compute
     * @param table    the table
     * @param column   the column; null, which only COUNT takes, for rows
     * @param where    conditions joined by AND
     * @param by       the columns that group, each once; empty for no groups
     */
    record Aggregate(Function function, String table, String column, List<Condition> where, List<String> by)
            implements Command {
        /** Copies. */
        public Aggregate {
            where = List.copyOf(where);
            by = List.copyOf(by);
            if (column == null && function != Function.COUNT) {
                throw new PesaDbException(ErrorCode.SYNTAX, function + " needs a column; only COUNT takes none");
            }
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
     * Reads the combinations of rows of several tables whose keys are equal; NULL equals nothing.
     *
     * @param first   the first table
     * @param steps   what is joined to it, one after another; at least one
     * @param columns the columns to return, qualified where several tables have one of the name; empty for all
     * @param where   conditions joined by AND. They hold for the result: of a LEFT join, one on the table joined fails where it has NULL
     *                for want of a row
     * @param order   the order of the rows, or null for any
     * @param limit   the most rows to return, and how many to leave out first
     * @param using   the name of the join strategy for every step, or null
     */
    record Join(
            TableRef first,
            List<JoinStep> steps,
            List<String> columns,
            List<Condition> where,
            Ordering order,
            Limit limit,
            String using)
            implements Command {
        /** Copies. */
        public Join {
            steps = List.copyOf(steps);
            columns = List.copyOf(columns);
            where = List.copyOf(where);
            Objects.requireNonNull(limit);
            if (steps.isEmpty()) {
                throw new PesaDbException(ErrorCode.SYNTAX, "a join needs two tables");
            }
        }

        /**
         * Two tables, and only pairs of rows.
         *
         * @param left    the first table
         * @param right   the second table
         * @param on      the pairs of columns that must be equal, at least one
         * @param columns the columns to return; empty for all
         * @param where   conditions joined by AND
         * @param order   the order of the rows, or null for any
         * @param limit   the most rows to return, and how many to leave out first
         * @param using   the join strategy's name, or null
         */
        public Join(
                TableRef left,
                TableRef right,
                List<JoinOn> on,
                List<String> columns,
                List<Condition> where,
                Ordering order,
                Limit limit,
                String using) {
            this(left, List.of(new JoinStep(right, on, false)), columns, where, order, limit, using);
        }
    }

    /**
     * Says how a command would be executed, without doing it: {@code step} (INT, from 1), {@code action} (TEXT: what is done),
     * {@code rows} (INT: about how many rows come of it), {@code cost} (INT: about what it costs, in the unit of one row handled),
     * {@code why} (TEXT: in words, and what else there was).
     *
     * @param command one that reads or changes rows of tables
     */
    record Explain(Command command) implements Command {}

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

    /**
     * Reads a state of the past, as long as the log has it.
     *
     * <p>Refused within a transaction ({@link ErrorCode#IN_TRANSACTION}), and for a position that {@link ShowSnapshots} does not list
     * ({@link ErrorCode#OUT_OF_RANGE}).
     *
     * @param query    SELECT, COUNT, an aggregate or JOIN
     * @param position of the state
     */
    @Experimental("what names a state of the past may come to be its time, too")
    record AsOf(Command query, long position) implements Command {
        /** Checks that there is a query. */
        public AsOf {
            if (!(query instanceof Select
                    || query instanceof Count
                    || query instanceof Aggregate
                    || query instanceof Join)) {
                throw new IllegalArgumentException("no query: " + query);
            }
        }
    }

    /** Lists the states that {@link AsOf} can read: {@code position}, {@code tx}, {@code pages}; the newest is the last. */
    @Experimental("what names a state of the past may come to be its time, too")
    record ShowSnapshots() implements Command {}

    /** Lists figures of the running database: {@code name}, {@code value} (both TEXT). */
    record ShowStats() implements Command {}

    /**
     * Shows how something lies in the files.
     *
     * @param subject what
     */
    @Experimental("more can be looked at as time goes by")
    record Inspect(Inspected subject) implements Command {
        /** Checks that there is a subject. */
        public Inspect {
            Objects.requireNonNull(subject, "subject");
        }
    }

    /** What can be looked at. */
    @Experimental("more can be looked at as time goes by")
    sealed interface Inspected {}

    /**
     * The bytes of a page, with what they mean: {@code offset}, {@code length}, {@code field}, {@code value}, {@code bytes}, in the order of
     * the offsets; a part of a piece follows that piece.
     *
     * @param number the page's number
     */
    record InspectPage(long number) implements Inspected {}

    /**
     * The pages of a table: {@code page}, {@code type}, {@code rows}, {@code free} bytes, {@code detail}.
     *
     * @param table the table
     */
    record InspectTable(String table) implements Inspected {}

    /**
     * An index as a tree, each page before those below it: {@code tree}, {@code page}, {@code entries}, {@code detail}. No rows where its
     * part does not show itself.
     *
     * @param table   the table
     * @param columns the index's columns, in their order
     */
    record InspectIndex(String table, List<String> columns) implements Inspected {
        /** Copies the list. */
        public InspectIndex {
            columns = List.copyOf(columns);
        }
    }

    /**
     * The records of the log's file, those that count and those that do not: {@code offset}, {@code length}, {@code record}, {@code
     * tx}, {@code page}, {@code state}, {@code detail}. No rows where the log does not show itself.
     */
    record InspectLog() implements Inspected {}

    /** The tables and indexes, and where they begin: {@code kind}, {@code name}, {@code owner}, {@code root}, {@code detail}. */
    record InspectCatalog() implements Inspected {}

    /**
     * Every page, damaged ones too: {@code page}, {@code type}, {@code of}, the table or index that it belongs to, and {@code cached}: 1 where the
     * buffer cache holds it, 0 where not, NULL where the pager does not tell, and in a transaction. Looking at them changes nothing of that.
     */
    record InspectPages() implements Inspected {}

    /** The free pages: {@code page}. No rows where the pager does not tell which they are; {@link ShowStats} says how many. */
    record InspectFree() implements Inspected {}

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
     * A table joined to those before it.
     *
     * @param table the table
     * @param on    the pairs of columns that must be equal, at least one
     * @param left  whether a row from before without a partner stays, once, with NULL in the table's columns
     */
    record JoinStep(TableRef table, List<JoinOn> on, boolean left) {
        /** Copies. */
        public JoinStep {
            on = List.copyOf(on);
        }
    }

    /**
     * A pair of columns that must be equal.
     *
     * @param left  a column of a table from before, qualified where several have one of the name
     * @param right a column of the table joined
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
