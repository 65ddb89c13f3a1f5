package org.pesadb.cli.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The verbs of the command language, with the form of each and what it does. */
public enum Verb {
    /** Makes a table. */
    CREATE(
            "CREATE [IF MISSING] t c:TYPE[:PK][:UNIQUE][:NOTNULL][:DEFAULT=v] ... [CODEC name] [INDEX name]",
            "make a table; TYPE is INT or TEXT, exactly one column takes :PK; CODEC says how its rows are written, INDEX by"
                    + " what kind of index its keys are kept; PLUGINS lists what there is"),
    /** Removes a table. */
    DROP("DROP t", "remove a table with its rows and indexes"),
    /** Lists the tables. */
    TABLES("TABLES", "list the tables"),
    /** Lists a table's columns. */
    DESC("DESC t", "list the columns of a table"),
    /** Makes an index. */
    INDEX(
            "INDEX t c[,c2]... [UNIQUE] [USING name]",
            "make an index on one or more columns, in this order; with UNIQUE no two rows have the same values in them; USING"
                    + " names its kind: PLUGINS lists them, and which answer ranges and orders too"),
    /** Removes an index. */
    DROP_INDEX("DROP INDEX t c[,c2]...", "remove an index that INDEX made, by its columns in their order"),
    /** Adds a column. */
    ADD(
            "ADD t c:TYPE[:UNIQUE][:NOTNULL][:DEFAULT=v]",
            "add a column behind the others, at once; rows that are there have the default in it, or NULL"),
    /** Changes a table's codec. */
    RECODE("RECODE t name", "write the rows of a table anew in another codec; PLUGINS lists them"),
    /** Adds a row. */
    INS("INS t v1 v2 ...", "add a row, values in the order of the columns (also INSERT)", "INSERT"),
    /** Reads rows. */
    SEL(
            "SEL t [COLS a,b] [WHERE cond [AND cond]...] [ORDER c [DESC]] [LIMIT n [OFFSET m]] [AT position]",
            "show rows (also SELECT); AT shows those of a state of the past, which SNAPSHOTS lists; cond is c v, c=v, c!=v, c<v, c<=v, c>v, c>=v, c IN v1,v2,..., c LIKE 'pat%' or"
                    + " c IS [NOT] NULL",
            "SELECT"),
    /** Counts rows. */
    COUNT(
            "COUNT t [c] [WHERE cond [AND cond]...] [BY c[,c2]...]",
            "count rows, or the values of c that are not NULL; with BY those of each group of rows"),
    /** Adds up. */
    SUM(
            "SUM t c [WHERE cond [AND cond]...] [BY c[,c2]...]",
            "add up the values of an INT column; with BY those of each group of rows"),
    /** Finds the least value. */
    MIN(
            "MIN t c [WHERE cond [AND cond]...] [BY c[,c2]...]",
            "find the least value of a column; with BY of each group of rows"),
    /** Finds the greatest value. */
    MAX(
            "MAX t c [WHERE cond [AND cond]...] [BY c[,c2]...]",
            "find the greatest value of a column; with BY of each group of rows"),
    /** Averages. */
    AVG(
            "AVG t c [WHERE cond [AND cond]...] [BY c[,c2]...]",
            "the mean of the values of an INT column, exact to ten places; with BY of each group of rows"),
    /** Changes rows. */
    UPD(
            "UPD t SET c=v[,c2=v2]... WHERE cond [AND cond]...",
            "change rows (also UPDATE); for every row: WHERE pk IS NOT NULL",
            "UPDATE"),
    /** Removes rows. */
    DEL(
            "DEL t pk | DEL t WHERE cond [AND cond]...",
            "remove the row of a primary key, or rows by condition (also DELETE)",
            "DELETE"),
    /** Joins tables. */
    JOIN(
            "JOIN t1 [AS a] t2 [AS b] ON c1 c2 [AND c3 c4]... [LEFT] [JOIN t3 [AS c] ON c5 c6 [LEFT]]... [COLS ...]"
                    + " [WHERE ...] [ORDER ...] [LIMIT ...] [USING name]",
            "show the combinations of rows whose keys are equal, table by table; LEFT, behind the ON of a table, keeps rows from"
                    + " before that have no partner in it; USING hash, merge, index or loop says how"),
    /** Opens a transaction. */
    BEGIN("BEGIN [READ]", "begin a transaction; READ only holds a snapshot"),
    /** Makes a transaction durable. */
    COMMIT("COMMIT", "make the transaction durable"),
    /** Undoes a transaction. */
    ROLLBACK("ROLLBACK", "undo the transaction"),
    /** Brings the main file up to date. */
    CHECKPOINT("CHECKPOINT", "bring the main file up to date and cut the log"),
    /** Shows figures. */
    STATS("STATS", "show figures of the running database"),
    /** Lists the states of the past. */
    SNAPSHOTS("SNAPSHOTS", "list the states of the past that AT position can still read, the newest last"),
    /** Says how a command would be executed. */
    EXPLAIN(
            "EXPLAIN command",
            "say, without doing it, how a command that reads or changes rows would be executed, step by step, and why so"),
    /** Runs a command and shows its way. */
    TRACE(
            "TRACE [VERBOSE] command",
            "run a command and show, instead of its rows, every layer that it goes through, with counts and times; VERBOSE explains"
                    + " each line"),
    /** Shows how something lies in the files. */
    INSPECT(
            "INSPECT WAL | PAGES | PAGE n | TABLE t | INDEX t c[,c2]... | CATALOG | FREE",
            "show how something lies in the files: the records of the log, the bytes of a page with what they mean, the pages of a table, an index as a tree, where tables and"
                    + " indexes begin, the free pages"),
    /** Lists the components. */
    PLUGINS("PLUGINS", "list the components: logs, pagers, codecs, indexes and joins"),
    /** Reads a CSV file into a table. */
    IMPORT("IMPORT t FROM 'file.csv'", "add the rows of a CSV file with a header, all or none"),
    /** Writes a table to a CSV file. */
    EXPORT("EXPORT t TO 'file.csv'", "write a table to a CSV file"),
    /** Copies the database. */
    BACKUP(
            "BACKUP TO 'file'",
            "copy the database, as it is now, to a new file, beside readers and writers; to restore it, open that file"),
    /** Gives unused room back. */
    COMPACT(
            "COMPACT [t]",
            "move rows and index entries together, give free room back to the system, and show the pages before and after"),
    /** Writes a script. */
    DUMP("DUMP [t]", "print a script that rebuilds the tables, or one of them"),
    /** Explains the verbs. */
    HELP("HELP [verb]", "explain the verbs, or one of them"),
    /** Leaves. */
    EXIT("EXIT", "leave (also QUIT)", "QUIT");

    private final String form;
    private final String purpose;
    private final String alias;

    Verb(String form, String purpose) {
        this(form, purpose, null);
    }

    Verb(String form, String purpose, String alias) {
        this.form = form;
        this.purpose = purpose;
        this.alias = alias;
    }

    /**
     * How it is written, in {@code ok} lines too.
     *
     * @return the short form, in capitals
     */
    public String label() {
        return name().replace('_', ' ');
    }

    /**
     * How to write a command with it.
     *
     * @return one line
     */
    public String form() {
        return form;
    }

    /**
     * What it does.
     *
     * @return one line
     */
    public String purpose() {
        return purpose;
    }

    /**
     * The verb that a command begins with.
     *
     * @param word its first word, in any case
     * @return the verb, or null where there is none; DROP for both of its forms
     */
    public static Verb find(String word) {
        String capitals = word.toUpperCase(Locale.ROOT);
        for (Verb verb : values()) {
            if (verb.name().equals(capitals) && verb != DROP_INDEX || capitals.equals(verb.alias)) {
                return verb;
            }
        }
        return null;
    }

    /**
     * Every word that a command may begin with.
     *
     * @return in capitals, in the order of HELP
     */
    public static List<String> words() {
        return words(verb -> true);
    }

    /** Whether EXPLAIN can tell of it: it reads or changes rows. */
    boolean explainable() {
        return switch (this) {
            case INS, SEL, UPD, DEL, JOIN -> true;
            default -> aggregates();
        };
    }

    /** Whether TRACE can show its way: it is one statement of the engine, whose result is no file and no text. */
    boolean traceable() {
        return switch (this) {
            case EXPORT, BACKUP, DUMP, HELP, EXIT, EXPLAIN, TRACE -> false;
            default -> true;
        };
    }

    /**
     * Whether a command with it changes something: rows, tables, files, or who may write. TRACE does what the command behind it does.
     *
     * @return false where it only shows
     */
    public boolean changes() {
        return switch (this) {
            case TABLES, DESC, SEL, JOIN, STATS, SNAPSHOTS, EXPLAIN, TRACE, INSPECT, PLUGINS, DUMP, HELP, EXIT -> false;
            default -> !aggregates();
        };
    }

    /** Whether it computes one value of many rows. */
    boolean aggregates() {
        return switch (this) {
            case COUNT, SUM, MIN, MAX, AVG -> true;
            default -> false;
        };
    }

    static List<String> words(Predicate<Verb> wanted) {
        List<String> words = new ArrayList<>();
        for (Verb verb : values()) {
            if (!wanted.test(verb)) {
                continue;
            }
            if (verb != DROP_INDEX) {
                words.add(verb.name());
            }
            if (verb.alias != null) {
                words.add(verb.alias);
            }
        }
        return words;
    }

    /**
     * Verbs that somebody may have meant.
     *
     * @param word what they wrote
     * @return at most three, the likeliest first
     */
    public static List<String> near(String word) {
        String capitals = word.toUpperCase(Locale.ROOT);
        if (capitals.length() > 20) {
            return List.of();
        }
        List<String> near = new ArrayList<>();
        for (int allowed = 1; allowed <= 2; allowed++) {
            for (String name : words()) {
                offer(near, name, capitals, allowed);
            }
        }
        return near.size() > 3 ? near.subList(0, 3) : near;
    }

    private static void offer(List<String> near, String name, String word, int allowed) {
        boolean begun = word.length() >= 2 && (name.startsWith(word) || word.startsWith(name));
        if (!near.contains(name) && (begun || name.length() > allowed + 1 && distance(name, word) <= allowed)) {
            near.add(name);
        }
    }

    /** The fewest insertions, deletions, replacements and swaps of neighbours that make one word of the other. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
