package org.pesadb.storage.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;

/** The bytes as the package's documentation draws them. */
class BinaryRowCodecTest {
    private static final TableSchema USERS = new TableSchema(
            "users",
            List.of(
                    Column.of("id", ColumnType.INT).asPrimaryKey(),
                    Column.of("name", ColumnType.TEXT),
                    Column.of("age", ColumnType.INT)));

    private final BinaryRowCodec codec = new BinaryRowCodec();

    private String encode(Object... values) {
        return HexFormat.of().formatHex(codec.encode(USERS, RowBuffer.of(values)));
    }

    private RowBuffer decode(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        RowBuffer row = new RowBuffer(3);
        codec.decode(USERS, bytes, 0, bytes.length, new int[] {0, 1, 2}, row);
        return row;
    }

    @Test
    void rowsLookAsDrawn() {
        assertEquals("04" + "03" + "02" + "0104" + "07" + "416461", encode(7, "Ada", null));
        assertEquals("04" + "03" + "02" + "0102" + "00" + "ff" + "80", encode(0, "", -128), "an empty text is no NULL");
        assertEquals("04" + "03" + "02" + "0202" + "8000" + "ff7f", encode(128, null, 32767));
        assertEquals(
                "04" + "03" + "02" + "080a" + "0000000000000080" + "c3a9" + "ffffffffffffff7f",
                encode(Long.MIN_VALUE, "é", Long.MAX_VALUE));
    }

    @Test
    void theHeaderIsAsWideAsItMustBe() {
        assertEquals(
                "05" + "0300" + "02" + "0100" + "0101" + "07",
                encode(7, "x".repeat(256), null).substring(0, 18));
        assertEquals(
                "06" + "03000000" + "02" + "01000000" + "01000100" + "07",
                encode(7, "x".repeat(65_536), null).substring(0, 30));
        TableSchema last =
                new TableSchema("t", List.of(Column.of("id", ColumnType.INT), Column.of("note", ColumnType.TEXT)));
        byte[] row = codec.encode(last, RowBuffer.of(1, "x".repeat(100_000)));
        assertEquals(5 + 100_000, row.length, "the last value ends with the row, so its length is no part of it");
    }

    @ParameterizedTest
    @CsvSource({
        "04, it has 1 bytes",
        "0403, 3 columns",
        "0803020104 0741646100, begins with byte 8",
        "00646561646465, begins with byte 0",
        "0703020104 0741646100, begins with byte 7",
        "0400 02 0104 07416461, 0 columns",
        "0404 02 010404 07416461, of a table of 3",
        "0603000080 02 0104 07416461, columns",
        "0403020401 07416461, value 2 cannot stand at 4 to 1",
        "04030201ff 07416461, value 2 cannot stand at 1 to 255",
        "0403000104 07416461, name holds an INT instead of TEXT",
        "0403030104 07416461, id holds TEXT instead of INT",
        "0403020909 010203040506070809, an INT of 9 bytes",
        "0403020104 07ff6461, byte 0 of column name is no UTF-8",
        "0403020104 0741c3ff, byte 1 of column name is no UTF-8"
    })
    void refusesWhatIsNoRow(String hex, String why) {
        CorruptException refused = assertThrows(CorruptException.class, () -> decode(hex.replace(" ", "")));
        assertTrue(refused.getMessage().contains("table users"), refused::getMessage);
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
    }

    @Test
    void whatNoRowCanLackIsDamage() {
        TableSchema wider = new TableSchema(
                "t",
                List.of(
                        Column.of("id", ColumnType.INT),
                        Column.of("n", ColumnType.INT).asNotNull()));
        byte[] row = codec.encode(new TableSchema("t", List.of(Column.of("id", ColumnType.INT))), RowBuffer.of(1));
        CorruptException refused = assertThrows(
                CorruptException.class,
                () -> codec.decode(wider, row, 0, row.length, new int[] {0, 1}, new RowBuffer(2)));
        assertTrue(refused.getMessage().contains("it lacks column n"), refused::getMessage);
    }

    @Test
    void describesWhatTheBytesTell() {
        byte[] row = codec.encode(USERS, RowBuffer.of(7, "Ada", null));
        Map<String, ColumnType> expected = new LinkedHashMap<>();
        expected.put("column_1", ColumnType.INT);
        expected.put("column_2", ColumnType.TEXT);
        expected.put("column_3", null);
        assertEquals(expected.toString(), codec.describe(row, 0, row.length).toString());
    }

    @Test
    void refusesToWriteHalfASurrogatePair() {
        for (String half : List.of("x\ud800y", "\udc00", "😀\ud83d")) {
            PesaDbException refused = assertThrows(PesaDbException.class, () -> encode(1, half, 3));
            assertEquals(ErrorCode.BAD_ENCODING, refused.code());
        }
    }

    @Test
    void theTombstoneIsNoRow() {
        assertThrows(CorruptException.class, () -> decode(HexFormat.of().formatHex(codec.tombstone())));
        codec.tombstone()[0] = 4;
        assertEquals(0, codec.tombstone()[0], "a new array each time");
    }
}
