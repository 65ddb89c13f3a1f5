package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogEntry;
import org.pesadb.it.fault.SimulatedDisk;

/** What a log shows of its file, and what can be held against it. Has no state. */
final class LogSights {
    private LogSights() {}

    /**
     * All that is shown. It changes no file and leaves none open.
     *
     * @return null where the log does not show itself
     * @throws org.pesadb.api.PesaDbException where it cannot be shown
     */
    static List<LogEntry> of(LogBench bench) {
        SimulatedDisk disk = bench.disk();
        int open = disk.handles();
        SimulatedDisk before = disk.copy();
        List<LogEntry> all = null;
        try (LogEntries entries = bench.provider().entries(bench.context(true))) {
            if (entries != null) {
                all = new ArrayList<>();
                while (entries.hasNext()) {
                    all.add(entries.next());
                    assertTrue(all.size() < 1_000_000, "a small log is shown in a million pieces, and no end");
                }
                assertThrows(NoSuchElementException.class, entries::next, "asking for a piece behind the last one");
            }
        } finally {
            assertEquals(open, disk.handles(), "files that are open after a log was shown");
            assertEquals(before.files(), disk.files(), "files after a log was shown");
            for (Path file : disk.files()) {
                assertArrayEquals(before.bytes(file), disk.bytes(file), () -> file + " after a log was shown");
            }
        }
        return all;
    }

    /**
     * What is shown comes in the order of the file, piece by piece, and nothing is called committed that never was, nor in another order.
     *
     * @param commits the pages of each commit, by its transaction
     */
    static void requireSound(List<LogEntry> shown, Map<Long, Set<Long>> commits) {
        long end = 0;
        long last = 0;
        for (LogEntry entry : shown) {
            long behind = end;
            long before = last;
            assertTrue(
                    entry.length() > 0 && entry.offset() >= behind,
                    () -> entry + " comes behind a piece that ends at byte " + behind);
            assertTrue(entry.page() >= -1 && entry.transaction() >= 0, () -> entry + " has figures of nothing");
            end = entry.offset() + entry.length();
            if (!counts(entry) || entry.transaction() == 0) {
                continue;
            }
            Set<Long> pages = commits.get(entry.transaction());
            assertFalse(pages == null, () -> entry + " was never committed");
            assertTrue(
                    entry.page() < 0 || pages.contains(entry.page()),
                    () -> entry + " is of a transaction that changed pages " + pages);
            assertTrue(
                    entry.transaction() >= before,
                    () -> entry + " comes behind a commit of transaction " + before + ", which came later");
            last = entry.transaction();
        }
    }

    /** All that was committed is shown as such. */
    static void requireAll(List<LogEntry> shown, Map<Long, Set<Long>> commits) {
        Map<Long, Set<Long>> found = new TreeMap<>();
        boolean tellsPages = shown.stream().anyMatch(entry -> entry.page() >= 0);
        for (LogEntry entry : shown) {
            if (counts(entry) && entry.transaction() > 0) {
                Set<Long> pages = found.computeIfAbsent(entry.transaction(), first -> new TreeSet<>());
                if (entry.page() >= 0) {
                    pages.add(entry.page());
                }
            }
        }
        assertEquals(commits.keySet(), found.keySet(), "the transactions that are shown as committed");
        if (tellsPages) {
            assertEquals(commits, found, "the pages that are shown as committed");
        }
    }

    private static boolean counts(LogEntry entry) {
        return entry.state().equals(LogEntry.COMMITTED);
    }
}
