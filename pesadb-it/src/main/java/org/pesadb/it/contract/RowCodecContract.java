package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Database;
import org.pesadb.api.Row;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.it.Tables;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * What a {@link RowCodec} has to do, one rule a test. An author extends it by one method:
 *
 * <pre>{@code
 * class MyCodecTest extends RowCodecContract {
 *     protected RowCodec provider() {
 *         return new MyCodec();
 *     }
 * }
 * }</pre>
 *
 * <p>The rules come in four groups: what is encoded comes back; only what was asked for is touched; damage is told, and nothing worse comes of
 * it; and within a database the codec's rows live through changes, added columns, RECODE and crashes. Where {@link RowCodec} leaves
 * something open, the kit asks for no more than this:
 *
 * <ul>
 *   <li>Equal rows may be encoded to different bytes.
 *   <li>A row of 300 columns, and a text of a mebibyte, must be taken; beyond that a codec may refuse with OUT_OF_RANGE.
 *   <li>Not all damage can be told: a flipped byte may give another row. It never gives a value of a wrong type, text that is no
 *       Unicode, any exception but {@link CorruptException}, or memory out of proportion to the row.
 * </ul>
 *
 * <p>{@code -Dpesadb.contract.codec-rows=N} sets how many rows the longest rule writes and reads (1,000,000), {@code -Dpesadb.contract.codec-rounds=N} how
 * often the random ones try (200).
 */
public abstract class RowCodecContract extends Contract {
    private static final int PADDING = 13;
    /** What a call may allocate: so much, and so many times the row's length. */
    private static final long FREE_BYTES = 4 << 20;

    private static final int FREE_FACTOR = 100;
    /** Of a longer row only so many places are damaged, evenly. */
    private static final int MOST_PLACES = 200;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Random random;
    private RowCodec codec;

    /** For those who extend it. */
    protected RowCodecContract() {}

    @BeforeEach
    void beginWithTheSeed() {
        random = random();
    }

    /**
     * The codec that is judged.
     *
     * @return asked for once for each rule; a new object or the same
     */
    protected abstract RowCodec provider();

    /**
     * The codec as it was in each older version that it still reads, by which the kit has rows written for it: out of the jar of then
     * ({@link Components#withPlugins}), or classes kept in the test.
     *
     * @return for each version from {@link RowCodec#oldestFormatVersion()} to before {@link RowCodec#formatVersion()} one at least, by the same name;
     *     none, unless overridden, which is right for a codec that reads no older version
     */
    protected List<RowCodec> olderVersions() {
        return List.of();
    }

    @Override
    final Component part() {
        return provider();
    }

    private RowCodec codec() {
        if (codec == null) {
            codec = provider();
        }
        return codec;
    }

    private static int rounds() {
        return size("codec-rounds", 200);
    }

    /** How often a rule tries that takes no time: never so seldom that a fault slips through by chance. */
    private static int quickRounds() {
        return Math.max(100, rounds());
    }

    private byte[] encode(TableSchema schema, Row row) {
        byte[] bytes = codec().encode(schema, row);
        assertNotNull(bytes, () -> "encode gave null for " + row);
        return bytes;
    }

    private List<Object> decode(TableSchema schema, byte[] bytes, int offset, int length) {
        RowBuffer into = CodecRows.untouched(schema.size());
        codec().decode(schema, bytes, offset, length, CodecRows.all(schema), into);
        return CodecRows.values(schema, into);
    }

    private List<Object> decode(TableSchema schema, byte[] bytes) {
        return decode(schema, bytes, 0, bytes.length);
    }

    private void comesBack(TableSchema schema, RowBuffer row) {
        List<Object> values = CodecRows.values(row);
        byte[] bytes = encode(schema, random.nextBoolean() ? row : PlainRow.of(row));
        assertEquals(values, decode(schema, bytes), () -> "of " + schema + ", from " + CodecRows.show(bytes));
    }

    // ---- itself

    @Test
    @DisplayName("its name and format versions are valid, and always the same")
    void itsNameAndFormatVersionsAreValidAndAlwaysTheSame() {
        RowCodec part = codec();
        Components.of(null, List.of(part)); // refuses what is not valid
        RowCodec again = provider();
        assertEquals(part.name(), again.name());
        assertEquals(part.formatVersion(), again.formatVersion());
        assertEquals(part.oldestFormatVersion(), again.oldestFormatVersion());
        assertEquals(Map.of(), part.settings(), "settings are for logs and pagers");
    }

    // ---- what is encoded comes back

    @Test
    @DisplayName("every number comes back, the least and the greatest too")
    void everyNumberComesBack() {
        TableSchema schema = new TableSchema(
                "n",
                List.of(
                        Column.of("a", ColumnType.INT),
                        Column.of("b", ColumnType.INT),
                        Column.of("c", ColumnType.TEXT)));
        for (long number : CodecRows.NUMBERS) {
            comesBack(schema, RowBuffer.of(number, null, "x"));
            comesBack(schema, RowBuffer.of(null, number, ""));
            comesBack(schema, RowBuffer.of(number, number, null));
        }
    }

    @Test
    @DisplayName("every text comes back: empty, U+0000, quotes, control and supplementary characters")
    void everyTextComesBack() {
        TableSchema schema = new TableSchema(
                "x",
                List.of(
                        Column.of("a", ColumnType.TEXT),
                        Column.of("b", ColumnType.INT),
                        Column.of("c", ColumnType.TEXT)));
        for (String text : CodecRows.TEXTS) {
            comesBack(schema, RowBuffer.of(text, 1, null));
            comesBack(schema, RowBuffer.of(null, null, text));
            comesBack(schema, RowBuffer.of(text, Long.MIN_VALUE, text));
        }
        TableSchema one = new TableSchema("x", List.of(Column.of("a", ColumnType.TEXT)));
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x900 ? 1 : 251) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                comesBack(one, RowBuffer.of(Character.toString(point)));
            }
        }
    }

    @Test
    @DisplayName("a row of NULLs alone comes back, and is no empty array")
    void aRowOfNullsComesBack() {
        for (int columns : new int[] {1, 2, 7, 8, 9, 64}) {
            TableSchema schema = CodecRows.wide(columns);
            RowBuffer nulls = new RowBuffer(columns);
            assertTrue(encode(schema, nulls).length > 0, "an empty array for a row of " + columns + " NULLs");
            comesBack(schema, nulls);
        }
    }

    @Test
    @DisplayName("random rows of random tables come back")
    void randomRowsOfRandomTablesComeBack() {
        for (int i = 0; i < rounds(); i++) {
            TableSchema schema = CodecRows.schema(random);
            for (int row = 0; row < 20; row++) {
                comesBack(schema, CodecRows.row(schema, random));
            }
        }
    }

    @Test
    @DisplayName("tables of one column and of three hundred come back")
    void tablesOfOneColumnAndOfThreeHundredComeBack() {
        for (int columns : new int[] {1, 2, 3, 15, 16, 17, 127, 128, 129, 255, 256, 257, 300}) {
            TableSchema schema = CodecRows.wide(columns);
            RowBuffer row = CodecRows.row(schema, random);
            comesBack(schema, row);
            byte[] bytes = encode(schema, row);
            RowBuffer into = new RowBuffer(columns);
            for (int column : new int[] {0, columns / 2, columns - 1}) {
                codec().decode(schema, bytes, 0, bytes.length, new int[] {column}, into);
                assertEquals(row.get(column), into.get(column), "column " + column + " of " + columns + ", alone");
            }
        }
    }

    @Test
    @DisplayName("texts of every length come back, to a mebibyte")
    void longTextsComeBack() {
        TableSchema schema = CodecRows.wide(4);
        for (int length :
                new int[] {100, 126, 127, 128, 254, 255, 256, 257, 4_095, 32_767, 65_535, 65_536, 70_000, 1 << 20}) {
            for (String each : List.of("x", "\u00e9", "\ud83c\udf0d", "\u0000", "\"")) {
                if (length <= 70_000 || each.equals("x") || each.equals("\u0000")) {
                    comesBack(schema, RowBuffer.of(1L, each.repeat(length / each.length()), null, "behind it"));
                }
            }
        }
    }

    @Test
    @DisplayName("tables and columns may have any name")
    void tablesAndColumnsMayHaveAnyName() {
        List<Column> columns = new ArrayList<>();
        for (String name : CodecRows.TEXTS) {
            columns.add(Column.of(name, columns.size() % 2 == 0 ? ColumnType.INT : ColumnType.TEXT));
        }
        columns.add(Column.of("n".repeat(300), ColumnType.TEXT));
        TableSchema schema = new TableSchema("a \"table\"\u0000\n", columns);
        for (int i = 0; i < 20; i++) {
            comesBack(schema, CodecRows.row(schema, random));
        }
        for (Column column : columns) {
            TableSchema alone = new TableSchema(column.name(), List.of(column));
            comesBack(alone, CodecRows.row(alone, random));
        }
    }

    @Test
    @DisplayName("each row is encoded to an array of its own, which stays as it is")
    void eachRowIsEncodedToAnArrayOfItsOwn() {
        TableSchema schema = CodecRows.wide(5);
        List<byte[]> arrays = new ArrayList<>();
        List<byte[]> copies = new ArrayList<>();
        List<List<Object>> values = new ArrayList<>();
        RowBuffer reused = new RowBuffer(5);
        for (int i = 0; i < 50; i++) {
            RowBuffer row = CodecRows.row(schema, random);
            for (int column = 0; column < 5; column++) {
                reused.copy(column, row, column);
            }
            values.add(CodecRows.values(row));
            arrays.add(encode(schema, reused));
            copies.add(arrays.get(i).clone());
            reused.clear();
            for (int before = 0; before < i; before++) {
                assertNotSame(arrays.get(before), arrays.get(i), "one array for two rows");
            }
        }
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(copies.get(i), arrays.get(i), "the bytes of a row were changed by a later call");
            assertEquals(values.get(i), decode(schema, arrays.get(i)));
        }
        Arrays.fill(arrays.get(0), (byte) 1);
        assertEquals(values.get(1), decode(schema, arrays.get(1)), "after the array of another row was overwritten");
    }

    @Test
    @DisplayName("nothing is remembered from one call to the next, of tables, rows or arrays")
    void nothingIsRememberedFromOneCallToTheNext() {
        byte[] page = new byte[1 << 16];
        for (int i = 0; i < quickRounds(); i++) {
            // All tables have one name, all rows stand in one place.
            TableSchema schema = new TableSchema("t", CodecRows.schema(random).columns());
            RowBuffer row = CodecRows.row(schema, random);
            byte[] bytes = encode(schema, row);
            if (bytes.length > page.length - PADDING) {
                continue;
            }
            System.arraycopy(bytes, 0, page, PADDING, bytes.length);
            assertEquals(CodecRows.values(row), decode(schema, page, PADDING, bytes.length), () -> "of " + schema);
        }
    }

    @Test
    @DisplayName("a column that was added later has its default")
    void aColumnThatWasAddedLaterHasItsDefault() {
        for (int i = 0; i < quickRounds(); i++) {
            TableSchema drawn = CodecRows.schema(random);
            int columns = 1 + random.nextInt(drawn.size());
            TableSchema earlier = CodecRows.earlier(drawn, columns);
            TableSchema schema = CodecRows.added(drawn, columns);
            RowBuffer row = CodecRows.row(earlier, random);
            RowBuffer grown = CodecRows.grown(row, schema);
            byte[] bytes = encode(earlier, row);
            assertEquals(
                    CodecRows.values(grown),
                    decode(schema, bytes),
                    () -> "of " + schema + ", whose first " + earlier.size() + " columns were written");
            int last = schema.size() - 1;
            RowBuffer into = CodecRows.untouched(schema.size());
            codec().decode(schema, bytes, 0, bytes.length, new int[] {last}, into);
            assertEquals(grown.get(last), into.get(last), "the last column alone");
            CodecPredicate predicate = CodecPredicate.of(schema, grown, random);
            assertEquals(
                    predicate.test(grown),
                    codec().test(schema, bytes, 0, bytes.length, predicate, new RowBuffer(schema.size())),
                    () -> predicate + " on " + grown);
            assertEquals(CodecRows.values(grown), decode(schema, encode(schema, grown)), "the same, written again");
        }
    }

    // ---- older versions

    @Test
    @DisplayName("rows of each older version that is read come back, are tested and describe themselves")
    void rowsOfOlderVersionsComeBack() {
        for (RowCodec older : OlderParts.of(codec(), olderVersions())) {
            assertArrayEquals(
                    older.tombstone(),
                    codec().tombstone(),
                    "what stands in the place of rows that were deleted before");
            for (int i = 0; i < quickRounds(); i++) {
                anOlderRowComesBack(older);
            }
        }
    }

    private void anOlderRowComesBack(RowCodec older) {
        TableSchema drawn = CodecRows.schema(random);
        int columns = 1 + random.nextInt(drawn.size());
        TableSchema earlier = CodecRows.earlier(drawn, columns);
        TableSchema schema = CodecRows.added(drawn, columns);
        RowBuffer row = CodecRows.row(earlier, random);
        RowBuffer grown = CodecRows.grown(row, schema);
        byte[] bytes = older.encode(earlier, row);
        byte[] page = CodecRows.within(bytes, PADDING, PADDING, random);
        String what =
                "of format version " + older.formatVersion() + ", of " + schema + ", from " + CodecRows.show(bytes);
        assertEquals(CodecRows.values(grown), decode(schema, page, PADDING, bytes.length), what);
        int[] some = CodecRows.some(schema, random);
        RowBuffer into = CodecRows.untouched(schema.size());
        codec().decode(schema, page, PADDING, bytes.length, some, into);
        for (int column : some) {
            assertEquals(grown.get(column), into.get(column), what);
        }
        CodecPredicate predicate = CodecPredicate.of(schema, grown, random);
        assertEquals(
                predicate.test(grown),
                codec().test(schema, page, PADDING, bytes.length, predicate, new RowBuffer(schema.size())),
                () -> predicate + " on " + grown + ", " + what);
        Map<String, ColumnType> said = codec().describe(page, PADDING, bytes.length);
        if (!said.isEmpty()) {
            agrees(earlier, row, said);
        }
    }

    // ---- only what is asked for

    @Test
    @DisplayName("the wanted columns alone are set, and none where none is wanted")
    void theWantedColumnsAloneAreSet() {
        for (int i = 0; i < quickRounds(); i++) {
            TableSchema schema = CodecRows.schema(random);
            RowBuffer row = CodecRows.row(schema, random);
            byte[] bytes = encode(schema, row);
            for (int[] wanted : List.of(new int[0], CodecRows.some(schema, random), CodecRows.some(schema, random))) {
                RowBuffer into = CodecRows.untouched(schema.size());
                List<Object> expected = CodecRows.values(into);
                for (int column : wanted) {
                    expected.set(column, row.get(column));
                }
                int[] given = wanted.clone();
                codec().decode(schema, bytes, 0, bytes.length, given, into);
                assertArrayEquals(wanted, given, "the array of the wanted columns was written to");
                assertEquals(
                        expected, CodecRows.values(into), () -> "wanted " + Arrays.toString(wanted) + " of " + schema);
            }
        }
    }

    @Test
    @DisplayName("what stands around a row is neither read nor written")
    void whatStandsAroundARowIsNeitherReadNorWritten() {
        for (int i = 0; i < quickRounds(); i++) {
            TableSchema schema = CodecRows.schema(random);
            RowBuffer row = CodecRows.row(schema, random);
            byte[] whole = encode(schema, row);
            CodecPredicate predicate = CodecPredicate.of(schema, row, random);
            // A part of a row may be damage, or a row: whatever it is, it is so in every page.
            int length = random.nextInt(3) == 0 ? 1 + random.nextInt(whole.length) : whole.length;
            byte[] bytes = Arrays.copyOf(whole, length);
            List<Object> alone = answers(schema, bytes, 0, length, predicate);
            for (int page = 0; page < 3; page++) {
                byte[] around = CodecRows.within(bytes, random.nextInt(40), random.nextInt(40), random);
                int offset = random.nextInt(around.length - length + 1);
                System.arraycopy(bytes, 0, around, offset, length);
                byte[] before = around.clone();
                assertEquals(
                        alone,
                        answers(schema, around, offset, length, predicate),
                        () -> CodecRows.show(bytes) + " answers otherwise at " + offset + " of a page");
                assertArrayEquals(before, around, "a page was written to");
            }
            byte[] tail = Arrays.copyOf(bytes, length + whole.length);
            System.arraycopy(whole, 0, tail, length, whole.length);
            assertEquals(alone, answers(schema, tail, 0, length, predicate), "with a row of its own kind behind it");
        }
    }

    /** What comes of bytes: values, whether a predicate holds, what they say of themselves; damage is an answer too. */
    private List<Object> answers(TableSchema schema, byte[] bytes, int offset, int length, CodecPredicate predicate) {
        List<Object> answers = new ArrayList<>();
        List<Callable<Object>> questions = List.of(
                () -> decode(schema, bytes, offset, length),
                () -> codec().test(schema, bytes, offset, length, predicate, new RowBuffer(schema.size())),
                () -> List.copyOf(codec().describe(bytes, offset, length).entrySet().stream()
                        .map(Map.Entry::toString)
                        .toList()));
        for (Callable<Object> question : questions) {
            try {
                answers.add(question.call());
            } catch (CorruptException damage) {
                answers.add("damage");
            } catch (Exception other) {
                throw new AssertionError(
                        CodecRows.show(Arrays.copyOfRange(bytes, offset, offset + length)) + " of " + schema + " gave "
                                + other,
                        other);
            }
        }
        return answers;
    }

    @Test
    @DisplayName("a test of the bytes says what a test of the decoded values says")
    void aTestOfTheBytesSaysWhatATestOfTheValuesSays() {
        for (int i = 0; i < quickRounds(); i++) {
            TableSchema schema = CodecRows.schema(random);
            for (int j = 0; j < 20; j++) {
                RowBuffer row = CodecRows.row(schema, random);
                byte[] bytes = CodecRows.within(encode(schema, row), PADDING, PADDING, random);
                CodecPredicate predicate = CodecPredicate.of(schema, row, random);
                RowBuffer scratch = CodecRows.untouched(schema.size());
                assertEquals(
                        predicate.test(row),
                        codec().test(schema, bytes, PADDING, bytes.length - 2 * PADDING, predicate, scratch),
                        () -> predicate + " on " + row + " of " + schema);
            }
        }
    }

    @Test
    @DisplayName("a row describes itself by the right types and names, or not at all")
    void aRowDescribesItselfRightlyOrNotAtAll() {
        for (int i = 0; i < quickRounds(); i++) {
            TableSchema schema = CodecRows.schema(random);
            RowBuffer row = CodecRows.row(schema, random);
            byte[] bytes = encode(schema, row);
            byte[] page = CodecRows.within(bytes, PADDING, PADDING, random);
            Map<String, ColumnType> said = codec().describe(page, PADDING, bytes.length);
            assertNotNull(said, "describe gave null");
            if (!said.isEmpty()) {
                agrees(schema, row, said);
            }
        }
    }

    private static void agrees(TableSchema schema, RowBuffer row, Map<String, ColumnType> said) {
        String what = said + " is said of " + row + " of " + schema;
        if (said.keySet().stream().noneMatch(name -> schema.find(name) >= 0)) {
            // Names are made up where the bytes hold none; then there is one for each column.
            assertEquals(schema.size(), said.size(), what);
            Iterator<ColumnType> types = said.values().iterator();
            for (int column = 0; column < schema.size(); column++) {
                assertEquals(row.isNull(column) ? null : schema.column(column).type(), types.next(), what);
            }
            return;
        }
        int last = -1;
        for (Map.Entry<String, ColumnType> each : said.entrySet()) {
            int column = schema.find(each.getKey());
            assertTrue(column > last, what + ": '" + each.getKey() + "' is no column, or out of its place");
            assertEquals(row.isNull(column) ? null : schema.column(column).type(), each.getValue(), what);
            last = column;
        }
        for (int column = 0; column < schema.size(); column++) {
            assertTrue(
                    row.isNull(column) || said.containsKey(schema.column(column).name()),
                    what + ", which leaves a value out");
        }
    }

    @Test
    @DisplayName("what stands in a deleted row's place is short, always the same, and no row")
    void theTombstoneIsShortAlwaysTheSameAndNoRow() {
        byte[] tombstone = codec().tombstone();
        assertTrue(
                tombstone.length >= 1 && tombstone.length <= 64,
                "it has " + tombstone.length + " bytes; 1 to 64 are right");
        byte[] copy = tombstone.clone();
        Arrays.fill(tombstone, (byte) ~tombstone[0]);
        assertArrayEquals(copy, codec().tombstone(), "it is no new array, or another one each time");
        assertArrayEquals(copy, provider().tombstone(), "it is another one for each object");
        for (int i = 0; i < quickRounds(); i++) {
            TableSchema schema = CodecRows.schema(random);
            assertFalse(Arrays.equals(copy, encode(schema, CodecRows.row(schema, random))), () -> "a row of " + schema);
        }
        for (int columns = 1; columns < 40; columns++) {
            assertFalse(Arrays.equals(copy, encode(CodecRows.wide(columns), new RowBuffer(columns))), "a row of NULLs");
        }
        TableSchema text = new TableSchema("t", List.of(Column.of("c", ColumnType.TEXT)));
        String same = new String(copy, StandardCharsets.ISO_8859_1);
        for (int from = 0; from < same.length(); from++) {
            assertFalse(
                    Arrays.equals(copy, encode(text, RowBuffer.of(same.substring(from)))), "a row of the same text");
        }
    }

    // ---- damage

    @Test
    @DisplayName("a damaged row is told by CorruptException, or is some other row")
    void aDamagedRowIsToldOrIsSomeOtherRow() {
        patiently(() -> {
            for (int i = 0; i < Math.max(4, rounds() / 10); i++) {
                TableSchema schema = CodecRows.schema(random);
                RowBuffer row = CodecRows.row(schema, random);
                CodecPredicate predicate = CodecPredicate.of(schema, row, random);
                byte[] bytes = encode(schema, row);
                for (int length = 1; length < bytes.length; length += 1 + bytes.length / MOST_PLACES) {
                    rowOrDamage(schema, Arrays.copyOf(bytes, length), predicate);
                }
                for (int at = 0; at < bytes.length; at += 1 + bytes.length / MOST_PLACES) {
                    for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255, 1 + random.nextInt(255)}) {
                        byte[] damaged = bytes.clone();
                        damaged[at] ^= (byte) flip;
                        rowOrDamage(schema, damaged, predicate);
                    }
                }
            }
        });
    }

    @Test
    @DisplayName("bytes that are no row at all are told by CorruptException, or are some row")
    void garbageIsToldOrIsSomeRow() {
        patiently(() -> {
            TableSchema other = CodecRows.wide(9);
            for (int i = 0; i < 50 * rounds(); i++) {
                TableSchema schema = i % 50 == 0 ? CodecRows.schema(random) : other;
                other = schema;
                byte[] garbage = new byte[1 + random.nextInt(60)];
                random.nextBytes(garbage);
                if (random.nextBoolean()) { // begin likely, so that more than the first byte is looked at
                    byte[] row = encode(schema, CodecRows.row(schema, random));
                    System.arraycopy(row, 0, garbage, 0, Math.min(random.nextInt(row.length), garbage.length));
                }
                rowOrDamage(schema, garbage, CodecPredicate.of(schema, CodecRows.row(schema, random), random));
            }
            byte[] tombstone = codec().tombstone();
            rowOrDamage(other, tombstone, CodecPredicate.of(other, CodecRows.row(other, random), random));
        });
    }

    private static void patiently(Executable work) {
        assertTimeoutPreemptively(PATIENCE, work, "a damaged row is read without end");
    }

    private void rowOrDamage(TableSchema schema, byte[] bytes, CodecPredicate predicate) {
        long before = allocated();
        try {
            answers(schema, bytes, 0, bytes.length, predicate);
            RowBuffer into = CodecRows.untouched(schema.size());
            for (int column : CodecRows.some(schema, random)) {
                try {
                    codec().decode(schema, bytes, 0, bytes.length, new int[] {column}, into);
                    CodecRows.value(schema.column(column), into, column);
                } catch (CorruptException damage) {
                    assertNotNull(damage.getMessage(), "damage that does not say what is damaged");
                }
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError other) {
            throw new AssertionError(CodecRows.show(bytes) + " of " + schema + " gave " + other, other);
        }
        long taken = allocated() - before;
        assertTrue(
                taken <= FREE_BYTES + (long) FREE_FACTOR * bytes.length,
                () -> CodecRows.show(bytes) + " of " + schema + " made it take " + taken + " bytes of memory");
    }

    /** What this thread has allocated; 0 where the JVM does not tell. */
    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported()
                ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
                : 0;
    }

    // ---- many threads, many rows

    @Test
    @DisplayName("threads share it")
    void threadsShareIt() throws InterruptedException {
        RowCodec shared = codec();
        Crew crew = new Crew();
        for (int thread = 0; thread < 4; thread++) {
            Random own = new Random(seed() + thread);
            crew.hire(() -> {
                for (int i = 0; i < 5 * quickRounds(); i++) {
                    oneOfManyThreads(shared, own);
                }
            });
        }
        crew.await();
    }

    private static void oneOfManyThreads(RowCodec shared, Random own) {
        TableSchema schema = CodecRows.schema(own);
        for (int row = 0; row < 5; row++) {
            RowBuffer values = CodecRows.row(schema, own);
            byte[] bytes = shared.encode(schema, values);
            RowBuffer into = new RowBuffer(schema.size());
            shared.decode(schema, bytes, 0, bytes.length, CodecRows.all(schema), into);
            assertEquals(CodecRows.values(values), CodecRows.values(schema, into), () -> "of " + schema);
            CodecPredicate predicate = CodecPredicate.of(schema, values, own);
            assertEquals(
                    predicate.test(values),
                    shared.test(schema, bytes, 0, bytes.length, predicate, into),
                    () -> predicate + " on " + values);
        }
    }

    @Test
    @DisplayName("a million rows come back")
    void aMillionRowsComeBack() {
        TableSchema schema = CodecRows.wide(3);
        long rows = size("codec-rows", 1_000_000);
        byte[] page = new byte[1 << 16];
        RowBuffer row = new RowBuffer(3);
        RowBuffer into = new RowBuffer(3);
        int[] all = CodecRows.all(schema);
        int at = 0;
        for (long i = 0; i < rows; i++) {
            row.setLong(0, i * 0x9E37_79B9_7F4AL);
            row.setText(1, "row " + i);
            if (i % 5 == 0) {
                row.setNull(2);
            } else {
                row.setLong(2, i % 100);
            }
            byte[] bytes = codec().encode(schema, row);
            at = at + bytes.length > page.length ? 0 : at;
            System.arraycopy(bytes, 0, page, at, bytes.length);
            codec().decode(schema, page, at, bytes.length, all, into);
            boolean same = into.getLong(0) == row.getLong(0)
                    && row.getText(1).equals(into.getText(1))
                    && row.isNull(2) == into.isNull(2)
                    && (row.isNull(2) || row.getLong(2) == into.getLong(2));
            assertTrue(same, () -> row + " came back as " + into);
            at += bytes.length;
        }
    }

    @Test
    @DisplayName("its speed can be measured beside the default's")
    void itsSpeedCanBeMeasured() {
        int rows = size("codec-rows", 1_000_000) / 2;
        CodecSpeed own = new CodecSpeed(codec(), rows);
        CodecSpeed standard =
                new CodecSpeed(Components.installed().choose(ComponentKind.CODEC, RowCodec.class, null), rows);
        System.out.println(own.line());
        System.out.println(standard.line());
        assertTrue(own.sum() > 0 && standard.sum() > 0, "nothing was measured");
    }

    // ---- in a database

    @Test
    @DisplayName("in a database its rows live through changes, added columns, RECODE, rollback and reopening")
    void itsRowsLiveThroughChanges() {
        SimulatedDisk disk = new SimulatedDisk();
        CodecWork work = new CodecWork(codec(), random);
        try (Database database = CodecWork.open(disk, codec(), false);
                Session session = database.openSession()) {
            work.create(session);
            work.everyStep(session);
            for (int i = 0; i < Math.max(10, rounds() / 2); i++) {
                work.step(session);
                assertEquals(work.expected(), CodecWork.read(session), () -> "of " + work.schema());
            }
            assertEquals(List.of(), Tables.faults(database));
        }
        reopened(disk, work, false);
    }

    private void reopened(SimulatedDisk disk, CodecWork work, boolean asDefault) {
        assertEquals(0, disk.handles(), "files that are still open after the database was closed");
        try (Database database = CodecWork.open(disk, codec(), asDefault);
                Session session = database.openSession()) {
            assertEquals(work.expected(), CodecWork.read(session), "after reopening");
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    @DisplayName("in a database of its own it writes the system tables too")
    void itWritesTheSystemTablesToo() {
        SimulatedDisk disk = new SimulatedDisk();
        CodecWork work = new CodecWork(codec(), random);
        try (Database database = CodecWork.open(disk, codec(), true);
                Session session = database.openSession()) {
            work.create(session);
            for (int i = 0; i < 5; i++) {
                Tables.create(session, "more" + i, Tables.key("id"), Tables.text("\"name\" " + i));
            }
            session.run(new Command.DropTable("more2"));
            work.everyStep(session);
            assertEquals(work.expected(), CodecWork.read(session));
            assertEquals(List.of(), Tables.faults(database));
        }
        reopened(disk, work, true);
    }

    @Test
    @DisplayName(
            "in a database that an older version wrote, its rows and new ones stand side by side, in the system tables too")
    void rowsOfOlderVersionsLiveBesideNewOnes() {
        for (RowCodec older : OlderParts.of(codec(), olderVersions())) {
            SimulatedDisk disk = new SimulatedDisk();
            CodecWork work = new CodecWork(codec(), random);
            try (Database database = CodecWork.open(disk, older, true);
                    Session session = database.openSession()) {
                work.create(session);
                work.everyStep(session);
                work.delete(session); // what stands in its place is there when the newer version comes
                work.delete(session);
                assertEquals(work.expected(), CodecWork.read(session), "as the older version reads it");
            }
            reopened(disk, work, true);
            try (Database database = CodecWork.open(disk, codec(), true);
                    Session session = database.openSession()) {
                for (int i = 0; i < Math.max(10, rounds() / 4); i++) {
                    work.step(session);
                    assertEquals(work.expected(), CodecWork.read(session), () -> "of " + work.schema());
                }
                work.everyStep(session);
                assertEquals(List.of(), Tables.faults(database));
            }
            reopened(disk, work, true);
        }
    }

    @Test
    @DisplayName("a snapshot goes on to see its rows beside a writer")
    void aSnapshotGoesOnToSeeItsRows() {
        SimulatedDisk disk = new SimulatedDisk();
        CodecWork work = new CodecWork(codec(), random);
        try (Database database = CodecWork.open(disk, codec(), false);
                Session writer = database.openSession();
                Session reader = database.openSession()) {
            work.create(writer);
            for (int i = 0; i < 5; i++) {
                List<List<Object>> before = work.expected();
                reader.run(new Command.Begin(true));
                assertEquals(before, CodecWork.read(reader));
                for (int step = 0; step < 6; step++) {
                    work.step(writer);
                    assertEquals(before, CodecWork.read(reader), "in the snapshot");
                }
                reader.run(new Command.Commit());
                assertEquals(work.expected(), CodecWork.read(reader), "after the snapshot");
            }
        }
    }

    @Test
    @DisplayName("a crash at any write loses no row that was committed, and brings back none that was not")
    void aCrashAtAnyWriteLosesNothing() {
        SimulatedDisk disk = new SimulatedDisk();
        CodecWork work = new CodecWork(codec(), random);
        List<List<List<Object>>> states = Collections.synchronizedList(new ArrayList<>());
        List<Crash> crashes = Collections.synchronizedList(new ArrayList<>());
        try (Database database = CodecWork.open(disk, codec(), false);
                Session session = database.openSession()) {
            work.create(session);
            states.add(work.expected());
            disk.plan(call -> {
                if (call.kind().changes()) {
                    crashes.add(new Crash(disk.copy(), states.size() - 1));
                }
                return Injection.NONE;
            });
            for (int i = 0; i < 6; i++) {
                work.step(session);
                states.add(work.expected());
            }
        }
        states.add(work.expected());
        assertTrue(crashes.size() >= 6, "moments to crash at: " + crashes.size());
        int most = Math.max(20, rounds());
        for (int i = 0; i < crashes.size(); i += 1 + crashes.size() / most) {
            Crash crash = crashes.get(i);
            try (Database database = CodecWork.open(crash.disk.crash(random), codec(), false);
                    Session session = database.openSession()) {
                List<List<Object>> found = CodecWork.read(session);
                assertTrue(
                        found.equals(states.get(crash.acknowledged))
                                || found.equals(states.get(crash.acknowledged + 1)),
                        () -> "commit " + crash.acknowledged + " was acknowledged, and there is " + found);
                assertEquals(List.of(), Tables.faults(database));
            }
        }
    }

    /** A moment before a call that changes the disk, and how many commits had been acknowledged. */
    private record Crash(SimulatedDisk disk, int acknowledged) {}
}
