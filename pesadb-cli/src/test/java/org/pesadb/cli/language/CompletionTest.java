package org.pesadb.cli.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may come at a cursor, written as the keywords, {@code <table>} and {@code <columns of ...>}. */
class CompletionTest {
    private static String at(String text) {
        Completion completion = Completion.of(text);
        Stream<String> columns = completion.columnsOf().stream()
                .map(table -> table.table() + (table.alias() == null ? "" : "=" + table.alias()));
        return String.join(
                " ",
                Stream.of(
                                completion.keywords().stream(),
                                completion.table() ? Stream.of("<table>") : Stream.<String>of(),
                                completion.columnsOf().isEmpty()
                                        ? Stream.<String>of()
                                        : Stream.of("<columns of " + String.join(" ", columns.toList()) + ">"))
                        .flatMap(part -> part)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "CREATE |IF",
                "CREATE IF |MISSING",
                "CREATE t |",
                "CREATE t id:|INT TEXT",
                "CREATE t id:INT:|PK UNIQUE NOTNULL DEFAULT",
                "CREATE t id:INT:PK n:INT:DEFAULT=|",
                "ADD |<table>",
                "ADD t |",
                "ADD t c:|INT TEXT",
                "ADD t c:TEXT:|PK UNIQUE NOTNULL DEFAULT",
                "RECODE |<table>",
                "RECODE t |",
                "CREATE t id:INT:PK |CODEC INDEX",
                "DROP |INDEX <table>",
                "DROP INDEX |<table>",
                "DROP INDEX t |<columns of t>",
                "INDEX t |<columns of t>",
                "INDEX t c |UNIQUE USING",
                "INDEX t c,|<columns of t>",
                "INDEX t c , d |UNIQUE USING",
                "DROP INDEX t c, |<columns of t>",
                "INDEX t c UNIQUE |USING",
                "INS |<table>",
                "INS t |",
                "SEL |<table>",
                "select |<table>",
                "SEL t |COLS WHERE ORDER LIMIT AT",
                "SEL t w|where",
                "SEL t W|WHERE",
                "SEL t COLS |<columns of t>",
                "SEL t COLS a,|<columns of t>",
                "SEL t COLS a, |<columns of t>",
                "SEL t COLS a |WHERE ORDER LIMIT AT",
                "SEL t WHERE |<columns of t>",
                "SEL t WHERE a |IS IN LIKE",
                "SEL t WHERE a=|",
                "SEL t WHERE a = |",
                "SEL t WHERE a IS |NOT NULL",
                "SEL t WHERE a IS NOT |NULL",
                "SEL t WHERE a=1 |AND COLS ORDER LIMIT AT",
                "SEL t WHERE a=1 AND |<columns of t>",
                "SEL t WHERE a IN 1,2 |AND COLS ORDER LIMIT AT",
                "SEL t ORDER |<columns of t>",
                "SEL t ORDER a |DESC ASC COLS WHERE LIMIT AT",
                "SEL t LIMIT |",
                "SEL t LIMIT 5 |OFFSET COLS WHERE ORDER AT",
                "COUNT t |WHERE BY <columns of t>",
                "COUNT t c |WHERE BY",
                "COUNT t BY |<columns of t>",
                "COUNT t BY a,|<columns of t>",
                "COUNT t BY a |WHERE",
                "SUM |<table>",
                "SUM t |<columns of t>",
                "SUM t a |WHERE BY",
                "AVG t a WHERE b=1 |AND BY",
                "UPD t |SET",
                "UPD t SET |<columns of t>",
                "UPD t SET a=1,|<columns of t>",
                "UPD t SET a=1 |WHERE",
                "DEL t |WHERE",
                "DEL t WHERE a=1 |AND",
                "JOIN a |AS <table>",
                "JOIN a AS x |<table>",
                "JOIN a b |AS ON",
                "JOIN a b ON |<columns of a>",
                "JOIN a b ON x |<columns of b>",
                "JOIN a b ON x y |AND LEFT JOIN COLS WHERE ORDER LIMIT USING",
                "JOIN a b ON x y LEFT |JOIN COLS WHERE ORDER LIMIT USING",
                "JOIN a b ON x y JOIN |<table>",
                "JOIN a b ON x y LEFT JOIN c AS d ON |<columns of a b>",
                "JOIN a b ON x y JOIN c AS d ON x |<columns of c=d>",
                "JOIN a b ON x y JOIN c AS d ON x z COLS |<columns of a b c=d>",
                "JOIN a AS p b ON x y COLS |<columns of a=p b>",
                "BEGIN |READ",
                "TRACE VERBOSE SEL |<table>",
                "INSPECT INDEX t |<columns of t>",
                "INSPECT TABLE |<table>",
                "IMPORT |<table>",
                "IMPORT t |FROM",
                "EXPORT t |TO",
                "BACKUP |TO",
                "BACKUP TO |",
                "COMPACT |<table>",
                "DUMP |<table>",
                "HELP b|begin backup",
                "EXPLAIN |INS INSERT SEL SELECT COUNT SUM MIN MAX AVG UPD UPDATE DEL DELETE JOIN",
                "explain s|sel select sum",
                "EXPLAIN SEL |<table>",
                "EXPLAIN UPD t SET a=1,|<columns of t>",
                "EXPLAIN SEL t WHERE a=1 |AND COLS ORDER LIMIT AT",
                "SEL \"t\" WHERE |<columns of t>",
            })
    void offersWhatTheParserWouldTake(String text, String offered) {
        assertEquals(offered == null ? "" : offered, at(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEL 'a",
                "SEL 'a ",
                "SEL 'a'",
                "SEL \"a b",
                "SEL \"\\q\" ",
                "SEL t -- W",
                "SEL t --",
                "NONSENSE ",
                "SEL t NONSENSE ",
                "SEL t LIMIT x ",
                "COMMIT ",
                "'SEL' "
            })
    void offersNothingWhereNothingCanCome(String text) {
        assertEquals("", at(text));
    }

    @Test
    void beginsWithEveryVerb() {
        assertEquals(Verb.words(), Completion.of("").keywords());
        assertEquals(Verb.words(), Completion.of("   ").keywords());
        assertEquals(List.of("sel", "select"), Completion.of("  se").keywords());
        assertEquals(List.of("SEL", "SELECT"), Completion.of("Se").keywords());
        assertEquals("se", Completion.of("  se").begun());
    }

    /** Every capital word of a verb's form, up to the end of the form, is one that the parser can be brought to ask for. */
    @ParameterizedTest
    @EnumSource(Verb.class)
    void knowsTheKeywordsOfTheForms(Verb verb) {
        String all = String.join(
                " ",
                Stream.of(
                                "CREATE ",
                                "CREATE IF ",
                                "CREATE t c:",
                                "CREATE t c:INT:",
                                "CREATE t c:INT:PK ",
                                "ADD t c:",
                                "ADD t c:INT:",
                                "DROP ",
                                "INDEX t c ",
                                "SEL t ",
                                "SEL t WHERE c=1 ",
                                "SEL t WHERE c ",
                                "SEL t WHERE c IS ",
                                "SEL t LIMIT 1 ",
                                "SEL t ORDER c ",
                                "COUNT t ",
                                "COUNT t WHERE c=1 ",
                                "SUM t c ",
                                "SUM t c WHERE c=1 ",
                                "MIN t c ",
                                "MIN t c WHERE c=1 ",
                                "MAX t c ",
                                "MAX t c WHERE c=1 ",
                                "AVG t c ",
                                "AVG t c WHERE c=1 ",
                                "UPD t ",
                                "UPD t SET c=1 ",
                                "UPD t SET c=1 WHERE c=1 ",
                                "DEL t ",
                                "DEL t WHERE c=1 ",
                                "JOIN t ",
                                "JOIN t u ",
                                "JOIN t u ON a b ",
                                "BEGIN ",
                                "TRACE ",
                                "INSPECT ",
                                "IMPORT t ",
                                "EXPORT t ",
                                "BACKUP ")
                        .filter(text -> text.startsWith(verb == Verb.DROP_INDEX ? "DROP " : verb.name() + " "))
                        .map(CompletionTest::at)
                        .toList());
        Stream.of(verb.form().substring(verb.label().length()).split("[^A-Z]+"))
                .filter(word -> word.length() > 1 && !word.equals("TYPE") && !word.equals("DEL"))
                .forEach(word -> assertTrue(List.of(all.split(" ")).contains(word), verb + ": " + word + " in " + all));
    }
}
