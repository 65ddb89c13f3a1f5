package org.pesadb.it;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.Fault;
import org.pesadb.api.Row;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.api.spi.RowStream;

/** Small parts that keep the contracts of the SPI, and can be told to break them. */
final class Plugins {
    private Plugins() {}

    /** An index on one page: its entries one after another, each the key's length (2), the key and the row (8). */
    static class OnePage implements IndexProvider {
        private static final int COUNT = 0;
        private static final int ENTRIES = 2;

        @Override
        public String name() {
            return "one-page";
        }

        @Override
        public int formatVersion() {
            return 3;
        }

        @Override
        public long create(PageWriter writer, IndexDefinition definition) {
            return writer.allocate().id();
        }

        @Override
        public Index open(IndexDefinition definition, long root) {
            return new Access(definition.unique(), root);
        }

        private record Entry(byte[] key, long row) {
            boolean is(byte[] otherKey, long otherRow) {
                return row == otherRow && Arrays.equals(key, otherKey);
            }
        }

        /** The index itself. */
        static class Access implements Index {
            private final boolean unique;
            private final long root;

            Access(boolean unique, long root) {
                this.unique = unique;
                this.root = root;
            }

            private List<Entry> read(PageReader reader) {
                Page page = reader.page(root);
                List<Entry> entries = new ArrayList<>();
                int at = ENTRIES;
                for (int i = page.getShort(COUNT); i > 0; i--) {
                    byte[] key = new byte[page.getShort(at)];
                    page.copyTo(at + 2, key, 0, key.length);
                    entries.add(new Entry(key, page.getLong(at + 2 + key.length)));
                    at += 10 + key.length;
                }
                return entries;
            }

            private void write(PageWriter writer, List<Entry> entries) {
                MutablePage page = writer.edit(root);
                page.putShort(COUNT, entries.size());
                int at = ENTRIES;
                for (Entry entry : entries) {
                    page.putShort(at, entry.key.length);
                    page.put(at + 2, entry.key, 0, entry.key.length);
                    page.putLong(at + 2 + entry.key.length, entry.row);
                    at += 10 + entry.key.length;
                }
            }

            @Override
            public boolean insert(PageWriter writer, byte[] key, long row) {
                if (unique && find(writer, key).next() != RowIdCursor.END) {
                    return false;
                }
                List<Entry> entries = read(writer);
                entries.add(new Entry(key.clone(), row));
                write(writer, entries);
                return true;
            }

            @Override
            public boolean delete(PageWriter writer, byte[] key, long row) {
                List<Entry> entries = read(writer);
                boolean found = entries.removeIf(entry -> entry.is(key, row));
                write(writer, entries);
                return found;
            }

            @Override
            public RowIdCursor find(PageReader reader, byte[] key) {
                Iterator<Entry> entries = read(reader).stream()
                        .filter(entry -> Arrays.equals(entry.key, key))
                        .iterator();
                return () -> entries.hasNext() ? entries.next().row : RowIdCursor.END;
            }

            @Override
            public void drop(PageWriter writer) {
                writer.free(root);
            }

            @Override
            public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
                page.accept(root);
                read(reader).forEach(each -> entry.accept(each.key, each.row));
            }
        }
    }

    /** A codec of the JDK's data streams: for each column a byte that says what follows. */
    static class DataCodec implements RowCodec {
        @Override
        public String name() {
            return "data";
        }

        @Override
        public int formatVersion() {
            return 2;
        }

        @Override
        public byte[] encode(TableSchema schema, Row row) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                for (int i = 0; i < row.size(); i++) {
                    Object value = row.get(i);
                    out.writeByte(value == null ? 0 : value instanceof Long ? 1 : 2);
                    if (value instanceof Long number) {
                        out.writeLong(number);
                    } else if (value != null) {
                        out.writeUTF((String) value);
                    }
                }
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return bytes.toByteArray();
        }

        @Override
        public void decode(TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length))) {
                for (int i = 0; i < schema.size(); i++) {
                    byte kind = in.readByte();
                    Object value = kind == 0 ? null : kind == 1 ? (Object) in.readLong() : in.readUTF();
                    if (Arrays.binarySearch(columns, i) >= 0) {
                        into.copy(i, RowBuffer.of(value), 0);
                    }
                }
            } catch (IOException damaged) {
                throw new org.pesadb.api.CorruptException("no row of " + schema.name(), damaged);
            }
        }

        @Override
        public byte[] tombstone() {
            return new byte[] {9};
        }
    }

    /** A join of two nested loops, the right side in memory. */
    static class Loops implements JoinStrategy {
        @Override
        public String name() {
            return "loops";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
            return (double) left.about() * right.about();
        }

        @Override
        public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
            List<RowBuffer> inner = new ArrayList<>();
            try (RowStream rows = right.rows()) {
                while (rows.next()) {
                    inner.add(RowBuffer.copyOf(rows.row()));
                }
            }
            return new Pairs(left, right, inner);
        }

        private static final class Pairs implements RowStream {
            private final JoinInput left;
            private final JoinInput right;
            private final List<RowBuffer> inner;
            private final RowStream outer;
            private Iterator<RowBuffer> candidates = List.<RowBuffer>of().iterator();
            private RowBuffer pair;

            Pairs(JoinInput left, JoinInput right, List<RowBuffer> inner) {
                this.left = left;
                this.right = right;
                this.inner = inner;
                this.outer = left.rows();
            }

            @Override
            public boolean next() {
                while (true) {
                    while (candidates.hasNext()) {
                        if (meet(outer.row(), candidates.next())) {
                            return true;
                        }
                    }
                    if (!outer.next()) {
                        return false;
                    }
                    candidates = inner.iterator();
                }
            }

            private boolean meet(Row one, Row other) {
                for (int i = 0; i < left.keys().length; i++) {
                    Object key = one.get(left.keys()[i]);
                    if (key == null || !key.equals(other.get(right.keys()[i]))) {
                        return false;
                    }
                }
                pair = new RowBuffer(left.width() + right.width());
                for (int i = 0; i < pair.size(); i++) {
                    boolean first = i < left.width();
                    pair.copy(i, first ? one : other, first ? i : i - left.width());
                }
                return true;
            }

            @Override
            public Row row() {
                return pair;
            }

            @Override
            public void close() {
                outer.close();
            }
        }
    }

    /** The standard pager by another name. */
    static class OtherPager implements PagerProvider {
        private final PagerProvider paged =
                Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);

        @Override
        public String name() {
            return "other-pager";
        }

        @Override
        public int formatVersion() {
            return paged.formatVersion();
        }

        @Override
        public void create(PagerContext context) {
            paged.create(context);
        }

        @Override
        public Pager open(PagerContext context) {
            return paged.open(context);
        }
    }
}
