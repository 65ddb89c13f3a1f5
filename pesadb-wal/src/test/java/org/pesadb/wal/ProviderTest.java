package org.pesadb.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.LogProvider;

/** What the module says of itself. */
class ProviderTest {
    @Test
    @DisplayName("the module provides the standard log, under its own name, and exports nothing")
    void provided() {
        Module module = WalProvider.class.getModule();
        assertTrue(module.isNamed() && module.getDescriptor().exports().isEmpty());
        assertTrue(module.getDescriptor().provides().stream()
                .anyMatch(each -> each.service().equals(LogProvider.class.getName())));
        WalProvider provider = new WalProvider();
        assertEquals("wal", provider.name());
        assertTrue(provider.standard());
        assertEquals(2, provider.formatVersion());
    }
}
