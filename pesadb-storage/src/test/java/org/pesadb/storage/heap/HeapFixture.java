package org.pesadb.storage.heap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pesadb.api.Fault;
import org.pesadb.api.spi.PageType;

/** A heap over pages in memory beside a plain map that it must agree with. */
final class HeapFixture {
    static final byte[] TOMBSTONE = "{\"__deleted__\":true}".getBytes(StandardCharsets.US_ASCII);
    static final int OWNER = 7;
    static final int USABLE_BYTES = 4072;

    final HeapPages pages;
    Heap heap;
    long root;
    final Map<Long, byte[]> model = new TreeMap<>();

    HeapFixture(int usableBytes) {
        pages = new HeapPages(usableBytes);
        root = Heap.create(pages, OWNER);
        heap = new Heap("users", OWNER, root, TOMBSTONE);
    }

    static Heap reopen(long root) {
        return new Heap("users", OWNER, root, TOMBSTONE);
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    long insert(byte[] row) {
        long rowId = heap.insert(pages, row);
        assertTrue(model.put(rowId, row) == null, () -> "row id " + rowId + " was given out twice");
        return rowId;
    }

    void update(long rowId, byte[] row) {
        heap.update(pages, rowId, row);
        model.put(rowId, row);
    }

    void delete(long rowId) {
        heap.delete(pages, rowId);
        model.remove(rowId);
    }

    /** Moves every row, and finds them all again under new ids. */
    void move() {
        List<String> before = new ArrayList<>();
        model.values().forEach(row -> before.add(Arrays.toString(row)));
        long heapPages = heap.pages(pages);
        long[] told = new long[1];
        root = heap.move(pages, (done, total) -> {
            assertEquals(++told[0], done);
            assertEquals(heapPages, total);
        });
        assertEquals(heapPages, told[0], "heap pages told of");
        heap = reopen(root);
        model.clear();
        List<String> after = new ArrayList<>();
        HeapScan scan = heap.scan(pages);
        while (scan.next()) {
            model.put(scan.rowId(), bytes(scan.row()));
            after.add(Arrays.toString(bytes(scan.row())));
        }
        before.sort(null);
        after.sort(null);
        assertEquals(before, after, "rows moved");
    }

    byte[] read(long rowId) {
        RowBytes row = new RowBytes();
        return heap.read(pages, rowId, row) ? bytes(row) : null;
    }

    static byte[] bytes(RowBytes row) {
        return Arrays.copyOfRange(row.array(), row.offset(), row.offset() + row.length());
    }

    List<Fault> verify() {
        List<Fault> faults = new ArrayList<>();
        heap.verify(pages, (id, bytes, offset, length) -> {}, page -> {}, faults::add);
        return faults;
    }

    /** Compares everything that can be read with the model, and makes sure that no page is lost or counted twice. */
    void assertAgrees(String when) {
        Map<Long, byte[]> left = new TreeMap<>(model);
        HeapScan scan = heap.scan(pages);
        while (scan.next()) {
            assertArrayEquals(left.remove(scan.rowId()), bytes(scan.row()), () -> when + ", scan, " + scan.rowId());
        }
        assertEquals(Set.of(), left.keySet(), () -> when + ": rows that the scan does not find");
        model.forEach((id, row) -> assertArrayEquals(row, read(id), () -> when + ", read, " + RowId.text(id)));
        assertEquals(model.size(), heap.count(pages, () -> {}), () -> when + ", count");
        assertEquals(pages.used(PageType.HEAP), heap.pages(pages), () -> when + ", pages");

        Set<Long> seen = new TreeSet<>();
        Map<Long, byte[]> rows = new TreeMap<>();
        heap.verify(
                pages,
                (id, bytes, offset, length) -> assertTrue(
                        rows.put(id, Arrays.copyOfRange(bytes, offset, offset + length)) == null,
                        () -> when + ": row shown twice"),
                page -> assertTrue(seen.add(page), () -> when + ": page " + page + " named twice"),
                fault -> {
                    throw new AssertionError(when + ": " + fault);
                });
        assertEquals(model.keySet(), rows.keySet(), () -> when + ", rows verified");
        assertEquals(pages.used(), seen, () -> when + ", pages verified");
    }
}
