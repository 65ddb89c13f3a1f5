package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.pesadb.api.CorruptException;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.it.contract.PagerContents.Held;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * A database of which something is damaged, and what {@link org.pesadb.api.spi.PagerProvider#openDamaged} makes of it. It knows every version that some commit
 * left of each page: what is given must be one of them. How much is given is the pager's affair, but what {@code open} gives must be there. Of
 * one thread.
 */
final class PagerRemains {
    private static final int PAGES = 12;
    private static final int COMMITS = 6;

    private final PagerBench bench;
    private final Random random;
    private final Map<Long, Set<Held>> versions = new HashMap<>();
    private final Set<Long> roots = new HashSet<>(Set.of(0L));
    private final PagerContents newest = new PagerContents();
    private final SimulatedDisk older;
    private final SimulatedDisk closed;
    private final SimulatedDisk ended;

    /** What was read of a damaged database. */
    private static final class Reading {
        private final List<Fault> told = new ArrayList<>();
        private final List<Fault> verified = new ArrayList<>();
        private final Set<Long> newest = new HashSet<>();
        private final List<PesaDbException> refused = new ArrayList<>();
        private boolean opened;
        private boolean stale;
        private long root;
    }

    /** Makes a database and keeps it as it was long ago, as it was closed cleanly, and as a process that ended left it: with its newest commits in the log alone. */
    PagerRemains(PagerBench bench, Random random) {
        this.bench = bench.create();
        this.random = random;
        List<Long> ids;
        try (Pager pager = bench.open()) {
            ids = PagerPageRules.addMany(pager, PAGES);
            ids.forEach(id -> committed(id, id));
        }
        older = bench.disk.copy();
        Pager pager = bench.open();
        for (int commit = 1; commit <= COMMITS; commit++) {
            commit(pager, ids.subList(commit, commit + 5), commit * 1000L);
            if (commit == 2) {
                pager.checkpoint();
            }
        }
        for (long id : PagerPageRules.addMany(pager, 3)) {
            committed(id, id);
        }
        // The last commit of a log cannot be told from one that was under way. So the last one changes nothing that is
        // looked at.
        PagerBench.add(pager, 0);
        ended = bench.disk.copy();
        pager.close();
        closed = bench.disk.copy();
    }

    private void commit(Pager pager, List<Long> ids, long plus) {
        PageTransaction transaction = PagerBench.write(pager);
        PagerPageRules.refill(transaction, ids, plus);
        transaction.setRoot(plus);
        transaction.commit();
        ids.forEach(id -> committed(id, id + plus));
        newest.root(plus);
        roots.add(plus);
    }

    private void committed(long id, long stamp) {
        Held held = new Held(PagerBench.TYPE, PagerBench.OWNER, stamp);
        newest.pages().put(id, held);
        versions.computeIfAbsent(id, none -> new HashSet<>()).add(held);
    }

    /** Nothing is damaged. */
    void assertSoundOnesWhole() {
        for (SimulatedDisk disk : List.of(closed, ended, ended.copy().crash(null))) {
            PagerBench sound = bench.on(disk.copy());
            Reading reading = read(sound, true, "sound");
            assertTrue(reading.opened, "a sound database is refused");
            assertEquals(List.of(), reading.told, "what is told of a sound database");
            assertEquals(List.of(), reading.verified, "what verify() finds in a sound database");
            assertEquals(List.of(), reading.refused, "pages that are not given");
            assertEquals(
                    newest.pages().keySet(), reading.newest, "pages that are given as the newest commit left them");
            assertEquals(newest.root(), reading.root, "root");
        }
    }

    /**
     * Damages this and that.
     *
     * @param most about how many bytes are turned over
     */
    void assertNothingInvented(int most) {
        Path main = bench.main;
        Path log = bench.log();
        for (SimulatedDisk disk : List.of(closed, ended)) {
            flips(disk, main, PagerContext.HEADER_BYTES, most / 2);
            byte[] bytes = disk.bytes(main);
            for (int cut : new int[] {1, PagerBench.PAGE_BYTES, bytes.length - PagerContext.HEADER_BYTES - 1}) {
                if (bytes.length - cut < PagerContext.HEADER_BYTES) {
                    continue; // a pager that packs its pages; without its header a file is not its pager's affair
                }
                SimulatedDisk damaged = disk.copy();
                damaged.set(main, Arrays.copyOf(bytes, bytes.length - cut));
                judge(damaged, true, false, cut + " bytes are missing at the end of the main file");
            }
            SimulatedDisk damaged = disk.copy();
            byte[] beginning = bytes.clone();
            Arrays.fill(beginning, 0, PagerContext.HEADER_BYTES, (byte) 0);
            damaged.set(main, beginning);
            judge(damaged, false, false, "the beginning of the main file is zeros");
        }
        if (ended.bytes(log) == null) {
            return; // a log that keeps its data elsewhere
        }
        flips(ended, log, 0, most / 2);
        SimulatedDisk gone = ended.copy();
        delete(gone, log);
        judge(gone, true, true, "the log is gone");
        if (older.bytes(log) != null) {
            SimulatedDisk other = ended.copy();
            other.set(log, older.bytes(log));
            judge(other, true, true, "the log is an older one");
        }
        SimulatedDisk old = ended.copy();
        old.set(main, older.bytes(main));
        judge(old, true, true, "the main file is an older one");
    }

    private static void delete(SimulatedDisk disk, Path file) {
        try {
            disk.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void flips(SimulatedDisk disk, Path file, int from, int most) {
        int length = disk.bytes(file).length;
        int stride = Math.max(1, (length - from) / Math.max(1, most));
        for (int at = from + random.nextInt(stride); at < length; at += stride) {
            SimulatedDisk damaged = disk.copy();
            damaged.damage(file, at, 1 << random.nextInt(8));
            judge(damaged, true, false, "byte " + at + " of " + file.getFileName() + " is another");
        }
    }

    /** Judges what is given of one that is damaged; where it is {@code lost}, something must be told. */
    private void judge(SimulatedDisk disk, boolean headerRead, boolean lost, String when) {
        PagerBench damaged = bench.on(disk);
        Reading reading = read(damaged, headerRead, when);
        assertTrue(
                !reading.opened || !reading.stale || !reading.told.isEmpty(),
                () -> when + ": pages are not as the newest commit left them, and nothing is told");
        assertTrue(
                !reading.opened || !lost || !reading.told.isEmpty(),
                () -> when + ", so the newest commits cannot be seen, and nothing is told");
        assertTrue(
                reading.refused.isEmpty() || !reading.verified.isEmpty() || !reading.told.isEmpty(),
                () -> when + ": " + reading.refused + ", and neither openDamaged() nor verify() tells of it");
        if (headerRead) {
            assertNoWorse(bench.on(disk.copy()), reading, when);
        }
    }

    /** What the ordinary opening gives is there. */
    private void assertNoWorse(PagerBench damaged, Reading reading, String when) {
        Set<Long> given = new HashSet<>();
        try (Pager pager = damaged.openToRead();
                PageSnapshot snapshot = pager.read()) {
            for (Map.Entry<Long, Held> page : newest.pages().entrySet()) {
                if (isHeld(snapshot, page.getKey(), page.getValue())) {
                    given.add(page.getKey());
                }
            }
        } catch (PesaDbException refused) {
            assertTrue(given.isEmpty(), () -> when + ": " + refused);
        }
        given.removeAll(reading.newest);
        assertTrue(given.isEmpty(), () -> when + ": open() gives pages " + given + ", and openDamaged() does not");
    }

    private static boolean isHeld(PageSnapshot snapshot, long id, Held held) {
        try {
            return PagerContents.fault(snapshot.page(id), id, held) == null;
        } catch (CorruptException damaged) {
            return false;
        }
    }

    private Reading read(PagerBench damaged, boolean headerRead, String when) {
        Reading reading = new Reading();
        List<IoCall> changes = new ArrayList<>();
        damaged.disk.plan(call -> {
            if (call.kind().changes()) {
                changes.add(call);
            }
            return Injection.NONE;
        });
        try (Pager pager = damaged.openDamaged(headerRead, reading.told::add);
                PageSnapshot snapshot = pager.read()) {
            reading.opened = true;
            look(snapshot, reading, when);
            pager.verify(snapshot, reading.verified::add);
            assertEquals(
                    ErrorCode.READ_ONLY,
                    assertThrows(PesaDbException.class, () -> pager.write(PagerBench.WAIT))
                            .code(),
                    when);
        } catch (CorruptException refused) {
            assertFalse(reading.opened, () -> when + ": what is damaged is to be told page by page, not " + refused);
        }
        assertEquals(List.of(), changes, () -> when + ": calls that change files");
        assertEquals(0, damaged.disk.handles(), () -> when + ": files are left open");
        return reading;
    }

    private void look(PageSnapshot snapshot, Reading reading, String when) {
        reading.root = snapshot.root();
        assertTrue(
                roots.contains(reading.root),
                () -> when + ": the root is " + reading.root + ", which no commit has set");
        reading.stale = reading.root != newest.root() && reading.root != 0;
        for (long id : newest.pages().keySet()) {
            try {
                look(snapshot.page(id), id, reading, when);
            } catch (CorruptException told) {
                assertTrue(told.getMessage() != null && !told.getMessage().isBlank(), () -> when + ": " + told);
                reading.refused.add(told);
            }
        }
    }

    private void look(Page page, long id, Reading reading, String when) {
        if (PagerContents.fault(page, id, newest.pages().get(id)) == null) {
            reading.newest.add(id);
            return;
        }
        boolean known = versions.get(id).stream().anyMatch(held -> PagerContents.fault(page, id, held) == null);
        // As it is before it is written for the first time.
        boolean blank = page.id() == id && page.type() == PageType.NONE && PagerFilling.isBlank(page);
        assertTrue(
                known || blank,
                () -> when + ": as page " + id + " there comes " + page + ", which no commit has left: "
                        + PagerContents.fault(page, id, newest.pages().get(id)));
        reading.stale = true;
    }
}
