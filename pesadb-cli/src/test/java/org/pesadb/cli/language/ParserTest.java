package org.pesadb.cli.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;

class ParserTest {
    private static final Operand NULL = new Operand.Null();

    private static Statement parse(String line) {
        Tokenizer tokenizer = new Tokenizer();
        tokenizer.feed(line);
        return Parser.parse(tokenizer.finish());
    }

    private static Command command(String line) {
        return ((Statement.Run) parse(line)).command();
    }

    private static Operand literal(String text) {
        return new Operand.Literal(text);
    }

    private static Condition is(String column, Operator operator, String... values) {
        return new Condition(
                column,
                operator,
                List.of(values).stream().map(ParserTest::literal).toList());
    }

    private static List<Condition> where(String conditions) {
        return ((Command.Count) command("COUNT t WHERE " + conditions)).where();
    }

    @Test
    void insertTakesValuesAsWritten() {
        assertEquals(
                new Command.Insert("t", List.of(literal("1"), NULL, literal("NULL"), literal(""))),
                command("insert t 1 null 'NULL' ''"));
        assertEquals(new Command.Insert("t", List.of()), command("INS t"));
    }

    @Test
    void createReadsColumnsAndClauses() {
        Command.CreateTable create = (Command.CreateTable)
                command("create if missing t ID:int:pk codec:TEXT:unique:NotNull note:TEXT CODEC json INDEX btree");
        assertEquals("t", create.table().name());
        assertTrue(create.ifMissing());
        assertEquals("json", create.codec());
        assertEquals("btree", create.index());
        assertEquals(0, create.table().primaryKey());
        assertTrue(create.table().column(1).unique() && create.table().column(1).notNull());
        assertEquals("note", create.table().column(2).name());
        assertEquals(
                "IF",
                ((Command.CreateTable) command("CREATE IF id:INT:PK")).table().name());
    }

    @Test
    void conditionsInEveryForm() {
        assertEquals(
                List.of(is("id", Operator.EQUAL, "1"), is("name", Operator.EQUAL, "Bob")), where("id 1 AND name Bob"));
        assertEquals(List.of(is("c", Operator.EQUAL, "-5")), where("c=-5"));
        assertEquals(List.of(is("c", Operator.NOT_EQUAL, "v")), where("c != v"));
        assertEquals(List.of(is("c", Operator.LESS_OR_EQUAL, "7")), where("c<=7"));
        assertEquals(List.of(is("c", Operator.IN, "1", "2", "a b")), where("c in 1,2, 'a b'"));
        assertEquals(List.of(is("c", Operator.LIKE, "pat%")), where("c LIKE 'pat%'"));
        assertEquals(
                List.of(is("c", Operator.IS_NOT_NULL), is("d", Operator.IS_NULL)),
                where("c IS NOT NULL AND d is null"));
        assertEquals(List.of(is("c", Operator.EQUAL, "is")), where("c is"));
        assertEquals(List.of(is("c", Operator.EQUAL, "NULL")), where("c='NULL'"));
    }

    @Test
    void selectTakesItsClauses() {
        assertEquals(
                new Command.Select(
                        "t",
                        List.of("a", "b"),
                        List.of(is("c", Operator.GREATER, "1")),
                        new Command.Ordering("a", true),
                        new Command.Limit(OptionalLong.of(5), 2)),
                command("select t cols a, b where c>1 order a desc limit 5 offset 2"));
        assertEquals(new Command.Ordering("a", false), ((Command.Select) command("SEL t ORDER BY a")).order());
        assertEquals(new Command.Ordering("by", true), ((Command.Select) command("SEL t ORDER by DESC")).order());
    }

    @Test
    void joinTakesAliasesAndKeyPairs() {
        assertEquals(
                new Command.Join(
                        new Command.TableRef("cities", "a"),
                        new Command.TableRef("cities", "b"),
                        List.of(new Command.JoinOn("name", "name"), new Command.JoinOn("x", "y")),
                        List.of("a.id"),
                        List.of(is("a.id", Operator.EQUAL, "7")),
                        null,
                        Command.Limit.NONE,
                        "hash"),
                command("JOIN cities AS a cities AS b ON name name AND x y COLS a.id WHERE a.id=7 USING hash"));
        assertEquals(
                List.of(new Command.JoinOn("id", "user_id")),
                ((Command.Join) command("JOIN users orders ON id user_id"))
                        .steps()
                        .get(0)
                        .on());
    }

    @Test
    void joinTakesMoreTablesAndLeft() {
        Command.Join join = (Command.Join)
                command(
                        "JOIN users orders ON id user_id LEFT JOIN items AS i ON item=id AND a b JOIN left ON x left LEFT LIMIT 1");
        assertEquals(new Command.TableRef("users", null), join.first());
        assertEquals(
                List.of(
                        new Command.JoinStep(
                                new Command.TableRef("orders", null),
                                List.of(new Command.JoinOn("id", "user_id")),
                                true),
                        new Command.JoinStep(
                                new Command.TableRef("items", "i"),
                                List.of(new Command.JoinOn("item", "id"), new Command.JoinOn("a", "b")),
                                false),
                        new Command.JoinStep(
                                new Command.TableRef("left", null), List.of(new Command.JoinOn("x", "left")), true)),
                join.steps());
        assertEquals(1, join.limit().count().getAsLong());
    }

    @Test
    void otherVerbs() {
        assertEquals(
                new Command.Update(
                        "users",
                        List.of(new Command.Assignment("name", literal("Carol")), new Command.Assignment("x", NULL)),
                        List.of(is("id", Operator.EQUAL, "1"))),
                command("UPD users SET name=Carol,x=NULL WHERE id=1"));
        assertEquals(new Command.DeleteByKey("t", literal("a=b")), command("DEL t a=b"));
        assertEquals(new Command.Delete("t", List.of(is("a", Operator.EQUAL, "b"))), command("DELETE t where a b"));
        assertEquals(new Command.CreateIndex("t", "c", true, "hash"), command("INDEX t c UNIQUE USING hash"));
        assertEquals(new Command.DropIndex("t", "c"), command("DROP INDEX t c"));
        assertEquals("DROP INDEX", parse("drop index t c").verb().label());
        assertEquals(new Command.DropTable("index"), command("DROP index"));
        Column number = Column.of("n", ColumnType.INT);
        Column text = Column.of("c", ColumnType.TEXT);
        assertEquals(new Command.AddColumn("t", number), command("ADD t n:INT"));
        assertEquals(
                new Command.AddColumn("t", number.asNotNull().withDefault(-7)),
                command("add t n:int:default=-7:notnull"));
        assertEquals(new Command.AddColumn("t", number.withDefault(7)), command("ADD t n:INT:DEFAULT=+7"));
        assertEquals(new Command.AddColumn("t", text.withDefault("7")), command("ADD t c:TEXT:DEFAULT=7"));
        assertEquals(new Command.AddColumn("t", text.withDefault("NULL")), command("ADD t c:TEXT:DEFAULT='NULL'"));
        assertEquals(new Command.AddColumn("t", text.withDefault("")), command("ADD t c:TEXT:DEFAULT=''"));
        assertEquals(new Command.AddColumn("t", text.asUnique()), command("ADD t c:TEXT:UNIQUE:DEFAULT=NULL"));
        assertEquals(new Command.Recode("t", "binary"), command("RECODE t binary;"));
        assertEquals(new Command.Begin(true), command("begin read"));
        assertEquals(new Statement.Import("t", "a b.csv"), parse("IMPORT t FROM 'a b.csv'"));
        assertEquals(new Statement.Export("t", "x.csv"), parse("EXPORT t to x.csv"));
        assertEquals(new Statement.Backup("a b"), parse("BACKUP to 'a b'"));
        assertEquals(new Command.Compact(null), command("COMPACT"));
        assertEquals(new Command.Compact("t"), command("compact t"));
        assertEquals(new Statement.Dump(null), parse("DUMP;"));
        assertEquals(new Statement.Help(Verb.DEL), parse("HELP delete"));
        assertEquals(new Statement.Exit(), parse("quit"));
    }

    @Test
    void aggregatesTakeAColumnConditionsAndGroups() {
        assertEquals(new Command.Count("t", List.of()), command("COUNT t"));
        assertEquals(aggregate(Command.Function.COUNT, "c"), command("COUNT t c"));
        assertEquals(aggregate(Command.Function.COUNT, null, "a", "b"), command("count t by a, b"));
        assertEquals(aggregate(Command.Function.COUNT, "c", "a"), command("COUNT t c BY a;"));
        assertEquals(aggregate(Command.Function.SUM, "c"), command("SUM t c"));
        assertEquals(aggregate(Command.Function.MIN, "c", "a", "b"), command("min t c BY a ,b"));
        assertEquals(aggregate(Command.Function.MAX, "a,b"), command("MAX t a,b"), "a comma is a character here");
        List<Condition> tests = where("x>=5 AND y lower");
        for (String line :
                List.of("AVG t c WHERE x>=5 AND y lower BY a,b", "AVG t c BY a,b WHERE x >= 5 AND y lower")) {
            assertEquals(
                    new Command.Aggregate(Command.Function.AVG, "t", "c", tests, List.of("a", "b")), command(line));
        }
        assertEquals(
                new Command.Aggregate(Command.Function.COUNT, "t", null, where("x 'by'"), List.of("a")),
                command("COUNT t WHERE x 'by' BY a"));
    }

    /** COUNT may have a column, so that WHERE and BY in its place are keywords; the others must have one. */
    @Test
    void columnsMayBeCalledAsTheKeywords() {
        assertEquals(aggregate(Command.Function.COUNT, "by"), command("COUNT t 'by'"));
        assertEquals(aggregate(Command.Function.COUNT, "where", "by"), command("COUNT t \"where\" BY by"));
        assertEquals(aggregate(Command.Function.SUM, "where"), command("SUM t where"));
        assertEquals(aggregate(Command.Function.SUM, "by", "by", "where"), command("SUM t by BY by,where"));
        assertEquals(
                new Command.Aggregate(Command.Function.SUM, "t", "where", where("by=1"), List.of()),
                command("SUM t where WHERE by=1"));
    }

    private static Command aggregate(Command.Function function, String column, String... by) {
        return new Command.Aggregate(function, "t", column, List.of(), List.of(by));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUM t",
                "SUM t WHERE a=1",
                "AVG t BY a",
                "SUM t c d",
                "SUM t c BY",
                "SUM t c BY a,",
                "SUM t c BY a BY b",
                "COUNT t BY a WHERE",
                "COUNT t a b",
                "MAX t c WHERE a=1 WHERE b=1",
                "MAX t c WHERE a BY b",
                "MIN t c LIMIT 1"
            })
    void brokenAggregatesAreRefusedWithTheirForm(String line) {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> command(line));
        assertEquals(ErrorCode.SYNTAX, refused.code());
        assertTrue(refused.getMessage().contains("the form is: " + line.substring(0, 3)), refused.getMessage());
    }

    @Test
    void aBrokenDropOfAnIndexIsRefusedWithItsOwnForm() {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> command("DROP INDEX t"));
        assertEquals(ErrorCode.SYNTAX, refused.code());
        assertTrue(refused.getMessage().endsWith("the form is: " + Verb.DROP_INDEX.form()), refused.getMessage());
    }

    @Test
    void indexesTakeSeveralColumns() {
        List<String> columns = List.of("a", "b c", "using");
        assertEquals(
                new Command.CreateIndex("t", columns, true, "btree"),
                command("INDEX t a,'b c' , using UNIQUE USING btree"));
        assertEquals(new Command.CreateIndex("t", List.of("using", "b"), false, null), command("INDEX t using,b"));
        assertEquals(
                new Command.CreateIndex("t,u", List.of("a", "b"), false, "x,y"), command("INDEX 't,u' a ,b USING x,y"));
        assertEquals(new Command.DropIndex("t", columns), command("drop index t a, 'b c',using;"));
        assertEquals(new Command.DropIndex("index", List.of("a", "b")), command("DROP INDEX index a,b"));
    }

    @Test
    void explainTakesACommandAsItStands() {
        for (String line : List.of(
                "SEL t COLS a,b WHERE c>=1 AND d IN 1,2 ORDER a LIMIT 3",
                "COUNT t WHERE c=1",
                "UPD t SET a=b,c=d WHERE e<1",
                "DEL t a=b",
                "INS t a=b c,d",
                "JOIN t u ON a=b WHERE c=1")) {
            assertEquals(new Command.Explain(command(line)), command("EXPLAIN " + line));
        }
        assertEquals("EXPLAIN", parse("explain select t").verb().label());
    }

    @Test
    void aDefaultIsOfItsColumnsType() {
        for (String[] wrong : new String[][] {
            {"ADD t c:INT:DEFAULT=x", "TYPE_MISMATCH"},
            {"ADD t c:INT:DEFAULT=''", "TYPE_MISMATCH"},
            {"ADD t c:INT:DEFAULT=1.5", "TYPE_MISMATCH"},
            {"CREATE t id:INT:PK c:INT:DEFAULT=9223372036854775808", "OUT_OF_RANGE"}
        }) {
            PesaDbException refused = assertThrows(PesaDbException.class, () -> parse(wrong[0]), wrong[0]);
            assertEquals(wrong[1], refused.code().name(), wrong[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXPLAIN",
                "EXPLAIN TABLES",
                "EXPLAIN EXPLAIN SEL t",
                "EXPLAIN 'SEL' t",
                "EXPLAIN SEL",
                "EXPLAIN nonsense",
                "INDEX t a,",
                "INDEX t ,a",
                "INDEX t a b",
                "DROP INDEX t a,",
                "DROP INDEX t a b",
                "CREATE t",
                "BACKUP",
                "BACKUP 'file'",
                "BACKUP TO",
                "BACKUP TO a b",
                "COMPACT a b",
                "ADD t",
                "ADD t c",
                "ADD t c:INT d:INT",
                "ADD t c:INT:DEFAULT",
                "ADD t c:INT:DEFAULT 5",
                "ADD t c:INT:DEFAULT=",
                "ADD t c:TEXT:UNIQUE:DEFAULT=x",
                "RECODE t",
                "RECODE t a b",
                "CREATE t id",
                "CREATE t id:FLOAT:PK",
                "CREATE t id:INT",
                "CREATE t id:INT:PK x:INT:PK",
                "CREATE t id:INT:KEY",
                "SEL",
                "SEL t WHERE",
                "SEL t WHERE c",
                "SEL t WHERE c=",
                "SEL t WHERE c AND d=1",
                "SEL t WHERE c=1 d=2",
                "SEL t junk",
                "SEL t LIMIT many",
                "SEL t LIMIT 1 LIMIT 2",
                "UPD t SET a=1",
                "UPD t a=1 WHERE id=1",
                "UPD t SET a 1 WHERE id=1",
                "DEL t",
                "DEL t 1 2",
                "DEL t NULL",
                "JOIN a b",
                "JOIN a b ON x",
                "JOIN a b ON x y JOIN",
                "JOIN a b ON x y JOIN c",
                "JOIN a b LEFT ON x y",
                "JOIN a b ON x y LEFT LEFT",
                "JOIN a b ON x y WHERE x=1 JOIN c ON x y",
                "TABLES now",
                "COMMIT all",
                "IMPORT t 'f'",
                "SEL t WHERE c IN 1,"
            })
    void sayWhatWasExpected(String line) {
        PesaDbException failure = assertThrows(PesaDbException.class, () -> parse(line));
        assertEquals(ErrorCode.SYNTAX, failure.code(), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"c=NULL", "c NULL", "c<NULL", "c IN 1,null", "c LIKE NULL"})
    void nullIsComparedWithIsNull(String condition) {
        PesaDbException failure = assertThrows(PesaDbException.class, () -> where(condition));
        assertEquals(ErrorCode.SYNTAX, failure.code());
        assertTrue(failure.getMessage().contains("IS NULL"), failure.getMessage());
    }

    @Test
    void syntaxErrorNamesTokenPlaceAndForm() {
        PesaDbException failure = assertThrows(PesaDbException.class, () -> parse("BEGIN READ now"));
        assertEquals(
                "expected nothing more, found now at character 12; the form is: BEGIN [READ]", failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"SLE,SEL", "inser,INSERT", "creat,CREATE", "UPDTE,UPDATE"})
    void unknownVerbsAreGuessed(String word, String meant) {
        PesaDbException failure = assertThrows(PesaDbException.class, () -> parse(word + " t"));
        assertEquals(ErrorCode.UNKNOWN_COMMAND, failure.code());
        assertTrue(failure.getMessage().contains(meant), failure.getMessage());
    }

    @Test
    void limitsHaveARange() {
        assertEquals(
                ErrorCode.OUT_OF_RANGE,
                assertThrows(PesaDbException.class, () -> parse("SEL t LIMIT -1"))
                        .code());
        assertEquals(
                ErrorCode.OUT_OF_RANGE,
                assertThrows(PesaDbException.class, () -> parse("SEL t LIMIT 9223372036854775808"))
                        .code());
    }

    @Test
    void quotedFirstWordIsNoVerb() {
        assertEquals(
                ErrorCode.UNKNOWN_COMMAND,
                assertThrows(PesaDbException.class, () -> parse("'SEL' t")).code());
    }
}
