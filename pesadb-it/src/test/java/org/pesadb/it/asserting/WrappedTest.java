package org.pesadb.it.asserting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageType;
import org.pesadb.testing.MemoryPages;

/** An asserting part whose jar came without that of the part which it wraps harms nobody who does not use it. */
class WrappedTest {
    private static final int OWNER = 7;

    private static final class Codec extends AssertingCodec {
        Codec() {
            super("absent");
        }
    }

    private static final class Index extends AssertingIndexProvider {
        Index() {
            super("absent");
        }
    }

    private static final class Join extends AssertingJoin {
        Join() {
            super("absent");
        }
    }

    static List<Component> parts() {
        return List.of(new Codec(), new Index(), new Join());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void theRegistryTakesOneThatWrapsNothing(Component part) {
        Components all = Components.installed().with(List.of(part));
        ComponentKind kind = Components.kindOf(part);
        assertTrue(all.names(kind).contains("assert-absent"));
        assertEquals(part, all.choose(kind, Component.class, "assert-absent"));
        assertEquals(1, part.formatVersion());
        assertEquals(1, part.oldestFormatVersion());
    }

    @Test
    void whoUsesOneIsToldWhatIsMissing() {
        IndexProvider index = new Index();
        assertFalse(index.ordered());
        PesaDbException told = assertThrows(
                PesaDbException.class,
                () -> index.create(
                        new MemoryPages(PageType.INDEX, OWNER), new IndexDefinition("users.name", OWNER, false, 1)));
        assertEquals(ErrorCode.NO_SUCH_COMPONENT, told.code());
        assertTrue(told.getMessage().contains("assert-absent wraps 'absent'"), told::getMessage);
    }
}
