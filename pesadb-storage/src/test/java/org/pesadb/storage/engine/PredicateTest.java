package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Condition;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.TextOrder;
import org.pesadb.api.spi.RowBuffer;

class PredicateTest {
    private static final TableSchema SCHEMA =
            new TableSchema("t", List.of(Column.of("n", ColumnType.INT), Column.of("s", ColumnType.TEXT)));

    private static boolean holds(String column, Operator operator, Row row, Object... values) {
        List<Operand> operands = Arrays.stream(values)
                .map(value -> (Operand) new Operand.Literal(value.toString()))
                .toList();
        return Predicate.of(SCHEMA, List.of(new Condition(column, operator, operands)), new Object[0])
                .test(row);
    }

    private static ErrorCode refused(String column, Operator operator, Operand operand) {
        return assertThrows(
                        PesaDbException.class,
                        () -> Predicate.of(SCHEMA, List.of(Condition.of(column, operator, operand)), new Object[0]))
                .code();
    }

    @Test
    void comparesNumbersAsNumbersAndTextByCodePoint() {
        Row row = RowBuffer.of(10L, "\uFFFD");
        assertTrue(holds("n", Operator.GREATER, row, "9"));
        assertTrue(holds("n", Operator.EQUAL, row, "+10"));
        assertTrue(holds("n", Operator.LESS_OR_EQUAL, row, "10"));
        assertFalse(holds("n", Operator.LESS, row, "10"));
        assertTrue(holds("s", Operator.LESS, row, new String(Character.toChars(0x1F600))));
        assertTrue(holds("s", Operator.GREATER_OR_EQUAL, row, "z"));
        assertTrue(holds("n", Operator.NOT_EQUAL, row, "9"));
        assertTrue(holds("n", Operator.IN, row, "1", "10"));
        assertFalse(holds("s", Operator.IN, row, "1", "10"));
    }

    @Test
    void nullMeetsNothingButIsNull() {
        Row row = RowBuffer.of(null, "x");
        for (Operator operator :
                List.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LESS, Operator.GREATER, Operator.IN)) {
            assertFalse(holds("n", operator, row, "0"), operator::symbol);
        }
        assertTrue(holds("n", Operator.IS_NULL, row));
        assertFalse(holds("n", Operator.IS_NOT_NULL, row));
        assertTrue(holds("s", Operator.IS_NOT_NULL, row));
    }

    @Test
    void everyConditionMustHold() {
        Predicate both =
                Predicate.of(SCHEMA, List.of(Condition.equal("s", "x"), Condition.equal("n", 1)), new Object[0]);
        assertTrue(both.test(RowBuffer.of(1L, "x")));
        assertFalse(both.test(RowBuffer.of(1L, "y")));
        assertFalse(both.test(RowBuffer.of(2L, "x")));
        assertArrayEquals(new int[] {0, 1}, both.columns(), "ascending");
    }

    @Test
    void wrongTypesAndNullAreRefused() {
        assertEquals(ErrorCode.TYPE_MISMATCH, refused("n", Operator.EQUAL, new Operand.Literal("ten")));
        assertEquals(ErrorCode.TYPE_MISMATCH, refused("n", Operator.EQUAL, new Operand.Text("10")));
        assertEquals(ErrorCode.TYPE_MISMATCH, refused("s", Operator.EQUAL, new Operand.Int(10)));
        assertEquals(ErrorCode.TYPE_MISMATCH, refused("n", Operator.LIKE, new Operand.Literal("1%")));
        assertEquals(ErrorCode.OUT_OF_RANGE, refused("n", Operator.EQUAL, new Operand.Literal("9223372036854775808")));
        assertEquals(ErrorCode.SYNTAX, refused("n", Operator.EQUAL, new Operand.Null()));
        assertEquals(ErrorCode.NO_SUCH_COLUMN, refused("x", Operator.EQUAL, new Operand.Int(1)));
        assertEquals(ErrorCode.BAD_ENCODING, refused("s", Operator.EQUAL, new Operand.Text("\uD800")));
        assertEquals(ErrorCode.BAD_ENCODING, refused("s", Operator.EQUAL, new Operand.Text("a\uDC00b")));
    }

    @Test
    void aParameterBoundToNullMeetsNothing() {
        Condition condition = Condition.of("n", Operator.EQUAL, new Operand.Parameter(0));
        Predicate predicate = Predicate.of(SCHEMA, List.of(condition), new Object[] {null});
        assertFalse(predicate.test(RowBuffer.of(1L, "x")));
        assertFalse(predicate.test(RowBuffer.of(null, "x")));
    }

    @Test
    void likeMatchesWholeTexts() {
        String[][] right = {
            {"pat%", "pattern"},
            {"%", ""},
            {"", ""},
            {"_", "😀"},
            {"a%b%c", "aXbYbZc"},
            {"%ab", "aab"},
            {"a_c", "abc"},
            {"%%", "x"},
            {"100%", "100"},
            {"%_", "x"}
        };
        for (String[] pair : right) {
            assertTrue(new LikePattern(pair[0]).matches(pair[1]), pair[0] + " on " + pair[1]);
        }
        String[][] wrong = {
            {"pat", "pattern"}, {"", "x"}, {"_", ""}, {"_", "ab"}, {"a%c", "ab"}, {"A%", "abc"}, {"%_", ""}
        };
        for (String[] pair : wrong) {
            assertFalse(new LikePattern(pair[0]).matches(pair[1]), pair[0] + " on " + pair[1]);
        }
    }

    @Test
    void aHostilePatternTakesNoLongerThanTheProductOfTheLengths() {
        String text = "a".repeat(20_000);
        assertFalse(new LikePattern("%a".repeat(500) + "b").matches(text), "exponential ones would never return");
    }

    /** What a predicate says of bytes is what the texts say, by other means: code points in order, regular expressions. */
    @Test
    void bytesAgreeWithTexts() {
        Random random = new Random(Long.getLong("predicate.seed", 7));
        for (int i = 0; i < 20_000; i++) {
            String text = word(random, "ab%é漢😀\uFFFD\0", 6);
            String value = random.nextInt(3) == 0 ? text : word(random, "ab_%é漢😀\uFFFD", 6);
            int order = TextOrder.compare(text, value);
            String what = "'" + text + "' and '" + value + "'";
            assertEquals(order == 0, onBytes(text, Operator.EQUAL, value), what);
            assertEquals(order != 0, onBytes(text, Operator.NOT_EQUAL, value), what);
            assertEquals(order < 0, onBytes(text, Operator.LESS, value), what);
            assertEquals(order <= 0, onBytes(text, Operator.LESS_OR_EQUAL, value), what);
            assertEquals(order > 0, onBytes(text, Operator.GREATER, value), what);
            assertEquals(order >= 0, onBytes(text, Operator.GREATER_OR_EQUAL, value), what);
            boolean in = order == 0 || text.equals("ab") || text.equals("é");
            assertEquals(in, onBytes(text, Operator.IN, "ab", value, "é"), what);
            StringBuilder pattern = new StringBuilder();
            value.codePoints()
                    .forEach(c ->
                            pattern.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c))));
            boolean like = Pattern.compile(pattern.toString(), Pattern.DOTALL)
                    .matcher(text)
                    .matches();
            assertEquals(like, onBytes(text, Operator.LIKE, value), what);
        }
    }

    private static boolean onBytes(String text, Operator operator, String... values) {
        List<Operand> operands = Arrays.stream(values)
                .map(value -> (Operand) new Operand.Text(value))
                .toList();
        Predicate predicate = Predicate.of(SCHEMA, List.of(new Condition("s", operator, operands)), new Object[0]);
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        boolean holds = predicate.test(0, bytes, 1, bytes.length - 2);
        assertEquals(holds, predicate.test(RowBuffer.of(null, text)), "on a row");
        return holds;
    }

    private static String word(Random random, String letters, int most) {
        int[] points = letters.codePoints().toArray();
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            word.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return word.toString();
    }

    @Test
    void numbersAtTheirLimits() {
        long[] numbers = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE - 1, Long.MAX_VALUE};
        for (long value : numbers) {
            for (long wanted : numbers) {
                int order = Long.compare(value, wanted);
                assertEquals(order == 0, onNumber(value, Operator.EQUAL, wanted));
                assertEquals(order != 0, onNumber(value, Operator.NOT_EQUAL, wanted));
                assertEquals(order < 0, onNumber(value, Operator.LESS, wanted), value + " < " + wanted);
                assertEquals(order <= 0, onNumber(value, Operator.LESS_OR_EQUAL, wanted));
                assertEquals(order > 0, onNumber(value, Operator.GREATER, wanted), value + " > " + wanted);
                assertEquals(order >= 0, onNumber(value, Operator.GREATER_OR_EQUAL, wanted));
                assertEquals(order == 0 || value == 0, onNumber(value, Operator.IN, wanted, 0, wanted));
            }
        }
    }

    private static boolean onNumber(long value, Operator operator, long... wanted) {
        List<Operand> operands = Arrays.stream(wanted)
                .mapToObj(number -> (Operand) new Operand.Int(number))
                .toList();
        return Predicate.of(SCHEMA, List.of(new Condition("n", operator, operands)), new Object[0])
                .test(0, value);
    }

    @Test
    void testsComeInTheOrderOfTheirColumns() {
        Predicate predicate = Predicate.of(
                SCHEMA,
                List.of(Condition.equal("s", "x"), Condition.equal("n", 1), Condition.equal("s", "y")),
                new Object[0]);
        assertEquals(List.of(0, 1, 1), List.of(predicate.column(0), predicate.column(1), predicate.column(2)));
        assertEquals(1, predicate.terms(SCHEMA).get(0).column(), "as they were written");
    }
}
