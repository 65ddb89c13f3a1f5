package org.pesadb.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.UnknownOutcomeException;

class ResultsTest {
    private static final List<Column> COLUMNS = List.of(
            Column.of("id", ColumnType.INT), Column.of("name", ColumnType.TEXT), Column.of("n", ColumnType.INT));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static void fill(Results results) throws IOException {
        results.begin(COLUMNS);
        results.row(new Values(1L, "Ann \"B\",\n\u001bx", -7L));
        results.row(new Values(Long.MIN_VALUE, "日本", null));
        results.row(new Values(3L, "", 0L));
        results.row(new Values(4L, null, 0L));
        results.ok(new Results.Done("SEL", Results.Kind.ROWS, 4, 12, 400_000));
        results.ok(new Results.Done("INS", Results.Kind.CHANGES, 1, 13, 400_000));
        results.ok(new Results.Done("BEGIN", Results.Kind.NOTHING, 0, 13, 400_000));
        results.ok(new Results.Done("EXIT", Results.Kind.TEXT, 0, 0, 400_000));
        results.error(new PesaDbException(ErrorCode.DUPLICATE_KEY, "users.id 1 already exists"));
        results.error(new UnknownOutcomeException(ErrorCode.IO, "force failed", null));
    }

    @Test
    void tableIsAlignedAndHarmless() throws IOException {
        fill(new TableResults(out, err, false));
        assertEquals("""
                \s                  id | name              |    n
                ----------------------+-------------------+------
                \s                   1 | Ann "B",\\n\\u001bx |   -7
                \s-9223372036854775808 | 日本              | NULL
                \s                   3 |                   |    0
                \s                   4 | NULL              |    0
                (4 rows)
                ok (1 row)
                ok
                """, out());
        assertEquals("""
                error DUPLICATE_KEY: users.id 1 already exists
                error IO: force failed (outcome unknown: after reopening the change is wholly there or wholly absent)
                """, err());
    }

    @Test
    void jsonIsOneObjectALine() throws IOException {
        fill(new JsonResults(out));
        assertEquals("""
                {"row":{"id":1,"name":"Ann \\"B\\",\\n\\u001Bx","n":-7}}
                {"row":{"id":-9223372036854775808,"name":"日本","n":null}}
                {"row":{"id":3,"name":"","n":0}}
                {"row":{"id":4,"name":null,"n":0}}
                {"ok":{"command":"SEL","rows":4,"tx":12}}
                {"ok":{"command":"INS","rows":1,"tx":13}}
                {"ok":{"command":"BEGIN","rows":0,"tx":13}}
                {"ok":{"command":"EXIT","rows":0,"tx":0}}
                {"error":{"code":"DUPLICATE_KEY","message":"users.id 1 already exists"}}
                {"error":{"code":"IO","message":"force failed","outcome":"unknown"}}
                """, out());
        assertEquals("", err());
    }

    @Test
    void jsonOfARowThatFailsIsTheErrorAlone() throws IOException {
        JsonResults results = new JsonResults(out);
        results.begin(COLUMNS);
        assertThrows(IllegalStateException.class, () -> results.row(new Values(1L, "a", "no number")));
        results.error(new PesaDbException(ErrorCode.BAD_PLUGIN, "it gave no INT"));
        results.row(new Values(2L, "b", 3L));
        results.ok(new Results.Done("SEL", Results.Kind.ROWS, 1, 5, 0));
        assertEquals("""
                {"error":{"code":"BAD_PLUGIN","message":"it gave no INT"}}
                {"row":{"id":2,"name":"b","n":3}}
                {"ok":{"command":"SEL","rows":1,"tx":5}}
                """, out());
    }

    @Test
    void csvKeepsNullAndEmptyApart() throws IOException {
        fill(new CsvResults(out, err, false));
        assertEquals("id,name,n\n1,\"Ann \"\"B\"\",\n\u001bx\",-7\n-9223372036854775808,日本,\n3,\"\",0\n4,,0\n", out());
        assertTrue(err().startsWith("(4 rows)\nok (1 row)\nok\nerror DUPLICATE_KEY"), err());
    }

    @Test
    void lineShowsOneColumnALine() throws IOException {
        Results results = new LineResults(out, err, true);
        results.begin(COLUMNS);
        results.row(new Values(1L, "a\nb", null));
        results.row(new Values(2L, "c", 5L));
        results.ok(new Results.Done("SEL", Results.Kind.ROWS, 2, 1, 1_250_000));
        assertEquals("id = 1\nname = a\\nb\nn = NULL\n\nid = 2\nname = c\nn = 5\n", out());
        assertEquals("(2 rows, 1.3 ms)\n", err());
    }

    @Test
    void lineParsesByBlankLinesAloneAlsoWhereTwoCommandsHaveRows() throws IOException {
        Results results = new LineResults(out, err, false);
        for (long id = 1; id <= 2; id++) {
            results.begin(List.of(Column.of("id", ColumnType.INT)));
            results.row(new Values(id));
            results.ok(new Results.Done("SEL", Results.Kind.ROWS, 1, 1, 0));
        }
        assertEquals("id = 1\n\nid = 2\n", out());
    }

    @Test
    void tableOfAnyLengthIsWrittenAsItComes() throws IOException {
        Results results = new TableResults(out, err, false);
        results.begin(List.of(Column.of("t", ColumnType.TEXT)));
        String wide = "x".repeat(1000);
        for (int i = 0; i < 1000; i++) {
            results.row(new Values(wide));
        }
        assertTrue(out.size() > 800_000, "most of it is written before the end: " + out.size());
    }

    @Test
    void emptyResultHasItsHeader() throws IOException {
        Results results = new TableResults(out, err, true);
        results.begin(List.of(Column.of("a", ColumnType.TEXT), Column.of("b", ColumnType.TEXT)));
        results.ok(new Results.Done("SEL", Results.Kind.ROWS, 0, 1, 50_000));
        assertEquals(" a | b\n---+---\n(0 rows, 0.1 ms)\n", out());
    }
}
