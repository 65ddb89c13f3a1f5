package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.Index;
import org.pesadb.api.spi.IndexDefinition;
import org.pesadb.api.spi.PageReader;
import org.pesadb.api.spi.PageWriter;
import org.pesadb.api.spi.RowIdCursor;
import org.pesadb.testing.MemoryFiles;

/**
 * An ordered index that answers wrongly, in every way that shows: no wrong row is given out, the error names the index, its kind and where
 * that comes from, and what it took part in is undone.
 */
class WrongIndexTest {
    private static final Path PATH = Path.of("/d/data.pesa").toAbsolutePath();
    private static final int ROWS = 300;

    private MemoryFiles files = new MemoryFiles();

    /** Set once the table is there. */
    private boolean breaks;

    /** An index that does one thing wrong. */
    private interface Wrong {
        Index of(Index right, IndexDefinition definition);
    }

    /** One of them, what makes it show, and what is to be said. */
    private record Lie(String name, ErrorCode code, String says, Wrong wrong, Command command) {}

    /** The index while it is to be wrong, else the right one. */
    private class Tree extends WrappedTree {
        private final Wrong wrong;

        Tree(Wrong wrong) {
            this.wrong = wrong;
        }

        @Override
        Index changed(IndexDefinition definition, Index right) {
            Index lying = wrong.of(right, definition);
            return new Passing(right) {
                private Index now() {
                    return breaks ? lying : right;
                }

                @Override
                public boolean insert(PageWriter writer, byte[] key, long row) {
                    return now().insert(writer, key, row);
                }

                @Override
                public boolean delete(PageWriter writer, byte[] key, long row) {
                    return now().delete(writer, key, row);
                }

                @Override
                public RowIdCursor find(PageReader reader, byte[] key) {
                    return now().find(reader, key);
                }

                @Override
                public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
                    return now().range(reader, from, to, descending);
                }

                @Override
                public long estimate(PageReader reader, byte[] from, byte[] to) {
                    return now().estimate(reader, from, to);
                }

                @Override
                public long build(PageWriter writer, EntrySource entries) {
                    return now().build(writer, entries);
                }
            };
        }
    }

    /** The rows of a range in some other way. */
    private interface Ranged {
        RowIdCursor range(Index right, PageReader reader, byte[] from, byte[] to, boolean descending);
    }

    private static Wrong ranged(Ranged ranged) {
        return (right, definition) -> new WrappedTree.Passing(right) {
            @Override
            public RowIdCursor range(PageReader reader, byte[] from, byte[] to, boolean descending) {
                return ranged.range(right, reader, from, to, descending);
            }
        };
    }

    /** The rows of a key in some other way. */
    private interface Found {
        RowIdCursor find(Index right, PageReader reader, byte[] key);
    }

    private static Wrong found(Found found) {
        return (right, definition) -> new WrappedTree.Passing(right) {
            @Override
            public RowIdCursor find(PageReader reader, byte[] key) {
                return found.find(right, reader, key);
            }
        };
    }

    private static Wrong finds(long row) {
        return found((right, reader, key) -> List.of(row, RowIdCursor.END).iterator()::next);
    }

    /** Something done with the pages before each insert. */
    private interface Stray {
        void stray(PageWriter writer);
    }

    private static Wrong inserting(Stray stray) {
        return (right, definition) -> new WrappedTree.Passing(right) {
            @Override
            public boolean insert(PageWriter writer, byte[] key, long row) {
                boolean inserted = right.insert(writer, key, row); // so that something is to be undone
                stray.stray(writer);
                return inserted;
            }
        };
    }

    /** Each row twice, one after the other. */
    private static RowIdCursor doubled(RowIdCursor rows) {
        long[] last = {0, 0};
        return () -> {
            if (last[1]++ % 2 == 0) {
                last[0] = rows.next();
            }
            return last[0];
        };
    }

    private static RowIdCursor endless() {
        long[] row = {1L << 16};
        return () -> row[0]++;
    }

    private static final Command COUNT =
            new Command.Count("t", List.of(Condition.of("n", Operator.LESS, Operand.of(200))));
    private static final Command LOOK_UP = Tables.all("t", Condition.equal("n", 7));
    private static final Command INSERT =
            new Command.Insert("t", List.of(Operand.of(900), Operand.of("x"), Operand.of(900)));

    private static Command ordered(boolean descending) {
        return new Command.Select(
                "t",
                List.of("id"),
                List.of(),
                new Command.Ordering("n", descending),
                new Command.Limit(OptionalLong.of(3), 0));
    }

    private static Command join(String using) {
        return join(using, List.of());
    }

    private static Command join(String using, List<Condition> where) {
        return new Command.Join(
                new Command.TableRef("few", "a"),
                new Command.TableRef("t", "b"),
                List.of(new Command.JoinOn("n", "n")),
                List.of("a.id", "b.id"),
                where,
                null,
                Command.Limit.NONE,
                using);
    }

    private static final List<Lie> LIES = List.of(
            new Lie(
                    "find gives a row of another key",
                    ErrorCode.CORRUPT,
                    "another value",
                    found((right, reader, key) -> right.range(reader, null, null, false)),
                    LOOK_UP),
            new Lie(
                    "find gives a row of another key to a join",
                    ErrorCode.CORRUPT,
                    "another value",
                    found((right, reader, key) -> right.range(reader, null, null, true)),
                    join("index")),
            new Lie("find gives no row", ErrorCode.CORRUPT, "no row of the table", finds(1L << 50), LOOK_UP),
            new Lie("find gives a foreign page", ErrorCode.CORRUPT, "no row of the table", finds(1L << 16), LOOK_UP),
            new Lie(
                    "find gives a page beyond the end",
                    ErrorCode.CORRUPT,
                    "no row of the table",
                    finds(1L << 40),
                    LOOK_UP),
            new Lie("find gives a negative row", ErrorCode.BAD_PLUGIN, "-9", finds(-9), LOOK_UP),
            new Lie(
                    "range goes the other way",
                    ErrorCode.CORRUPT,
                    "out of order",
                    ranged((right, reader, from, to, descending) -> right.range(reader, from, to, !descending)),
                    ordered(false)),
            new Lie(
                    "range goes the other way, descending",
                    ErrorCode.CORRUPT,
                    "out of order",
                    ranged((right, reader, from, to, descending) -> right.range(reader, from, to, !descending)),
                    ordered(true)),
            new Lie(
                    "range goes the other way, for a merge",
                    ErrorCode.CORRUPT,
                    "out of order",
                    ranged((right, reader, from, to, descending) -> right.range(reader, from, to, !descending)),
                    join("merge", List.of(Condition.of("b.n", Operator.LESS, Operand.of(50))))),
            new Lie(
                    "range gives a row twice, to be counted",
                    ErrorCode.CORRUPT,
                    "a row twice",
                    ranged((right, reader, from, to, descending) -> doubled(right.range(reader, from, to, descending))),
                    COUNT),
            new Lie(
                    "range has no end",
                    ErrorCode.CORRUPT,
                    "more rows than there can be",
                    ranged((right, reader, from, to, descending) -> endless()),
                    COUNT),
            new Lie(
                    "range gives rows outside",
                    ErrorCode.CORRUPT,
                    "another value",
                    ranged((right, reader, from, to, descending) -> right.range(reader, null, null, descending)),
                    Tables.all("t", Condition.of("n", Operator.GREATER_OR_EQUAL, Operand.of(295)))),
            new Lie(
                    "range gives a row twice",
                    ErrorCode.CORRUPT,
                    "a row twice",
                    ranged((right, reader, from, to, descending) -> doubled(right.range(reader, from, to, descending))),
                    ordered(false)),
            new Lie(
                    "estimate gives less than nothing",
                    ErrorCode.BAD_PLUGIN,
                    "-5",
                    (right, definition) -> new WrappedTree.Passing(right) {
                        @Override
                        public long estimate(PageReader reader, byte[] from, byte[] to) {
                            return -5;
                        }
                    },
                    Tables.all("t", Condition.of("n", Operator.LESS, Operand.of(3)))),
            new Lie(
                    "an index that is not unique refuses a row",
                    ErrorCode.BAD_PLUGIN,
                    "is not unique",
                    (right, definition) -> new WrappedTree.Passing(right) {
                        @Override
                        public boolean insert(PageWriter writer, byte[] key, long row) {
                            return definition.unique() && right.insert(writer, key, row);
                        }
                    },
                    INSERT),
            new Lie(
                    "a unique index refuses a key that it does not have",
                    ErrorCode.BAD_PLUGIN,
                    "does not find that key",
                    (right, definition) -> new WrappedTree.Passing(right) {
                        @Override
                        public boolean insert(PageWriter writer, byte[] key, long row) {
                            return !definition.unique() && right.insert(writer, key, row);
                        }
                    },
                    INSERT),
            new Lie(
                    "delete does not find what is there",
                    ErrorCode.CORRUPT,
                    "lacks the row",
                    (right, definition) -> new WrappedTree.Passing(right) {
                        @Override
                        public boolean delete(PageWriter writer, byte[] key, long row) {
                            right.delete(writer, key, row);
                            return false;
                        }
                    },
                    new Command.DeleteByKey("t", Operand.of(5))),
            new Lie(
                    "build says that a key stands twice in an index that is not unique",
                    ErrorCode.BAD_PLUGIN,
                    "not unique",
                    (right, definition) -> new WrappedTree.Passing(right) {
                        @Override
                        public long build(PageWriter writer, EntrySource entries) {
                            right.build(writer, entries);
                            return 7;
                        }
                    },
                    new Command.CreateIndex("t", "text", false, WrappedTree.NAME)),
            new Lie("page 0 is read", ErrorCode.CORRUPT, "page 0", inserting(pages -> pages.page(0)), INSERT),
            new Lie("a foreign page is read", ErrorCode.CORRUPT, "page 1", inserting(pages -> pages.page(1)), INSERT),
            new Lie(
                    "a page beyond the end is read",
                    ErrorCode.CORRUPT,
                    "page 4294967295",
                    inserting(pages -> pages.page(0xFFFF_FFFFL)),
                    INSERT),
            new Lie(
                    "a negative page is read",
                    ErrorCode.CORRUPT,
                    "page -1",
                    inserting(pages -> pages.page(-1)),
                    INSERT),
            new Lie(
                    "a foreign page is read to find a key",
                    ErrorCode.CORRUPT,
                    "page 1",
                    found((right, reader, key) -> () -> reader.page(1).id()),
                    LOOK_UP),
            new Lie(
                    "a foreign page is changed",
                    ErrorCode.CORRUPT,
                    "page 1",
                    inserting(pages -> pages.edit(1)),
                    INSERT),
            new Lie("a foreign page is freed", ErrorCode.CORRUPT, "page 1", inserting(pages -> pages.free(1)), INSERT),
            new Lie(
                    "a page is freed twice",
                    ErrorCode.CORRUPT,
                    "page ",
                    inserting(pages -> {
                        long page = pages.allocate().id();
                        pages.free(page);
                        pages.free(page);
                    }),
                    INSERT));

    @TestFactory
    Stream<DynamicTest> everyLieIsToldWithTheNameOfWhoTellsIt() {
        return LIES.stream().map(lie -> DynamicTest.dynamicTest(lie.name, () -> told(lie)));
    }

    @Test
    void aVerificationWithoutAnEndIsBrokenOff() {
        Tree endless = new Tree((right, definition) -> right) {
            @Override
            Index changed(IndexDefinition definition, Index right) {
                return new Passing(right) {
                    @Override
                    public void verify(
                            PageReader reader, EntryConsumer entry, LongConsumer page, Consumer<Fault> found) {
                        RowIdCursor rows = endless();
                        while (breaks) {
                            entry.accept(new byte[] {1}, rows.next());
                        }
                        right.verify(reader, entry, page, found);
                    }
                };
            }
        };
        try (Database database = PesaDb.open(
                        PATH,
                        PesaDb.options()
                                .files(files)
                                .components(Components.installed().with(List.of(endless)))
                                .build());
                Session session = database.openSession()) {
            make(session);
            breaks = true;
            List<Fault> faults = Tables.faults(database);
            breaks = false;
            assertTrue(
                    faults.stream()
                            .anyMatch(fault -> fault.message().contains("more rows than there can be")
                                    && fault.message().contains("index 'wrapped' of ")),
                    faults::toString);
            assertEquals(List.of(), Tables.faults(database));
        }
    }

    private void told(Lie lie) {
        files = new MemoryFiles();
        breaks = false;
        try (Database database = PesaDb.open(
                        PATH,
                        PesaDb.options()
                                .files(files)
                                .components(Components.installed().with(List.of(new Tree(lie.wrong))))
                                .build());
                Session session = database.openSession()) {
            make(session);
            breaks = true;
            PesaDbException told =
                    assertThrows(PesaDbException.class, () -> Tables.rows(session, lie.command), lie.name);
            assertEquals(lie.code, told.code(), told::getMessage);
            for (String part : List.of(lie.says, "index 'wrapped' of ", "org.pesadb.it", "t.")) {
                assertTrue(told.getMessage().contains(part), () -> part + " in: " + told.getMessage());
            }
            assertEquals(2, Tables.rows(session, Tables.all("few")).size(), "the others go on");
            breaks = false;
            assertEquals(ROWS, Tables.rows(session, Tables.all("t")).size());
            assertEquals(1, Tables.rows(session, LOOK_UP).size());
            assertEquals(3, Tables.rows(session, ordered(true)).size());
            assertEquals(2, Tables.rows(session, join("index")).size());
            assertEquals(List.of(), Tables.faults(database), "nothing of it remains");
        }
    }

    private static void make(Session session) {
        TableSchema schema = new TableSchema("t", List.of(Tables.key("id"), Tables.text("text"), Tables.number("n")));
        session.run(new Command.CreateTable(schema, false, null, WrappedTree.NAME));
        session.run(new Command.CreateIndex("t", "n", false, WrappedTree.NAME));
        try (BatchInsert batch = session.batchInsert("t")) {
            for (int i = 0; i < ROWS; i++) {
                batch.set(0, i);
                batch.set(1, "text " + i);
                batch.set(2, i);
                batch.add();
            }
            batch.finish();
        }
        Tables.create(session, "few", Tables.key("id"), Tables.number("n"));
        Tables.insert(session, "few", 1, 10);
        Tables.insert(session, "few", 2, 20);
    }
}
