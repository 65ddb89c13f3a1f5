package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.MissingComponentException;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Log;
import org.pesadb.api.spi.LogContext;
import org.pesadb.api.spi.Pager;
import org.pesadb.api.spi.PagerContext;

/** Parts that somebody else wrote: chosen by name, remembered, missed where they are not there, and blamed where they fail. */
class PluginsTest {
    private final PartsBed bed = new PartsBed();

    private void makeTable() {
        try (Database database = bed.open(new Plugins.OnePage(), new Plugins.DataCodec());
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(PartsBed.SCHEMA, false, "data", "one-page"));
            session.run(new Command.CreateIndex("t", "kind", false, "one-page"));
            Tables.insert(session, "t", 1, "Alice", 2);
            Tables.insert(session, "t", 2, "Bob", 2);
        }
    }

    @Test
    void partsAreChosenByNameAndRemembered() {
        makeTable();
        try (Database database = bed.open(new Plugins.OnePage(), new Plugins.DataCodec(), new Plugins.Loops());
                Session session = database.openSession()) {
            assertEquals(
                    ErrorCode.DUPLICATE_KEY,
                    assertThrows(PesaDbException.class, () -> Tables.insert(session, "t", 3, "Bob", 1))
                            .code());
            session.run(new Command.DeleteByKey("t", Operand.of(1)));
            Tables.insert(session, "t", 3, "Carol", 3);
            assertEquals(
                    List.of(List.of(2L, "Bob", 2L)), Tables.rows(session, Tables.all("t", Condition.equal("kind", 2))));
            assertEquals(
                    List.of(List.of(3L, "Carol", 3L)), Tables.rows(session, Tables.all("t", Condition.equal("id", 3))));
            assertEquals(
                    Set.of(List.of(2L, "Bob"), List.of(3L, "Carol")),
                    Set.copyOf(Tables.rows(session, PartsBed.join("loops"))));
            assertEquals(
                    Collections.nCopies(3, List.of("one-page", 3L)),
                    Tables.rows(session, PartsBed.columns("pesa_indexes", "kind", "version")));
            assertEquals(
                    List.of(List.of("data", 2L)),
                    Tables.rows(session, PartsBed.columns("pesa_tables", "codec", "codec_version")));
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    @Test
    void twoOfOneNameAreRefused() {
        PesaDbException refused =
                assertThrows(PesaDbException.class, () -> bed.open(new Plugins.OnePage(), new Plugins.OnePage() {}));
        assertEquals(ErrorCode.DUPLICATE_COMPONENT, refused.code());
        PartsBed.assertNames(refused, "index", "one-page");
    }

    @Test
    void aPartWithoutAProperNameIsRefused() {
        for (Supplier<String> name : List.<Supplier<String>>of(() -> null, () -> "Loops", () -> {
            throw new IllegalStateException("nameless");
        })) {
            PesaDbException refused = assertThrows(
                    PesaDbException.class,
                    () -> bed.open(new Plugins.Loops() {
                        @Override
                        public String name() {
                            return name.get();
                        }
                    }));
            assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
            PartsBed.assertNames(refused, "join");
        }
    }

    @Test
    void aTombstoneThatWouldWasteEveryRowsRoomIsRefused() {
        for (int length : new int[] {0, 65}) {
            try (Database database = bed.open(new Plugins.DataCodec() {
                        @Override
                        public byte[] tombstone() {
                            return new byte[length];
                        }
                    });
                    Session session = database.openSession()) {
                PesaDbException refused = assertThrows(
                        PesaDbException.class,
                        () -> session.run(new Command.CreateTable(PartsBed.SCHEMA, false, "data", null)));
                assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
                PartsBed.assertNames(refused, "codec 'data'", length + " bytes");
            }
        }
    }

    @Test
    void logAndPagerAreRememberedAndBlamedToo() {
        Component log = new OtherLog();
        Component pager = new Plugins.OtherPager();
        var options = bed.options(log, pager)
                .component(ComponentKind.LOG, "other-log")
                .component(ComponentKind.PAGER, "other-pager");
        try (Database database = PesaDb.open(PartsBed.PATH, options.build());
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(PartsBed.SCHEMA, false, null, null));
            Tables.insert(session, "t", 1, "Alice", 2);
        }
        PartsBed.assertNames(
                assertThrows(MissingComponentException.class, () -> bed.open(pager)), "log 'other-log'", "wal");
        PartsBed.assertNames(
                assertThrows(MissingComponentException.class, () -> bed.open(log)), "pager 'other-pager'", "paged");
        Component brokenLog = new OtherLog() {
            @Override
            public Log open(LogContext context) {
                throw new IllegalStateException("boom");
            }
        };
        Component brokenPager = new Plugins.OtherPager() {
            @Override
            public Pager open(PagerContext context) {
                throw new IllegalStateException("boom");
            }
        };
        for (Component[] broken : new Component[][] {{brokenLog, pager}, {log, brokenPager}}) {
            PesaDbException refused = assertThrows(PesaDbException.class, () -> bed.open(broken));
            assertEquals(ErrorCode.BAD_PLUGIN, refused.code());
            PartsBed.assertNames(refused, "'other-", "boom", PartsBed.PATH.toString());
        }
        try (Database database = bed.open(log, pager);
                Session session = database.openSession()) {
            assertEquals(
                    List.of(List.of(1L, "Alice", 2L)),
                    Tables.rows(session, Tables.all("t")),
                    "chosen by page 0, not by the options");
        }
    }

    /** Our own log by another name. */
    private static class OtherLog extends BetweenLogs {
        @Override
        public String name() {
            return "other-log";
        }
    }
}
