package org.pesadb.it.isolation;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pesadb.api.Command;
import org.pesadb.api.Options;
import org.pesadb.api.Outcome;
import org.pesadb.api.Session;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.LogStart;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.it.Altered;
import org.pesadb.testing.Seeds;

/**
 * The same threads on a database that is broken on purpose, around a session, the pager or the log: the checker must find it, and
 * call it by a name that fits.
 */
class BrokenTest {
    private static final int THREADS = 4;
    private static final int TRANSACTIONS = 80;
    private static final int TRIES = 20;

    /**
     * A way to break the database.
     *
     * @param name     what it does
     * @param sessions comes between a worker and its session
     * @param options  made for each database
     * @param fitting  one of these must be found
     */
    private record Break(
            String name,
            UnaryOperator<Session> sessions,
            Supplier<UnaryOperator<Options.Builder>> options,
            Set<Phenomenon> fitting) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Break session(String name, UnaryOperator<Session> sessions, Phenomenon first, Phenomenon... rest) {
        return new Break(name, sessions, () -> builder -> builder, EnumSet.of(first, rest));
    }

    private static Break part(
            String name, Supplier<UnaryOperator<Options.Builder>> part, Phenomenon first, Phenomenon... rest) {
        return new Break(name, session -> session, part, EnumSet.of(first, rest));
    }

    static List<Arguments> breaks() {
        return List.of(
                        session(
                                "BEGIN READ holds no snapshot, so that each statement sees another state",
                                BrokenTest::readCommitted,
                                Phenomenon.FUZZY_READ,
                                Phenomenon.PHANTOM,
                                Phenomenon.TORN_READ,
                                Phenomenon.READ_SKEW),
                        session(
                                "each statement commits by itself, so that transactions are no units",
                                BrokenTest::noTransactions,
                                Phenomenon.ABORTED_READ,
                                Phenomenon.INTERMEDIATE_READ,
                                Phenomenon.DIRTY_READ),
                        session(
                                "a transaction reads in a snapshot until it writes, and does not look whether that is still true",
                                BrokenTest::lateWriter,
                                Phenomenon.LOST_UPDATE),
                        session("ROLLBACK commits", BrokenTest::rollbackCommits, Phenomenon.ABORTED_READ),
                        part(
                                "the pager hands out a snapshot that it has kept",
                                BrokenTest::staleSnapshots,
                                Phenomenon.STALE_READ,
                                Phenomenon.OLDER_SNAPSHOT),
                        part(
                                "the pager gives every other page as it is now",
                                BrokenTest::mixedPages,
                                Phenomenon.FUZZY_READ,
                                Phenomenon.PHANTOM,
                                Phenomenon.TORN_READ,
                                Phenomenon.READ_SKEW),
                        part(
                                "the log names a page's newest version, whatever the snapshot",
                                BrokenTest::newestVersions,
                                Phenomenon.FUZZY_READ,
                                Phenomenon.PHANTOM,
                                Phenomenon.TORN_READ,
                                Phenomenon.READ_SKEW),
                        part(
                                "the log does not wait until a commit is to be seen",
                                BrokenTest::noForce,
                                Phenomenon.STALE_READ,
                                Phenomenon.OLDER_SNAPSHOT,
                                Phenomenon.LOST_UPDATE))
                .stream()
                .map(Arguments::of)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void isCaught(Break broken) {
        long seed = Seeds.one();
        Throwable other = null;
        for (int i = 0; i < TRIES; i++) {
            Workload workload = new Workload(broken.options.get(), broken.sessions);
            try {
                workload.run(seed + i, THREADS, TRANSACTIONS);
            } catch (Exception | AssertionError failed) {
                other = failed; // it may be so broken that it does not work: what was seen up to there counts
            }
            List<Anomaly> found = Checker.check(workload.history());
            if (found.stream().anyMatch(anomaly -> broken.fitting.contains(anomaly.phenomenon()))) {
                return;
            }
        }
        fail("not caught, seed " + seed, other);
    }

    // ---- around a session

    private static Outcome nothing(Session session) {
        return session.run(new Command.ListTables());
    }

    /** Leaves out BEGIN and what ends it, where {@code left} says so. */
    private static Session without(Session real, boolean readers) {
        boolean[] inside = new boolean[1];
        return Altered.of(Session.class, real)
                .method("run", arguments -> {
                    Object command = arguments[0];
                    if (command instanceof Command.Begin begin && begin.readOnly() == readers) {
                        inside[0] = true;
                        return nothing(real);
                    }
                    if (inside[0] && (command instanceof Command.Commit || command instanceof Command.Rollback)) {
                        inside[0] = false;
                        return nothing(real);
                    }
                    return real.run((Command) command);
                })
                .make();
    }

    private static Session readCommitted(Session real) {
        return without(real, true);
    }

    private static Session noTransactions(Session real) {
        return without(real, false);
    }

    private static Session lateWriter(Session real) {
        boolean[] reading = new boolean[1];
        Runnable write = () -> {
            if (reading[0]) {
                reading[0] = false;
                real.run(new Command.Commit());
                real.run(new Command.Begin(false));
            }
        };
        return Altered.of(Session.class, real)
                .method("run", arguments -> {
                    Command command = (Command) arguments[0];
                    if (command instanceof Command.Begin begin && !begin.readOnly()) {
                        reading[0] = true;
                        return real.run(new Command.Begin(true));
                    } else if (command instanceof Command.Commit || command instanceof Command.Rollback) {
                        reading[0] = false;
                    } else {
                        write.run();
                    }
                    return real.run(command);
                })
                .method("batchInsert", arguments -> {
                    write.run();
                    return real.batchInsert((String) arguments[0]);
                })
                .make();
    }

    private static Session rollbackCommits(Session real) {
        return Altered.of(Session.class, real)
                .method(
                        "run",
                        arguments -> real.run(
                                arguments[0] instanceof Command.Rollback
                                        ? new Command.Commit()
                                        : (Command) arguments[0]))
                .make();
    }

    // ---- around the pager

    private static UnaryOperator<Options.Builder> pager(UnaryOperator<Pager> change) {
        Components installed = Components.installed();
        PagerProvider paged = installed.choose(ComponentKind.PAGER, PagerProvider.class, null);
        PagerProvider broken = Altered.of(PagerProvider.class, paged)
                .method("name", arguments -> "broken")
                .method("open", arguments -> change.apply(paged.open((PagerContext) arguments[0])))
                .make();
        return builder -> builder.components(installed.with(List.of(broken))).component(ComponentKind.PAGER, "broken");
    }

    private static Altered<Pager> altered(Pager real) {
        return Altered.of(Pager.class, real).method("verify", arguments -> new long[0]);
    }

    private static UnaryOperator<Options.Builder> staleSnapshots() {
        return pager(real -> {
            AtomicReference<PageSnapshot> kept = new AtomicReference<>();
            AtomicInteger count = new AtomicInteger();
            return altered(real)
                    .method("read", arguments -> {
                        if (count.incrementAndGet() % 10 != 0) {
                            return real.read();
                        }
                        PageSnapshot old = kept.getAndSet(real.read());
                        return old != null ? old : real.read();
                    })
                    .make();
        });
    }

    private static UnaryOperator<Options.Builder> mixedPages() {
        return pager(real -> altered(real)
                .method("read", arguments -> {
                    PageSnapshot then = real.read();
                    return Altered.of(PageSnapshot.class, then)
                            .method("page", page -> {
                                long id = (Long) page[0];
                                if (id % 2 == 0) {
                                    return then.page(id);
                                }
                                try (PageSnapshot now = real.read()) {
                                    return now.page(id);
                                }
                            })
                            .make();
                })
                .make());
    }

    // ---- around the log

    private static UnaryOperator<Options.Builder> log(UnaryOperator<Log> change) {
        Components installed = Components.installed();
        LogProvider wal = installed.choose(ComponentKind.LOG, LogProvider.class, null);
        LogProvider broken = Altered.of(LogProvider.class, wal)
                .method("name", arguments -> "broken")
                .method("open", arguments -> change.apply(wal.open((LogContext) arguments[0])))
                .method(
                        "create",
                        arguments -> change.apply(wal.create((LogContext) arguments[0], (LogStart) arguments[1])))
                .make();
        return builder -> builder.components(installed.with(List.of(broken))).component(ComponentKind.LOG, "broken");
    }

    private static UnaryOperator<Options.Builder> newestVersions() {
        return log(real -> Altered.of(Log.class, real)
                .method("locate", arguments -> real.locate((Long) arguments[0], Long.MAX_VALUE))
                .make());
    }

    private static UnaryOperator<Options.Builder> noForce() {
        return log(real -> {
            AtomicInteger count = new AtomicInteger();
            return Altered.of(Log.class, real)
                    .method("force", arguments -> {
                        int commit = count.incrementAndGet(); // the first ones make the database and its tables
                        if (commit < 20 || commit % 2 == 0) {
                            real.force((Long) arguments[0]);
                        }
                        return null;
                    })
                    .make();
        });
    }
}
