package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.ByteMap;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/** Indexes that do all that a real one does but for one thing, each under the contract as its author would put it. */
final class BrokenIndexes {
    private BrokenIndexes() {}

    /** A real index; the broken ones override what they break. */
    static class Real implements Index {
        final Index index;

        Real(Index index) {
            this.index = index;
        }

        @Override
        public boolean insert(PageWriter writer, byte[] key, long row) {
            return index.insert(writer, key, row);
        }

        @Override
        public boolean delete(PageWriter writer, byte[] key, long row) {
            return index.delete(writer, key, row);
        }

        @Override
        public RowIdCursor find(PageReader reader, byte[] key) {
            return index.find(reader, key);
        }

        @Override
        public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
            return index.range(reader, from, to, descending);
        }

        @Override
        public long estimate(PageReader reader, byte[] from, byte[] to) {
            return index.estimate(reader, from, to);
        }

        @Override
        public void drop(PageWriter writer) {
            index.drop(writer);
        }

        @Override
        public void verify(PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
            index.verify(reader, entry, page, found);
        }
    }

    /** Makes an index that is broken out of a real one. */
    private interface Breaking {
        Index broken(Index real, IndexDefinition definition, long root);
    }

    /** The contract of a broken kind: a name of its own, the ordered index's pages. */
    abstract static class Broken extends IndexContract implements Breaking {
        @Override
        protected IndexProvider provider() {
            return new Kind("btree", this);
        }
    }

    /** A kind whose indexes are broken. */
    private static class Kind implements IndexProvider {
        private final IndexProvider real;
        private final Breaking breaking;

        Kind(String real, Breaking breaking) {
            this.real = Components.installed().choose(ComponentKind.INDEX, IndexProvider.class, real);
            this.breaking = breaking;
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public int formatVersion() {
            return real.formatVersion();
        }

        @Override
        public boolean ordered() {
            return real.ordered();
        }

        @Override
        public long create(PageWriter writer, IndexDefinition definition) {
            return real.create(writer, definition);
        }

        @Override
        public Index open(IndexDefinition definition, long root) {
            return breaking.broken(real.open(definition, root), definition, root);
        }
    }

    /** Describes its pages, and beyond. */
    static class DescribesBytesBehindThePage extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public void describe(Page page, ByteMap into) {
                    index.describe(page, into);
                    into.field(page.size() - 1, 2, "end", "of the page");
                }
            };
        }
    }

    /** Shows itself in a way of its own. */
    private abstract static class Shown extends Broken {
        abstract void change(List<IndexNode> nodes);

        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public Iterator<IndexNode> nodes(PageReader reader) {
                    List<IndexNode> nodes = new ArrayList<>();
                    index.nodes(reader).forEachRemaining(nodes::add);
                    change(nodes);
                    return nodes.iterator();
                }
            };
        }
    }

    /** Shows its last page twice. */
    static class ShowsAPageTwice extends Shown {
        @Override
        void change(List<IndexNode> nodes) {
            nodes.add(nodes.get(nodes.size() - 1));
        }
    }

    /** Leaves its last page out. */
    static class LeavesAPageOut extends Shown {
        @Override
        void change(List<IndexNode> nodes) {
            if (nodes.size() > 1) {
                nodes.remove(nodes.size() - 1);
            }
        }
    }

    /** Tells damage that it meets while it shows itself as a fault of nobody. */
    static class ShowsDamageAsItLikes extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public Iterator<IndexNode> nodes(PageReader reader) {
                    try {
                        List<IndexNode> nodes = new ArrayList<>();
                        index.nodes(reader).forEachRemaining(nodes::add);
                        return nodes.iterator();
                    } catch (CorruptException damaged) {
                        throw new IllegalStateException("something went wrong", damaged);
                    }
                }
            };
        }
    }

    /** Says that it took a row which it did not take. */
    static class LosesARow extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    return row % 129 == 128 && index.find(writer, key).next() == RowIdCursor.END
                            || index.insert(writer, key, row);
                }
            };
        }
    }

    /** Says that it deleted a row which is there still. */
    static class LeavesADeletedRow extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public boolean delete(PageWriter writer, byte[] key, long row) {
                    return row % 100 == 6 || index.delete(writer, key, row);
                }
            };
        }
    }

    /** Remembers what it found once, and forgets it only where it is itself told of a change. */
    static class RemembersBesidePages extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            Map<String, List<Long>> remembered = new HashMap<>();
            return new Real(real) {
                @Override
                public synchronized boolean insert(PageWriter writer, byte[] key, long row) {
                    remembered.remove(Arrays.toString(key));
                    boolean inserted = index.insert(writer, key, row);
                    find(writer, key);
                    return inserted;
                }

                @Override
                public synchronized boolean delete(PageWriter writer, byte[] key, long row) {
                    remembered.remove(Arrays.toString(key));
                    return index.delete(writer, key, row);
                }

                @Override
                public synchronized RowIdCursor find(PageReader reader, byte[] key) {
                    return cursor(
                            remembered.computeIfAbsent(Arrays.toString(key), first -> rows(index.find(reader, key))));
                }
            };
        }
    }

    /** Gives but its root back. */
    static class KeepsPagesWhenDropped extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public void drop(PageWriter writer) {
                    writer.free(root);
                }
            };
        }
    }

    /** Goes upwards where it should go downwards. */
    static class RangesUpwardsAlone extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
                    return index.range(reader, from, to, false);
                }
            };
        }
    }

    /** Takes the first key beyond a range for one of it. */
    static class RangesThroughTheirEnd extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
                    return index.range(reader, from, to == null ? null : Arrays.copyOf(to, to.length + 1), descending);
                }
            };
        }
    }

    /** Takes each key as often as it comes. */
    static class TakesKeysTwice extends Broken {
        @Override
        protected IndexProvider provider() {
            return new Kind("btree", this) {
                private IndexDefinition notUnique(IndexDefinition of) {
                    return new IndexDefinition(of.name(), of.owner(), false, of.formatVersion());
                }

                @Override
                public long create(PageWriter writer, IndexDefinition definition) {
                    return super.create(writer, notUnique(definition));
                }

                @Override
                public Index open(IndexDefinition definition, long root) {
                    return super.open(notUnique(definition), root);
                }
            };
        }

        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real);
        }
    }

    /** Gives the rows of longer keys too. */
    static class TakesBeginningsForKeys extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    byte[] beyond = Arrays.copyOf(key, key.length + 1);
                    beyond[key.length] = 1;
                    return index.range(reader, key, beyond, false);
                }
            };
        }
    }

    /** Gives one of many rows twice. */
    static class GivesARowTwice extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    List<Long> rows = rows(index.find(reader, key));
                    if (rows.size() > 160) {
                        rows.add(rows.get(0));
                    }
                    return cursor(rows);
                }
            };
        }
    }

    /** Lays the rows of a key anew when it has counted a few of them, and believes that it took them all itself. */
    static class CountsInTheObject extends Broken {
        private static final int FEW = 6;

        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            Map<String, List<Long>> counted = new HashMap<>();
            return new Real(real) {
                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    List<Long> mine = counted.computeIfAbsent(Arrays.toString(key), first -> new ArrayList<>());
                    boolean inserted = index.insert(writer, key, row);
                    mine.add(row);
                    if (inserted && mine.size() == FEW) {
                        rows(index.find(writer, key)).forEach(each -> index.delete(writer, key, each));
                        mine.forEach(each -> index.insert(writer, key, each));
                    }
                    return inserted;
                }

                @Override
                public boolean delete(PageWriter writer, byte[] key, long row) {
                    counted.getOrDefault(Arrays.toString(key), new ArrayList<>())
                            .remove(row);
                    return index.delete(writer, key, row);
                }
            };
        }
    }

    /** Takes a page that it is refused for the end of what it looks for. */
    static class FindsNothingInDamage extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    try {
                        return index.find(reader, key);
                    } catch (CorruptException refused) {
                        return RowIdCursor.EMPTY;
                    }
                }
            };
        }
    }

    /** Follows the pages of a chain as long as there is a next one. */
    static class WalksInCircles extends IndexContract {
        @Override
        protected IndexProvider provider() {
            return new ChainedIndex.Provider();
        }
    }

    /** Leaves a mark in the page before its own. */
    static class ChangesAPageOfOthers extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    if (root > 1 && row % 100 == 99) {
                        writer.edit(root - 1).putLong(0, row);
                    }
                    return index.insert(writer, key, row);
                }
            };
        }
    }

    /** Goes on writing into a page that it was given for an earlier call. */
    static class KeepsPagesToChange extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            Map<Long, MutablePage> kept = new HashMap<>();
            return new Real(real) {
                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    return index.insert(new Keeping(writer, kept), key, row);
                }
            };
        }
    }

    private record Keeping(PageWriter writer, Map<Long, MutablePage> kept) implements PageWriter {
        @Override
        public MutablePage edit(long id) {
            return kept.computeIfAbsent(id, writer::edit);
        }

        @Override
        public MutablePage allocate() {
            MutablePage page = writer.allocate();
            kept.remove(page.id());
            return page;
        }

        @Override
        public void free(long id) {
            writer.free(id);
            kept.remove(id);
        }

        @Override
        public Page page(long id) {
            return writer.page(id);
        }

        @Override
        public long pageCount() {
            return writer.pageCount();
        }
    }

    /** Turns keys over, for its own convenience, in the caller's array. */
    static class WritesToKeys extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    boolean inserted = index.insert(writer, key, row);
                    if (key.length > 2) {
                        key[0] ^= 1;
                    }
                    return inserted;
                }
            };
        }
    }

    /** Gathers entries before it takes them, with the arrays that are the source's. */
    static class KeepsKeysOfABuild extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public long build(PageWriter writer, EntrySource entries) {
                    List<byte[]> keys = new ArrayList<>();
                    List<Long> rows = new ArrayList<>();
                    while (entries.next()) {
                        keys.add(entries.key());
                        rows.add(entries.row());
                    }
                    for (int i = 0; i < keys.size(); i++) {
                        if (!index.insert(writer, keys.get(i), rows.get(i))) {
                            return rows.get(i);
                        }
                    }
                    return -1;
                }
            };
        }
    }

    /** Tries again and again where a page is damaged. */
    static class TriesForEver extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    while (true) {
                        try {
                            return index.find(reader, key);
                        } catch (CorruptException again) {
                            reader.page(root);
                        }
                    }
                }
            };
        }
    }

    /** Does not say CORRUPT where a page is damaged. */
    static class ThrowsWhatItLikes extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    try {
                        return index.insert(writer, key, row);
                    } catch (CorruptException damaged) {
                        throw new IndexOutOfBoundsException(damaged.getMessage());
                    }
                }
            };
        }
    }

    /** Looks at more pages the larger the database is. */
    static class SearchesAllPages extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    // More than in proportion, so that it shows whichever way the few pages of a small test come out.
                    for (long i = reader.pageCount() * reader.pageCount(); i > 0; i--) {
                        reader.page(root);
                    }
                    return index.find(reader, key);
                }
            };
        }
    }

    /** Counts a range in order to estimate it. */
    static class CountsToEstimate extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public long estimate(PageReader reader, byte[] from, byte[] to) {
                    long[] count = new long[1];
                    for (int i = 0; i < 40; i++) {
                        index.verify(reader, (key, row) -> count[0]++, page -> {}, fault -> {});
                    }
                    return from != null && to != null && Arrays.compareUnsigned(from, to) >= 0 ? 0 : count[0];
                }
            };
        }
    }

    /** Lets all cursors share one place. */
    static class SharesACursor extends Broken {
        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                private volatile RowIdCursor found;

                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    found = cursor(rows(index.find(reader, key)));
                    return () -> found.next();
                }
            };
        }
    }

    /** Has one page for itself that nobody knows of. */
    static class HidesAPage extends Broken {
        @Override
        protected IndexProvider provider() {
            return new Kind("hash", this);
        }

        @Override
        public Index broken(Index real, IndexDefinition definition, long root) {
            return new Real(real) {
                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    if (row == 60 && writer.page(root).type() == PageType.INDEX) {
                        writer.allocate();
                    }
                    return index.insert(writer, key, row);
                }
            };
        }
    }

    private static List<Long> rows(RowIdCursor cursor) {
        List<Long> rows = new ArrayList<>();
        for (long row = cursor.next(); row != RowIdCursor.END && rows.size() < 1_000_000; row = cursor.next()) {
            rows.add(row);
        }
        return rows;
    }

    private static RowIdCursor cursor(List<Long> rows) {

        Iterator<Long> each = rows.iterator();
        return () -> each.hasNext() ? each.next() : RowIdCursor.END;
    }

    /** The contract of a kind that reads its older version, and of what is kept of that. */
    abstract static class Next extends IndexContract {
        @Override
        protected IndexProvider provider() {
            return new NextChainedIndex();
        }

        @Override
        protected List<IndexProvider> olderVersions() {
            return List.of(new ChainedIndex.Provider());
        }
    }

    /** Does so rightly. */
    static class ReadsItsOlderVersion extends Next {}

    /** Says so, and has kept nothing that shows it. */
    static class KeepsNoOlderVersion extends Next {
        @Override
        protected List<IndexProvider> olderVersions() {
            return List.of();
        }
    }

    /** Takes every index for one of the new version. */
    static class TakesOlderForNew extends Next {
        @Override
        protected IndexProvider provider() {
            return new NextChainedIndex() {
                @Override
                int expected(IndexDefinition definition) {
                    return 2;
                }
            };
        }
    }

    /** Leaves old indexes as they are, and takes them for new ones afterwards. */
    static class BringsNothingUpToDate extends Next {
        @Override
        protected IndexProvider provider() {
            return new NextChainedIndex() {
                @Override
                public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
                    writer.page(root);
                }
            };
        }
    }

    /** Remembers in memory which index it has brought up to date: also where that was undone. */
    static class RemembersWhatItBrought extends Next {
        private static final Set<IndexDefinition> BROUGHT = new HashSet<>();

        @Override
        protected IndexProvider provider() {
            return new NextChainedIndex() {
                @Override
                public long create(PageWriter writer, IndexDefinition definition) {
                    BROUGHT.clear();
                    return super.create(writer, definition);
                }

                @Override
                public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
                    if (BROUGHT.add(definition)) {
                        super.upgrade(writer, definition, root);
                    }
                }
            };
        }
    }

    /** Loses what stands in the first page. */
    static class LosesAPageOnTheWay extends Next {
        @Override
        protected IndexProvider provider() {
            return new NextChainedIndex() {
                @Override
                public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
                    super.upgrade(writer, definition, root);
                    if (definition.formatVersion() == 1) {
                        writer.edit(root).putInt(0, 0);
                    }
                }
            };
        }
    }

    /** Counts in the root how often it was asked, also where there is nothing to do. */
    static class ChangesWhatIsUpToDate extends Next {
        @Override
        protected IndexProvider provider() {
            return new NextChainedIndex() {
                @Override
                public void upgrade(PageWriter writer, IndexDefinition definition, long root) {
                    super.upgrade(writer, definition, root);
                    MutablePage page = writer.edit(root);
                    page.putInt(16, page.getInt(16) + 1);
                }
            };
        }
    }
}
