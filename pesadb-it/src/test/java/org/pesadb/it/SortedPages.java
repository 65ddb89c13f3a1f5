package org.pesadb.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/**
 * An ordered index, as simple as one can be: leaves of entries in order of key and row, and one page that lists the leaves in their order.
 * It is there to try access paths on something other than the index that is delivered, and that cannot tell how long a range is.
 *
 * <pre>
 *   root   u16 leaves, then each leaf's number, 4 bytes
 *   leaf   u16 entries, then each one's key length (2), key, row (8)
 * </pre>
 */
class SortedPages implements IndexProvider {
    private static final int COUNT = 0;
    private static final int FIRST = 2;

    @Override
    public String name() {
        return "sorted";
    }

    @Override
    public int formatVersion() {
        return 1;
    }

    @Override
    public boolean ordered() {
        return true;
    }

    @Override
    public long create(PageWriter writer, IndexDefinition definition) {
        MutablePage root = writer.allocate();
        long id = root.id();
        MutablePage leaf = writer.allocate();
        writer.edit(id).putShort(COUNT, 1);
        writer.edit(id).putInt(FIRST, (int) leaf.id());
        return id;
    }

    @Override
    public Index open(IndexDefinition definition, long root) {
        return new Access(definition.unique(), root);
    }

    private record Entry(byte[] key, long row) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int keys = Arrays.compareUnsigned(key, other.key);
            return keys != 0 ? keys : Long.compare(row, other.row);
        }

        int bytes() {
            return 10 + key.length;
        }
    }

    private record Access(boolean unique, long root) implements Index {
        private List<Long> leaves(PageReader reader) {
            Page page = reader.page(root);
            List<Long> leaves = new ArrayList<>();
            for (int i = 0; i < page.getShort(COUNT); i++) {
                leaves.add(page.getUnsignedInt(FIRST + 4 * i));
            }
            return leaves;
        }

        private static List<Entry> entries(PageReader reader, long leaf) {
            Page page = reader.page(leaf);
            List<Entry> entries = new ArrayList<>();
            int at = FIRST;
            for (int i = page.getShort(COUNT); i > 0; i--) {
                Entry entry = entry(page, at);
                entries.add(entry);
                at += entry.bytes();
            }
            return entries;
        }

        private static Entry entry(Page page, int at) {
            byte[] key = new byte[page.getShort(at)];
            page.copyTo(at + 2, key, 0, key.length);
            return new Entry(key, page.getLong(at + 2 + key.length));
        }

        private static Entry first(Page leaf) {
            return entry(leaf, FIRST);
        }

        private static void write(MutablePage page, List<Entry> entries) {
            page.putShort(COUNT, entries.size());
            int at = FIRST;
            for (Entry entry : entries) {
                page.putShort(at, entry.key.length);
                page.put(at + 2, entry.key, 0, entry.key.length);
                page.putLong(at + 2 + entry.key.length, entry.row);
                at += entry.bytes();
            }
        }

        /** The last leaf that begins before an entry, by halving. Only the first leaf may be empty. */
        private static int leafOf(PageReader reader, List<Long> leaves, Entry sought) {
            int low = 0;
            int high = leaves.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (first(reader.page(leaves.get(middle))).compareTo(sought) <= 0) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        @Override
        public boolean insert(PageWriter writer, byte[] key, long row) {
            if (unique && find(writer, key).next() != RowIdCursor.END) {
                return false;
            }
            Entry added = new Entry(key.clone(), row);
            List<Long> leaves = leaves(writer);
            int place = leafOf(writer, leaves, added);
            List<Entry> entries = entries(writer, leaves.get(place));
            entries.add(-Arrays.binarySearch(entries.toArray(), added) - 1, added);
            int bytes = FIRST + entries.stream().mapToInt(Entry::bytes).sum();
            if (bytes > writer.page(root).size()) {
                int half = entries.size() / 2;
                long right = writer.allocate().id();
                write(writer.edit(right), entries.subList(half, entries.size()));
                entries = entries.subList(0, half);
                leaves.add(place + 1, right);
                list(writer, leaves);
            }
            write(writer.edit(leaves.get(place)), entries);
            return true;
        }

        private void list(PageWriter writer, List<Long> leaves) {
            MutablePage page = writer.edit(root);
            page.putShort(COUNT, leaves.size());
            for (int i = 0; i < leaves.size(); i++) {
                page.putInt(FIRST + 4 * i, leaves.get(i).intValue());
            }
        }

        @Override
        public boolean delete(PageWriter writer, byte[] key, long row) {
            Entry removed = new Entry(key, row);
            List<Long> leaves = leaves(writer);
            int place = leafOf(writer, leaves, removed);
            List<Entry> entries = entries(writer, leaves.get(place));
            int found = Arrays.binarySearch(entries.toArray(), removed);
            if (found < 0) {
                return false;
            }
            entries.remove(found);
            write(writer.edit(leaves.get(place)), entries);
            if (entries.isEmpty() && leaves.size() > 1) {
                writer.free(leaves.remove(place));
                list(writer, leaves);
            }
            return true;
        }

        @Override
        public RowIdCursor find(PageReader reader, byte[] key) {
            return range(reader, key, Arrays.copyOf(key, key.length + 1), false);
        }

        @Override
        public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
            List<Long> leaves = leaves(reader);
            int first = from == null ? 0 : leafOf(reader, leaves, new Entry(from, -1));
            int last = to == null ? leaves.size() - 1 : leafOf(reader, leaves, new Entry(to, -1));
            return new RowIdCursor() {
                private int leaf = descending ? last : first;
                private List<Entry> entries = entries(reader, leaves.get(leaf));
                private int at = descending ? entries.size() - 1 : 0;

                @Override
                public long next() {
                    while (true) {
                        while (at >= 0 && at < entries.size()) {
                            Entry entry = entries.get(at);
                            at += descending ? -1 : 1;
                            if (in(entry.key)) {
                                return entry.row;
                            }
                        }
                        leaf += descending ? -1 : 1;
                        if (leaf < first || leaf > last) {
                            return END;
                        }
                        entries = entries(reader, leaves.get(leaf));
                        at = descending ? entries.size() - 1 : 0;
                    }
                }

                private boolean in(byte[] key) {
                    return (from == null || Arrays.compareUnsigned(from, key) <= 0)
                            && (to == null || Arrays.compareUnsigned(key, to) < 0);
                }
            };
        }

        @Override
        public void drop(PageWriter writer) {
            leaves(writer).forEach(writer::free);
            writer.free(root);
        }

        @Override
        public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
            page.accept(root);
            for (long leaf : leaves(reader)) {
                page.accept(leaf);
                entries(reader, leaf).forEach(each -> entry.accept(each.key, each.row));
            }
        }
    }
}
