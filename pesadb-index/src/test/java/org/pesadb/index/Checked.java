package org.pesadb.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.testing.MemoryPages;

/** An index beside a plain map that says what it must answer. */
final class Checked {
    static final int OWNER = 7;

    final MemoryPages pages = new MemoryPages(PageType.INDEX, OWNER);
    final IndexDefinition definition;
    final Index index;
    final long root;
    Map<String, Set<Long>> model = new HashMap<>();
    private final String about;

    Checked(boolean unique, Hasher hasher, long seed) {
        definition = new IndexDefinition("users.name", OWNER, unique);
        HashIndexProvider provider = new HashIndexProvider(hasher, new Random(seed)::nextLong);
        root = provider.create(pages, definition);
        index = provider.open(definition, root);
        about = "seed " + seed + " (-Dpesadb.seed=" + seed + ")";
    }

    static long seed() {
        return Long.getLong("pesadb.seed", System.nanoTime());
    }

    /** Pages that change under their reader, or pages that do not: the index must bear both. */
    private PageWriter writer(long row) {
        return (row & 1) == 0 ? pages : new Recorder(pages);
    }

    /** A byte string as a map's key. */
    static String name(byte[] key) {
        return new String(key, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String name) {
        return name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    void insert(byte[] key, long row) {
        Set<Long> rows = model.computeIfAbsent(name(key), name -> new HashSet<>());
        boolean wanted = !definition.unique() || rows.isEmpty();
        if (rows.contains(row) && wanted) {
            return;
        }
        assertEquals(wanted, index.insert(writer(row), key, row), about);
        if (wanted) {
            rows.add(row);
        }
    }

    void delete(byte[] key, long row) {
        Set<Long> rows = model.getOrDefault(name(key), Set.of());
        assertEquals(rows.contains(row), index.delete(writer(row), key, row), about);
        if (!rows.isEmpty()) {
            rows.remove(row);
        }
        if (rows.isEmpty()) {
            model.remove(name(key));
        }
    }

    static Set<Long> all(RowIdCursor cursor) {
        Set<Long> rows = new HashSet<>();
        for (long row = cursor.next(); row != RowIdCursor.END; row = cursor.next()) {
            assertTrue(rows.add(row), "row " + row + " twice");
        }
        assertEquals(RowIdCursor.END, cursor.next());
        return rows;
    }

    void find(byte[] key) {
        find(pages, model, key);
    }

    void find(PageReader reader, Map<String, Set<Long>> wanted, byte[] key) {
        assertEquals(wanted.getOrDefault(name(key), Set.of()), all(index.find(reader, key)), about);
    }

    Map<String, Set<Long>> copyModel() {
        Map<String, Set<Long>> copy = new HashMap<>();
        model.forEach((key, rows) -> copy.put(key, new HashSet<>(rows)));
        return copy;
    }

    /** Everything that the verification says must agree with the map and the pages in use. */
    void verify() {
        Map<String, Set<Long>> entries = new HashMap<>();
        Set<Long> seen = new HashSet<>();
        List<Fault> faults = new ArrayList<>();
        index.verify(
                pages,
                (key, row) -> assertTrue(
                        entries.computeIfAbsent(name(key), name -> new HashSet<>())
                                .add(row),
                        about),
                page -> assertTrue(seen.add(page), about),
                faults::add);
        assertEquals(List.of(), faults, about);
        model.values().removeIf(Set::isEmpty);
        assertEquals(model, entries, about);
        assertEquals(pages.used(), seen.size(), about + ": pages lost");
    }

    /** What a verification finds; it must end and must not throw. */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        index.verify(pages, (key, row) -> assertFalse(key == null), page -> assertTrue(page > 0), faults::add);
        return faults;
    }

    static byte[] longKey(int length, int number) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) 'x');
        for (int i = 0; i < 4 && i < length; i++) {
            key[length - 1 - i] = (byte) (number >>> 8 * i);
        }
        return key;
    }
}
