package org.pesadb.cli.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.RandomText;

class TokenizerTest {

    /** Tokens joined by spaces: words as they are, quoted in «», symbols in (). */
    private static String cut(String... lines) {
        return tokens(lines).stream()
                .map(token -> switch (token.kind()) {
                    case WORD -> token.text();
                    case QUOTED -> "«" + token.text() + "»";
                    case SYMBOL -> "(" + token.text() + ")";
                })
                .collect(Collectors.joining(" "));
    }

    private static List<Token> tokens(String... lines) {
        Tokenizer tokenizer = new Tokenizer();
        for (String line : lines) {
            tokenizer.feed(line);
        }
        return tokenizer.finish();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INS users 1 Alice                       | INS users 1 Alice",
                "INS t a=b,c <= O'Brien x:y              | INS t a=b,c <= O'Brien x:y",
                "INS t 'it''s' \"say \"\"hi\"\"\"        | INS t «it's» «say \"hi\"»",
                "INS t \"a\\tb\\\\\\\"\\u00e4\"          | INS t «a\tb\\\"ä»",
                "INS t 'no \\n escape'                   | INS t «no \\n escape»",
                "INS t '' NULL 'NULL'                    | INS t «» NULL «NULL»",
                "INS t a -- comment 'open                | INS t a",
                "INS t a--b                              | INS t a--b",
                "INS t 1 a;                              | INS t 1 a",
                "INS t 1 'a';                            | INS t 1 «a»",
                "INS t 1 a ; -- c                        | INS t 1 a",
                "INS t 1 'a;'                            | INS t 1 «a;»",
                "SEL t WHERE c=-5                        | SEL t WHERE c (=) -5",
                "SEL t WHERE c!=v AND d<=w               | SEL t WHERE c (!=) v AND d (<=) w",
                "SEL t WHERE c = 'a b'                   | SEL t WHERE c (=) «a b»",
                "SEL t WHERE c='a=b'                     | SEL t WHERE c (=) «a=b»",
                "SEL t WHERE c IN 1,2, 3                 | SEL t WHERE c IN 1 (,) 2 (,) 3",
                "SEL t WHERE c IN 'a','b' AND d=x,y      | SEL t WHERE c IN «a» (,) «b» AND d (=) x,y",
                "SEL t WHERE c IN a,b ORDER c LIMIT 1    | SEL t WHERE c IN a (,) b ORDER c LIMIT 1",
                "SEL t WHERE id 1 AND name Bob           | SEL t WHERE id 1 AND name Bob",
                "SEL t WHERE c hey!                      | SEL t WHERE c hey!",
                "SEL t COLS a,b WHERE x=1                | SEL t COLS a (,) b WHERE x (=) 1",
                "SEL t COLS a , order WHERE where=set    | SEL t COLS a (,) order WHERE where (=) set",
                "UPD t SET a=1,b='x, y' WHERE id=1       | UPD t SET a (=) 1 (,) b (=) «x, y» WHERE id (=) 1",
                "UPD t SET a = 1 , b=where WHERE id 2    | UPD t SET a (=) 1 (,) b (=) where WHERE id 2",
                "DEL t a=b                               | DEL t a=b",
                "DEL t WHERE a=b                         | DEL t WHERE a (=) b",
                "CREATE t id:INT:PK 'a b':TEXT           | CREATE t id (:) INT (:) PK «a b» (:) TEXT",
                "CREATE t id : INT : PK                  | CREATE t id (:) INT (:) PK",
                "ADD t c:INT:DEFAULT=-1:NOTNULL          | ADD t c (:) INT (:) DEFAULT (=) -1 (:) NOTNULL",
                "ADD t c:TEXT:default = 'a:b=c'          | ADD t c (:) TEXT (:) default (=) «a:b=c»",
                "ADD t c:TEXT:DEFAULT=a=b                | ADD t c (:) TEXT (:) DEFAULT (=) a=b",
                "CREATE a=b DEFAULT=c:INT:PK             | CREATE a=b DEFAULT=c (:) INT (:) PK",
                "JOIN u AS a o AS b ON id=x AND c d      | JOIN u AS a o AS b ON id (=) x AND c d",
                "where where=1                           | where where=1",
            })
    void separatesByPlace(String line, String expected) {
        assertEquals(expected, cut(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "-- a comment", " ;", "\t;; ", "\r", "--"})
    void blankLinesAndCommentsAreNoCommand(String line) {
        assertEquals(List.of(), tokens(line));
    }

    @Test
    void carriageReturnAtTheEndIsWhiteSpace() {
        assertEquals("INS t a", cut("INS t a\r"));
    }

    @Test
    void openQuoteGoesOnWithTheNextLine() {
        Tokenizer tokenizer = new Tokenizer();
        tokenizer.feed("INS t 'a");
        assertTrue(tokenizer.open());
        tokenizer.feed("-- b");
        tokenizer.feed("c' d");
        assertFalse(tokenizer.open());
        assertEquals("a\n-- b\nc", tokenizer.finish().get(2).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INS t 'a",
                "INS t \"a\\qb\"",
                "INS t \"\\u12g4\"",
                "INS t 'it's x",
                "INS t \"\\",
                "SEL t WHERE a='b'c"
            })
    void mistakesAreSyntaxErrors(String line) {
        PesaDbException failure = assertThrows(PesaDbException.class, () -> tokens(line));
        assertEquals(ErrorCode.SYNTAX, failure.code());
    }

    @Test
    void halfASurrogatePairIsNoText() {
        assertEquals("INS t «\uD83D\uDE00»", cut("INS t \"\\uD83D\\uDE00\""));
        PesaDbException failure = assertThrows(PesaDbException.class, () -> tokens("INS t \"\\uD83D\""));
        assertEquals(ErrorCode.BAD_ENCODING, failure.code());
    }

    @Test
    void mistakeWithinQuotesLetsThemCloseFirst() {
        Tokenizer tokenizer = new Tokenizer();
        tokenizer.feed("INS t \"\\q");
        assertTrue(tokenizer.open());
        tokenizer.feed("SEL t\"");
        assertThrows(PesaDbException.class, tokenizer::finish);
        tokenizer.feed("SEL t");
        assertEquals(2, tokenizer.finish().size(), "the next command begins afresh");
    }

    @Test
    void quotingIsReadBackInEveryPlace() {
        Random random = new Random(RandomText.SEED);
        for (int i = 0; i < 20_000; i++) {
            String text = RandomText.next(random);
            String quoted = Quoting.quote(text);
            String message = "pesadb.seed=" + RandomText.SEED + " text " + i + ": " + quoted;
            assertFalse(quoted.contains("\n") || quoted.contains("\r"), message);
            for (String form : List.of(
                    "INS t %s", "UPD t SET a=%s,b=1", "SEL t WHERE a IN %s,2", "CREATE t %s:INT", "INS t %s end")) {
                List<Token> tokens = tokens(form.replace("%s", quoted));
                Token found = tokens.stream()
                        .filter(token -> token.text().equals(text) && token.kind() != Token.Kind.SYMBOL)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(message + " in " + form + " gives " + tokens));
                assertTrue(found.kind() == Token.Kind.QUOTED || !found.is("NULL"), message);
            }
        }
    }
}
