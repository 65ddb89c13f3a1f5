package org.pesadb.storage.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/** Jackson is the oracle: what we write it reads, what it writes we read. {@code -Dcodec.seed=N} repeats one seed. */
class JsonRowCodecTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final TableSchema USERS = new TableSchema(
            "users",
            List.of(
                    Column.of("id", ColumnType.INT).asPrimaryKey(),
                    Column.of("name", ColumnType.TEXT),
                    Column.of("age", ColumnType.INT)));
    private static final int[] ALL = {0, 1, 2};

    private final JsonRowCodec codec = new JsonRowCodec();

    private String encode(Object... values) {
        return new String(codec.encode(USERS, RowBuffer.of(values)), StandardCharsets.UTF_8);
    }

    private RowBuffer decode(String json, int... columns) {
        return decode(json.getBytes(StandardCharsets.UTF_8), columns);
    }

    private RowBuffer decode(byte[] json, int... columns) {
        // Within a larger array, as rows in pages are.
        byte[] page = new byte[json.length + 30];
        java.util.Arrays.fill(page, (byte) '"');
        System.arraycopy(json, 0, page, 13, json.length);
        RowBuffer row = RowBuffer.of("left", "as it", "was");
        codec.decode(USERS, page, 13, json.length, columns, row);
        return row;
    }

    @Test
    void writesCompactObjectsInTheOrderOfTheColumns() {
        assertEquals("{\"id\":1,\"name\":\"Alice\",\"age\":null}", encode(1, "Alice", null));
        assertEquals("{\"id\":-9223372036854775808,\"name\":\"\",\"age\":0}", encode(Long.MIN_VALUE, "", 0));
    }

    @Test
    void escapesOnlyWhatMustBe() {
        assertEquals(
                "{\"id\":1,\"name\":\"\\\" \\\\ \\n \\t \\r \\b \\f \\u0000 \\u001f / \u007f é 漢 😀\",\"age\":2}",
                encode(1, "\" \\ \n \t \r \b \f \0 \u001f / \u007f é 漢 😀", 2));
    }

    @Test
    void hasTheTombstoneOfTheFormat() {
        assertEquals("{\"__deleted__\":true}", new String(codec.tombstone(), StandardCharsets.US_ASCII));
        codec.tombstone()[0] = 'x';
        assertEquals('{', codec.tombstone()[0], "a new array each time");
        assertEquals("json", codec.name());
        assertEquals(1, codec.formatVersion());
    }

    @Test
    void aTombstoneIsNoRow() {
        assertThrows(CorruptException.class, () -> decode("{\"__deleted__\":true}", ALL));
    }

    @Test
    void leavesColumnsThatNobodyWantsAsTheyAre() {
        String json = encode(5, "Bob", 7);
        assertEquals("(left, Bob, was)", decode(json, 1).toString());
        assertEquals("(5, as it, was)", decode(json, 0).toString());
        assertEquals("(left, as it, 7)", decode(json, 2).toString());
        assertEquals("(left, as it, was)", decode(json).toString());
        String escaped = encode(5, "\\\"B\n\"", 7);
        assertEquals("(left, as it, 7)", decode(escaped, 2).toString());
        assertEquals("(left, as it, 7)", decode(" " + escaped, 2).toString());
    }

    @Test
    void textIsHandedOverWithoutACopy() {
        byte[] json = codec.encode(USERS, RowBuffer.of(1, "Alice", 2));
        RowBuffer row = new RowBuffer(3);
        codec.decode(USERS, json, 0, json.length, ALL, row);
        json[new String(json, StandardCharsets.US_ASCII).indexOf("Alice")] = 'M';
        assertEquals("Mlice", row.getText(1), "it was still a part of the array");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"Al\",\"id\":1,\"age\":3}",
                " { \"id\" : 1 , \"name\" : \"Al\" , \"age\" : 3 } ",
                "{\"id\":1,\"name\":\"\\u0041\\u006c\",\"age\":3}",
                "{\"i\\u0064\":1,\"name\":\"Al\",\"age\":3}"
            })
    void readsTheSameRowWrittenOtherwise(String json) {
        assertEquals("(1, Al, 3)", decode(json, ALL).toString());
    }

    @Test
    void aMissingColumnHasItsDefault() {
        assertEquals("(1, null, null)", decode("{\"id\":1}", ALL).toString());
        assertEquals("(1, null, 3)", decode("{\"age\":3,\"id\":1}", ALL).toString());
        assertEquals("(left, as it, null)", decode("{\"id\":1}", 2).toString());
        TableSchema withDefault = new TableSchema(
                "t",
                List.of(
                        Column.of("id", ColumnType.INT),
                        Column.of("n", ColumnType.INT).withDefault(5)));
        for (String json : List.of("{\"id\":1}", "{ \"id\" : 1 }")) {
            RowBuffer row = new RowBuffer(2);
            byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
            codec.decode(withDefault, bytes, 0, bytes.length, new int[] {0, 1}, row);
            assertEquals("(1, 5)", row.toString(), json);
        }
    }

    @Test
    void aMissingColumnThatIsNeverNullIsDamage() {
        CorruptException refused = assertThrows(CorruptException.class, () -> decode("{\"name\":\"Al\"}", ALL));
        assertTrue(refused.getMessage().contains("lacks column id"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"id\":1",
                "{\"id\":1,\"name\":\"Al\",\"age\":3",
                "{\"id\":1,\"name\":\"Al\",\"age\":3}x",
                "{\"id\":1,\"name\":\"Al\",\"age\":3}}",
                "{\"id\":1,\"name\":\"Al\",\"age\":3,}",
                "{\"id\":1,\"name\":\"Al\",\"age\":03}",
                "{\"id\":1,\"name\":\"Al\",\"age\":3.0}",
                "{\"id\":1,\"name\":\"Al\",\"age\":-}",
                "{\"id\":1,\"name\":\"Al\",\"age\":9223372036854775808}",
                "{\"id\":1,\"name\":\"Al\",\"age\":-9223372036854775809}",
                "{\"id\":1,\"name\":\"Al\",\"age\":\"3\"}",
                "{\"id\":1,\"name\":\"Al\",\"age\":true}",
                "{\"id\":1,\"name\":\"Al\",\"age\":[3]}",
                "{\"id\":1,\"name\":2,\"age\":3}",
                "{\"id\":1,\"name\":\"A\nl\",\"age\":3}",
                "{\"id\":1,\"name\":\"\\ud800\",\"age\":3}",
                "{\"id\":1,\"name\":\"\\x\",\"age\":3}",
                "{\"id\":1,\"id\":2,\"name\":\"Al\",\"age\":3}",
                "{\"id\":1,\"name\":\"Al\",\"age\":3,\"other\":4}",
                "{\"id\":nul,\"name\":\"Al\",\"age\":3}",
                "{\"id\":1 \"name\":\"Al\",\"age\":3}"
            })
    void refusesWhatIsNoRow(String json) {
        CorruptException error = assertThrows(CorruptException.class, () -> decode(json, ALL));
        assertTrue(error.getMessage().contains("table users"), error::getMessage);
    }

    @Test
    void refusesInvalidUtf8() {
        int[][] invalid = {
            {0x80},
            {0xC0, 0x80},
            {0xC1, 0xBF},
            {0xC3},
            {0xE0, 0x80, 0x80},
            {0xE0, 0x9F, 0xBF},
            {0xED, 0xA0, 0x80},
            {0xE2, 0x82},
            {0xF0, 0x8F, 0xBF, 0xBF},
            {0xF4, 0x90, 0x80, 0x80},
            {0xF5, 0x80, 0x80, 0x80},
            {0xFF},
            {0xE2, 0x28, 0xA1},
            {0xF0, 0x90, 0x28, 0x80}
        };
        for (int[] bytes : invalid) {
            for (String before : List.of("", "1234567", "12345678")) {
                StringBuilder latin = new StringBuilder("{\"id\":1,\"name\":\"" + before);
                for (int b : bytes) {
                    latin.append((char) b);
                }
                byte[] json = latin.append("\",\"age\":3}").toString().getBytes(StandardCharsets.ISO_8859_1);
                assertThrows(CorruptException.class, () -> decode(json, ALL), latin::toString);
            }
        }
    }

    @Test
    void otherEncodingsAreNotGuessed() {
        byte[] utf16 = encode(1, "Al", 3).getBytes(StandardCharsets.UTF_16BE);
        assertThrows(CorruptException.class, () -> decode(utf16, ALL));
    }

    @Test
    void refusesToWriteHalfASurrogatePair() {
        PesaDbException error = assertThrows(PesaDbException.class, () -> encode(1, "x\ud800y", 3));
        assertEquals(ErrorCode.BAD_ENCODING, error.code());
    }

    @Test
    void aTextOfManyMegabytesComesBackEitherWay() {
        String text = "0123456789é\n".repeat(3_000_000);
        byte[] json = codec.encode(USERS, RowBuffer.of(1, text, 3));
        assertEquals(text, decode(json, ALL).getText(1), "with escapes");
        String plain = text.replace('\n', ' ');
        assertEquals(
                plain,
                decode(codec.encode(USERS, RowBuffer.of(1, plain, 3)), ALL).getText(1),
                "without");
    }

    @Test
    void manySchemasKeepTheirShapesApart() {
        List<TableSchema> schemas = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            schemas.add(new TableSchema("t" + i, List.of(Column.of("c" + i, ColumnType.INT))));
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < schemas.size(); i++) {
                byte[] json = codec.encode(schemas.get(i), RowBuffer.of(i));
                assertEquals("{\"c" + i + "\":" + i + "}", new String(json, StandardCharsets.US_ASCII));
            }
        }
    }

    private static Stream<DynamicTest> seeded(int count, SeededTest test) {
        Integer seed = Integer.getInteger("codec.seed");
        IntStream seeds = seed != null ? IntStream.of(seed) : IntStream.range(0, count);
        return seeds.mapToObj(
                number -> DynamicTest.dynamicTest("codec.seed=" + number, () -> test.run(new Random(number))));
    }

    private interface SeededTest {
        void run(Random random) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> jacksonReadsWhatWeWrite() {
        return seeded(100, random -> {
            TableSchema schema = RandomRows.schema(random);
            for (int i = 0; i < 50; i++) {
                RowBuffer row = RandomRows.row(schema, random);
                byte[] json = codec.encode(schema, row);
                JsonNode tree = JACKSON.readTree(json);
                assertEquals(tree(schema, row), tree);
                assertEquals(tree.toString().length(), new String(json, StandardCharsets.UTF_8).length(), "compact");
                assertEquals(row.toString(), decoded(schema, json, random).toString());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> weReadWhatJacksonWrites() {
        return seeded(100, random -> {
            TableSchema schema = RandomRows.schema(random);
            for (int i = 0; i < 30; i++) {
                RowBuffer row = RandomRows.row(schema, random);
                ObjectNode tree = tree(schema, row);
                List<String> names = new ArrayList<>();
                tree.fieldNames().forEachRemaining(names::add);
                if (random.nextBoolean()) {
                    Collections.shuffle(names, random);
                }
                ObjectNode shuffled = JACKSON.createObjectNode();
                names.forEach(name -> shuffled.set(name, tree.get(name)));
                byte[] json = random.nextBoolean()
                        ? JACKSON.writeValueAsBytes(shuffled)
                        : JACKSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(shuffled);
                assertEquals(row.toString(), decoded(schema, json, random).toString());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> damagedBytesAreCorruptOrARow() {
        return seeded(
                60,
                random -> assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                    TableSchema schema = RandomRows.schema(random);
                    for (int i = 0; i < 200; i++) {
                        byte[] json = codec.encode(schema, RandomRows.row(schema, random));
                        for (int j = random.nextInt(3); j >= 0; j--) {
                            byte[] likely = "{}\":,\\n0-u".getBytes(StandardCharsets.US_ASCII);
                            json[random.nextInt(json.length)] = random.nextBoolean()
                                    ? (byte) random.nextInt(256)
                                    : likely[random.nextInt(likely.length)];
                        }
                        int length = random.nextInt(4) == 0 ? random.nextInt(json.length + 1) : json.length;
                        byte[] cut = java.util.Arrays.copyOf(json, length);
                        agreesWithJackson(schema, cut);
                    }
                }));
    }

    /** All columns wanted, our judgement of any bytes is Jackson's, but for what is no row of the table. */
    private void agreesWithJackson(TableSchema schema, byte[] json) {
        RowBuffer row = new RowBuffer(schema.size());
        int[] all = IntStream.range(0, schema.size()).toArray();
        try {
            codec.decode(schema, json, 0, json.length, all, row);
        } catch (CorruptException e) {
            return;
        }
        RowBuffer again = new RowBuffer(schema.size());
        JsonFallback.read(schema, json, 0, json.length, all, again);
        assertEquals(again.toString(), row.toString());
    }

    private RowBuffer decoded(TableSchema schema, byte[] json, Random random) {
        byte[] before = json.clone();
        RowBuffer row = new RowBuffer(schema.size());
        // In two goes, of which the second wants what the first left.
        boolean[] first = new boolean[schema.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = random.nextBoolean();
        }
        int[] some = IntStream.range(0, first.length).filter(i -> first[i]).toArray();
        int[] rest = IntStream.range(0, first.length).filter(i -> !first[i]).toArray();
        codec.decode(schema, json, 0, json.length, some, row);
        codec.decode(schema, json, 0, json.length, rest, row);
        assertArrayEquals(before, json, "decoding writes nothing");
        return row;
    }

    private static ObjectNode tree(TableSchema schema, Row row) {
        ObjectNode tree = JACKSON.createObjectNode();
        for (int i = 0; i < schema.size(); i++) {
            String name = schema.column(i).name();
            if (row.isNull(i)) {
                tree.putNull(name);
            } else if (schema.column(i).type() == ColumnType.TEXT) {
                tree.put(name, row.getText(i));
            } else {
                // As the parser makes them: an int where it fits.
                long value = row.getLong(i);
                if ((int) value == value) {
                    tree.put(name, (int) value);
                } else {
                    tree.put(name, value);
                }
            }
        }
        return tree;
    }
}
