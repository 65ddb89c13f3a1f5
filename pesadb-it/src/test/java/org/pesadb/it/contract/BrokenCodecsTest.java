package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.ColumnType;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowPredicate;

/** Codecs that do one thing wrong each, as authors do, and the rule that says so. */
class BrokenCodecsTest {
    private static final Map<String, Integer> SMALL = Map.of("codec-rows", 2_000, "codec-rounds", 6);

    /** What is judged now. */
    private static RowCodec judged;

    /** What its author has kept of older versions. */
    private static List<RowCodec> kept = List.of();

    /** The contract as an author runs it. */
    static class Judged extends RowCodecContract {
        @Override
        protected RowCodec provider() {
            return judged;
        }

        @Override
        protected List<RowCodec> olderVersions() {
            return kept;
        }
    }

    /** Judges a part by the rules whose names begin so. */
    private static Verdict judge(RowCodec codec, String rule) {
        return judge(codec, List.of(), rule);
    }

    private static Verdict judge(RowCodec codec, List<RowCodec> older, String rule) {
        judged = codec;
        kept = older;
        try (Sizes small = Sizes.set(SMALL)) {
            return Verdict.of(Judged.class, rule);
        }
    }

    @Test
    void aCodecThatIsRightBreaksNoRule() {
        Verdict verdict = judge(new PassingCodec(), "");
        assertEquals(Map.of(), verdict.broken());
        assertTrue(verdict.rules() > 20, "rules: " + verdict.rules());
    }

    @TestFactory
    Stream<DynamicTest> everyBrokenCodecFailsTheRuleThatItBreaks() {
        Map<RowCodec, String> broken = new LinkedHashMap<>();
        broken.put(new DropsSecondNul(), "every text comes back");
        broken.put(new WrongForTheLeast(), "every number comes back");
        broken.put(new ReadsOutside(), "what stands around a row");
        broken.put(new OneBufferForAllThreads(), "threads share it");
        broken.put(new OneArrayForAllRows(), "each row is encoded to an array of its own");
        broken.put(new SetsWhatNobodyWants(), "the wanted columns alone are set");
        broken.put(new NothingForNulls(), "a row of NULLs alone");
        broken.put(new SurprisedByDamage(), "a damaged row is told by CorruptException");
        broken.put(new GreedyOfDamage(), "a damaged row is told by CorruptException");
        broken.put(new KnowsNoDefaults(), "a column that was added later has its default");
        broken.put(new LiesOfItself(), "a row describes itself");
        broken.put(new TestsNullAsZero(), "a test of the bytes says");
        broken.put(new RemembersTables(), "nothing is remembered");
        broken.put(new OneTombstone(), "what stands in a deleted row's place");
        return broken.entrySet().stream()
                .map(each -> dynamicTest(each.getKey().getClass().getSimpleName(), () -> {
                    Verdict verdict = judge(each.getKey(), each.getValue());
                    assertEquals(1, verdict.rules(), "rules that begin with: " + each.getValue());
                    assertEquals(1, verdict.broken().size(), "broken rules that begin with: " + each.getValue());
                }));
    }

    @Test
    void aCodecThatReadsItsOlderVersionBreaksNoRule() {
        Verdict verdict = judge(new NextCodec(), List.of(NextCodec.before()), "");
        assertEquals(Map.of(), verdict.broken());
    }

    @TestFactory
    Stream<DynamicTest> everyCodecThatDoesNotReadItsOlderVersionFailsTheRuleThatItBreaks() {
        String comesBack = "rows of each older version that is read come back";
        String inADatabase = "in a database that an older version wrote";
        List<RowCodec> before = List.of(NextCodec.before());
        return Stream.of(
                olderFails("none kept", new NextCodec(), List.of(), comesBack),
                olderFails("none kept, in a database", new NextCodec(), List.of(), inADatabase),
                olderFails(
                        "another's kept",
                        new NextCodec(),
                        List.of(new PassingCodec("binary"), new NextCodec()),
                        comesBack),
                olderFails("taken for new", new TakesOlderForNew(), before, comesBack),
                olderFails("taken for new, in a database", new TakesOlderForNew(), before, inADatabase),
                olderFails("tested as new", new TestsOlderAsNew(), before, comesBack),
                olderFails("another tombstone", new AnotherTombstone(), before, comesBack),
                olderFails("another tombstone, in a database", new AnotherTombstone(), before, inADatabase));
    }

    private static DynamicTest olderFails(String how, RowCodec codec, List<RowCodec> older, String rule) {
        return dynamicTest(how, () -> {
            Verdict verdict = judge(codec, older, rule);
            assertEquals(1, verdict.rules(), "rules that begin with: " + rule);
            assertEquals(1, verdict.broken().size(), "broken rules that begin with: " + rule);
        });
    }

    private static final class TakesOlderForNew extends NextCodec {
        @Override
        int marked(byte[] bytes, int offset) {
            return 1;
        }
    }

    private static final class TestsOlderAsNew extends NextCodec {
        @Override
        public boolean test(
                TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
            return marked(bytes, offset) == 1 && super.test(schema, bytes, offset, length, predicate, scratch);
        }
    }

    private static final class AnotherTombstone extends NextCodec {
        @Override
        public byte[] tombstone() {
            return new byte[] {3};
        }
    }

    private static final class DropsSecondNul extends PassingCodec {
        @Override
        public byte[] encode(TableSchema schema, Row row) {
            RowBuffer changed = RowBuffer.copyOf(row);
            for (int i = 0; i < row.size(); i++) {
                if (row.get(i) instanceof String text && text.indexOf('\0') >= 0) {
                    int behind = text.indexOf('\0') + 1;
                    changed.setText(
                            i,
                            text.substring(0, behind) + text.substring(behind).replace("\0", ""));
                }
            }
            return super.encode(schema, changed);
        }
    }

    private static final class WrongForTheLeast extends PassingCodec {
        @Override
        public byte[] encode(TableSchema schema, Row row) {
            RowBuffer changed = RowBuffer.copyOf(row);
            for (int i = 0; i < row.size(); i++) {
                if (row.get(i) instanceof Long number && number == Long.MIN_VALUE) {
                    changed.setLong(i, -Math.abs(number + 1));
                }
            }
            return super.encode(schema, changed);
        }
    }

    private static final class ReadsOutside extends PassingCodec {
        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            super.decode(schema, bytes, offset, bytes.length - offset, columns, into);
        }
    }

    private static final class OneBufferForAllThreads extends PassingCodec {
        private final byte[] buffer = new byte[4 << 20];

        @Override
        public byte[] encode(TableSchema schema, Row row) {
            byte[] bytes = super.encode(schema, row);
            for (int i = 0; i < bytes.length; i++) {
                buffer[i] = bytes[i];
            }
            Thread.yield(); // another thread's turn
            return Arrays.copyOf(buffer, bytes.length);
        }
    }

    private static final class OneArrayForAllRows extends PassingCodec {
        private final Map<Integer, byte[]> arrays = new ConcurrentHashMap<>();

        @Override
        public byte[] encode(TableSchema schema, Row row) {
            byte[] bytes = super.encode(schema, row);
            byte[] shared = arrays.computeIfAbsent(bytes.length, byte[]::new);
            System.arraycopy(bytes, 0, shared, 0, bytes.length);
            return shared;
        }
    }

    private static final class SetsWhatNobodyWants extends PassingCodec {
        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            int upTo = columns.length == 0 ? 0 : columns[columns.length - 1] + 1;
            super.decode(schema, bytes, offset, length, IntStream.range(0, upTo).toArray(), into);
        }
    }

    private static final class NothingForNulls extends PassingCodec {
        @Override
        public byte[] encode(TableSchema schema, Row row) {
            return IntStream.range(0, row.size()).allMatch(row::isNull) ? new byte[0] : super.encode(schema, row);
        }
    }

    private static final class SurprisedByDamage extends PassingCodec {
        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            try {
                super.decode(schema, bytes, offset, length, columns, into);
            } catch (CorruptException damage) {
                throw new StringIndexOutOfBoundsException(damage.getMessage());
            }
        }
    }

    private static final class GreedyOfDamage extends PassingCodec {
        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            byte[] room = new byte[(bytes[offset] & 0xFF) << 18]; // as a length from the row's first byte
            super.decode(schema, bytes, offset, room.length < 0 ? 0 : length, columns, into);
        }
    }

    private static final class KnowsNoDefaults extends PassingCodec {
        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            super.decode(
                    new TableSchema(
                            schema.name(),
                            schema.columns().stream()
                                    .map(column -> column.withDefault(null))
                                    .toList()),
                    bytes,
                    offset,
                    length,
                    columns,
                    into);
        }
    }

    private static final class LiesOfItself extends PassingCodec {
        @Override
        public Map<String, ColumnType> describe(byte[] bytes, int offset, int length) {
            Map<String, ColumnType> said = new LinkedHashMap<>(super.describe(bytes, offset, length));
            said.replaceAll((name, type) -> type == null ? null : ColumnType.TEXT);
            return said;
        }
    }

    private static final class TestsNullAsZero extends PassingCodec {
        @Override
        public boolean test(
                TableSchema schema, byte[] bytes, int offset, int length, RowPredicate predicate, RowBuffer scratch) {
            decode(schema, bytes, offset, length, predicate.columns(), scratch);
            for (int i = 0; i < predicate.tests(); i++) {
                int column = predicate.column(i);
                if (scratch.isNull(column) && schema.column(column).type() == ColumnType.INT) {
                    scratch.setLong(column, 0);
                }
            }
            return predicate.test(scratch);
        }
    }

    private static final class RemembersTables extends PassingCodec {
        private final Map<String, TableSchema> tables = new ConcurrentHashMap<>();

        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            TableSchema known = tables.computeIfAbsent(schema.name(), name -> schema);
            super.decode(known.size() < schema.size() ? schema : known, bytes, offset, length, columns, into);
        }
    }

    private static final class OneTombstone extends PassingCodec {
        private final byte[] one = super.tombstone();

        @Override
        public byte[] tombstone() {
            return one;
        }
    }
}
