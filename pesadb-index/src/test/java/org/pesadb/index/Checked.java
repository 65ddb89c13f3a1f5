package org.pesadb.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.testing.MemoryPages;

/** An index beside a plain map that says what it must answer. */
public final class Checked {
    public static final int OWNER = 7;

    public final MemoryPages pages = new MemoryPages(PageType.INDEX, OWNER);
    public final IndexDefinition definition;
    public final boolean ordered;
    public final Index index;
    public final long root;
    public NavigableMap<String, NavigableSet<Long>> model = new TreeMap<>();
    private final String about;

    public Checked(IndexProvider provider, boolean unique, long seed) {
        definition = new IndexDefinition("users.name", OWNER, unique, 1);
        ordered = provider.ordered();
        root = provider.create(pages, definition);
        index = provider.open(definition, root);
        about = "seed " + seed + " (-Dpesadb.seed=" + seed + ")";
    }

    public static long seed() {
        return Long.getLong("pesadb.seed", System.nanoTime());
    }

    /** Pages that change under their reader, or pages that do not: the index must bear both. */
    private PageWriter writer(long row) {
        return (row & 1) == 0 ? pages : new Recorder(pages);
    }

    /** A byte string as a map's key. */
    public static String name(byte[] key) {
        return new String(key, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    public static byte[] bytes(String name) {
        return name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    public void insert(byte[] key, long row) {
        Set<Long> rows = model.computeIfAbsent(name(key), name -> new TreeSet<>());
        boolean wanted = !definition.unique() || rows.isEmpty();
        if (rows.contains(row) && wanted) {
            return;
        }
        assertEquals(wanted, index.insert(writer(row), key, row), about);
        if (wanted) {
            rows.add(row);
        }
    }

    public void delete(byte[] key, long row) {
        Set<Long> rows = model.getOrDefault(name(key), new TreeSet<>());
        assertEquals(rows.contains(row), index.delete(writer(row), key, row), about);
        if (!rows.isEmpty()) {
            rows.remove(row);
        }
        if (rows.isEmpty()) {
            model.remove(name(key));
        }
    }

    public static Set<Long> all(RowIdCursor cursor) {
        Set<Long> rows = new HashSet<>();
        for (long row = cursor.next(); row != RowIdCursor.END; row = cursor.next()) {
            assertTrue(rows.add(row), "row " + row + " twice");
        }
        assertEquals(RowIdCursor.END, cursor.next());
        return rows;
    }

    public void find(byte[] key) {
        find(pages, model, key);
    }

    public void find(PageReader reader, Map<String, NavigableSet<Long>> wanted, byte[] key) {
        assertEquals(wanted.getOrDefault(name(key), new TreeSet<>()), all(index.find(reader, key)), about);
    }

    /** Both directions; null for no bound. Only of an ordered index, whose rows of one key must come in order here. */
    public void range(PageReader reader, NavigableMap<String, NavigableSet<Long>> state, byte[] from, byte[] to) {
        NavigableMap<String, NavigableSet<Long>> part = state;
        boolean empty = from != null && to != null && name(from).compareTo(name(to)) > 0;
        part = from == null ? part : part.tailMap(name(from), true);
        part = to == null || empty ? part : part.headMap(name(to), false);
        List<Long> wanted = new ArrayList<>();
        if (!empty) {
            part.values().forEach(wanted::addAll);
        }
        assertEquals(wanted, list(index.range(reader, from, to, false)), about);
        Collections.reverse(wanted);
        assertEquals(wanted, list(index.range(reader, from, to, true)), about);
        long estimate = index.estimate(reader, from, to);
        assertTrue(estimate >= 0, about);
        assertTrue(!empty || estimate == 0, about);
    }

    public static List<Long> list(RowIdCursor cursor) {
        List<Long> rows = new ArrayList<>();
        for (long row = cursor.next(); row != RowIdCursor.END; row = cursor.next()) {
            rows.add(row);
        }
        assertEquals(RowIdCursor.END, cursor.next());
        return rows;
    }

    public NavigableMap<String, NavigableSet<Long>> copyModel() {
        NavigableMap<String, NavigableSet<Long>> copy = new TreeMap<>();
        model.forEach((key, rows) -> copy.put(key, new TreeSet<>(rows)));
        return copy;
    }

    /** Everything that the verification says must agree with the map and the pages in use. */
    public void verify() {
        Map<String, Set<Long>> entries = new TreeMap<>();
        Set<Long> seen = new HashSet<>();
        List<Fault> faults = new ArrayList<>();
        index.verify(
                pages,
                (key, row) -> assertTrue(
                        entries.computeIfAbsent(name(key), name -> new TreeSet<>())
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
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        index.verify(pages, (key, row) -> assertFalse(key == null), page -> assertTrue(page > 0), faults::add);
        return faults;
    }

    public static byte[] longKey(int length, int number) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) 'x');
        for (int i = 0; i < 4 && i < length; i++) {
            key[length - 1 - i] = (byte) (number >>> 8 * i);
        }
        return key;
    }
}
