package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Row;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.UnknownOutcomeException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.api.spi.RowStream;

/** Parts that break their contracts: each comes out as an error that names the part and its fault, nothing remains, and all else goes on. */
class NonsenseTest {
    /** A part that breaks its contract when told to, and the statement that makes it. */
    private record Broken(String part, String says, Component component, Command command) {}

    private static final Command INSERT =
            new Command.Insert("t", List.of(Operand.of(9), Operand.of("Zoe"), Operand.of(9)));
    private static final Command LOOK_UP = Tables.all("t", Condition.equal("kind", 2));
    private static final Command TESTED = new Command.Select(
            "t", List.of("id"), List.of(Condition.of("kind", Operator.LESS, Operand.of(2))), null, Command.Limit.NONE);
    private static final Command SCAN = Tables.all("t");

    /** Set once the table is there. */
    private boolean breaks;

    @TestFactory
    Stream<DynamicTest> whateverAPartDoesWrongComesOutWithItsNameAndLeavesNothing() {
        RuntimeException boom = new IllegalStateException("boom");
        return Stream.of(
                        new Broken("index 'one-page'", "boom", insertInto(() -> thrown(boom)), INSERT),
                        new Broken(
                                "index 'one-page'",
                                "AbstractMethodError",
                                insertInto(() -> thrown(new AbstractMethodError("gone"))),
                                INSERT),
                        new Broken("index 'one-page'", "StackOverflowError", insertInto(NonsenseTest::forever), INSERT),
                        new Broken("index 'one-page'", "null", findIn(() -> null), LOOK_UP),
                        new Broken("index 'one-page'", "boom", findIn(() -> thrown(boom)), LOOK_UP),
                        new Broken("index 'one-page'", "boom", findIn(() -> () -> thrown(boom)), LOOK_UP),
                        new Broken("index 'one-page'", "-7", findIn(() -> () -> -7), LOOK_UP),
                        new Broken(
                                "index 'one-page'",
                                "no page of the index",
                                rootAt(0),
                                new Command.CreateIndex("u", "x", false, "one-page")),
                        new Broken(
                                "index 'one-page'",
                                "no page of the index",
                                rootAt(1L << 40),
                                new Command.CreateIndex("u", "x", false, "one-page")),
                        new Broken("codec 'data'", "no bytes", encodeAs(() -> null), INSERT),
                        new Broken("codec 'data'", "no bytes", encodeAs(() -> new byte[0]), INSERT),
                        new Broken("codec 'data'", "deleted row", encodeAs(() -> new byte[] {9}), INSERT),
                        new Broken("codec 'data'", "boom", encodeAs(() -> thrown(boom)), INSERT),
                        new Broken("codec 'data'", "boom", decodeAs(() -> thrown(boom)), SCAN),
                        new Broken("codec 'data'", "boom", decodeAs(() -> thrown(boom)), LOOK_UP),
                        new Broken("codec 'data'", "no INT", setting(row -> row.setText(0, "one")), SCAN),
                        new Broken("codec 'data'", "no TEXT", setting(row -> row.setLong(1, 1)), SCAN),
                        new Broken("codec 'data'", "no INT", setting(row -> row.unset(2)), SCAN),
                        new Broken("codec 'data'", "value 2", setting(row -> row.unset(2)), TESTED),
                        new Broken("join 'loops'", "boom", joinAs(() -> thrown(boom)), PartsBed.join("loops")),
                        new Broken(
                                "join 'loops'",
                                "7 values for 6",
                                joinAs(() -> stream(() -> RowBuffer.of(1, "a", 2, 1, "b", 2, 3))),
                                PartsBed.join("loops")),
                        new Broken("join 'loops'", "no INT", rows("text", "b"), PartsBed.join("loops")),
                        new Broken("join 'loops'", "no TEXT", rows(1L, 2L), PartsBed.join("loops")),
                        new Broken("join 'loops'", "no INT", ownRows("text", "b"), PartsBed.join("loops")),
                        new Broken("join 'loops'", "no INT", ownRows(1, "b"), PartsBed.join("loops")),
                        new Broken("join 'loops'", "no TEXT", ownRows(1L, 2L), PartsBed.join("loops")),
                        new Broken("join 'loops'", "boom", ownRows(1L, boom), PartsBed.join("loops")),
                        new Broken("join 'loops'", "null", joinAs(() -> null), PartsBed.join("loops")),
                        new Broken(
                                "join 'loops'",
                                "boom",
                                joinAs(() -> stream(() -> thrown(boom))),
                                PartsBed.join("loops")),
                        new Broken("join 'loops'", "null", joinAs(() -> stream(() -> null)), PartsBed.join("loops")),
                        new Broken(
                                "join 'loops'",
                                "2 values for 6",
                                joinAs(() -> stream(() -> RowBuffer.of(1, 2))),
                                PartsBed.join("loops")))
                .map(broken -> DynamicTest.dynamicTest(
                        broken.part + ": " + broken.says + " at "
                                + broken.command.getClass().getSimpleName(),
                        () -> blamed(broken)));
    }

    /** What a part may throw to be taken for somebody else, or to break whoever looks at it. */
    @TestFactory
    Stream<DynamicTest> whateverAPartThrowsComesOutWithItsName() {
        return Stream.of(
                        new UnknownOutcomeException(ErrorCode.IO, "not durable", null),
                        new PesaDbException(ErrorCode.READ_ONLY, "a code of its own") {
                            private static final long serialVersionUID = 1L;

                            @Override
                            public boolean outcomeUnknown() {
                                return true;
                            }
                        },
                        new FightingBack(true),
                        new FightingBack(false),
                        new OutOfMemoryError() {
                            private static final long serialVersionUID = 1L;

                            @Override
                            public String getMessage() {
                                throw this;
                            }
                        })
                .flatMap(thrown -> Stream.of(
                        new Broken("index 'one-page'", "it threw ", insertInto(() -> thrown(thrown)), INSERT),
                        new Broken("index 'one-page'", "it threw ", findIn(() -> thrown(thrown)), LOOK_UP),
                        new Broken("codec 'data'", "it threw ", encodeAs(() -> thrown(thrown)), INSERT),
                        new Broken("join 'loops'", "it threw ", joinAs(() -> thrown(thrown)), PartsBed.join("loops"))))
                .map(broken -> DynamicTest.dynamicTest(broken.part, () -> blamed(broken)));
    }

    /** Something thrown that throws when somebody looks where it comes from, or comes from nowhere. */
    private static final class FightingBack extends Error {
        private static final long serialVersionUID = 1L;

        private final boolean throwing;

        FightingBack(boolean throwing) {
            super("looked at");
            this.throwing = throwing;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (throwing) {
                throw this;
            }
            return null;
        }
    }

    @TestFactory
    Stream<DynamicTest> aJoinThatCannotSayWhatItCostsKeepsNobodyFromJoining() {
        return Stream.<Supplier<Double>>of(
                        () -> thrown(new IllegalStateException("boom")), () -> Double.NaN, () -> -1e9, () -> null)
                .map(cost -> DynamicTest.dynamicTest("cost", () -> passedOver(cost)));
    }

    private void passedOver(Supplier<Double> cost) {
        Component part = new Plugins.Loops() {
            @Override
            public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
                return cost.get();
            }
        };
        PartsBed bed = new PartsBed();
        try (Database database = bed.open(part);
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(PartsBed.SCHEMA, false, null, null));
            Tables.insert(session, "t", 1, "Alice", 2);
            Tables.insert(session, "t", 2, "Bob", 2);
            assertEquals(List.of(List.of(1L, "Bob"), List.of(2L, "Bob")), Tables.rows(session, PartsBed.join(null)));
            assertTrue(
                    Tables.rows(session, new Command.Explain(PartsBed.join(null))).stream()
                            .map(String::valueOf)
                            .anyMatch(step -> step.contains("join 'loops' of ") && step.contains("org.pesadb.it")),
                    "EXPLAIN says why");
            assertBlamed(new Broken("join 'loops'", "estimating", part, PartsBed.join("loops")), session);
        }
        try (Database database = PesaDb.open(
                        PartsBed.PATH,
                        bed.options(part).component(ComponentKind.JOIN, "loops").build());
                Session session = database.openSession()) {
            assertBlamed(new Broken("join 'loops'", "estimating", part, PartsBed.join(null)), session);
        }
    }

    private void blamed(Broken broken) {
        breaks = false;
        List<Component> parts = new ArrayList<>(List.of(broken.component));
        for (Component part : List.of(new Plugins.OnePage(), new Plugins.DataCodec(), new Plugins.Loops())) {
            if (Components.kindOf(part) != Components.kindOf(broken.component)) {
                parts.add(part);
            }
        }
        try (Database database = new PartsBed().open(parts.toArray(Component[]::new));
                Session session = database.openSession()) {
            session.run(new Command.CreateTable(PartsBed.SCHEMA, false, "data", "one-page"));
            session.run(new Command.CreateIndex("t", "kind", false, "one-page"));
            Tables.create(session, "u", Tables.key("id"), Tables.number("x"));
            Tables.insert(session, "t", 1, "Alice", 2);
            Tables.insert(session, "t", 2, "Bob", 2);
            List<List<Object>> before = state(session);

            breaks = true;
            assertBlamed(broken, session);
            breaks = false;
            assertEquals(before, state(session), "alone");

            session.run(new Command.Begin(false));
            Tables.insert(session, "t", 5, "Eve", 5);
            breaks = true;
            assertBlamed(broken, session);
            breaks = false;
            session.run(new Command.Commit());
            List<List<Object>> after = state(session);
            session.run(new Command.DeleteByKey("t", Operand.of(5)));
            assertTrue(after.contains(List.<Object>of(5L, "Eve", 5L)), () -> "within a transaction: " + after);
            assertEquals(before, state(session), "within a transaction");

            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private static void assertBlamed(Broken broken, Session session) {
        PesaDbException refused = assertThrows(PesaDbException.class, () -> Tables.rows(session, broken.command));
        assertEquals(ErrorCode.BAD_PLUGIN, refused.code(), refused::getMessage);
        PartsBed.assertNames(refused, broken.part, broken.says, "org.pesadb.it");
    }

    private static List<List<Object>> state(Session session) {
        List<List<Object>> state = new ArrayList<>(Tables.rows(session, Tables.all("t")));
        state.addAll(Tables.rows(session, Tables.all("t", Condition.equal("kind", 2))));
        state.addAll(Tables.rows(session, PartsBed.columns("pesa_indexes", "id", "kind", "root")));
        return state;
    }

    private static <T> T thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static <T> T forever() {
        return forever();
    }

    private Component insertInto(Supplier<Boolean> broken) {
        return new Plugins.OnePage() {
            @Override
            public Index open(IndexDefinition definition, long root) {
                return new Access(definition.unique(), root) {
                    @Override
                    public boolean insert(PageWriter writer, byte[] key, long row) {
                        boolean inserted = super.insert(writer, key, row); // so that something is to be undone
                        return breaks ? broken.get() : inserted;
                    }
                };
            }
        };
    }

    private Component findIn(Supplier<RowIdCursor> broken) {
        return new Plugins.OnePage() {
            @Override
            public Index open(IndexDefinition definition, long root) {
                return new Access(definition.unique(), root) {
                    @Override
                    public RowIdCursor find(PageReader reader, byte[] key) {
                        return breaks ? broken.get() : super.find(reader, key);
                    }
                };
            }
        };
    }

    private Component rootAt(long page) {
        return new Plugins.OnePage() {
            @Override
            public long create(PageWriter writer, IndexDefinition definition) {
                long root = super.create(writer, definition);
                return breaks ? page : root;
            }
        };
    }

    private Component encodeAs(Supplier<byte[]> broken) {
        return new Plugins.DataCodec() {
            @Override
            public byte[] encode(TableSchema schema, Row row) {
                return breaks ? broken.get() : super.encode(schema, row);
            }
        };
    }

    private Component decodeAs(Supplier<Void> broken) {
        return new Plugins.DataCodec() {
            @Override
            public void decode(
                    TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
                if (breaks) {
                    broken.get();
                }
                super.decode(schema, bytes, offset, length, columns, into);
            }
        };
    }

    /** What is set last, behind what was decoded. */
    private Component setting(Consumer<RowBuffer> wrong) {
        return new Plugins.DataCodec() {
            @Override
            public void decode(
                    TableSchema schema, byte[] bytes, int offset, int length, int[] columns, RowBuffer into) {
                super.decode(schema, bytes, offset, length, columns, into);
                if (breaks) {
                    wrong.accept(into);
                }
            }
        };
    }

    private Component joinAs(Supplier<RowStream> broken) {
        return new Plugins.Loops() {
            @Override
            public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
                return breaks ? broken.get() : super.join(left, right, kind, context);
            }
        };
    }

    /** A join whose rows have something in the two places that are looked at. */
    private Component rows(Object id, Object name) {
        return joinAs(() -> stream(() -> RowBuffer.of(id, "a", 2, 1, name, 2)));
    }

    /** The same in rows of the join's own kind, which throw what they find there to be thrown. */
    private Component ownRows(Object id, Object name) {
        return joinAs(() -> stream(() -> new OwnRow(new Object[] {id, "a", 2L, 1L, name, 2L})));
    }

    private record OwnRow(Object[] values) implements Row {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean isNull(int position) {
            return get(position) == null;
        }

        @Override
        public long getLong(int position) {
            return (Long) get(position);
        }

        @Override
        public String getText(int position) {
            return (String) get(position);
        }

        @Override
        public Object get(int position) {
            return values[position] instanceof RuntimeException failure ? thrown(failure) : values[position];
        }
    }

    private static RowStream stream(Supplier<Row> row) {
        return new RowStream() {
            @Override
            public boolean next() {
                return true;
            }

            @Override
            public Row row() {
                return row.get();
            }

            @Override
            public void close() {
                // It holds nothing.
            }
        };
    }
}
