package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Row;
import org.pesadb.api.Session;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.KeyEncoding;
import org.pesadb.api.spi.RowBuffer;
import org.pesadb.api.spi.RowStream;
import org.pesadb.testing.MemoryFiles;

/**
 * The inputs of a join, looked up in and read in order by whatever index there is: pairs are those of the hash join. {@code
 * -Dpesadb.inputs.seed} repeats one run.
 */
class IndexedInputTest {
    private static final String[] COLUMNS = {"id", "a", "b", "c"};

    /** A join that keeps all its pairs in memory. */
    private abstract static class Simple implements JoinStrategy {
        int used;

        @Override
        public int formatVersion() {
            return 1;
        }

        @Override
        public double estimate(JoinInput left, JoinInput right, JoinKind kind) {
            return Double.MAX_VALUE;
        }

        @Override
        public RowStream join(JoinInput left, JoinInput right, JoinKind kind, JoinContext context) {
            used++;
            List<RowBuffer> pairs = new ArrayList<>();
            pair(left, right, pairs);
            Iterator<RowBuffer> rows = pairs.iterator();
            return new RowStream() {
                private RowBuffer row;

                @Override
                public boolean next() {
                    row = rows.hasNext() ? rows.next() : null;
                    return row != null;
                }

                @Override
                public Row row() {
                    return row;
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        abstract void pair(JoinInput left, JoinInput right, List<RowBuffer> pairs);

        static RowBuffer both(JoinInput left, Row one, JoinInput right, Row other) {
            RowBuffer pair = new RowBuffer(left.width() + right.width());
            for (int column : left.columns()) {
                pair.copy(column, one, column);
            }
            for (int column : right.columns()) {
                pair.copy(left.width() + column, other, column);
            }
            return RowBuffer.copyOf(pair);
        }
    }

    /** Looks each row of the left side up in the right one. */
    private static final class Looking extends Simple {
        @Override
        public String name() {
            return "looking";
        }

        @Override
        void pair(JoinInput left, JoinInput right, List<RowBuffer> pairs) {
            assertTrue(right.lookUpCost() < Double.POSITIVE_INFINITY && right.aboutEachLookUp() > 0);
            try (RowStream rows = left.rows()) {
                while (rows.next()) {
                    try (RowStream found = right.lookUp(rows.row(), left.keys())) {
                        while (found.next()) {
                            pairs.add(both(left, rows.row(), right, found.row()));
                        }
                    }
                }
            }
        }
    }

    /** Puts the rows of the right side together by their keys, and reads both in order. */
    private static final class Ordered extends Simple {
        @Override
        public String name() {
            return "ordered";
        }

        @Override
        void pair(JoinInput left, JoinInput right, List<RowBuffer> pairs) {
            assertTrue(right.orderCost() < Double.POSITIVE_INFINITY);
            TreeMap<byte[], List<RowBuffer>> byKey = new TreeMap<>(Arrays::compareUnsigned);
            try (RowStream rows = right.inKeyOrder()) {
                byte[] before = {};
                while (rows.next()) {
                    byte[] key = KeyEncoding.of(rows.row(), right.keys());
                    assertTrue(Arrays.compareUnsigned(before, key) <= 0, "in order");
                    byKey.computeIfAbsent(key, none -> new ArrayList<>()).add(RowBuffer.copyOf(rows.row()));
                    before = key;
                }
            }
            try (RowStream rows = left.rows()) {
                while (rows.next()) {
                    byte[] key = KeyEncoding.of(rows.row(), left.keys());
                    for (RowBuffer other : byKey.getOrDefault(key, List.of())) {
                        pairs.add(both(left, rows.row(), right, other));
                    }
                }
            }
        }
    }

    @RepeatedTest(6)
    void pairsAreThoseOfTheHashJoin() {
        long seed = Long.getLong("pesadb.inputs.seed", System.nanoTime());
        Random random = new Random(seed);
        Looking looking = new Looking();
        Ordered ordered = new Ordered();
        var options = PesaDb.options()
                .files(new MemoryFiles())
                .components(Components.installed().with(List.of(looking, ordered)));
        try (Database database = PesaDb.open(Path.of("/d/inputs.pesa").toAbsolutePath(), options.build());
                Session session = database.openSession()) {
            for (String table : List.of("x", "y")) {
                Tables.create(
                        session, table, Tables.key("id"), Tables.number("a"), Tables.text("b"), Tables.number("c"));
                session.run(new Command.Begin(false));
                for (long id = 0; id < 80; id++) {
                    Tables.insert(session, table, id, number(random), text(random), number(random));
                }
                session.run(new Command.Commit());
            }
            session.run(new Command.CreateIndex("y", List.of("a"), false, "hash"));
            session.run(new Command.CreateIndex("y", List.of("b", "a"), false, "btree"));
            session.run(new Command.CreateIndex("y", List.of("c", "b", "id"), true, "btree"));
            for (int i = 0; i < 30; i++) {
                int[] keys = random.ints(1, 4)
                        .distinct()
                        .limit(1 + random.nextInt(2))
                        .toArray();
                List<Condition> where = random.nextBoolean()
                        ? List.of()
                        : List.of(
                                Condition.of("y.c", Operator.EQUAL, Operand.of(1)),
                                Condition.of("y.id", Operator.LESS, Operand.of(50)));
                boolean inOrder = keys[0] == 2 && (keys.length == 1 || keys[1] == 1)
                        || keys[0] == 3 && (keys.length == 1 || keys[1] == 2);
                List<List<Object>> wanted = pairs(session, keys, where, "hash");
                assertEquals(wanted, pairs(session, keys, where, "looking"), () -> "seed " + seed);
                if (inOrder) {
                    assertEquals(wanted, pairs(session, keys, where, "ordered"), () -> "seed " + seed);
                }
            }
            assertTrue(looking.used == 30 && ordered.used > 0, () -> "seed " + seed);
        }
    }

    private static Object number(Random random) {
        return random.nextInt(5) == 0 ? null : (Object) (long) random.nextInt(4);
    }

    private static Object text(Random random) {
        return random.nextInt(5) == 0 ? null : "t" + random.nextInt(3) + (random.nextBoolean() ? "" : "\0");
    }

    private static List<List<Object>> pairs(Session session, int[] keys, List<Condition> where, String using) {
        List<Command.JoinOn> on = Arrays.stream(keys)
                .mapToObj(key -> new Command.JoinOn(COLUMNS[key], COLUMNS[key]))
                .toList();
        Command join = new Command.Join(
                new Command.TableRef("x", null),
                new Command.TableRef("y", null),
                on,
                List.of("x.id", "y.id", "y.b"),
                where,
                null,
                Command.Limit.NONE,
                using);
        List<List<Object>> pairs = new ArrayList<>(Tables.rows(session, join));
        pairs.sort((one, other) -> one.toString().compareTo(other.toString()));
        return pairs;
    }
}
