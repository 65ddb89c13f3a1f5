package org.pesadb.cli.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.RandomText;
import org.pesadb.cli.output.Values;

class CsvTest {
    private static final int LIMIT = 1 << 20;

    private static CsvReader reader(String text) {
        return new CsvReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), LIMIT);
    }

    private static List<List<String>> read(String text) throws IOException {
        CsvReader reader = reader(text);
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        while (reader.next(fields)) {
            records.add(new ArrayList<>(fields));
        }
        return records;
    }

    @Test
    void readsWhatRfc4180Says() throws IOException {
        assertEquals(
                List.of(
                        List.of("id", "näme"),
                        Arrays.asList("1", null),
                        List.of("2", ""),
                        List.of("3", "a \"b\", c\r\nd"),
                        Arrays.asList(null, " x ")),
                read("\uFEFFid,näme\r\n1,\r\n2,\"\"\n3,\"a \"\"b\"\", c\r\nd\"\n, x "));
        assertEquals(List.of(), read(""));
        assertEquals(List.of(Arrays.asList("a", null)), read("a,"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`a,b\n1,x\"y\n`, SYNTAX, 2",
                "`a,b\n\"1\"x,2\n`, SYNTAX, 2",
                "`a\n\"two\nlines\"\n\"never\nclosed\n`, SYNTAX, 4",
                "`a\rb\n`, SYNTAX, 1",
            })
    void refusesWhatHasTwoMeanings(String text, ErrorCode code, long line) {
        CsvReader reader = reader(text);
        List<String> fields = new ArrayList<>();
        PesaDbException failure = assertThrows(PesaDbException.class, () -> {
            while (reader.next(fields)) {
                fields.clear();
            }
        });
        assertEquals(code, failure.code());
        assertEquals(line, reader.line());
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        byte[] bytes = "a\nb\nc\n".getBytes(StandardCharsets.UTF_8);
        bytes[2] = (byte) 0xC3;
        CsvReader reader = new CsvReader(new ByteArrayInputStream(bytes), LIMIT);
        List<String> fields = new ArrayList<>();
        reader.next(fields);
        PesaDbException failure = assertThrows(PesaDbException.class, () -> reader.next(fields));
        assertEquals(ErrorCode.BAD_ENCODING, failure.code());
        assertEquals(2, reader.line());
    }

    @Test
    void refusesFieldsThatDoNotFit() {
        CsvReader small = new CsvReader(new ByteArrayInputStream(new byte[5000]), 1000);
        PesaDbException failure = assertThrows(PesaDbException.class, () -> small.next(new ArrayList<>()));
        assertEquals(ErrorCode.OUT_OF_MEMORY, failure.code());
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Random random = new Random(RandomText.SEED);
        List<Column> columns = List.of(
                Column.of("a", ColumnType.TEXT), Column.of("id", ColumnType.INT), Column.of("b,\"", ColumnType.TEXT));
        StringBuilder text = new StringBuilder();
        CsvWriter writer = new CsvWriter(text);
        writer.header(columns);
        List<List<String>> expected = new ArrayList<>();
        expected.add(columns.stream().map(Column::name).toList());
        for (int i = 0; i < 5000; i++) {
            Long number = random.nextInt(10) == 0 ? null : Long.valueOf(random.nextLong());
            String first = random.nextInt(10) == 0 ? null : RandomText.next(random);
            String last = random.nextInt(10) == 0 ? null : RandomText.next(random);
            writer.row(new Values(first, number, last));
            expected.add(Arrays.asList(first, number == null ? null : number.toString(), last));
        }
        List<List<String>> found = read(text.toString());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), found.get(i), "pesadb.seed=" + RandomText.SEED + " record " + i);
        }
        assertEquals(expected.size(), found.size());
    }
}
