package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.SimulatedDisk;

/** Threads that commit, read and checkpoint at once. */
abstract class LogThreadRules extends LogDamageRules {
    private static final int COMMITTERS = 16;
    private static final int TOGETHER = 4;

    /** In which a thread comes back that does not wait. */
    private static final int EARLY_END_MILLIS = 30;

    LogThreadRules() {}

    private record Left(SimulatedDisk disk, long acknowledged) {}

    @Test
    @DisplayName(
            "of 16 threads that commit and force at once, each commit that was acknowledged survives a loss of power at any moment")
    void manyCommitters() throws Exception {
        LogBench bench = bench().create();
        int each = size("log-thread-commits", 60);
        AtomicLong acknowledged = new AtomicLong();
        List<Left> left = new ArrayList<>();
        SimulatedDisk disk = bench.disk();
        Random chance = random();
        disk.plan(call -> {
            if (call.kind() == IoCall.Kind.FORCE) {
                long before =
                        acknowledged.get(); // first: what is acknowledged while the copy is made need not be in it
                synchronized (left) {
                    if (left.size() < 100 && chance.nextInt(4) == 0) {
                        left.add(new Left(disk.copy(), before));
                    }
                }
            }
            return Injection.NONE;
        });
        ReentrantLock place = new ReentrantLock();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < COMMITTERS; i++) {
            work.add(() -> {
                for (int j = 0; j < each; j++) {
                    long transaction;
                    long end;
                    place.lock();
                    try {
                        transaction = bench.log().begin();
                        end = bench.commit(transaction, List.of(bench.page(j % 5, transaction)));
                    } finally {
                        place.unlock();
                    }
                    bench.log().force(end);
                    acknowledged.accumulateAndGet(transaction, Math::max);
                    assertTrue(bench.newest() >= transaction, "a commit whose force has returned is seen");
                }
                return null;
            });
        }
        LogThreads.all(work);
        if (usesFileLayer()) {
            disk.plan(call -> Injection.NONE);
            left.add(new Left(disk.copy(), acknowledged.get()));
            for (Left one : left) {
                long newest = bench.on(one.disk.crash(null), new LogMainFile(0))
                        .open()
                        .newest();
                assertTrue(
                        newest >= one.acknowledged,
                        () -> "transaction " + one.acknowledged + " was acknowledged, and a loss of power leaves "
                                + newest);
            }
        } else {
            long newest = bench.reopen().newest();
            assertEquals(acknowledged.get(), newest);
        }
    }

    @Test
    @DisplayName("an interrupt neither ends the wait in force nor harms the log, and the thread stays interrupted")
    void interrupts() throws Exception {
        LogBench bench = bench().create();
        Thread.currentThread().interrupt();
        bench.put(1, 10);
        bench.checkpoint();
        assertEquals(10, bench.see(1));
        assertTrue(Thread.interrupted(), "the thread stays interrupted");
        bench.put(1, 11);
        if (usesFileLayer()) {
            interruptWaiters(bench);
        }
        bench.reopen();
        bench.put(3, 30);
        assertEquals(30, bench.see(3));
    }

    private static void interruptWaiters(LogBench bench) throws Exception {
        long first = bench.commit(1, 12);
        long second = bench.commit(2, 22);
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        bench.disk().plan(call -> {
            if (call.kind() == IoCall.Kind.FORCE) {
                forcing.countDown();
                awaitThoughInterrupted(goOn);
            }
            return Injection.NONE;
        });
        List<Thread> waiting = new ArrayList<>();
        AtomicBoolean early = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (long end : new long[] {first, second}) {
                results.add(threads.submit(() -> {
                    synchronized (waiting) {
                        waiting.add(Thread.currentThread());
                        waiting.notifyAll();
                    }
                    bench.log().force(end);
                    early.compareAndSet(false, goOn.getCount() > 0);
                    return Thread.interrupted();
                }));
            }
            while (!forcing.await(10, TimeUnit.MILLISECONDS)
                    && !results.stream().allMatch(Future::isDone)) {
                Thread.onSpinWait(); // until a thread is at the force, or none will be
            }
            synchronized (waiting) {
                while (waiting.size() < 2) {
                    waiting.wait();
                }
                waiting.forEach(Thread::interrupt);
            }
            for (Future<Boolean> result : results) {
                LogThreads.letEnd(result, EARLY_END_MILLIS);
            }
            goOn.countDown();
            for (Future<Boolean> result : results) {
                assertTrue(LogThreads.result(result), "the thread stays interrupted");
            }
        } finally {
            goOn.countDown();
            threads.shutdown();
        }
        bench.disk().plan(call -> Injection.NONE);
        assertFalse(early.get(), "force returned while its commit was not durable");
        assertEquals(12, bench.see(1));
        assertEquals(22, bench.see(2));
    }

    private static void awaitThoughInterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName(
            "cut is called after the last read that gives what it takes and before the first that does not, with none under way")
    void momentOfTheCut() throws Exception {
        AtomicBoolean cut = new AtomicBoolean();
        LogMainFile sink = new LogMainFile(LogBench.BEGINNING.stamp()) {
            @Override
            public synchronized void cut() {
                super.cut();
                cut.set(true);
                for (int i = 0; i < 1_000; i++) { // long enough for a read that should not be there
                    Thread.onSpinWait();
                }
            }
        };
        LogBench bench = bench().main(sink).create();
        int rounds = size("log-cut-rounds", 20);
        for (int round = 1; round <= rounds; round++) {
            bench.put(1, round);
            cut.set(false);
            try (LogSnapshot snapshot = bench.log().register()) {
                long located = bench.log().locate(1, snapshot.position());
                AtomicBoolean over = new AtomicBoolean();
                CountDownLatch reading = new CountDownLatch(2);
                Callable<Void> reader = () -> {
                    byte[] image = new byte[bench.pageBytes()];
                    boolean given = true;
                    while (given && !over.get()) {
                        boolean before = cut.get();
                        given = bench.log().read(1, located, image);
                        reading.countDown();
                        assertFalse(given && before, "a read that began after cut() was called gives what was cut");
                        assertTrue(given || cut.get(), "a read gives nothing before cut() was called");
                        Thread.yield();
                    }
                    return null;
                };
                Callable<Void> checkpoint = () -> {
                    reading.await();
                    try {
                        assertTrue(bench.checkpoint().cut(), "nothing is in the way of the cut");
                    } finally {
                        over.set(true);
                    }
                    return null;
                };
                LogThreads.all(List.of(reader, reader, checkpoint));
            }
        }
    }

    @Test
    @DisplayName("readers beside committers and checkpoints see each one state, never an older one than before")
    void readersBesideWriters() throws Exception {
        LogBench bench = bench().checkpointPages(20).create();
        ReentrantLock place = new ReentrantLock();
        AtomicBoolean done = new AtomicBoolean();
        int each = size("log-thread-commits", 60) * 4;
        List<Callable<Void>> work = new ArrayList<>();
        Callable<Void> committer = () -> {
            try {
                for (int i = 0; i < each; i++) {
                    long end;
                    place.lock();
                    try {
                        long transaction = bench.log().begin();
                        List<LogPage> pages = new ArrayList<>();
                        for (long page = 0; page < TOGETHER; page++) {
                            pages.add(bench.page(page, transaction));
                        }
                        end = bench.commit(transaction, pages);
                    } finally {
                        place.unlock();
                    }
                    bench.log().force(end);
                }
            } finally {
                done.set(true);
            }
            return null;
        };
        Callable<Void> reader = () -> {
            long last = 0;
            while (!done.get()) {
                try (LogSnapshot snapshot = bench.log().register()) {
                    assertTrue(snapshot.transaction() >= last, "a later snapshot sees no less");
                    last = snapshot.transaction();
                    for (long page = 0; page < TOGETHER; page++) {
                        assertEquals(last, bench.see(snapshot, page), "page " + page + " of one state");
                    }
                }
            }
            return null;
        };
        Callable<Void> checkpoints = () -> {
            while (!done.get()) {
                bench.checkpoint();
                Thread.yield();
            }
            return null;
        };
        work.addAll(List.of(committer, committer, reader, reader, checkpoints));
        try {
            LogThreads.all(work);
        } finally {
            done.set(true);
        }
        bench.reopen();
        assertEquals(bench.newest(), bench.see(0));
    }
}
