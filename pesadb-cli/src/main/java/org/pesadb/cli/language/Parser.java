package org.pesadb.cli.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;

/** Makes a statement of a command's tokens. */
public final class Parser {
    private static final String NOTHING = "nothing more";

    private final Verb verb;
    private final TokenStream in;

    private Parser(Verb verb, TokenStream in) {
        this.verb = verb;
        this.in = in;
    }

    /**
     * Understands a command.
     *
     * @param tokens at least one
     * @return what it asks for
     * @throws PesaDbException UNKNOWN_COMMAND, SYNTAX, OUT_OF_RANGE
     */
    public static Statement parse(List<Token> tokens) {
        Token first = tokens.get(0);
        Verb verb = verb(first);
        if (verb == null) {
            throw unknown(first);
        }
        return new Parser(verb, new TokenStream(tokens, verb)).statement();
    }

    private static Verb verb(Token first) {
        return first.kind() == Token.Kind.WORD ? Verb.find(first.text()) : null;
    }

    /**
     * Finds out what may follow the beginning of a command, by letting the parser itself run into its end.
     *
     * @param before what stands before that place, at least one token
     * @return what the parser asked for there; nothing where it never came so far
     */
    static Expected expected(List<Token> before) {
        Expected noted = new Expected();
        Verb verb = verb(before.get(0));
        if (verb == null) {
            return noted;
        }
        try {
            new Parser(verb, TokenStream.asking(before, verb, noted)).statement();
            return noted;
        } catch (PesaDbException cutShort) {
            return noted;
        }
    }

    private static PesaDbException unknown(Token word) {
        List<String> near = Verb.near(word.text());
        return new PesaDbException(
                ErrorCode.UNKNOWN_COMMAND,
                "no command " + word
                        + (near.isEmpty()
                                ? "; HELP lists them all"
                                : "; did you mean " + String.join(" or ", near) + "?"));
    }

    private Statement statement() {
        return switch (verb) {
            case CREATE -> run(create());
            case DROP, DROP_INDEX -> drop();
            case TABLES -> bare(new Command.ListTables());
            case DESC -> runToEnd(new Command.DescribeTable(in.table()));
            case INDEX -> run(index());
            case ADD -> runToEnd(new Command.AddColumn(in.table(), definition()));
            case RECODE -> runToEnd(new Command.Recode(in.table(), in.name("a codec's name")));
            case INS -> run(insert());
            case SEL -> run(select());
            case COUNT, SUM, MIN, MAX, AVG -> run(Aggregates.read(in));
            case UPD -> run(update());
            case DEL -> run(delete());
            case JOIN -> run(join());
            case BEGIN -> runToEnd(new Command.Begin(in.accept("READ")));
            case COMMIT -> bare(new Command.Commit());
            case ROLLBACK -> bare(new Command.Rollback());
            case CHECKPOINT -> bare(new Command.Checkpoint());
            case STATS -> bare(new Command.ShowStats());
            case SNAPSHOTS -> bare(new Command.ShowSnapshots());
            case EXPLAIN -> run(new Command.Explain(explained()));
            case TRACE -> trace();
            case INSPECT -> runToEnd(new Command.Inspect(subject()));
            case PLUGINS -> bare(new Command.ShowComponents());
            case IMPORT -> transfer("FROM");
            case EXPORT -> transfer("TO");
            case BACKUP -> backup();
            case COMPACT -> runToEnd(new Command.Compact(in.atEnd() ? null : in.table()));
            case DUMP -> toEnd(new Statement.Dump(in.atEnd() ? null : in.table()));
            case HELP -> toEnd(new Statement.Help(topic()));
            case EXIT -> toEnd(new Statement.Exit());
        };
    }

    private Statement run(Command command) {
        return new Statement.Run(verb, command);
    }

    private Statement runToEnd(Command command) {
        return toEnd(run(command));
    }

    private Statement bare(Command command) {
        return runToEnd(command);
    }

    private Statement toEnd(Statement statement) {
        in.end(NOTHING);
        return statement;
    }

    private Command create() {
        boolean ifMissing = in.ahead(0, "IF") && in.ahead(1, "MISSING");
        if (ifMissing) {
            in.expect("IF");
            in.expect("MISSING");
        }
        String table = in.name("a table's name");
        List<Column> columns = new ArrayList<>();
        do {
            columns.add(definition());
        } while (!in.atEnd() && !clause());
        String codec = null;
        String index = null;
        while (!in.atEnd()) {
            if (codec == null && in.accept("CODEC")) {
                codec = in.name("a codec's name");
            } else if (index == null && in.accept("INDEX")) {
                index = in.name("an index kind's name");
            } else {
                throw in.expected("CODEC, INDEX or the end");
            }
        }
        if (columns.stream().noneMatch(Column::primaryKey)) {
            throw new PesaDbException(
                    ErrorCode.SYNTAX,
                    "table " + table + " needs a primary key: exactly one column takes :PK; the form is: "
                            + verb.form());
        }
        return new Command.CreateTable(new TableSchema(table, columns), ifMissing, codec, index);
    }

    /** Whether CODEC or INDEX stands here as a keyword, and not as the name of a column. */
    private boolean clause() {
        return (in.ahead(0, "CODEC") || in.ahead(0, "INDEX")) && !in.aheadSymbol(1, ":");
    }

    private Column definition() {
        String name = in.name("a column, such as id:INT:PK");
        if (!in.acceptSymbol(":")) {
            throw in.expected(":INT or :TEXT after column " + name);
        }
        Column column = Column.of(name, type());
        while (in.acceptSymbol(":")) {
            if (in.accept("PK")) {
                column = column.asPrimaryKey();
            } else if (in.accept("UNIQUE")) {
                column = column.asUnique();
            } else if (in.accept("NOTNULL")) {
                column = column.asNotNull();
            } else if (in.accept("DEFAULT")) {
                if (!in.acceptSymbol("=")) {
                    throw in.expected("= after DEFAULT");
                }
                column = column.withDefault(initial(column, in.value("the default of " + name)));
            } else {
                throw in.expected("PK, UNIQUE, NOTNULL or DEFAULT");
            }
        }
        return column;
    }

    /** A default of its column's type; null for NULL. */
    private static Object initial(Column column, Operand value) {
        if (!(value instanceof Operand.Literal literal) || column.type() == ColumnType.TEXT) {
            return value instanceof Operand.Literal literal ? literal.text() : null;
        }
        String digits = literal.text();
        int from = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
        if (digits.length() == from || !digits.chars().skip(from).allMatch(c -> c >= '0' && c <= '9')) {
            throw new PesaDbException(
                    ErrorCode.TYPE_MISMATCH, "the default of " + column.name() + ", which is INT, is " + digits);
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException tooLong) {
            throw new PesaDbException(
                    ErrorCode.OUT_OF_RANGE,
                    "the default of " + column.name() + " is beyond -2^63 to 2^63 - 1: " + digits,
                    tooLong);
        }
    }

    private ColumnType type() {
        for (ColumnType type : ColumnType.values()) {
            if (in.accept(type.name())) {
                return type;
            }
        }
        throw in.expected("INT or TEXT");
    }

    private Statement drop() {
        if (in.ahead(0, "INDEX") && in.remaining() > 1) {
            in.expect("INDEX");
            in.become(Verb.DROP_INDEX);
            Command command = new Command.DropIndex(in.table(), in.columns());
            return toEnd(new Statement.Run(Verb.DROP_INDEX, command));
        }
        return runToEnd(new Command.DropTable(in.table()));
    }

    private Command index() {
        String table = in.table();
        List<String> columns = in.columns();
        boolean unique = false;
        String using = null;
        while (!in.atEnd()) {
            if (!unique && in.accept("UNIQUE")) {
                unique = true;
            } else if (using == null && in.accept("USING")) {
                using = in.name("an index kind's name");
            } else {
                throw in.expected("UNIQUE, USING or the end");
            }
        }
        return new Command.CreateIndex(table, columns, unique, using);
    }

    /** The command behind EXPLAIN, read as if it stood alone. */
    private Command explained() {
        TokenStream inner = in.command("a command that reads or changes rows: ", Verb::explainable);
        Statement statement = new Parser(inner.verb(), inner).statement();
        Command command = ((Statement.Run) statement).command();
        return command instanceof Command.AsOf past ? past.query() : command; // the steps are the same
    }

    private Command.Inspected subject() {
        if (in.accept("PAGE")) {
            return new Command.InspectPage(in.count("PAGE"));
        } else if (in.accept("PAGES")) {
            return new Command.InspectPages();
        } else if (in.accept("TABLE")) {
            return new Command.InspectTable(in.table());
        } else if (in.accept("INDEX")) {
            return new Command.InspectIndex(in.table(), in.columns());
        } else if (in.accept("WAL")) {
            return new Command.InspectLog();
        } else if (in.accept("CATALOG")) {
            return new Command.InspectCatalog();
        } else if (in.accept("FREE")) {
            return new Command.InspectFree();
        }
        throw in.expected("WAL, PAGES, PAGE, TABLE, INDEX, CATALOG or FREE");
    }

    private Statement trace() {
        boolean verbose = in.ahead(0, "VERBOSE") && in.accept("VERBOSE");
        List<String> tokens = in.rest();
        long began = System.nanoTime();
        TokenStream inner = in.command("a command that TRACE can show: ", Verb::traceable);
        Statement statement = new Parser(inner.verb(), inner).statement();
        return new Statement.Trace(verbose, statement, tokens, System.nanoTime() - began);
    }

    private Command insert() {
        String table = in.table();
        List<Operand> values = new ArrayList<>();
        while (!in.atEnd()) {
            values.add(in.value("a value"));
        }
        return new Command.Insert(table, values);
    }

    private Command select() {
        String table = in.table();
        Clauses clauses = new Clauses(in, false);
        Command select =
                new Command.Select(table, clauses.columns(), clauses.where(), clauses.order(), clauses.limit());
        return clauses.at() < 0 ? select : new Command.AsOf(select, clauses.at());
    }

    private Command update() {
        String table = in.table();
        in.expect("SET");
        List<Command.Assignment> assignments = new ArrayList<>();
        do {
            String column = in.column();
            if (!in.acceptSymbol("=")) {
                throw in.expected("= after column " + column);
            }
            assignments.add(new Command.Assignment(column, in.value("a value for " + column)));
        } while (in.acceptSymbol(","));
        if (!in.ahead(0, "WHERE")) {
            throw in.expected(", or WHERE");
        }
        return new Command.Update(table, assignments, Conditions.optional(in));
    }

    private Command delete() {
        String table = in.table();
        if (in.ahead(0, "WHERE")) {
            return new Command.Delete(table, Conditions.optional(in));
        }
        Operand key = in.comparable("a primary key or WHERE", "the key's value: a primary key is never NULL");
        in.end(NOTHING);
        return new Command.DeleteByKey(table, key);
    }

    private Command join() {
        Command.TableRef first = reference();
        List<Command.TableRef> before = new ArrayList<>(List.of(first));
        List<Command.JoinStep> steps = new ArrayList<>();
        do {
            Command.TableRef table = reference();
            steps.add(step(List.copyOf(before), table));
            before.add(table);
        } while (in.accept("JOIN"));
        Clauses clauses = new Clauses(in, true);
        return new Command.Join(
                first, steps, clauses.columns(), clauses.where(), clauses.order(), clauses.limit(), clauses.using());
    }

    private Command.JoinStep step(List<Command.TableRef> before, Command.TableRef table) {
        in.expect("ON");
        List<Command.JoinOn> on = new ArrayList<>();
        do {
            String left = in.column(before);
            in.acceptSymbol("="); // people write it
            on.add(new Command.JoinOn(left, in.column(List.of(table))));
        } while (in.accept("AND"));
        return new Command.JoinStep(table, on, in.accept("LEFT"));
    }

    private Command.TableRef reference() {
        String table = in.table();
        return in.accept("AS") ? in.alias(in.name("an alias")) : new Command.TableRef(table, null);
    }

    private Statement transfer(String direction) {
        String table = in.table();
        in.expect(direction);
        String file = in.name("a file's name");
        in.end(NOTHING);
        return verb == Verb.IMPORT ? new Statement.Import(table, file) : new Statement.Export(table, file);
    }

    private Statement backup() {
        in.expect("TO");
        return toEnd(new Statement.Backup(in.name("a file's name")));
    }

    private Verb topic() {
        if (in.atEnd()) {
            return null;
        }
        String word = in.verbName();
        Verb about = Verb.find(word);
        if (about == null) {
            throw unknown(new Token(Token.Kind.WORD, word.toUpperCase(Locale.ROOT), 0));
        }
        if (about == Verb.DROP && in.accept("INDEX")) {
            return Verb.DROP_INDEX;
        }
        return about;
    }
}
