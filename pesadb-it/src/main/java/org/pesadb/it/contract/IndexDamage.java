package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexNode;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;

/**
 * Pages of an index that hold what the index never wrote, under a header that is right, as a fault in a program leaves them. In every other round they hold
 * anything anywhere; in the others the way to a key leads back to where it came from, or to the pages of an index beside it that is built alike. Of one
 * thread.
 */
final class IndexDamage {
    private static final int ENTRIES = 1200;
    private static final int MANY_ROWS = 400;
    private static final int LONG_BYTES = 6000;
    /** Where most kinds keep what they know of a page. */
    private static final int HEAD_BYTES = 40;

    private final IndexProvider kind;
    private final Random random;
    private final byte[] heavyKey = IndexKeys.number(-7);
    private final byte[] longKey = IndexKeys.of(LONG_BYTES, 1);
    private int told;
    private int inserted;

    IndexDamage(IndexProvider kind, Random random) {
        this.kind = kind;
        this.random = random;
    }

    /** An index to damage, all its pages, and what lies beside them. */
    private record Victim(IndexCase index, List<Long> pages, IndexCase other, long stranger) {}

    /** Pages, and the numbers of those that were asked for, in the order in which they came first. */
    private record Followed(PageReader reader, Set<Long> way) implements PageReader {
        @Override
        public Page page(long id) {
            way.add(id);
            return reader.page(id);
        }

        @Override
        public long pageCount() {
            return reader.pageCount();
        }
    }

    /** Damages pages so many times; gives how many calls told of it. */
    int run(int rounds) {
        try (IndexBench bench = IndexBench.roomy()) {
            IndexCase index = fill(IndexCase.create(bench, kind, false));
            IndexCase other = fill(IndexCase.create(bench, kind, false, IndexBench.OWNER + 2));
            long stranger = bench.strangersPage(IndexBench.OWNER + 1, 1);
            Set<Long> pages = new TreeSet<>();
            try (PageSnapshot snapshot = bench.pager().read()) {
                index.verify(snapshot, pages);
            }
            Victim victim = new Victim(index, List.copyOf(pages), other, stranger);
            for (int round = 0; round < rounds; round++) {
                damage(victim, round);
            }
            index.check();
        }
        return told;
    }

    private IndexCase fill(IndexCase index) {
        IndexWork work = index.write();
        for (int i = 0; i < ENTRIES; i++) {
            work.insert(IndexKeys.number(i), i);
        }
        for (int i = 0; i < MANY_ROWS; i++) {
            work.insert(heavyKey, i);
        }
        work.insertLong(longKey, 1);
        work.commit();
        return index;
    }

    private byte[] key() {
        return switch (random.nextInt(6)) {
            case 0 -> heavyKey;
            case 1 -> longKey;
            default -> IndexKeys.number(random.nextInt(ENTRIES));
        };
    }

    private void damage(Victim victim, int round) {
        PageTransaction transaction = victim.index.bench().write();
        PageWriter writer = transaction.writer(PageType.INDEX, IndexBench.OWNER);
        byte[] key = key();
        String what = round % 2 == 0 ? garble(victim, writer) : mislead(victim, writer, key);
        long most = 10_000 + 200 * transaction.pageCount();
        try {
            CountedPages counted = new CountedPages(writer, IndexBench.OWNER);
            counted.damaged(most);
            look(victim, counted, most);
            use(victim.index.index(), counted, key, most);
        } catch (RuntimeException | AssertionError | StackOverflowError thrown) {
            throw new AssertionError(
                    "after damage to " + what + " (round " + round + ", key " + IndexModel.name(key) + "): " + thrown,
                    thrown);
        } finally {
            transaction.rollback();
        }
    }

    /** Anything, anywhere in some pages. */
    private String garble(Victim victim, PageWriter writer) {
        StringBuilder what = new StringBuilder("page");
        for (int i = random.nextInt(3); i >= 0; i--) {
            MutablePage page = writer.edit(any(victim.pages));
            for (int j = random.nextInt(12); j >= 0; j--) {
                garble(page, writer.pageCount());
            }
            what.append(' ').append(page.id());
        }
        return what.toString();
    }

    private void garble(MutablePage page, long pageCount) {
        int at = random.nextInt(random.nextBoolean() ? HEAD_BYTES : page.size());
        switch (random.nextInt(4)) {
            case 0 -> page.putByte(at, random.nextInt());
            case 1 -> page.putByte(at, random.nextInt(8));
            case 2 -> page.putShort(Math.min(at, page.size() - 2), random.nextInt(1 << 16));
            default -> page.putInt(Math.min(at, page.size() - 4), random.nextInt((int) pageCount + 2));
        }
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** A page on the way to a key leads elsewhere. */
    private String mislead(Victim victim, PageWriter writer, byte[] key) {
        List<Long> way = way(victim.index, writer, key);
        List<Long> otherWay = way(victim.other, writer, key);
        boolean links = way.size() > 1 && random.nextInt(4) > 0;
        int at = random.nextInt(links ? way.size() - 1 : way.size());
        MutablePage page = writer.edit(way.get(at));
        long target = switch (random.nextInt(5)) {
            case 0 -> page.id();
            case 1 -> any(way);
            case 2 -> any(victim.pages);
            case 3 -> otherWay.get(Math.min(at + 1, otherWay.size() - 1));
            default -> victim.stranger;
        };
        List<Integer> places = links ? places(page, way.get(at + 1)) : List.of();
        for (int place : places.isEmpty() ? alignedPlaces(page) : places) {
            page.putInt(place, (int) target);
        }
        return "page " + page.id() + ", which leads to page " + target + " now";
    }

    private static List<Long> way(IndexCase index, PageReader reader, byte[] key) {
        Followed followed = new Followed(reader, new LinkedHashSet<>());
        drain(index.index().find(followed, key), MANY_ROWS);
        return followed.way.isEmpty() ? List.of(index.root()) : List.copyOf(followed.way);
    }

    /** Where the number of a page stands, if the kind writes it as {@link MutablePage#putInt} does. */
    private static List<Integer> places(Page page, long number) {
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at <= page.size() - Integer.BYTES; at++) {
            if (page.getUnsignedInt(at) == number) {
                places.add(at);
            }
        }
        return places;
    }

    /** Where numbers of pages are likely to stand. */
    private List<Integer> alignedPlaces(Page page) {
        List<Integer> places = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int bytes = random.nextBoolean() ? HEAD_BYTES : page.size();
            places.add(Integer.BYTES * random.nextInt(bytes / Integer.BYTES));
        }
        return places;
    }

    private void use(Index index, CountedPages pages, byte[] misled, long most) {
        told(pages, () -> drain(index.find(pages, misled), most));
        for (int i = 0; i < 6; i++) {
            byte[] key = IndexKeys.number(random.nextInt(ENTRIES));
            told(pages, () -> drain(index.find(pages, key), most));
        }
        told(pages, () -> drain(index.find(pages, heavyKey), most));
        told(pages, () -> drain(index.find(pages, longKey), most));
        if (kind.ordered()) {
            boolean descending = random.nextBoolean();
            told(pages, () -> drain(index.range(pages, null, null, descending), ENTRIES * most));
        }
        told(pages, () -> index.estimate(pages, heavyKey, null));
        verify(index, pages);
        for (int i = 0; i < 4; i++) {
            byte[] key = random.nextInt(3) == 0 ? heavyKey : IndexKeys.number(random.nextInt(2 * ENTRIES));
            change(index, pages, i == 0 && misled != longKey ? misled : key);
        }
        told(pages, () -> index.maintain(pages));
        told(pages, () -> index.drop(pages));
    }

    /** As people look at pages of which they would like to know what is wrong with them. */
    private void look(Victim victim, CountedPages pages, long most) {
        Index index = victim.index.index();
        told(pages, () -> {
            Iterator<IndexNode> nodes = index.nodes(pages);
            for (long count = 0; nodes != null && nodes.hasNext(); count++) {
                nodes.next();
                if (count > most) {
                    throw new AssertionError("more than " + most + " pages are shown, and no end");
                }
            }
        });
        for (long id : victim.pages) {
            DescribedBytes.requireTyped(index::describe, pages.page(id));
        }
    }

    private void verify(Index index, CountedPages pages) {
        int before = told;
        try {
            index.verify(pages, (key, row) -> {}, page -> {}, fault -> told++);
        } catch (CorruptException damaged) {
            told++;
        }
        pages.endDamagedCall(told > before);
    }

    private void change(Index index, CountedPages pages, byte[] key) {
        long fresh = ENTRIES + inserted++;
        int row = random.nextInt(ENTRIES);
        told(pages, () -> index.insert(pages, key, fresh));
        told(pages, () -> index.delete(pages, key, row));
    }

    private void told(CountedPages pages, Runnable call) {
        int before = told;
        try {
            call.run();
        } catch (CorruptException damaged) {
            told++;
        }
        pages.endDamagedCall(told > before);
    }

    private static void drain(RowIdCursor rows, long most) {
        long count = 0;
        while (rows.next() >= 0) {
            if (++count > most) {
                throw new AssertionError("more than " + most + " rows, and no end");
            }
        }
    }
}
