package org.pesadb.storage.heap;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.PageType;

/** Damage is found and named; it never comes out as data, as absence, or as another exception than the one for damage. */
class HeapDamageTest {
    private static final int USABLE = 240;

    private HeapFixture table;
    private long moved;
    private long large;
    private long dead;
    private long plain;

    @BeforeEach
    void fill() {
        table = sample();
        plain = idOfKind(SlottedPage.ROW);
        moved = idOfKind(SlottedPage.FORWARD);
        large = idOfKind(SlottedPage.OVERFLOW);
    }

    private HeapFixture sample() {
        HeapFixture sample = new HeapFixture(USABLE);
        Random random = new Random(3);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ids.add(sample.insert(HeapFixture.bytes(random, i % 20 == 7 ? 700 : 30)));
        }
        for (int i = 0; i < 400; i += 11) {
            sample.update(ids.get(i), HeapFixture.bytes(random, 150));
        }
        dead = ids.get(205);
        sample.delete(dead);
        return sample;
    }

    private long idOfKind(int kind) {
        return table.model.keySet().stream()
                .filter(id -> SlottedPage.kind(slotWord(id)) == kind)
                .findFirst()
                .orElseThrow();
    }

    private int slotWord(long rowId) {
        return table.pages.page(RowId.page(rowId)).getInt(slotAt(rowId));
    }

    private static int slotAt(long rowId) {
        return SlottedPage.HEADER_BYTES + SlottedPage.SLOT_BYTES * RowId.slot(rowId);
    }

    private MutablePage raw(long rowId) {
        return table.pages.raw(RowId.page(rowId));
    }

    private int cell(long rowId) {
        return SlottedPage.offset(slotWord(rowId));
    }

    private long firstOverflowPage(long rowId) {
        return raw(rowId).getUnsignedInt(cell(rowId));
    }

    private long leaf() {
        return table.pages.find(PageType.DIRECTORY, true);
    }

    private void add(MutablePage page, int field, int change) {
        page.putShort(field, page.getShort(field) + change);
    }

    @TestFactory
    Stream<DynamicTest> verifyFinds() {
        Map<String, Consumer<MutablePage>> inHeapPage = Map.of(
                "a wrong number of rows", page -> add(page, SlottedPage.ROWS, -1),
                "a wrong number of dead slots", page -> add(page, SlottedPage.DEAD_SLOTS, 1),
                "a wrong sum of cells", page -> add(page, SlottedPage.USED, -1),
                "cells that begin in the slots", page -> page.putShort(SlottedPage.CELLS, 3),
                "more slots than fit", page -> page.putShort(SlottedPage.SLOTS, 0xFFFF),
                "another class than on record", page -> page.putByte(SlottedPage.RECORDED_CLASS, 9),
                "a slot outside the page", page -> page.putShort(SlottedPage.HEADER_BYTES, USABLE - 2),
                "a slot of an unknown kind", page -> page.putByte(SlottedPage.HEADER_BYTES + 3, 0xE0),
                "overlapping cells",
                        page -> page.putInt(SlottedPage.HEADER_BYTES, page.getInt(SlottedPage.HEADER_BYTES + 4)),
                "a page of zeros", page -> page.clear(0, page.size()));
        Stream<DynamicTest> heapPages = inHeapPage.entrySet().stream()
                .map(damage -> finds(damage.getKey(), () -> damage.getValue().accept(raw(plain))));
        Stream<DynamicTest> others = Stream.of(
                finds("a page of another owner", () -> table.pages.retype(RowId.page(plain), PageType.HEAP, 8)),
                finds(
                        "a page of another type",
                        () -> table.pages.retype(RowId.page(plain), PageType.INDEX, HeapFixture.OWNER)),
                finds("a dead row without tombstone", () -> raw(dead).putByte(cell(dead) + 2, 'x')),
                finds("a forward to nowhere", () -> raw(moved).putLong(cell(moved), -1)),
                finds("a forward to another row", () -> raw(moved).putLong(cell(moved), plain)),
                finds("a moved row with another home", () -> {
                    long place = raw(moved).getLong(cell(moved));
                    raw(place).putLong(cell(place), plain);
                }),
                finds("an impossible length", () -> raw(large).putLong(cell(large) + 4, -5)),
                finds("a length that the pages do not have", () -> raw(large).putLong(cell(large) + 4, 5_000)),
                finds("a length shorter than the pages", () -> raw(large).putLong(cell(large) + 4, 5)),
                finds("a length beyond the database", () -> raw(large).putLong(cell(large) + 4, 1L << 30)),
                finds("a chain in a circle", () -> {
                    MutablePage first = table.pages.raw(firstOverflowPage(large));
                    first.putInt(0, (int) first.id());
                }),
                finds(
                        "a chain that is cut",
                        () -> table.pages.raw(firstOverflowPage(large)).putInt(0, 0)),
                finds(
                        "a chain of another row",
                        () -> table.pages.raw(firstOverflowPage(large)).putLong(8, plain)),
                finds(
                        "a wrong number of pages",
                        () -> table.pages.raw(table.root).putInt(8, 3)),
                finds(
                        "a page to fill that is none",
                        () -> table.pages.raw(table.root).putInt(4, 1)),
                finds("a wrong highest class", () -> {
                    MutablePage root = table.pages.raw(table.root);
                    DirectoryNode.setFreeClass(root, 0, DirectoryNode.freeClass(root, 0) + 1);
                }),
                finds("a page twice in the directory", () -> {
                    MutablePage leaf = table.pages.raw(leaf());
                    leaf.putInt(20, leaf.getInt(16));
                }),
                finds("a directory page twice", () -> {
                    MutablePage root = table.pages.raw(table.root);
                    int children = 16 + 4 * DirectoryNode.capacity(root);
                    root.putInt(children + 4, root.getInt(children));
                }),
                finds(
                        "a directory page of a wrong level",
                        () -> table.pages.raw(leaf()).putByte(0, 4)),
                finds("too many entries", () -> table.pages.raw(leaf()).putShort(2, 999)),
                finds("a root that is none", () -> table.pages.raw(table.root).putShort(2, 999)));
        return Stream.concat(heapPages, others);
    }

    private DynamicTest finds(String what, Runnable damage) {
        return DynamicTest.dynamicTest(what, () -> {
            fill();
            assertEquals(List.of(), table.verify(), "sound before");
            damage.run();
            List<Fault> faults = table.verify();
            assertFalse(faults.isEmpty(), what);
            assertTrue(
                    faults.stream().allMatch(fault -> fault.object().equals("table users") && fault.page() > 0),
                    faults::toString);
        });
    }

    @Test
    void verifyGoesOnAfterAFault() {
        long page = RowId.page(plain);
        raw(plain).putShort(SlottedPage.CELLS, 1);
        Set<Long> rows = new HashSet<>();
        List<Fault> faults = new ArrayList<>();
        table.heap.verify(table.pages, (id, bytes, offset, length) -> rows.add(id), id -> {}, faults::add);
        assertTrue(faults.stream().anyMatch(fault -> fault.page() == page), faults::toString);
        Set<Long> elsewhere = new HashSet<>(table.model.keySet());
        elsewhere.removeIf(id -> RowId.page(id) == page);
        elsewhere.removeAll(rows);
        // A row may have moved to the damaged page: it is named, not shown.
        assertTrue(elsewhere.size() < 4 && rows.size() > 350, () -> "not shown: " + elsewhere);
    }

    @Test
    void errorsNameTablePageAndSlot() {
        raw(moved).putLong(cell(moved), plain);
        CorruptException error = assertThrows(CorruptException.class, () -> table.read(moved));
        String place = "table users, page " + RowId.page(moved) + " slot " + RowId.slot(moved);
        assertTrue(error.getMessage().contains(place), error::getMessage);
    }

    @Test
    void aRowThatIsNotThereCannotBeChanged() {
        assertEquals(null, table.read(dead));
        assertThrows(CorruptException.class, () -> table.heap.delete(table.pages, dead));
        assertThrows(CorruptException.class, () -> table.heap.update(table.pages, dead, new byte[3]));
        long beyond = RowId.of(RowId.page(plain), 60_000);
        assertEquals(null, table.read(beyond));
        assertThrows(CorruptException.class, () -> table.heap.delete(table.pages, beyond));
        assertThrows(CorruptException.class, () -> table.read(-1));
        assertThrows(CorruptException.class, () -> table.read(RowId.of(table.root, 0)));
        assertThrows(CorruptException.class, () -> table.read(RowId.of(1L << 31, 0)));
    }

    @Test
    void whereAMovedRowIsNoRowStands() {
        long place = raw(moved).getLong(cell(moved));
        assertEquals(null, table.read(place));
        assertThrows(CorruptException.class, () -> table.heap.delete(table.pages, place));
    }

    /** A move must not lose a row, nor show one twice, because of a pointer that is wrong. */
    @TestFactory
    Stream<DynamicTest> moveRefuses() {
        return Stream.of(
                refused("a forward to nowhere", () -> raw(moved).putLong(cell(moved), -1)),
                refused("a forward to another row", () -> raw(moved).putLong(cell(moved), plain)),
                refused("a forward to an earlier page", () -> raw(moved).putLong(cell(moved), RowId.of(1, 0))),
                refused("a moved row with another home", () -> {
                    long place = raw(moved).getLong(cell(moved));
                    raw(place).putLong(cell(place), plain);
                }),
                refused("a moved row with a home further on", () -> {
                    long place = raw(moved).getLong(cell(moved));
                    raw(place).putLong(cell(place), RowId.of(RowId.page(place) + 1, 0));
                }),
                refused("a row that is marked as dead", () -> raw(plain).putInt(slotAt(plain), 0)),
                refused("an impossible length", () -> raw(large).putLong(cell(large) + 4, -5)),
                refused("a page twice in the directory", () -> {
                    MutablePage leaf = table.pages.raw(leaf());
                    leaf.putInt(DirectoryNode.HEADER_BYTES, leaf.getInt(DirectoryNode.HEADER_BYTES + 4));
                }));
    }

    private DynamicTest refused(String name, Runnable harm) {
        return DynamicTest.dynamicTest(name, () -> {
            fill();
            harm.run();
            assertThrows(CorruptException.class, () -> table.heap.move(table.pages, (done, total) -> {}));
        });
    }

    @Test
    void aTombstoneThatIsTooLongIsRefused() {
        PesaDbException error = assertThrows(PesaDbException.class, () -> new Heap("users", 7, 1, new byte[65]));
        assertEquals(ErrorCode.BAD_PLUGIN, error.code());
    }

    /** {@code -Dheap.seed=N} repeats one seed. */
    @TestFactory
    Stream<DynamicTest> bytesTurnedOverAtRandomAreOnlyEverCorrupt() {
        Integer seed = Integer.getInteger("heap.seed");
        IntStream seeds = seed != null ? IntStream.of(seed) : IntStream.range(0, 400);
        HeapFixture whole = sample();
        List<Long> pages = new ArrayList<>(whole.pages.used());
        return seeds.mapToObj(number -> DynamicTest.dynamicTest("heap.seed=" + number, () -> {
            Random random = new Random(number);
            HeapPages damaged = whole.pages.copy();
            for (int i = random.nextInt(4); i >= 0; i--) {
                MutablePage page =
                        damaged.raw(random.nextInt(4) == 0 ? whole.root : pages.get(random.nextInt(pages.size())));
                int offset = random.nextBoolean() ? random.nextInt(40) : random.nextInt(page.size());
                page.putByte(offset, random.nextBoolean() ? random.nextInt(256) : page.getByte(offset) ^ 1);
            }
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> assertDoesNotThrow(() -> useAll(whole, damaged, random)));
        }));
    }

    private static void useAll(HeapFixture whole, HeapPages damaged, Random random) {
        List<Fault> faults = new ArrayList<>();
        whole.heap.verify(damaged, (id, bytes, offset, length) -> {}, page -> {}, faults::add);
        HeapPages moving = damaged.copy();
        tolerant(() -> {
            HeapFixture.reopen(whole.heap.move(moving, (done, total) -> {}))
                    .verify(moving, (id, bytes, offset, length) -> {}, page -> {}, fault -> {
                        throw new AssertionError("the move made damage: " + fault);
                    });
        });
        RowBytes row = new RowBytes();
        tolerant(() -> {
            HeapScan scan = whole.heap.scan(damaged);
            while (scan.next()) {
                HeapFixture.bytes(scan.row());
            }
        });
        tolerant(() -> whole.heap.count(damaged, () -> {}));
        for (long id : whole.model.keySet()) {
            tolerant(() -> whole.heap.read(damaged, id, row));
            // After a failed change a transaction is rolled back; going on here only makes the damage worse.
            tolerant(() -> {
                switch (random.nextInt(3)) {
                    case 0 -> whole.heap.insert(damaged, new byte[random.nextInt(300)]);
                    case 1 -> whole.heap.update(damaged, id, new byte[random.nextInt(300)]);
                    default -> whole.heap.delete(damaged, id);
                }
            });
        }
        tolerant(() -> whole.heap.drop(damaged));
    }

    private static void tolerant(Runnable step) {
        try {
            step.run();
        } catch (CorruptException e) {
            assertTrue(e.getMessage().contains("page "), e::getMessage);
        }
    }
}
