package org.pesadb.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.PesaDbException;

class ComponentsTest {
    private record Kind(String name, int formatVersion, int oldestFormatVersion, boolean standard)
            implements IndexProvider {
        Kind(String name, int formatVersion) {
            this(name, formatVersion, formatVersion, false);
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("depth", "how deep it may grow");
        }

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
        Kind hash = new Kind("hash", 1, 1, true);
        Kind other = new Kind("other", 1);
        assertSame(hash, choose(of(other, hash), null));
        assertSame(other, choose(of(other), null));
        assertThrows(PesaDbException.class, () -> choose(of(other, new Kind("third", 1)), null));
        assertThrows(PesaDbException.class, () -> choose(of(), null));
        Kind second = new Kind("second", 1, 1, true);
        assertThrows(PesaDbException.class, () -> choose(of(hash, second), null), "two that offer themselves");
        assertSame(second, choose(of(hash, second), "second"));
    }

    @Test
    void olderVersionsThatAPartStillReadsAreTaken() {
        Components components = of(new Kind("hash", 4, 2, false));
        for (int version = 2; version <= 4; version++) {
            assertEquals("hash", require(components, "hash", version).name());
        }
        PesaDbException old = assertThrows(PesaDbException.class, () -> require(components, "hash", 1));
        assertEquals(ErrorCode.FORMAT_TOO_OLD, old.code());
        assertTrue(old.getMessage().contains("versions 2 to 4"), old::getMessage);
        assertEquals(
                ErrorCode.FORMAT_TOO_NEW,
                assertThrows(PesaDbException.class, () -> require(components, "hash", 5))
                        .code());
        assertThrows(PesaDbException.class, () -> of(new Kind("hash", 1, 2, false)), "reads nothing that it writes");
        assertThrows(PesaDbException.class, () -> of(new Kind("hash", 1, 0, false)));
    }

    @Test
    void settingsGoToThePartThatTheyAreNamedBy() {
        Kind hash = new Kind("hash", 1);
        Components components = of(hash, new Kind("radix", 1));
        Map<String, String> set = Map.of("hash.depth", "3", "radix.depth", "4");
        components.checkSettings(set);
        assertEquals(Map.of("depth", "3"), Components.settingsOf(hash, set));
        PesaDbException refused =
                assertThrows(PesaDbException.class, () -> components.checkSettings(Map.of("hash.width", "1")));
        assertEquals(ErrorCode.NO_SUCH_COMPONENT, refused.code());
        assertTrue(refused.getMessage().contains("hash.depth, radix.depth"), refused::getMessage);
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
