package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.CorruptException;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.LogEntries;
import org.pesadb.api.spi.LogSnapshot;
import org.pesadb.api.spi.PageImage;
import org.pesadb.api.spi.PageSnapshot;
import org.pesadb.api.spi.PageTransaction;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;
import org.pesadb.api.spi.PagerProvider;

/** Logs and pagers that say what is not so: each is named for it, nothing acknowledged is lost, and the file stays whole. */
class LyingLogTest {
    private static final String LOG = "log 'wal'";
    private static final String PAGER = "pager 'paged'";

    private final PartsBed bed = new PartsBed();
    private boolean lies;

    @Test
    void commitThatWasNotDoneIsInDoubtAndNothingIsBuiltOnIt() {
        for (long end : new long[] {0, -7, Long.MAX_VALUE}) {
            assertDoubt(log -> Altered.of(Log.class, log)
                    .method("commit", given -> lies ? end : commit(log, given))
                    .make());
        }
    }

    @Test
    void commitThatThrowsWhenItIsDoneIsInDoubt() {
        assertDoubt(log -> Altered.of(Log.class, log)
                .method("commit", given -> {
                    long end = commit(log, given);
                    if (lies) {
                        throw new IllegalStateException("boom");
                    }
                    return end;
                })
                .make());
    }

    @Test
    void commitThatEndsAtOneOfItsVersionsIsInDoubt() {
        assertDoubt(log -> Altered.of(Log.class, log)
                .method("commit", given -> {
                    long[] sealed = {0};
                    given[1] = ((List<?>) given[1])
                            .stream()
                                    .map(PageImage.class::cast)
                                    .map(page -> Altered.of(PageImage.class, page)
                                            .method("seal", at -> page.seal(sealed[0] = (Long) at[0]))
                                            .make())
                                    .toList();
                    long end = commit(log, given);
                    return lies ? sealed[0] : end;
                })
                .make());
    }

    private void assertDoubt(UnaryOperator<Log> liar) {
        List<List<Object>> rows;
        lies = false;
        try (Database database = open(bed, log(liar));
                Session session = database.openSession()) {
            rows = start(session);
            lies = true;
            PesaDbException refused =
                    assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 9, "Zoe", 9));
            lies = false;
            assertTrue(refused.outcomeUnknown(), refused::getMessage);
            assertBlamed(refused, LOG, "is not known");
            refused = assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 10, "Yan", 9));
            assertEquals(ErrorCode.READ_ONLY, refused.code(), refused::getMessage);
            assertEquals(rows, rows(session));
        }
        try (Database database = bed.open();
                Session session = database.openSession()) {
            List<List<Object>> after = rows(session);
            assertTrue(after.containsAll(rows) && after.size() <= rows.size() + 1, after::toString);
            assertEquals(List.of(), Tables.faults(database));
            session.run(new Command.DropTable("t"));
        }
    }

    @Test
    void versionsThatAreNamedAndNotThereEndNoStatementInALoop() {
        try (Database database = open(
                        bed,
                        log(log -> Altered.of(Log.class, log)
                                .method(
                                        "locate",
                                        given -> log.locate((Long) given[0], (Long) given[1]) + (lies ? 1 : 0))
                                .method(
                                        "read",
                                        given -> !lies && log.read((Long) given[0], (Long) given[1], (byte[]) given[2]))
                                .make()));
                Session session = database.openSession()) {
            start(session);
            lies = true;
            PesaDbException refused = assertThrows(PesaDbException.class, () -> rows(session));
            lies = false;
            assertBlamed(refused, LOG, "again and again");
            assertEquals(1, rows(session).size());
        }
    }

    @Test
    void partsThatDoNotShowThemselvesHaveNoRows() {
        BetweenLogs log = new BetweenLogs() {
            @Override
            public LogEntries entries(LogContext context) {
                return null;
            }
        };
        PagerProvider pager = Altered.of(PagerProvider.class, ours())
                .method(
                        "open",
                        given -> Altered.of(Pager.class, ours().open((PagerContext) given[0]))
                                .method("freePages", asked -> null)
                                .make())
                .make();
        for (Component part : List.of(log, pager)) {
            PartsBed other = new PartsBed();
            try (Database database = open(other, part);
                    Session session = database.openSession()) {
                start(session);
                session.run(new Command.DropTable("t"));
                Command.Inspected subject = part == log ? new Command.InspectLog() : new Command.InspectFree();
                assertEquals(List.of(), Tables.rows(session, new Command.Inspect(subject)));
            }
        }
    }

    @Test
    void snapshotThatLacksWhatWasAcknowledgedIsNotBuiltOn() {
        try (Database database = open(
                        bed,
                        log(log -> Altered.of(Log.class, log)
                                .method("register", given -> {
                                    LogSnapshot snapshot = log.register();
                                    return lies
                                            ? Altered.of(LogSnapshot.class, snapshot)
                                                    .method("position", none -> 1L)
                                                    .make()
                                            : snapshot;
                                })
                                .make()));
                Session session = database.openSession()) {
            List<List<Object>> rows = start(session);
            lies = true;
            PesaDbException refused =
                    assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 9, "Zoe", 9));
            lies = false;
            assertBlamed(refused, LOG, "registering");
            assertEquals(rows, rows(session));
        }
    }

    @Test
    void whateverALogThrowsOrGivesComesOutWithItsName() {
        for (String method : List.of("register", "begin", "force")) {
            lies = false;
            PartsBed other = new PartsBed();
            try (Database database = open(
                            other,
                            log(log -> Altered.of(Log.class, log)
                                    .method(method, given -> {
                                        if (lies) {
                                            throw new IllegalStateException("boom");
                                        }
                                        return switch (method) {
                                            case "register" -> log.register();
                                            case "begin" -> log.begin();
                                            default -> {
                                                log.force((Long) given[0]);
                                                yield null;
                                            }
                                        };
                                    })
                                    .make()));
                    Session session = database.openSession()) {
                start(session);
                lies = true;
                PesaDbException refused =
                        assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 9, "Zoe", 9), method);
                lies = false;
                PartsBed.assertNames(refused, LOG, "boom", "org.pesadb.it");
            }
        }
    }

    @Test
    void pagerThatForgetsTheCatalogOnceMakesNoEmptyDatabase() {
        List<List<Object>> rows;
        try (Database database = bed.open();
                Session session = database.openSession()) {
            rows = start(session);
        }
        PagerProvider real = ours();
        PagerProvider forgetful = Altered.of(PagerProvider.class, real)
                .method("open", given -> {
                    Pager pager = real.open((PagerContext) given[0]);
                    return Altered.of(Pager.class, pager)
                            .method(
                                    "read",
                                    none -> Altered.of(PageSnapshot.class, pager.read())
                                            .method("root", no -> 0L)
                                            .make())
                            .make();
                })
                .make();
        CorruptException refused = assertThrows(CorruptException.class, () -> open(bed, forgetful));
        assertTrue(refused.getMessage().contains("no catalog"), refused::getMessage);
        assertTrue(refused.getMessage().contains(PAGER), refused::getMessage);
        try (Database database = bed.open();
                Session session = database.openSession()) {
            assertFalse(database.created());
            assertEquals(rows, rows(session));
        }
    }

    @Test
    void pagerThatThrowsWhenItHasCommittedIsInDoubt() {
        try (Database database = open(bed, BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
                    @Override
                    protected void commit(PageTransaction transaction) {
                        super.commit(transaction);
                        if (lies) {
                            throw new IllegalStateException("boom");
                        }
                    }
                }));
                Session session = database.openSession()) {
            start(session);
            lies = true;
            PesaDbException refused =
                    assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 9, "Zoe", 9));
            lies = false;
            assertTrue(refused.outcomeUnknown(), refused::getMessage);
            assertBlamed(refused, PAGER, "is not known");
        }
    }

    @Test
    void whatIsCommittedIsNotRolledBack() {
        try (Database database = open(bed, BetweenPager.provider((real, context) -> new BetweenPager(real, context) {
                    @Override
                    protected void rollback(PageTransaction transaction) {
                        if (lies) {
                            throw new OutOfMemoryError("of a test");
                        }
                        super.rollback(transaction);
                    }
                }));
                Session session = database.openSession()) {
            start(session);
            lies = true;
            session.run(new Command.Begin(false));
            Tables.insert(session, "t", 9, "Zoe", 9);
            session.run(new Command.Commit());
            lies = false;
            assertEquals(2, rows(session).size());
        }
    }

    private static long commit(Log log, Object[] given) {
        @SuppressWarnings("unchecked")
        List<? extends PageImage> pages = (List<? extends PageImage>) given[1];
        return log.commit((Long) given[0], pages, (Long) given[2]);
    }

    /** With a part in the place of ours of its name. */
    private static Database open(PartsBed bed, Component part) {
        Components installed = Components.installed();
        List<Component> parts = new ArrayList<>(List.of(part));
        for (ComponentKind kind : ComponentKind.values()) {
            if (kind != Components.kindOf(part)) {
                parts.addAll(installed.all(kind));
            }
        }
        return PesaDb.open(
                PartsBed.PATH,
                bed.options()
                        .components(Components.of(installed.engine(), parts))
                        .build());
    }

    private static PagerProvider ours() {
        return Components.installed().choose(ComponentKind.PAGER, PagerProvider.class, null);
    }

    private static BetweenLogs log(UnaryOperator<Log> liar) {
        return new BetweenLogs() {
            @Override
            protected Log between(Log log, LogContext context) {
                return liar.apply(log);
            }
        };
    }

    private static List<List<Object>> start(Session session) {
        session.run(new Command.CreateTable(PartsBed.SCHEMA, false, null, null));
        Tables.insert(session, "t", 1, "Alice", 2);
        return rows(session);
    }

    private static List<List<Object>> rows(Session session) {
        return Tables.rows(session, Tables.all("t"));
    }

    private static void assertBlamed(PesaDbException refused, String... says) {
        assertEquals(ErrorCode.BAD_PLUGIN, refused.code(), refused::getMessage);
        PartsBed.assertNames(refused, says);
    }
}
