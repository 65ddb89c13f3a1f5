package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.testing.MemoryFiles;

/** States of pages in and out of a small memory, beside a plain map; and each failure of the file below it. */
class TransactionMemoryTest {
    private static final int BUDGET = TransactionMemory.LEAST_PAGES;
    private static final Root ROOT = new Root(1, 0, 1, 0, 0, Root.State.IN_USE, 0);

    private final MemoryFiles files = new MemoryFiles();
    private final SpillFile file = new SpillFile(files, Fixture.SPILL);
    private final TransactionMemory memory = new TransactionMemory(file, BUDGET);
    private final DirtyPages dirty = new DirtyPages(ROOT, memory);

    private void make(long id, long value) {
        DirtyPage state = DirtyPage.blank(id, Fixture.TYPE, Fixture.OWNER, dirty.newestOpen());
        write(state.page(), value);
        dirty.put(state);
    }

    private static void write(MutablePage page, long value) {
        page.putLong(0, value);
        page.putLong(page.size() - 8, ~value);
    }

    /** Changes a page as a transaction does it: in place, or a copy where a savepoint needs it. */
    private void change(long id, long value) {
        DirtyPage state = dirty.get(id);
        if (dirty.changeable(state)) {
            write(memory.edit(state), value);
        } else {
            DirtyPage copy = DirtyPage.copy(memory.read(state), memory.image(), dirty.newestOpen());
            write(copy.page(), value);
            dirty.put(copy);
        }
    }

    private long read(long id) {
        Page page = memory.read(dirty.get(id));
        assertEquals(id, page.id());
        assertEquals(Fixture.TYPE, page.type());
        assertEquals(Fixture.OWNER, page.owner());
        assertEquals(~page.getLong(0), page.getLong(page.size() - 8));
        return page.getLong(0);
    }

    private void release() {
        if (memory.isOver()) {
            memory.release();
        }
        assertTrue(!memory.isOver());
    }

    private int fileBytes() {
        byte[] bytes = files.bytes(Fixture.SPILL.resolve(SpillFile.NAME));
        return bytes == null ? 0 : bytes.length;
    }

    private record Marked(int mark, Map<Long, Long> values) {}

    @Test
    void anImageIsUsedAgainOnceNoSavepointNeedsIt() {
        make(1, 10);
        byte[] first = dirty.get(1).page().array();
        int outer = dirty.savepoint();
        change(1, 11);
        int inner = dirty.savepoint();
        change(1, 12);
        dirty.release(inner);
        assertNotSame(first, memory.image(), "the outer savepoint leads back to it");
        dirty.rollbackTo(outer);
        assertEquals(10, read(1));
        int again = dirty.savepoint();
        change(1, 13);
        dirty.release(again);
        assertSame(first, memory.image());
        assertEquals(13, read(1));
    }

    @ParameterizedTest(name = "run {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void agreesWithAPlainMap(int run) {
        long seed = Long.getLong("pesadb.seed", System.nanoTime() + run);
        String repeat = "-Dpesadb.seed=" + seed;
        Random random = new Random(seed);
        Map<Long, Long> values = new HashMap<>();
        List<Marked> marks = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int choice = random.nextInt(100);
            long id = 1 + random.nextInt(run % 2 == 0 ? 40 : 200);
            if (choice < 25) {
                if (!values.containsKey(id)) {
                    make(id, step);
                    values.put(id, (long) step);
                }
            } else if (choice < 50) {
                if (values.containsKey(id)) {
                    change(id, step);
                    values.put(id, (long) step);
                }
            } else if (choice < 60) {
                if (values.remove(id) != null) {
                    dirty.free(id);
                }
            } else if (choice < 75) {
                if (values.containsKey(id)) {
                    assertEquals(values.get(id), read(id), repeat);
                } else {
                    DirtyPage state = dirty.get(id);
                    assertTrue(state == null || state.isFreed(), repeat);
                }
            } else if (choice < 80 && marks.size() < 5) {
                marks.add(new Marked(dirty.savepoint(), new HashMap<>(values)));
            } else if (choice < 85 && !marks.isEmpty()) {
                int at = random.nextInt(marks.size());
                Marked marked = marks.get(at);
                marks.subList(at, marks.size()).clear();
                if (random.nextBoolean()) {
                    dirty.release(marked.mark);
                } else {
                    dirty.rollbackTo(marked.mark);
                    values = marked.values;
                }
            } else {
                release();
            }
            if (step % 500 == 0) {
                check(values, repeat);
            }
        }
        check(values, repeat);
        // Each page has one state, and one more for each savepoint at most; so has the file.
        assertTrue(fileBytes() > 0 && fileBytes() <= 200 * 6 * PageFormat.PAGE_BYTES, repeat + ": " + fileBytes());
        memory.close();
        assertNull(files.bytes(Fixture.SPILL.resolve(SpillFile.NAME)), repeat);
    }

    private void check(Map<Long, Long> values, String repeat) {
        long[] ids = dirty.changedIds();
        assertEquals(
                new ArrayList<>(new TreeSet<>(values.keySet())),
                java.util.Arrays.stream(ids).boxed().toList(),
                repeat);
        DirtyPage[] states = new DirtyPage[ids.length];
        for (int i = 0; i < ids.length; i++) {
            states[i] = dirty.get(ids[i]);
        }
        byte[][] images = new byte[ids.length][];
        memory.fetch(states, ids.length, images); // as a commit does it
        for (int i = 0; i < ids.length; i++) {
            Page page = images[i] == null ? states[i].page() : PageFormat.page(ids[i], images[i]);
            assertEquals(values.get(ids[i]), page.getLong(0), repeat);
        }
        values.forEach((id, value) -> assertEquals(value, read(id), repeat));
    }

    private void fill(int pages) {
        for (long id = 1; id <= pages; id++) {
            make(id, id);
            release();
        }
    }

    @Test
    void whatFitsStaysInMemoryWithoutAFile() {
        fill(BUDGET);
        for (long id = 1; id <= BUDGET; id++) {
            assertEquals(id, read(id));
        }
        assertEquals(false, memory.hasSpilled());
        assertEquals(List.of(), files.list(Fixture.SPILL, ""));
        memory.close();
    }

    @Test
    void readingAnyNumberOfPagesBackTakesNoMoreMemoryAndNoWrite() {
        fill(100 * BUDGET);
        List<Page> held = new ArrayList<>();
        files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.WRITE) {
                throw new IOException("nothing has changed");
            }
        });
        for (int round = 0; round < 3; round++) {
            for (long id = 1; id <= 100 * BUDGET; id++) {
                assertEquals(id, read(id));
                held.add(memory.read(dirty.get(id)));
                long inMemory = java.util.stream.LongStream.rangeClosed(1, id % 100 == 0 ? 100 * BUDGET : 0)
                        .filter(other -> dirty.get(other).page() != null)
                        .count();
                assertTrue(inMemory <= 3 * BUDGET, inMemory + " pages");
            }
        }
        held.forEach(page -> assertEquals(page.id(), page.getLong(0), "stays as it was"));
    }

    @Test
    void aPageUnderEditIsNeverMovedBeforeARelease() {
        fill(4 * BUDGET);
        MutablePage page = memory.edit(dirty.get(1));
        for (long id = 2; id <= 4 * BUDGET; id++) {
            read(id);
        }
        write(page, 99);
        assertEquals(99, read(1));
        release();
        assertEquals(99, read(1));
    }

    @Test
    void changingAllPagesOverAndOverKeepsTheFileAsLongAsItWas() {
        fill(10 * BUDGET);
        for (int round = 2; round <= 10; round++) {
            int mark = dirty.savepoint();
            for (long id = 1; id <= 10 * BUDGET; id++) {
                change(id, round);
                release();
            }
            dirty.release(mark);
        }
        // While a savepoint is open there are two states of each page.
        assertTrue(fileBytes() <= 2 * 10 * BUDGET * PageFormat.PAGE_BYTES, fileBytes() + " bytes");
        assertEquals(10, read(7));
    }

    @Test
    void aSlotIsUsedAgainAfterItsStateIsUndone() {
        fill(2 * BUDGET);
        int before = fileBytes();
        for (int round = 0; round < 20; round++) {
            int outer = dirty.savepoint();
            int inner = dirty.savepoint();
            for (long id = 100; id < 100 + 4 * BUDGET; id++) {
                make(id, id);
                release();
            }
            dirty.release(inner);
            dirty.rollbackTo(outer);
        }
        assertTrue(fileBytes() <= before + 4 * BUDGET * PageFormat.PAGE_BYTES, fileBytes() + " after " + before);
        assertEquals(2 * BUDGET, dirty.changedIds().length);
        assertEquals(3, read(3));
    }

    @Test
    void repeatedStatementsUnderAnOuterSavepointKeepOneStateOfAPageEach() {
        fill(2 * BUDGET);
        int outer = dirty.savepoint();
        for (int round = 0; round < 50; round++) {
            int inner = dirty.savepoint();
            for (long id = 1; id <= 2 * BUDGET; id++) {
                change(id, round);
                release();
            }
            dirty.release(inner);
        }
        assertTrue(fileBytes() <= 6 * BUDGET * PageFormat.PAGE_BYTES, fileBytes() + " bytes");
        dirty.rollbackTo(outer);
        for (long id = 1; id <= 2 * BUDGET; id++) {
            assertEquals(id, read(id));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Input/output error"})
    void afterAFailedWriteNothingIsLostAndTheNextTrySucceeds(String reason) {
        for (long id = 1; id <= 3 * BUDGET; id++) {
            make(id, id);
        }
        files.hook((call, path, position, length) -> {
            throw new IOException(reason);
        });
        PesaDbException failed = assertThrows(PesaDbException.class, memory::release);
        assertEquals(reason.startsWith("No") ? ErrorCode.DISK_FULL : ErrorCode.IO, failed.code());
        PagerOpenTest.assertMessage(failed, Fixture.SPILL + "/" + SpillFile.NAME);
        int[] writes = {0};
        files.hook((call, path, position, length) -> {
            if (call == MemoryFiles.Call.WRITE && ++writes[0] > 0) {
                throw new IOException(reason);
            }
        });
        assertThrows(PesaDbException.class, memory::release);
        for (long id = 1; id <= 3 * BUDGET; id++) {
            assertEquals(id, read(id));
        }
        files.hook(null);
        release();
        for (long id = 1; id <= 3 * BUDGET; id++) {
            assertEquals(id, read(id));
        }
    }

    @Test
    void damageIsFoundAndNamesFilePlaceAndPage() {
        fill(4 * BUDGET);
        DirtyPage spilled = dirty.get(1);
        assertNull(spilled.page());
        // The file is open, and MemoryFiles gives a damaged one to who opens it anew: so the sum is what is wrong here.
        spilled.crc ^= 1;
        CorruptException damaged = assertThrows(CorruptException.class, () -> memory.read(spilled));
        PagerOpenTest.assertMessage(
                damaged, SpillFile.NAME, "at byte " + spilled.slot * PageFormat.PAGE_BYTES, "page 1");
        assertThrows(CorruptException.class, () -> memory.fetch(new DirtyPage[] {spilled}, 1, new byte[1][]));
    }
}
