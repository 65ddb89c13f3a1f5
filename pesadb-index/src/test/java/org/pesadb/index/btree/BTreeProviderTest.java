package org.pesadb.index.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.pesadb.api.CorruptException;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.PageType;
import org.pesadb.testing.MemoryPages;

class BTreeProviderTest {
    private final IndexProvider provider = new BTreeProvider();
    private final MemoryPages pages = new MemoryPages(PageType.INDEX, 3);
    private final IndexDefinition definition = new IndexDefinition("t.c", 3, false, 1);

    @Test
    void nameAndVersionAreWhatDatabasesRemember() {
        assertEquals("btree", provider.name());
        assertEquals(1, provider.formatVersion());
        assertTrue(provider.ordered());
    }

    @Test
    void anEmptyIndexIsOnePageThatAnswersEverything() {
        Index index = provider.open(definition, provider.create(pages, definition));
        assertEquals(1, pages.used());
        assertEquals(-1, index.find(pages, new byte[3]).next());
        assertEquals(-1, index.range(pages, null, null, false).next());
        assertEquals(-1, index.range(pages, null, null, true).next());
        assertEquals(0, index.estimate(pages, null, null));
        assertFalse(index.delete(pages, new byte[3], 1));
    }

    @Test
    void anEmptyOrReversedRangeReadsNothing() {
        Index index = provider.open(definition, provider.create(pages, definition));
        assertTrue(index.insert(pages, KeyEncoding.ofLong(5), 1));
        long before = pages.visits();
        assertEquals(
                -1,
                index.range(pages, KeyEncoding.ofLong(5), KeyEncoding.ofLong(5), false)
                        .next());
        assertEquals(
                -1,
                index.range(pages, KeyEncoding.ofLong(6), KeyEncoding.ofLong(4), true)
                        .next());
        assertEquals(-1, index.range(pages, null, new byte[0], true).next());
        assertEquals(before, pages.visits());
    }

    @Test
    void aPageOfAnotherIndexIsRefused() {
        long root = provider.create(pages, definition);
        for (IndexDefinition other : new IndexDefinition[] {
            new IndexDefinition("orders.item", 4, false, 1), new IndexDefinition("t.c", 3, true, 1)
        }) {
            Index index = provider.open(other, root);
            String message = assertThrows(CorruptException.class, () -> index.find(pages, new byte[1]))
                    .getMessage();
            assertTrue(message.contains(other.name()) && message.contains("page " + root), message);
        }
    }
}
