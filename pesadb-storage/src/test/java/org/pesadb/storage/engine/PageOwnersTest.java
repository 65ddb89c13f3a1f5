package org.pesadb.storage.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PageOwnersTest {
    @Test
    void rememberEachPageApart() {
        PageOwners owners = new PageOwners();
        assertEquals(PageOwners.NOBODY, owners.get(70_000));
        assertEquals(PageOwners.NOBODY, owners.put(70_000, 5));
        assertEquals(PageOwners.NOBODY, owners.put(4, PageOwners.FREE));
        assertEquals(5, owners.put(70_000, 6));
        assertEquals(6, owners.get(70_000));
        assertEquals(PageOwners.FREE, owners.get(4));
        assertEquals(PageOwners.NOBODY, owners.get(4 + 65_536));
    }
}
