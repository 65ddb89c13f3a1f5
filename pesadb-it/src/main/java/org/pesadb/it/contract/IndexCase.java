package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;

/** An index on a bench, and beside it what it has to hold as of the last commit. Of one thread; the index itself is shared. */
final class IndexCase {
    private static final int SHOWN_PAGES = 10;

    /** So many calls change the index through one object, then as many through another. */
    private static final int CALLS_IN_A_ROW = 50;

    private final IndexBench bench;
    private final IndexProvider kind;
    private final IndexDefinition definition;
    private final long root;
    private volatile Index index; // of readers in other threads too
    private Index resting;
    private int changes;
    private IndexModel committed = new IndexModel();

    private IndexCase(IndexBench bench, IndexProvider kind, IndexDefinition definition, long root) {
        this.bench = bench;
        this.kind = kind;
        this.definition = definition;
        this.root = root;
        openAgain();
    }

    private static IndexDefinition definition(IndexProvider kind, int owner, boolean unique) {
        return new IndexDefinition("kit.index" + owner, owner, unique, kind.formatVersion());
    }

    /** Makes one in a transaction of its own. */
    static IndexCase create(IndexBench bench, IndexProvider kind, boolean unique) {
        return create(bench, kind, unique, IndexBench.OWNER);
    }

    static IndexCase create(IndexBench bench, IndexProvider kind, boolean unique, int owner) {
        PageTransaction transaction = bench.write();
        IndexDefinition definition = definition(kind, owner, unique);
        ForgetfulPages pages = new ForgetfulPages(transaction.writer(PageType.INDEX, owner), owner, false);
        long root = kind.create(pages, definition);
        pages.endCall();
        transaction.setRoot(root);
        transaction.commit();
        return new IndexCase(bench, kind, definition, root);
    }

    /** The last one that was made on a bench. */
    static IndexCase open(IndexBench bench, IndexProvider kind, boolean unique, IndexModel holds) {
        try (PageSnapshot snapshot = bench.pager().read()) {
            IndexCase found = new IndexCase(bench, kind, definition(kind, IndexBench.OWNER, unique), snapshot.root());
            found.committed = holds;
            return found;
        }
    }

    /** This index in the hands of a later version of its kind, as it is. */
    IndexCase readBy(IndexProvider later) {
        IndexCase same = new IndexCase(bench, later, definition, root);
        same.committed = committed;
        return same;
    }

    /** This index once a later version of its kind has brought it up to date. */
    IndexCase broughtUpBy(IndexProvider later) {
        IndexCase same = new IndexCase(bench, later, definition(later, definition.owner(), definition.unique()), root);
        same.committed = committed;
        return same;
    }

    /** Goes on with new objects of the same index. */
    void openAgain() {
        index = kind.open(definition, root);
        resting = kind.open(definition, root);
    }

    /** Goes on with the other one of two objects. */
    void takeTurns() {
        Index next = resting;
        resting = index;
        index = next;
    }

    /** A call has changed the index. Two objects do so in turns: neither knows more than the other. */
    void changed() {
        if (++changes % CALLS_IN_A_ROW == 0) {
            takeTurns();
        }
    }

    IndexBench bench() {
        return bench;
    }

    IndexProvider kind() {
        return kind;
    }

    IndexDefinition definition() {
        return definition;
    }

    long root() {
        return root;
    }

    Index index() {
        return index;
    }

    IndexModel committed() {
        return committed;
    }

    void committed(IndexModel now) {
        committed = now;
    }

    /** Begins a transaction. */
    IndexWork write() {
        PageTransaction transaction = bench.write();
        return new IndexWork(
                this,
                transaction,
                new CountedPages(transaction.writer(PageType.INDEX, definition.owner()), definition.owner()));
    }

    /** Begins a transaction whose pages do not outlive a call. */
    IndexWork writeForgetfully(boolean showsChanges) {
        PageTransaction transaction = bench.write();
        return new IndexWork(
                this,
                transaction,
                new ForgetfulPages(
                        transaction.writer(PageType.INDEX, definition.owner()), definition.owner(), showsChanges));
    }

    /** Pages of a snapshot, as the index gets them. */
    CountedReader read(PageReader snapshot) {
        return new CountedReader(snapshot, definition.owner());
    }

    /** Everything that was committed, and nothing else, is there; and the structure is sound, to the last page. */
    void check() {
        try (PageSnapshot snapshot = bench.pager().read()) {
            IndexReads.all(index, read(snapshot), committed);
        }
        sound();
    }

    /** The verification gives every entry once, every page once, and no fault. */
    void sound() {
        try (PageSnapshot snapshot = bench.pager().read()) {
            Set<Long> pages = new TreeSet<>();
            IndexModel found = verify(snapshot, pages);
            String difference = committed.difference(found);
            assertEquals(null, difference, "by its verification, the index " + difference);
            Set<Long> own = bench.pagesOf(definition.owner());
            requireNone(
                    without(own, pages),
                    "of the index, but not named by its verification; not given back, or verify forgot to tell");
            requireNone(
                    without(pages, own),
                    "named by its verification, but not of the index; given back already, or somebody else's");
        }
    }

    private static Set<Long> without(Set<Long> pages, Set<Long> others) {
        Set<Long> rest = new TreeSet<>(pages);
        rest.removeAll(others);
        return rest;
    }

    /** Nothing is left of it, once it was dropped. */
    void gone() {
        requireNone(bench.pagesOf(definition.owner()), "of an index that was dropped, but not given back");
    }

    private static void requireNone(Set<Long> pages, String what) {
        assertTrue(pages.isEmpty(), () -> "pages " + what + ": " + some(pages));
    }

    /** The first few of many numbers. */
    private static String some(Set<Long> pages) {
        String first = pages.stream().limit(SHOWN_PAGES).map(String::valueOf).collect(Collectors.joining(", "));
        return first + (pages.size() > SHOWN_PAGES ? ", … (" + pages.size() + ")" : "");
    }

    /** What the verification gives of a sound index. */
    IndexModel verify(PageReader reader, Set<Long> pages) {
        IndexModel found = new IndexModel();
        List<Fault> faults = new ArrayList<>();
        byte[][] last = new byte[1][];
        index.verify(
                read(reader),
                (key, row) -> {
                    assertTrue(row >= 0, () -> "the verification gives row " + row);
                    assertTrue(
                            !found.has(key) || Arrays.equals(last[0], key),
                            () -> "the verification gives the rows of key " + IndexModel.name(key)
                                    + " with others between them");
                    assertTrue(
                            !found.has(key, row),
                            () -> "the verification gives row " + row + " of key " + IndexModel.name(key) + " twice");
                    found.add(key, row);
                    last[0] = key;
                },
                page -> assertTrue(pages.add(page), () -> "the verification gives page " + page + " twice"),
                faults::add);
        assertEquals(List.of(), faults, "faults that the verification of a sound index finds");
        return found;
    }
}
