package org.pesadb.storage.pager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageType;

/** What stays in the cache, its bound, and how versions change their names. */
class BufferCacheTest {
    private static final byte[] IMAGE = new byte[PageFormat.PAGE_BYTES];

    private static Page page(long id) {
        return new Page(id, PageType.HEAP, 1, IMAGE, PageFormat.base(id));
    }

    private static BufferCache cache(int pages) {
        return new BufferCache((long) pages * PageFormat.PAGE_BYTES);
    }

    private static Page ask(BufferCache cache, long id) {
        Page found = cache.get(id, 0);
        return found != null ? found : cache.addMain(id, page(id), cache.checkpoints());
    }

    @ParameterizedTest(name = "{0} pages")
    @ValueSource(ints = {100, 1000, 20_000})
    void hotSetSurvivesAScanOfTenTimesTheCache(int pages) {
        BufferCache cache = cache(pages);
        int hot = pages / 4;
        for (int round = 0; round < 6; round++) {
            for (long id = 1; id <= hot; id++) {
                ask(cache, id);
            }
        }
        for (long id = 1_000_000; id < 1_000_000 + 10L * pages; id++) {
            ask(cache, id);
            assertTrue(cache.bytes() <= cache.limit());
        }
        int left = 0;
        for (long id = 1; id <= hot; id++) {
            left += cache.get(id, 0) != null ? 1 : 0;
        }
        assertTrue(left >= hot * 9 / 10, left + " of " + hot + " hot pages are left");
    }

    @Test
    void pagesThatComeBackSoonAreKept() {
        BufferCache cache = cache(100);
        for (long id = 1; id <= 200; id++) {
            ask(cache, id); // the first 100 leave
        }
        for (long id = 40; id < 80; id++) {
            assertNull(cache.get(id, 0));
            ask(cache, id);
        }
        for (long id = 1000; id < 2000; id++) {
            ask(cache, id);
        }
        int left = 0;
        for (long id = 40; id < 80; id++) {
            left += cache.get(id, 0) != null ? 1 : 0;
        }
        assertTrue(left >= 25, left + " of 40 are left"); // a few have pushed each other out of the ghosts' table
    }

    @Test
    void holdsAtLeastAFewPages() {
        assertEquals(BufferCache.LEAST_PAGES * 4096, new BufferCache(0).limit());
        assertEquals(1L << 33, new BufferCache(1L << 33).limit());
    }

    @Test
    void pageThatChangesAtEveryCommitDoesNotFillTheCache() {
        BufferCache cache = cache(1000);
        for (long position = 1; position <= 5000; position++) {
            cache.add(7, position, page(7));
        }
        assertEquals(CacheShard.MOST_VERSIONS * 4096, cache.bytes());
        assertNotNull(cache.get(7, 5000));
        assertNull(cache.get(7, 4000));
    }

    @Test
    void flushedVersionTakesTheMainFilesNameAtTheCut() {
        BufferCache cache = cache(100);
        Page old = ask(cache, 7);
        Page first = cache.add(7, 16, page(7));
        Page second = cache.add(7, 32, page(7));
        Page later = cache.add(7, 48, page(7));
        assertSame(old, cache.get(7, 0));
        cache.begin();
        cache.flushed(7, 32);
        assertNull(cache.get(7, 0), "out of date before the main file changes");
        assertNull(cache.get(7, 16), "no snapshot sees it: " + first);
        assertSame(second, cache.get(7, 32), "read from the log until the cut");
        cache.cut();
        assertSame(second, cache.get(7, 0));
        assertNull(cache.get(7, 32));
        assertSame(later, cache.get(7, 48));
    }

    @Test
    void versionFlushedTwiceWithoutACutBetweenGivesTheNewerOneTheName() {
        BufferCache cache = cache(100);
        cache.add(7, 16, page(7));
        cache.begin();
        cache.flushed(7, 16);
        Page newer = cache.add(7, 32, page(7));
        cache.begin();
        cache.flushed(7, 32);
        cache.cut();
        assertSame(newer, cache.get(7, 0));
        assertEquals(4096, cache.bytes());
    }

    @Test
    void versionBroughtByTwoCheckpointsBeforeACutIsPromotedOnce() {
        BufferCache cache = cache(100);
        Page page = cache.add(7, 16, page(7));
        for (int i = 0; i < 2; i++) {
            cache.begin();
            cache.flushed(7, 16);
        }
        cache.cut();
        assertSame(page, cache.get(7, 0));
        assertEquals(4096, cache.bytes());
    }

    @Test
    void imageReadBeforeACheckpointIsNotEnteredAfterItsLimitWasChosen() {
        BufferCache cache = cache(100);
        int before = cache.checkpoints();
        cache.begin();
        cache.flushed(7, 16);
        Page stale = page(7);
        assertSame(stale, cache.addMain(7, stale, before));
        assertNull(cache.get(7, 0));
    }

    @Test
    void evictedVersionIsNotPromoted() {
        BufferCache cache = cache(16);
        cache.add(7, 16, page(7));
        cache.begin();
        cache.flushed(7, 16);
        for (long id = 100; id < 200; id++) {
            ask(cache, id);
        }
        cache.cut();
        assertNull(cache.get(7, 0));
    }

    @Test
    void secondReaderGetsTheFirstOnesPage() {
        BufferCache cache = cache(100);
        Page first = cache.add(7, 16, page(7));
        assertSame(first, cache.add(7, 16, page(7)));
        assertEquals(4096, cache.bytes());
    }

    @Test
    void threadsNeverGetAnotherPageThanTheyAskedFor() throws Exception {
        long seed = Long.getLong("pesadb.seed", System.nanoTime());
        BufferCache cache = cache(200);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random random = new Random(seed + thread);
            boolean checkpointer = thread == 0;
            Callable<Integer> work = () -> {
                int wrong = 0;
                for (int i = 0; i < 60_000; i++) {
                    long id = random.nextInt(400);
                    long position = random.nextInt(3) * 16L;
                    Page found = cache.get(id, position);
                    if (found == null) {
                        found = position == 0
                                ? cache.addMain(id, page(id), cache.checkpoints())
                                : cache.add(id, position, page(id));
                    }
                    wrong += found.id() == id ? 0 : 1;
                    if (checkpointer && i % 100 == 0) {
                        cache.begin();
                        cache.flushed(random.nextInt(400), 16);
                        cache.cut();
                    }
                }
                return wrong;
            };
            answers.add(threads.submit(work));
        }
        for (Future<Integer> answer : answers) {
            assertEquals(0, answer.get(), "-Dpesadb.seed=" + seed);
        }
        threads.shutdown();
        assertTrue(cache.bytes() <= cache.limit());
    }
}
