package org.pesadb.index.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageType;
import org.pesadb.testing.MemoryPages;

class HashIndexProviderTest {
    private final IndexProvider provider = new HashIndexProvider();
    private final MemoryPages pages = new MemoryPages(PageType.INDEX, 3);
    private final IndexDefinition definition = new IndexDefinition("t.c", 3, false, 1);

    @Test
    void nameAndVersionAreWhatDatabasesRemember() {
        assertEquals("hash", provider.name());
        assertEquals(1, provider.formatVersion());
        assertFalse(provider.ordered());
    }

    @Test
    void theModuleProvidesIt() {
        var provided = HashIndexProvider.class.getModule().getDescriptor().provides();
        assertEquals(1, provided.size());
        var provides = provided.iterator().next();
        assertEquals(IndexProvider.class.getName(), provides.service());
        assertEquals(HashIndexProvider.class.getName(), provides.providers().get(0));
    }

    @Test
    void anEmptyIndexIsOnePageWithAHashKeyOfItsOwn() {
        long one = provider.create(pages, definition);
        long two = provider.create(pages, definition);
        assertEquals(2, pages.used());
        assertNotEquals(Node.hashKey0(pages.page(one)), Node.hashKey0(pages.page(two)));
        assertNotEquals(Node.hashKey1(pages.page(one)), Node.hashKey1(pages.page(two)));
        assertEquals(-1, provider.open(definition, one).find(pages, new byte[3]).next());
        assertFalse(provider.open(definition, one).delete(pages, new byte[3], 1));
    }

    @Test
    void itHasNoOrder() {
        long root = provider.create(pages, definition);
        assertThrows(
                UnsupportedOperationException.class,
                () -> provider.open(definition, root).range(pages, null, null, false));
    }
}
