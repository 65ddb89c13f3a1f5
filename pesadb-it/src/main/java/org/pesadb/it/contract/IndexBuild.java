package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexProvider;

/** Builds an index from many entries at once, whose keys are spoilt and whose pages leave memory from one to the next. Of one thread. */
final class IndexBuild implements Index.EntrySource {
    private static final byte SCRIBBLE = (byte) 0xEE;

    private final CountedPages pages;
    private final Runnable release;
    private final List<Entry> entries;
    private final boolean sorted;
    private int at = -1;
    private byte[] given = {};

    private record Entry(byte[] key, long row) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int keys = Arrays.compareUnsigned(key, other.key);
            return keys != 0 ? keys : Long.compare(row, other.row);
        }
    }

    private IndexBuild(IndexWork work, List<Entry> entries, boolean sorted) {
        pages = work.pages();
        release = work::releasePages;
        this.entries = entries;
        this.sorted = sorted;
    }

    @Override
    public boolean next() {
        leave();
        pages.nextEntry();
        release.run();
        if (++at >= entries.size()) {
            return false;
        }
        given = entries.get(at).key.clone();
        return true;
    }

    private void leave() {
        if (at >= 0 && at < entries.size()) {
            IndexWork.requireUnwritten(entries.get(at).key, given, "build");
            Arrays.fill(given, SCRIBBLE);
        }
    }

    @Override
    public byte[] key() {
        return given;
    }

    @Override
    public long row() {
        return entries.get(at).row;
    }

    @Override
    public boolean sorted() {
        return sorted;
    }

    private static List<Entry> entries(boolean unique, boolean sorted, int count, Random random) {
        IndexModel chosen = new IndexModel();
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < count) {
            byte[] key = random.nextInt(10) == 0 ? IndexKeys.any(random) : IndexKeys.number(random.nextLong());
            key = !unique && random.nextInt(5) == 0 ? IndexKeys.number(random.nextInt(3)) : key;
            long row = random.nextLong() >>> 1;
            if (!chosen.has(key, row) && (!unique || !chosen.has(key))) {
                chosen.add(key, row);
                entries.add(new Entry(key, row));
            }
        }
        if (sorted) {
            entries.sort(null);
        }
        return entries;
    }

    /** A new index is built, and then worked with. */
    static void check(IndexProvider kind, boolean unique, boolean sorted, int count, Random random) {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, kind, unique);
            IndexWork work = index.writeForgetfully(false);
            List<Entry> entries = entries(unique, sorted, count, random);
            long refused = index.index().build(work.pages(), new IndexBuild(work, entries, sorted));
            work.pages().endCall();
            assertEquals(-1, refused, "what a build of " + count + " different entries gives");
            entries.forEach(entry -> work.model().add(entry.key, entry.row));
            work.commit();
            index.check();
            goOn(index, entries, unique, random);
        }
    }

    private static void goOn(IndexCase index, List<Entry> entries, boolean unique, Random random) {
        IndexWork work = index.writeForgetfully(true);
        for (int i = 0; i < entries.size(); i += 3) {
            work.delete(entries.get(i).key, entries.get(i).row);
        }
        for (int i = 0; i < 20 + entries.size() / 4; i++) {
            work.insert(IndexKeys.any(random), i);
        }
        List<Entry> more = entries(unique, false, 50, random);
        more.removeIf(entry -> work.model().has(entry.key));
        // Where the index has entries already, too.
        assertEquals(-1, index.index().build(work.pages(), new IndexBuild(work, more, false)), "a second build");
        work.pages().endCall();
        more.forEach(entry -> work.model().add(entry.key, entry.row));
        work.commit();
        index.check();
    }

    /** The second of two entries of one key is the one that is told, and undone by the caller. */
    static void checkDuplicate(IndexProvider kind, boolean sorted) {
        try (IndexBench bench = IndexBench.tight()) {
            IndexCase index = IndexCase.create(bench, kind, true);
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                entries.add(new Entry(IndexKeys.number(i), i));
            }
            entries.add(701, new Entry(IndexKeys.number(700), 5000));
            IndexWork work = index.writeForgetfully(false);
            long refused = index.index().build(work.pages(), new IndexBuild(work, entries, sorted));
            work.pages().endCall();
            assertEquals(5000, refused, "the row that a build gives whose key was there");
            work.rollback();
            index.check();
        }
    }
}
