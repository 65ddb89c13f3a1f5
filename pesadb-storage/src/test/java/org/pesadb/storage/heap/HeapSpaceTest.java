package org.pesadb.storage.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/** How much room rows take, whether it is used again, and how many pages a change touches. */
class HeapSpaceTest {
    private final Random random = new Random(2);
    private final HeapFixture table = new HeapFixture(HeapFixture.USABLE_BYTES);

    private byte[] row(int length) {
        return HeapFixture.bytes(random, length);
    }

    @Test
    void ascendingInsertsFillPages() {
        long stored = 0;
        for (int i = 0; i < 50_000; i++) {
            int length = 30 + random.nextInt(60);
            table.heap.insert(table.pages, row(length));
            stored += length + SlottedPage.SLOT_BYTES;
        }
        double fill = (double) stored / (table.heap.pages(table.pages) * HeapFixture.USABLE_BYTES);
        assertTrue(fill > 0.95, () -> "pages are " + fill + " full");
    }

    @Test
    void mostInsertsChangeOnePageAndVisitTwo() {
        int single = 0;
        for (int i = 0; i < 10_000; i++) {
            table.pages.takeChanged();
            table.pages.takeVisited();
            table.heap.insert(table.pages, row(44));
            if (table.pages.takeChanged().size() == 1
                    && table.pages.takeVisited().size() == 2) {
                single++;
            }
        }
        int plain = single;
        assertTrue(plain > 9_850, () -> "of 10,000 inserts " + plain + " changed one page and read one more");
    }

    @Test
    void aHintSparesTheVisitToTheRoot() {
        InsertHint hint = new InsertHint();
        int one = 0;
        for (int i = 0; i < 10_000; i++) {
            table.pages.takeVisited();
            table.heap.insert(table.pages, row(44), 0, 44, hint);
            one += table.pages.takeVisited().size() == 1 ? 1 : 0;
        }
        int alone = one;
        assertTrue(alone > 9_850, () -> "of 10,000 inserts " + alone + " asked for the page they fill alone");
    }

    @Test
    void fewDeletesChangeTheDirectory() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            ids.add(table.heap.insert(table.pages, row(44)));
        }
        Collections.shuffle(ids, random);
        int more = 0;
        for (long id : ids.subList(0, 15_000)) {
            table.pages.takeChanged();
            table.heap.delete(table.pages, id);
            more += table.pages.takeChanged().size() > 1 ? 1 : 0;
        }
        int touched = more;
        assertTrue(touched < 1_500, () -> "of 15,000 deletes " + touched + " changed the directory");
    }

    @ParameterizedTest
    @CsvSource({"44, 44", "20, 120", "200, 1500", "1, 3000", "10, 9000", "3900, 4100"})
    void steadyChangeDoesNotGrowTheTable(int shortest, int longest) {
        List<Long> ids = new ArrayList<>();
        long bytes = 0;
        int count = 1_000;
        for (int i = 0; i < count; i++) {
            ids.add(table.insert(row(shortest + random.nextInt(longest - shortest + 1))));
        }
        long first = table.pages.used().size();
        long peak = 0;
        for (int i = 0; i < 30 * count; i++) {
            int at = random.nextInt(count);
            byte[] next = row(shortest + random.nextInt(longest - shortest + 1));
            if (random.nextBoolean()) {
                table.update(ids.get(at), next);
            } else {
                table.delete(ids.get(at));
                ids.set(at, table.insert(next));
            }
            if (i > 5 * count && i % 100 == 0) {
                peak = Math.max(peak, table.pages.used().size());
            }
        }
        long highest = peak;
        assertTrue(highest <= first * 1.35 + 5, () -> first + " pages grew to " + highest);
        table.assertAgrees("after the changes");
    }

    @Test
    void aDeletedPlaceShowsTheTombstoneAndIsUsedAgain() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(table.insert(row(i % 3 == 0 ? 1 : 40)));
        }
        for (long id : ids.subList(10, 20)) {
            table.delete(id);
            Page page = table.pages.page(RowId.page(id));
            int slot = page.getInt(SlottedPage.HEADER_BYTES + SlottedPage.SLOT_BYTES * RowId.slot(id));
            assertEquals(
                    0, page.compare(SlottedPage.offset(slot), HeapFixture.TOMBSTONE.length, HeapFixture.TOMBSTONE));
        }
        Set<Long> gone = Set.copyOf(ids.subList(10, 20));
        for (int i = 0; i < 10; i++) {
            assertTrue(gone.contains(table.insert(row(1))), "a dead slot is used again before a new one");
        }
        table.assertAgrees("after reuse");
    }

    @Test
    void pagesEmptiedByDeletesComeBack() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            ids.add(table.insert(row(i % 100 == 0 ? 6_000 : 200)));
        }
        assertTrue(table.pages.used(PageType.DIRECTORY) > 2, "the directory has leaves");
        Collections.shuffle(ids, random);
        ids.forEach(table::delete);
        assertTrue(table.heap.pages(table.pages) <= 1, "all but the page that is being filled");
        assertEquals(1, table.pages.used(PageType.DIRECTORY));
        assertEquals(0, table.pages.used(PageType.OVERFLOW));
        table.assertAgrees("empty");
    }

    @ParameterizedTest
    @CsvSource({"120, 12000", "4072, 3000"})
    void theDirectoryGrowsAndShrinks(int usable, int rows) {
        HeapFixture deep = new HeapFixture(usable);
        int length = usable - 30;
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            ids.add(deep.insert(row(length)));
        }
        int level = DirectoryNode.level(deep.pages.page(deep.root));
        assertTrue(level >= (usable < 4000 ? 3 : 1), () -> "level " + level);
        deep.assertAgrees("high");
        Collections.shuffle(ids, random);
        for (long id : ids.subList(0, rows * 9 / 10)) {
            deep.delete(id);
        }
        deep.assertAgrees("thinned out");
        for (int i = 0; i < rows / 2; i++) {
            deep.insert(row(length));
        }
        deep.assertAgrees("grown again");
        new ArrayList<>(deep.model.keySet()).forEach(deep::delete);
        assertEquals(0, DirectoryNode.level(deep.pages.page(deep.root)));
        deep.assertAgrees("empty");
    }

    @Test
    void movedRowsKeepTheirIdsAndGoHome() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ids.add(table.insert(row(40)));
        }
        for (int round = 1; round < 8; round++) {
            for (int i = 0; i < ids.size(); i += 3) {
                table.update(ids.get(i), row(40 + 150 * round));
            }
            table.assertAgrees("round " + round);
        }
        for (long id : ids) {
            table.update(id, row(40));
        }
        table.assertAgrees("home again");
        HeapScan scan = table.heap.scan(table.pages);
        RowBytes read = new RowBytes();
        while (scan.next()) {
            table.pages.takeVisited();
            assertTrue(table.heap.read(table.pages, scan.rowId(), read));
            assertEquals(1, table.pages.takeVisited().size(), "no row is away any more");
        }
    }

    @Test
    void aSnapshotStaysAsItWas() {
        for (int i = 0; i < 300; i++) {
            table.insert(row(50));
        }
        var before = table.pages.snapshot();
        new ArrayList<>(table.model.keySet()).forEach(table::delete);
        assertEquals(300, table.heap.count(before, () -> {}));
        assertEquals(0, table.heap.count(table.pages, () -> {}));
    }
}
