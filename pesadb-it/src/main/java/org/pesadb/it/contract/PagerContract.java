package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Progress;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.MutablePage;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.fault.FaultPlan;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.PlannedFault;

/**
 * What the SPI asks of a pager. Whoever wrote one extends this by one method, and by a second where it needs settings:
 *
 * <pre>{@code
 * class SecretPagerTest extends PagerContract {
 *     protected PagerProvider provider() {
 *         return new SecretPagerProvider();
 *     }
 *
 *     protected Map<String, String> settings() {
 *         return Map.of("key-file", "src/test/resources/key");
 *     }
 * }
 * }</pre>
 *
 * <p>The pager is driven as the engine drives it: over the installed log, with page images of 4,096 bytes, on a disk in memory that loses its
 * power, fails and is damaged ({@link org.pesadb.it.fault.SimulatedDisk}), and at the end on files of this machine. Only what goes through
 * {@link org.pesadb.api.spi.PagerContext#files()} can be judged so: a pager that opens files around it fails. Nothing is asked about
 * how pages stand in the main file, but that it begins with the engine's header.
 *
 * <p>What can be set by system properties:
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><td>{@code pesadb.seed}</td><td>repeats the random choices of a test that failed; it stands in the failure</td></tr>
 * <tr><td>{@code pesadb.contract.pager-steps}</td><td>how many random transactions the longest rules do; 300</td></tr>
 * <tr><td>{@code pesadb.contract.pager-runs}</td><td>how often those without crashes are done anew; 4</td></tr>
 * <tr><td>{@code pesadb.contract.pager-crashes}</td><td>at how many moments of long random work the power is lost; 40. Of
 *     a shorter work, in which all happens that a pager does to its files, it is lost at every call that changes the disk</td></tr>
 * <tr><td>{@code pesadb.contract.pager-faults}</td><td>how many calls to the disk fail; 100</td></tr>
 * <tr><td>{@code pesadb.contract.pager-flips}</td><td>about how many bytes are turned over; 300</td></tr>
 * <tr><td>{@code pesadb.contract.pager-transfers}</td><td>how often money moves beside readers; 1,500</td></tr>
 * <tr><td>{@code pesadb.contract.pager-pages}</td><td>how many pages are filled in files of this machine; 20,000, and 1,000,000 are a database of 4 GB,
 *     and a log as long, in the folder for temporary files</td></tr>
 * <tr><td>{@code pesadb.contract.pager-operations}</td><td>how many reads, changes and frees follow on those; 1,000,000</td></tr>
 * <tr><td>{@code pesadb.contract.pager-commits}</td><td>how many commits are measured for the table that is printed; 100</td></tr>
 * </table>
 */
public abstract class PagerContract extends PagerDurabilityRules {
    private static final int ACCOUNTS = 20;

    /** As long as a writer may wait who waits for nobody. */
    private static final Duration MEANWHILE = Duration.ofSeconds(10);

    /** For the class that extends it. */
    protected PagerContract() {}

    @Test
    @DisplayName(
            "there is one writer: the next one waits, is told BUSY after its time, and has its turn when the first has ended")
    final void oneWriter() throws Exception {
        try (Pager pager = bench().create().open()) {
            PageTransaction first = PagerBench.write(pager);
            for (Duration little : List.of(Duration.ZERO, Duration.ofMillis(20))) {
                Crew other = new Crew();
                other.hire(() -> assertEquals(
                        ErrorCode.BUSY,
                        assertThrows(PesaDbException.class, () -> pager.write(little))
                                .code()));
                other.await();
            }
            CountDownLatch begun = new CountDownLatch(1);
            Crew waiting = new Crew();
            waiting.hire(() -> {
                begun.countDown();
                PagerBench.add(pager, 1);
            });
            assertTrue(await(begun));
            first.setRoot(5);
            first.commit();
            waiting.await();
            try (PageSnapshot snapshot = pager.read()) {
                assertEquals(5, snapshot.root());
                assertTrue(snapshot.pageCount() > 1, "the one who waited has committed");
            }
        }
    }

    @Test
    @DisplayName("readers wait for nobody: neither for an open transaction nor for a force that takes its time")
    final void readersDoNotWait() throws Exception {
        PagerBench bench = bench().create();
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 30);
            PageTransaction transaction = PagerBench.write(pager);
            refill(transaction, ids, 1);
            CountDownLatch forcing = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            bench.disk.plan(holding(forcing, go));
            try {
                Crew readers = new Crew();
                readers.hire(() -> assertFilled(pager, ids, 0));
                readers.await();
                Crew writer = new Crew();
                writer.hire(transaction::commit);
                assertTrue(await(forcing), "a commit forces the log");
                readers.hire(() -> assertFilled(pager, ids, 0));
                readers.await();
                go.countDown();
                writer.await();
                assertFilled(pager, ids, 1);
            } finally {
                go.countDown();
                transaction.rollback();
            }
        }
    }

    @Test
    @DisplayName(
            "while a commit is forced the next writers begin and commit; awaitBase() returns when what they were built on is durable, and not before")
    final void commitsInFlight() throws Exception {
        PagerBench bench = bench().create();
        try (Pager pager = bench.open()) {
            List<Long> ids =
                    addMany(pager, 2); // so few that no log's file need grow for them, which may wait for a force
            CountDownLatch forcing = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            AtomicBoolean early = new AtomicBoolean();
            Crew crew = new Crew();
            PageTransaction built = null;
            try {
                bench.disk.plan(holding(forcing, go));
                for (long id : ids) { // each another page: to read what is not forced a log may wait
                    PageTransaction transaction = pager.write(MEANWHILE);
                    refill(transaction, List.of(id), 1);
                    crew.hire(transaction::commit);
                    assertTrue(await(forcing), "a commit forces the log");
                }
                built = pager.write(MEANWHILE);
                assertFilled(pager, ids, 0);
                PageTransaction waits = built;
                Thread waiting = crew.hire(() -> {
                    waits.awaitBase();
                    early.set(go.getCount() > 0);
                });
                Crew.untilItWaits(waiting);
                go.countDown();
                crew.await();
                assertFalse(early.get(), "awaitBase() returned before the force of what the transaction was built on");
                PagerBench after = bench.on(bench.disk.copy().crash(null));
                try (Pager again = after.open()) {
                    assertFilled(again, ids, 1);
                }
                assertFilled(built, ids, 1);
            } finally {
                go.countDown();
                if (built != null) {
                    built.rollback();
                }
            }
        }
    }

    @Test
    @DisplayName("a transaction sees the commits before it that are not durable yet, and takes nothing of them back")
    final void buildsOnWhatIsNotForced() throws Exception {
        PagerBench bench = bench().create();
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 2);
            CountDownLatch forcing = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Crew crew = new Crew();
            PageTransaction first = PagerBench.write(pager);
            PageTransaction next = null;
            try {
                refill(first, ids, 1);
                first.setRoot(5);
                bench.disk.plan(holding(forcing, go));
                crew.hire(first::commit);
                assertTrue(await(forcing), "a commit forces the log");
                next = pager.write(MEANWHILE);
                PageTransaction builds = next;
                Thread building = crew.hire(() -> {
                    assertEquals(5, builds.root());
                    assertFilled(builds, ids, 1);
                    refill(builds, ids.subList(1, 2), 2);
                    builds.commit();
                });
                Crew.untilItWaits(building);
                go.countDown();
                crew.await();
                assertFilled(pager, ids.subList(0, 1), 1);
                assertFilled(pager, ids.subList(1, 2), 2);
            } finally {
                go.countDown();
                if (next != null) {
                    next.rollback();
                }
            }
        }
    }

    /** A disk on which forces wait. */
    private static FaultPlan holding(CountDownLatch forcing, CountDownLatch go) {
        return call -> {
            if (call.kind() == IoCall.Kind.FORCE) {
                forcing.countDown();
                await(go);
            }
            return Injection.NONE;
        };
    }

    /** Waits for a moment that comes unless something hangs. */
    private static boolean await(CountDownLatch moment) {
        try {
            return moment.await(PagerBench.WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    @DisplayName(
            "money that is moved between accounts is neither made nor lost in the eyes of any reader, beside a writer, checkpoints and a backup")
    final void transfersBesideReaders() throws Exception {
        PagerBench bench = bench().create();
        bench.cacheBytes = 1;
        bench.checkpointPages = 100;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, ACCOUNTS);
            PageTransaction opening = PagerBench.write(pager);
            for (long id : ids) {
                opening.writer(PagerBench.TYPE, PagerBench.OWNER).edit(id).putLong(0, 100);
            }
            opening.commit();
            AtomicBoolean done = new AtomicBoolean();
            Crew crew = new Crew();
            int[] copies = new int[1];
            for (int reader = 0; reader < 2; reader++) {
                crew.hire(() -> {
                    while (!done.get()) {
                        assertBalanced(pager, ids);
                    }
                });
            }
            crew.hire(() -> {
                while (!done.get()) {
                    pager.checkpoint();
                    try (PageSnapshot snapshot = pager.read()) {
                        Path to = bench.main.resolveSibling("copy" + copies[0]++ + ".pesa");
                        pager.backup(snapshot, to, bench.at(to).header(), Progress.NONE);
                        try (Pager copy = bench.at(to).openToRead()) {
                            assertBalanced(copy, ids);
                        }
                        bench.disk.delete(to);
                    }
                }
            });
            Random random = random();
            crew.hire(() -> {
                try {
                    for (int i = 0; i < size("pager-transfers", 1500); i++) {
                        transfer(pager, ids, random);
                    }
                } finally {
                    done.set(true);
                }
            });
            crew.await();
            assertBalanced(pager, ids);
        }
        assertEquals(0, bench.disk.handles(), "files are left open");
    }

    private static void assertBalanced(Pager pager, List<Long> ids) {
        try (PageSnapshot snapshot = pager.read()) {
            long sum = 0;
            for (long id : ids) {
                sum += snapshot.page(id).getLong(0);
            }
            assertEquals(100L * ids.size(), sum, () -> "in all accounts, as of transaction " + snapshot.transaction());
        }
    }

    private static void transfer(Pager pager, List<Long> ids, Random random) {
        PageTransaction transaction = PagerBench.write(pager);
        try {
            PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
            long amount = random.nextInt(50);
            MutablePage from = writer.edit(ids.get(random.nextInt(ids.size())));
            from.putLong(0, from.getLong(0) - amount);
            MutablePage to = writer.edit(ids.get(random.nextInt(ids.size())));
            to.putLong(0, to.getLong(0) + amount);
            if (random.nextInt(10) > 0) {
                transaction.commit();
            }
        } finally {
            transaction.rollback();
        }
    }

    @Test
    @DisplayName("a snapshot that another thread closes gives the right page or IllegalStateException, never damage")
    final void closedByAnotherThread() throws Exception {
        PagerBench bench = bench().create();
        bench.cacheBytes = 1;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 60);
            for (int round = 0; round < 40; round++) {
                long plus = round;
                PageSnapshot snapshot = pager.read();
                CountDownLatch reading = new CountDownLatch(1);
                AtomicReference<IllegalStateException> closed = new AtomicReference<>();
                Crew crew = new Crew();
                crew.hire(() -> {
                    for (int at = 0; closed.get() == null; at++) {
                        long id = ids.get(at % ids.size());
                        try {
                            PagerBench.assertHolds(id + plus, snapshot.page(id));
                        } catch (IllegalStateException told) {
                            closed.set(told);
                        } finally {
                            reading.countDown();
                        }
                    }
                });
                assertTrue(await(reading));
                snapshot.close();
                PageTransaction transaction = PagerBench.write(pager);
                refill(transaction, ids, plus + 1);
                transaction.commit();
                pager.checkpoint();
                crew.await();
            }
        }
    }

    @Test
    @DisplayName(
            "a transaction larger than its memory moves pages out and brings them back as they were: read, changed, freed, undone, committed")
    final void largerThanMemory() {
        PagerBench bench = bench().create();
        bench.transactionBytes = 1;
        bench.cacheBytes = 1;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 300);
            PageSnapshot before = pager.read();
            PageTransaction transaction = PagerBench.write(pager);
            refill(transaction, ids, 1);
            assertFilled(transaction, ids, 1);
            int outer = transaction.savepoint();
            refill(transaction, ids, 2);
            int inner = transaction.savepoint();
            PageWriter writer = transaction.writer(PagerBench.TYPE, PagerBench.OWNER);
            ids.subList(0, 100).forEach(writer::free);
            List<Long> more = allocate(transaction, 150);
            assertFilled(transaction, more, 0);
            transaction.rollbackTo(inner);
            assertFilled(transaction, ids, 2);
            transaction.rollbackTo(outer);
            assertFilled(transaction, ids, 1);
            refill(transaction, ids.subList(0, 50), 3);
            transaction.commit();
            assertFilled(before, ids, 0);
            before.close();
            assertFilled(pager, ids.subList(0, 50), 3);
            assertFilled(pager, ids.subList(50, 300), 1);
            PageTransaction undone = PagerBench.write(pager);
            refill(undone, ids, 9);
            undone.rollback();
            assertFilled(pager, ids.subList(0, 50), 3);
            bench.disk
                    .files()
                    .forEach(file -> assertTrue(
                            !file.startsWith(bench.spill()),
                            () -> file + " is left after the transaction that it was for"));
        }
        bench.assertNothingLeft("after closing");
    }

    @Test
    @DisplayName("a page that was handed out to read stays as it was while others are changed and moved out of memory")
    final void pagesToReadStay() {
        PagerBench bench = bench().create();
        bench.transactionBytes = 1;
        bench.cacheBytes = 1;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 200);
            PageTransaction transaction = PagerBench.write(pager);
            refill(transaction, ids.subList(0, 100), 1);
            List<Page> kept = new ArrayList<>();
            for (long id : ids.subList(0, 100)) {
                kept.add(transaction.page(id));
            }
            refill(transaction, ids.subList(100, 200), 1);
            allocate(transaction, 100);
            kept.forEach(page -> PagerBench.assertHolds(page.id() + 1, page));
            transaction.commit();
            assertFilled(pager, ids, 1);
        }
    }

    @Test
    @DisplayName(
            "where pages cannot be moved out of memory, that is DISK_FULL or IO, the statement can be undone, and the transaction goes on")
    final void noRoomToMoveOut() {
        PagerBench bench = bench().create();
        bench.transactionBytes = 1;
        try (Pager pager = bench.open()) {
            List<Long> ids = addMany(pager, 200);
            PageTransaction transaction = PagerBench.write(pager);
            refill(transaction, ids, 1);
            for (Injection injection : List.of(Injection.ENOSPC, Injection.EIO)) {
                ErrorCode code = injection == Injection.EIO ? ErrorCode.IO : ErrorCode.DISK_FULL;
                int statement = transaction.savepoint();
                PlannedFault fault = PlannedFault.of(injection)
                        .on(IoCall.Kind.WRITE, IoCall.Kind.CREATE)
                        .always();
                bench.disk.plan(fault);
                try {
                    refill(transaction, ids, 2);
                    allocate(transaction, 100);
                } catch (PesaDbException told) {
                    assertEquals(code, told.code(), told::getMessage);
                }
                bench.disk.plan(call -> Injection.NONE);
                transaction.rollbackTo(statement);
                assertFilled(transaction, ids, 1);
            }
            refill(transaction, ids, 3);
            transaction.commit();
            assertFilled(pager, ids, 3);
        }
        bench.assertNothingLeft("after closing");
    }

    @Test
    @DisplayName("what a killed process has left of a large transaction is swept by the next one that opens to write")
    final void leftoversAreSwept() {
        PagerBench bench = bench().create();
        bench.transactionBytes = 1;
        Pager killed = bench.open();
        List<Long> ids = addMany(killed, 10);
        allocate(PagerBench.write(killed), 200);
        PagerBench next = bench.on(bench.disk.killed());
        try (Pager pager = next.open()) {
            PagerBench.assertSound(holding(ids, 0), pager, "after the kill");
        }
        next.assertNothingLeft("after closing");
    }

    @Test
    @DisplayName(
            "many pages on real files, in the least memory, are read back in any order, by the transaction that wrote them and after opening anew")
    final void manyPages(@TempDir Path folder) {
        PagerBench bench = bench().in(folder);
        new PagerVolume(bench, random()).fill(size("pager-pages", 20_000));
        assertOnlyDatabase(folder, bench);
    }

    @Test
    @DisplayName(
            "a million reads, changes and frees of many more pages than the cache holds, on real files, leave in each page what was written last")
    final void manyOperations(@TempDir Path folder) {
        PagerBench bench = bench().in(folder);
        new PagerVolume(bench, random()).fill(size("pager-pages", 20_000)).work(size("pager-operations", 1_000_000));
        assertOnlyDatabase(folder, bench);
    }

    private static void assertOnlyDatabase(Path folder, PagerBench bench) {
        try (Stream<Path> left = Files.list(folder)) {
            assertTrue(left.allMatch(file -> file.equals(bench.main) || file.equals(bench.log())), "files are left");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    @DisplayName("its speed beside that of our default, for information: printed, not judged")
    final void speed(@TempDir Path folder) throws IOException {
        PagerProvider ours = Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
        PagerBench bench = bench();
        int work = size("pager-commits", 100);
        PagerSpeed.of(bench.in(folder.resolve("warm")), work / 10 + 1, random());
        PagerSpeed standard = PagerSpeed.of(bench.like(ours).in(folder.resolve("default")), work, random());
        PagerSpeed judged = PagerSpeed.of(bench.in(folder.resolve("judged")), work, random());
        assertNull(judged.wrong(), "what was read while it was measured");
        System.out.print(judged.beside(provider().name(), standard, ours.name()));
    }
}
