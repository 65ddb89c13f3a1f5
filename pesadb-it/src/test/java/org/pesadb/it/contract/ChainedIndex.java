package org.pesadb.it.contract;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/**
 * One chain of pages, and a root that says where it begins. Right in all things but one: it checks what it follows, but not whether it has been there.
 *
 * <pre>
 *   root   first page (4)
 *   page   next page (4)   end of the entries (2)   entries: length of the key (2), row (8), key
 * </pre>
 */
final class ChainedIndex implements Index {
    private static final int FIRST = 0;
    private static final int NEXT = 0;
    private static final int END = 4;
    private static final int ENTRIES = 6;
    private static final int ENTRY_HEAD = 10;
    private static final int LONGEST_KEY = 1000;

    private final IndexDefinition definition;
    private final long root;

    private ChainedIndex(IndexDefinition definition, long root) {
        this.definition = definition;
        this.root = root;
    }

    /** The kind. */
    static class Provider implements IndexProvider {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public long create(PageWriter writer, IndexDefinition definition) {
            return writer.allocate().id();
        }

        @Override
        public Index open(IndexDefinition definition, long root) {
            return new ChainedIndex(definition, root);
        }
    }

    private CorruptException damaged(long page, String what) {
        return new CorruptException("index " + definition.name() + ", page " + page + ": " + what);
    }

    private Page own(PageReader reader, long id) {
        Page page = reader.page(id);
        if (page.type() != PageType.INDEX || page.owner() != definition.owner()) {
            throw damaged(id, "it is " + page);
        }
        return page;
    }

    /** A page of a chain, whose entries lie within it. */
    private Page link(PageReader reader, long id) {
        Page page = own(reader, id);
        int end = page.getShort(END);
        int at = ENTRIES;
        while (at <= page.size() - ENTRY_HEAD && at < end) {
            at = behind(page, at);
        }
        if (at != end || end > page.size()) {
            throw damaged(id, "its entries end at byte " + at + " and not at " + end);
        }
        return page;
    }

    private static int behind(Page page, int entry) {
        return entry + ENTRY_HEAD + page.getShort(entry);
    }

    private static boolean isAt(Page page, int at, byte[] key) {
        return page.getShort(at) == key.length && page.compare(at + ENTRY_HEAD, key.length, key) == 0;
    }

    private static long row(Page page, int at) {
        return page.getLong(at + Short.BYTES) & Long.MAX_VALUE;
    }

    @Override
    public boolean insert(PageWriter writer, byte[] key, long row) {
        if (key.length > LONGEST_KEY) {
            throw new PesaDbException(ErrorCode.OUT_OF_RANGE, "a key of more than " + LONGEST_KEY + " bytes");
        }
        if (definition.unique() && find(writer, key).next() != RowIdCursor.END) {
            return false;
        }
        int bytes = ENTRY_HEAD + key.length;
        long first = own(writer, root).getUnsignedInt(FIRST);
        long id = first;
        while (id != 0
                && link(writer, id).getShort(END) + bytes > writer.page(id).size()) {
            id = writer.page(id).getUnsignedInt(NEXT);
        }
        MutablePage page = id == 0 ? begin(writer, first) : writer.edit(id);
        int at = page.getShort(END);
        page.putShort(at, key.length);
        page.putLong(at + Short.BYTES, row);
        page.put(at + ENTRY_HEAD, key, 0, key.length);
        page.putShort(END, at + bytes);
        return true;
    }

    /** A new page, before the others. */
    private MutablePage begin(PageWriter writer, long first) {
        MutablePage page = writer.allocate();
        page.putInt(NEXT, (int) first);
        page.putShort(END, ENTRIES);
        writer.edit(root).putInt(FIRST, (int) page.id());
        return page;
    }

    @Override
    public boolean delete(PageWriter writer, byte[] key, long row) {
        long id = own(writer, root).getUnsignedInt(FIRST);
        while (id != 0) {
            Page page = link(writer, id);
            for (int at = ENTRIES; at < page.getShort(END); at = behind(page, at)) {
                if (isAt(page, at, key) && row(page, at) == row) {
                    MutablePage edited = writer.edit(id);
                    int next = behind(edited, at);
                    int end = edited.getShort(END);
                    edited.move(next, at, end - next);
                    edited.putShort(END, end - (next - at));
                    return true;
                }
            }
            id = page.getUnsignedInt(NEXT);
        }
        return false;
    }

    @Override
    public RowIdCursor find(PageReader reader, byte[] key) {
        long first = own(reader, root).getUnsignedInt(FIRST);
        return new RowIdCursor() {
            private long id = first;
            private int at = ENTRIES;

            @Override
            public long next() {
                while (id != 0) {
                    Page page = link(reader, id);
                    while (at < page.getShort(ChainedIndex.END)) {
                        int here = at;
                        at = behind(page, at);
                        if (isAt(page, here, key)) {
                            return row(page, here);
                        }
                    }
                    id = page.getUnsignedInt(NEXT);
                    at = ENTRIES;
                }
                return RowIdCursor.END;
            }
        };
    }

    @Override
    public void drop(PageWriter writer) {
        long id = own(writer, root).getUnsignedInt(FIRST);
        while (id != 0) {
            long freed = id;
            id = link(writer, id).getUnsignedInt(NEXT);
            writer.free(freed);
        }
        writer.free(root);
    }

    @Override
    public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
        Set<Long> seen = new HashSet<>();
        page.accept(own(reader, root).id());
        IndexModel entries = new IndexModel(); // which gives those of one key together
        long id = own(reader, root).getUnsignedInt(FIRST);
        while (id != 0) {
            Page link = link(reader, id);
            if (!seen.add(id)) {
                throw damaged(id, "two pages lead to it");
            }
            page.accept(id);
            for (int at = ENTRIES; at < link.getShort(END); at = behind(link, at)) {
                byte[] key = new byte[link.getShort(at)];
                link.copyTo(at + ENTRY_HEAD, key, 0, key.length);
                entries.add(key, row(link, at));
            }
            id = link.getUnsignedInt(NEXT);
        }
        entries.keys().forEach(key -> entries.rows(key).forEach(row -> entry.accept(key, row)));
    }
}
