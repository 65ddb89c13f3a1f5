package org.pesadb.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.PesaDbException;

class ComponentsTest {
    private record Kind(String name, int formatVersion) implements IndexProvider {
        @Override
        public long create(PageWriter writer, IndexDefinition definition) {
            return 0;
        }

        @Override
        public Index open(IndexDefinition definition, long root) {
            throw new AssertionError("not opened here");
        }
    }

    private static Components of(Component... parts) {
        return Components.of(null, List.of(parts));
    }

    private static Component choose(Components components, String name) {
        return components.choose(ComponentKind.INDEX, IndexProvider.class, name);
    }

    @Test
    void twoOfOneKindAndNameAreRefusedNamingBoth() {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> of(new Kind("a", 1), new Kind("a", 2)));
        assertEquals(ErrorCode.DUPLICATE_COMPONENT, refused.code());
        assertTrue(
                refused.getMessage().contains("index") && refused.getMessage().contains("'a'"), refused::getMessage);
    }

    @Test
    void unknownNamesAreAnsweredWithWhatIsThere() {
        Components components = of(new Kind("radix", 1), new Kind("hash", 1));
        PesaDbException refused = assertThrows(PesaDbException.class, () -> choose(components, "btree"));
        assertEquals(ErrorCode.NO_SUCH_COMPONENT, refused.code());
        assertTrue(refused.getMessage().contains("hash, radix"), refused::getMessage);
    }

    @Test
    void theDefaultIsTheStandardOneOrTheOnlyOne() {
        Kind hash = new Kind("hash", 1);
        Kind other = new Kind("other", 1);
        assertSame(hash, choose(of(other, hash), null));
        assertSame(other, choose(of(other), null));
        assertThrows(PesaDbException.class, () -> choose(of(other, new Kind("third", 1)), null));
        assertThrows(PesaDbException.class, () -> choose(of(), null));
    }

    @Test
    void whatADatabaseNeedsMustBeThereInItsVersion() {
        Components components = of(new Kind("hash", 2));
        MissingComponentException missing =
                assertThrows(MissingComponentException.class, () -> require(components, "radix", 1));
        assertEquals(ErrorCode.MISSING_COMPONENT, missing.code());
        assertEquals(List.of("hash"), missing.available());
        assertEquals("radix", missing.name());
        assertEquals(
                ErrorCode.FORMAT_TOO_NEW,
                assertThrows(PesaDbException.class, () -> require(components, "hash", 3))
                        .code());
        assertEquals(
                ErrorCode.FORMAT_TOO_OLD,
                assertThrows(PesaDbException.class, () -> require(components, "hash", 1))
                        .code());
        assertEquals("hash", require(components, "hash", 2).name());
    }

    private static Component require(Components components, String name, int version) {
        return components.require(ComponentKind.INDEX, IndexProvider.class, name, version, "table t");
    }

    @Test
    void namesThatMustNotReachTheDiskAreRefused() {
        for (String name : new String[] {null, "", "Hash", "1st", "a b", "x".repeat(65)}) {
            assertEquals(
                    ErrorCode.BAD_PLUGIN,
                    assertThrows(PesaDbException.class, () -> of(new Kind(name, 1)))
                            .code());
        }
        assertThrows(PesaDbException.class, () -> of(new Kind("fine", 0)));
    }

    @Test
    void aRegistryNeverChanges() {
        Components before = of(new Kind("hash", 1));
        Components after = before.with(List.of(new Kind("radix", 1)));
        assertEquals(List.of("hash"), before.names(ComponentKind.INDEX));
        assertEquals(List.of("hash", "radix"), after.names(ComponentKind.INDEX));
        assertThrows(
                UnsupportedOperationException.class,
                () -> before.names(ComponentKind.INDEX).add("x"));
    }
}
