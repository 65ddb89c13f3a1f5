package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.pesadb.api.Fault;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.Page;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageType;
import org.pesadb.api.spi.Pager;
import org.pesadb.it.contract.PagerContents.Held;
import org.pesadb.it.fault.FaultPlan;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.SimulatedDisk;

/**
 * Work that is done once, and the disk as it was before each call that changed it: what a process that ended there, or power that was lost there,
 * would have left. Each of these moments is opened and judged. Of one thread.
 *
 * <pre>
 *   work   create ── commit ── commit ── checkpoint ── commit ── close ── open ── …
 *   calls        |  |   |  |   |  |   |  |  |  |  |  |  |   |   |  |  |   |  |
 *   moments      ●  ●   ●  ●   ●  ●   ●  ●  ●  ●  ●  ●  ●   ●   ●  ●  ●   ●  ●      each: ended, lost, lost in part, and again in recovery
 * </pre>
 */
final class PagerCrashes {
    /** What a machine may find of a disk: see {@link #left}. */
    static final int OUTCOMES = 3;

    private static final int ENDED = 0;
    private static final int ROUNDS = 2;
    private static final int LARGE = 25;

    /** So many moments, and all at which a name is not durable yet, are ended again at every call that changes the disk in their recovery. */
    private static final int RECOVERIES = 6;

    private final PagerBench bench;
    private final Random random;
    private final PagerWork work;
    private final List<Moment> moments = new ArrayList<>();
    private int lasting;
    private int recoveries;

    /**
     * A disk at a moment of the work.
     *
     * @param acknowledged the number of the state that was acknowledged last
     * @param lasting      the number of the state that a checkpoint or a close had brought to the device, at least
     * @param inDoubt      what a commit would make of it that has begun; null where there is none
     * @param call         what comes next
     */
    private record Moment(SimulatedDisk disk, int acknowledged, int lasting, PagerContents inDoubt, IoCall call) {
        /** Whether a process that ends here knows a name that a loss of power takes away, even in the next one's recovery. */
        boolean beforeName() {
            return call != null && call.kind() == IoCall.Kind.FORCE_FOLDER;
        }
    }

    PagerCrashes(PagerBench bench, Random random) {
        this.bench = bench;
        this.random = random;
        work = new PagerWork(random, 2 * LARGE);
        bench.checkpointPages = 20;
        bench.transactionBytes = 1;
        bench.cacheBytes = 1;
        bench.create();
    }

    /** What a machine may find of a disk: all that was written, all that was forced, or something between. */
    static SimulatedDisk left(SimulatedDisk disk, int outcome, Random random) {
        return switch (outcome) {
            case ENDED -> disk.killed();
            case 1 -> disk.crash(null);
            default -> disk.crash(new Random(random.nextLong()));
        };
    }

    /** A few dozen transactions, in which all happens that a pager does to its files; every moment of them is kept. */
    PagerCrashes all() {
        recoveries = RECOVERIES;
        bench.disk.plan(keeping(Integer.MAX_VALUE));
        for (int opening = 0; opening < ROUNDS; opening++) {
            try (Pager pager = bench.open()) {
                some(pager, 6);
                work.large(pager, LARGE);
                checkpoint(pager);
                work.large(
                        pager, LARGE / 2); // so that a log may find it worth a fresh file to keep the little that the
                // snapshot needs
                checkpointBeside(pager);
                work.small(pager, LARGE / 2);
                some(pager, 6);
                work.cut(pager, 3);
                checkpoint(pager);
                some(pager, 2);
            }
            lasting = work.states().size() - 1;
        }
        return end();
    }

    /**
     * Long random work, of which some moments are kept.
     *
     * @param transactions how long
     * @param most         so many, drawn by chance, each as likely as any other
     */
    PagerCrashes drawn(int transactions, int most) {
        bench.disk.plan(keeping(most));
        for (int opening = 0; opening < ROUNDS; opening++) {
            try (Pager pager = bench.open()) {
                for (int i = 0; i < transactions / ROUNDS; i++) {
                    work.transaction(pager);
                    if (random.nextInt(8) == 0) {
                        checkpointBeside(pager);
                    }
                }
            }
            lasting = work.states().size() - 1;
        }
        return end();
    }

    private PagerCrashes end() {
        bench.disk.plan(FaultPlan.NONE);
        moments.add(moment(null));
        return this;
    }

    private FaultPlan keeping(int most) {
        long[] seen = {0};
        Random draw = new Random(random.nextLong());
        return call -> {
            if (call.kind().changes()) {
                seen[0]++;
                if (moments.size() < most) {
                    moments.add(moment(call));
                } else if (draw.nextLong(seen[0]) < most) {
                    moments.set(draw.nextInt(most), moment(call));
                }
            }
            return Injection.NONE;
        };
    }

    private Moment moment(IoCall next) {
        return new Moment(bench.disk.copy(), work.states().size() - 1, lasting, work.inDoubt(), next);
    }

    private void some(Pager pager, int transactions) {
        for (int i = 0; i < transactions; i++) {
            work.transaction(pager);
        }
    }

    private void checkpoint(Pager pager) {
        pager.checkpoint();
        lasting = work.states().size() - 1;
    }

    /** One that a snapshot keeps from bringing all of it. */
    private void checkpointBeside(Pager pager) {
        PagerContents then = work.committed();
        try (PageSnapshot beside = pager.read()) {
            work.transaction(pager);
            pager.checkpoint();
            assertNull(then.difference(beside, beside.root()), "a snapshot beside a checkpoint");
        }
    }

    /** Nothing acknowledged is lost, however it ends; and ended once more in its recovery, here and there at each call of that. */
    void judgeAll() {
        int each = recoveries == 0 ? Integer.MAX_VALUE : Math.max(1, moments.size() / recoveries);
        for (int i = 0; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            List<PagerContents> may = newest(moment);
            for (int outcome = 0; outcome < OUTCOMES; outcome++) {
                String when = name(moment, outcome);
                SimulatedDisk disk = left(moment.disk().copy(), outcome, random);
                judge(bench.on(disk.copy()), may, when);
                createWhereNone(bench.on(disk), may, when);
                if (i % each == each - 1 || moment.beforeName()) {
                    judgeRecovery(disk, may, when);
                } else if (i % OUTCOMES == outcome) {
                    recovery(disk, 1 + random.nextInt(15), random.nextInt(OUTCOMES), may, when);
                }
            }
        }
    }

    private void judgeRecovery(SimulatedDisk disk, List<PagerContents> may, String when) {
        boolean ended = true;
        for (int change = 1; ended; change++) {
            for (int outcome = 0; outcome < OUTCOMES; outcome++) {
                ended = recovery(disk.copy(), change, outcome, may, when + ", then before change " + change);
            }
        }
    }

    /** Ends a recovery at one of the calls that change the disk; tells whether it came so far. */
    private boolean recovery(SimulatedDisk disk, int change, int outcome, List<PagerContents> may, String when) {
        int[] left = {change};
        disk.plan(call -> call.kind().changes() && --left[0] <= 0 ? Injection.POWER_LOSS : Injection.NONE);
        try {
            bench.on(disk).open().close();
        } catch (PesaDbException told) {
            assertTrue(disk.isDead(), () -> when + ": the disk is sound, but " + told);
        }
        boolean ended = disk.isDead();
        judge(bench.on(left(disk, outcome, random)), may, when + " of its recovery, outcome " + outcome);
        return ended;
    }

    /** What is promised with the sync mode of the bench. */
    void judgeAsFarAsForced() {
        Map<Long, Set<Held>> versions = versions();
        for (Moment moment : moments) {
            judge(bench.on(moment.disk().killed()), newest(moment), name(moment, ENDED));
            for (int outcome = 1; outcome < OUTCOMES; outcome++) {
                PagerBench after = bench.on(left(moment.disk().copy(), outcome, random));
                if (bench.sync == SyncMode.NORMAL) {
                    judge(after, since(moment), name(moment, outcome));
                } else if (after.disk.bytes(after.main) != null) {
                    assertTold(after, versions, name(moment, outcome));
                }
            }
        }
    }

    /** The state acknowledged last, or that of the commit under way. */
    private List<PagerContents> newest(Moment moment) {
        PagerContents last = work.states().get(moment.acknowledged());
        return moment.inDoubt() == null ? List.of(last) : List.of(last, moment.inDoubt());
    }

    /** Each state that some commit left since what is durable; the newest first. */
    private List<PagerContents> since(Moment moment) {
        List<PagerContents> may = new ArrayList<>(newest(moment));
        for (int state = moment.acknowledged() - 1; state >= moment.lasting(); state--) {
            may.add(work.states().get(state));
        }
        return may;
    }

    private static String name(Moment moment, int outcome) {
        return (outcome == ENDED ? "process ended before " : "power lost before ") + moment.call() + ", outcome "
                + outcome;
    }

    /** Every version that a commit has left of a page, or may have. */
    private Map<Long, Set<Held>> versions() {
        Map<Long, Set<Held>> versions = new HashMap<>();
        Stream<PagerContents> begun = moments.stream().map(Moment::inDoubt).filter(Objects::nonNull);
        Stream.concat(work.states().stream(), begun)
                .forEach(state -> state.pages()
                        .forEach((id, held) -> versions.computeIfAbsent(id, none -> new HashSet<>())
                                .add(held)));
        return versions;
    }

    /** Where nothing is promised, what there is must still be given as some commit has left it, or told to be damaged. */
    private static void assertTold(PagerBench bench, Map<Long, Set<Held>> versions, String when) {
        try (Pager pager = bench.openToRead();
                PageSnapshot snapshot = pager.read()) {
            for (long id = 0; id < snapshot.pageCount(); id++) {
                assertReadOrTold(snapshot, id, versions.getOrDefault(id, Set.of()), when);
            }
        } catch (PesaDbException told) {
            assertTrue(told.getMessage() != null && !told.getMessage().isBlank(), () -> when + ": " + told);
        }
        assertEquals(0, bench.disk.handles(), () -> when + ": files are left open");
    }

    private static void assertReadOrTold(PageSnapshot snapshot, long id, Set<Held> versions, String when) {
        try {
            Page page = snapshot.page(id);
            assertEquals(id, page.id(), when);
            boolean pagers =
                    page.type() == PageType.NONE || page.type() == PageType.ROOT || page.type() == PageType.FREE;
            assertTrue(
                    pagers || versions.stream().anyMatch(held -> PagerContents.fault(page, id, held) == null),
                    () -> when + ": there comes " + page + " with " + page.getLong(0) + ", which no commit has left");
        } catch (PesaDbException told) {
            assertTrue(told.getMessage() != null && !told.getMessage().isBlank(), () -> when + ": " + told);
        }
    }

    /** The main file's name may be lost while it is made durable, before the first commit of all: see PagerProvider.create. */
    private static void createWhereNone(PagerBench bench, List<PagerContents> may, String when) {
        if (bench.disk.bytes(bench.main) == null) {
            assertTrue(may.stream().anyMatch(PagerContents::isEmpty), () -> when + ": there is no main file any more");
            bench.create();
        }
    }

    /**
     * Opens what is left to write, finds one of some states there, and goes on with it.
     *
     * @param may the states, the newest first
     */
    static void judge(PagerBench bench, List<PagerContents> may, String when) {
        createWhereNone(bench, may, when);
        try (Pager pager = bench.open()) {
            String missed = null;
            for (PagerContents state : may) {
                String other = missing(state, pager);
                missed = missed == null || other == null ? other : missed; // the first is the one to tell of
                if (other == null) {
                    break;
                }
            }
            assertNull(missed, when);
            PagerBench.add(pager, 1);
        } catch (PesaDbException refused) {
            throw new AssertionError(when + ": " + refused, refused);
        }
        bench.assertNothingLeft(when);
    }

    /** What of a state is not there; also a page that is free where the state has it in use. */
    private static String missing(PagerContents state, Pager pager) {
        String missed = state.difference(pager);
        if (missed != null) {
            return missed;
        }
        List<Fault> faults = PagerBench.faults(pager, state);
        return faults.isEmpty() ? null : faults.toString();
    }
}
