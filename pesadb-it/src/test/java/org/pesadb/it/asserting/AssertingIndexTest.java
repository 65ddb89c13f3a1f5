package org.pesadb.it.asserting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.testing.MemoryPages;

/** Whoever calls an index as it must not be called is told so by the asserting one. */
class AssertingIndexTest {
    private static final int OWNER = 7;

    private final IndexProvider kind = new AssertingBTreeIndex();
    private final IndexDefinition definition = new IndexDefinition("users.name", OWNER, false, kind.formatVersion());
    private final MemoryPages pages = new MemoryPages(PageType.INDEX, OWNER);
    private final byte[] key = {1, 2, 3};
    private long root;
    private Index index;

    @BeforeEach
    void create() {
        root = kind.create(pages, definition);
        index = kind.open(definition, root);
        assertTrue(index.insert(pages, key, 5));
    }

    private static void misuse(String says, Executable call) {
        String message = assertThrows(Misuse.class, call).getMessage();
        assertTrue(message.startsWith("misuse by its caller: ") && message.contains(says), message);
    }

    private IndexDefinition definition(String name, int owner, int formatVersion) {
        return new IndexDefinition(name, owner, false, formatVersion);
    }

    @Test
    void definitionsMustBeWhole() {
        misuse("the definition is null", () -> kind.open(null, root));
        misuse("has no name", () -> kind.open(definition(" ", OWNER, 1), root));
        misuse("the owner is 0", () -> kind.open(definition("a", 0, 1), root));
        misuse("format version 99", () -> kind.open(definition("a", OWNER, 99), root));
        misuse("the root is 0", () -> kind.open(definition, 0));
        misuse("the writer is null", () -> kind.create(null, definition));
        misuse("the writer is null", () -> kind.upgrade(null, definition, root));
    }

    @Test
    void writersMustBeMadeForTheIndex() {
        MemoryPages heap = new MemoryPages(PageType.HEAP, OWNER);
        misuse("the writer gives the index on users.name", () -> kind.create(heap, definition));
        MemoryPages others = new MemoryPages(PageType.INDEX, OWNER + 1);
        misuse("the writer gives the index on users.name", () -> kind.create(others, definition));
        misuse("the writer given to insert is null", () -> index.insert(null, key, 6));
        misuse("the writer given to drop is null", () -> index.drop(null));
    }

    @Test
    void theRootMustBeTheIndexes() {
        IndexDefinition other = definition("orders.item", OWNER + 1, kind.formatVersion());
        Index wrong = kind.open(other, root);
        misuse("none of owner 8", () -> wrong.find(pages, key));
        misuse("none of owner 8", () -> wrong.insert(pages, key, 6));
        misuse("none of owner 8", () -> wrong.estimate(pages, null, null));
        misuse("none of owner 8", () -> wrong.range(pages, null, null, false));
        misuse("none of owner 8", () -> kind.upgrade(pages, other, root));
    }

    @Test
    void keysAndRowsMustBeSome() {
        misuse("the key given to insert is null", () -> index.insert(pages, null, 6));
        misuse("the key given to delete is null", () -> index.delete(pages, null, 6));
        misuse("the key given to find is null", () -> index.find(pages, null));
        misuse("row -1 is inserted", () -> index.insert(pages, key, -1));
        misuse("row -2 is deleted", () -> index.delete(pages, key, -2));
        misuse("row 5 is inserted with a key that it has already", () -> index.insert(pages, key, 5));
        misuse("the reader given to find is null", () -> index.find(null, key));
        misuse("the reader given to range is null", () -> index.range(null, null, null, false));
        misuse("the reader given to estimate is null", () -> index.estimate(null, null, null));
        misuse("given to verify is null", () -> index.verify(pages, null, page -> {}, fault -> {}));
    }

    @Test
    void rowsAreReadToTheirEndAndNoFurther() {
        RowIdCursor rows = index.find(pages, key);
        assertEquals(5, rows.next());
        assertEquals(RowIdCursor.END, rows.next());
        misuse("beyond their end", rows::next);
    }

    @Test
    void rowsAreReadBeforeAnythingChanges() {
        RowIdCursor rows = index.range(pages, null, null, false);
        index.insert(pages, key, 6);
        misuse("after a change in the same transaction", rows::next);
        RowIdCursor ofSnapshot = index.find(reader(), key);
        index.insert(pages, key, 7);
        assertEquals(5, ofSnapshot.next());
    }

    /** A reader that is no transaction. */
    private PageReader reader() {
        MemoryPages copy = pages.copy();
        return new PageReader() {
            @Override
            public Page page(long id) {
                return copy.page(id);
            }

            @Override
            public long pageCount() {
                return copy.pageCount();
            }
        };
    }

    @Test
    void keysStayAsTheyAreWhileRowsAreRead() {
        RowIdCursor rows = index.find(pages, key);
        key[0] = 9;
        misuse("was written to before its rows were read", rows::next);
    }

    @Test
    void rowsAreOfOneThread() throws InterruptedException {
        RowIdCursor rows = index.find(pages, key);
        Throwable[] thrown = new Throwable[1];
        Thread other = new Thread(rows::next);
        other.setUncaughtExceptionHandler((thread, error) -> thrown[0] = error);
        other.start();
        other.join();
        misuse("read by another thread", () -> {
            throw thrown[0];
        });
    }

    /** Entries of rows 1, 2, and so on. */
    private static Index.EntrySource entries(boolean sorted, Runnable beforeEach, byte[]... keys) {
        Iterator<byte[]> each = List.of(keys).iterator();
        return new Index.EntrySource() {
            private byte[] key;
            private long row;

            @Override
            public boolean next() {
                beforeEach.run();
                if (!each.hasNext()) {
                    return false;
                }
                key = each.next();
                row++;
                return true;
            }

            @Override
            public byte[] key() {
                return key;
            }

            @Override
            public long row() {
                return key.length == 0 ? -row : row;
            }

            @Override
            public boolean sorted() {
                return sorted;
            }
        };
    }

    @Test
    void buildsGetEntriesInTheOrderThatIsSaid() {
        byte[] low = {0};
        byte[] high = {9};
        misuse("given to build are null", () -> index.build(pages, null));
        misuse("said to be sorted, but row 2 is not", () -> index.build(pages, entries(true, () -> {}, high, low)));
        misuse("which is no row", () -> index.build(pages, entries(false, () -> {}, low, new byte[0])));
        assertEquals(-1, index.build(pages, entries(false, () -> {}, high, low)));
        assertEquals(-1, index.build(pages, entries(true, () -> {}, new byte[] {20}, new byte[] {21})));
    }

    @Test
    void oneWritesAtATime() {
        Runnable inBetween = () -> index.insert(pages, new byte[] {7}, 7);
        misuse("in the midst of build", () -> index.build(pages, entries(false, inBetween, new byte[] {8})));
        index.delete(pages, key, 5); // and no longer afterwards
    }

    @Test
    void whatIsWrappedIsNamed() {
        assertEquals("assert-btree", kind.name());
        assertEquals("assert-hash", new AssertingHashIndex().name());
        assertTrue(kind.ordered() && !new AssertingHashIndex().ordered());
    }
}
