package org.pesadb.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.Operator;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;

/**
 * PesaDB.
 *
 * @param codec of its tables
 * @param index kind of its indexes
 */
record PesaPeer(String codec, String index) implements Peer {
    /** One for each combination of what is installed. */
    static List<Peer> installed() {
        List<Peer> peers = new ArrayList<>();
        for (Component codec : Components.installed().all(ComponentKind.CODEC)) {
            for (Component index : Components.installed().all(ComponentKind.INDEX)) {
                peers.add(new PesaPeer(codec.name(), index.name()));
            }
        }
        return peers;
    }

    /** The one of a {@link #title()}. */
    static PesaPeer of(String title) {
        String[] words = title.split("/");
        return new PesaPeer(words[1], words[2]);
    }

    @Override
    public String title() {
        return "PesaDB/" + codec + "/" + index;
    }

    @Override
    public Store open(Path folder) {
        return new PesaStore(PesaDb.open(
                folder.resolve("bench.pesa"),
                PesaDb.options().cacheBytes(CACHE_BYTES).build()));
    }

    private final class PesaStore implements Store {
        private final Database database;

        PesaStore(Database database) {
            this.database = database;
        }

        @Override
        public void create(String table, boolean secondIndex) {
            List<Column> columns = List.of(
                    Column.of("id", ColumnType.INT).asPrimaryKey(),
                    Column.of("k", ColumnType.INT),
                    Column.of("name", ColumnType.TEXT));
            try (Session session = database.openSession()) {
                session.run(new Command.CreateTable(new TableSchema(table, columns), false, codec, index));
                if (secondIndex) {
                    session.run(new Command.CreateIndex(table, "k", false, index));
                }
            }
        }

        @Override
        public Client client() {
            return new PesaClient(database.openSession());
        }

        @Override
        public void close() {
            database.close();
        }
    }

    private static final class PesaClient implements Store.Client {
        private static final Operand FIRST = new Operand.Parameter(0);

        private final Session session;
        private final Map<String, Prepared> inserts = new HashMap<>();
        private final Map<String, Prepared> finds = new HashMap<>();
        private final Map<String, Prepared> updates = new HashMap<>();
        private final Map<String, Prepared> deletes = new HashMap<>();

        PesaClient(Session session) {
            this.session = session;
        }

        private Prepared prepared(Map<String, Prepared> statements, String table, Function<String, Command> command) {
            Prepared known = statements.get(table);
            if (known == null) {
                known = session.prepare(command.apply(table));
                statements.put(table, known);
            }
            return known;
        }

        @Override
        public void begin() {
            session.run(new Command.Begin(false));
        }

        @Override
        public void commit() {
            session.run(new Command.Commit());
        }

        @Override
        public void insert(String table, long id, long k, String name) {
            prepared(inserts, table, PesaClient::insertion)
                    .bind(0, id)
                    .bind(1, k)
                    .bind(2, name)
                    .execute()
                    .close();
        }

        @Override
        public void load(String table, int rows, int bound) {
            try (BatchInsert batch = session.batchInsert(table)) {
                for (long id = 0; id < rows; id++) {
                    batch.set(0, id);
                    batch.set(1, Rows.k(id, bound));
                    batch.set(2, Rows.name(id));
                    batch.add();
                }
                batch.finish();
            }
        }

        private static Command insertion(String table) {
            return new Command.Insert(
                    table, List.of(new Operand.Parameter(0), new Operand.Parameter(1), new Operand.Parameter(2)));
        }

        private static Command all(String table, List<Condition> where) {
            return new Command.Select(table, List.of(), where, null, Command.Limit.NONE);
        }

        private static List<Condition> idIs(Operand operand) {
            return List.of(Condition.of("id", Operator.EQUAL, operand));
        }

        private static long sum(Cursor rows) {
            long sum = 0;
            while (rows.next()) {
                sum += Rows.sum(rows.getLong(0), rows.getLong(1), rows.getText(2));
            }
            return sum;
        }

        @Override
        public long find(String table, long id) {
            try (Cursor rows =
                    prepared(finds, table, t -> all(t, idIs(FIRST))).bind(0, id).execute()) {
                return sum(rows);
            }
        }

        @Override
        public long scan(String table) {
            try (Cursor rows = session.execute(all(table, List.of()))) {
                return sum(rows);
            }
        }

        @Override
        public long countBelow(String table, long k) {
            Condition below = Condition.of("k", Operator.LESS, Operand.of(k));
            try (Cursor rows = session.execute(new Command.Count(table, List.of(below)))) {
                rows.next();
                return rows.getLong(0);
            }
        }

        @Override
        public long join(String small, String large) {
            Command.TableRef first = new Command.TableRef(small, null);
            Command.TableRef second = new Command.TableRef(large, null);
            Command join = new Command.Join(
                    first,
                    second,
                    List.of(new Command.JoinOn("id", "k")),
                    List.of(),
                    List.of(),
                    null,
                    Command.Limit.NONE,
                    null);
            long sum = 0;
            try (Cursor rows = session.execute(join)) {
                while (rows.next()) {
                    sum += Rows.sum(rows.getLong(0), rows.getLong(1), rows.getText(2));
                    sum += Rows.sum(rows.getLong(3), rows.getLong(4), rows.getText(5));
                }
            }
            return sum;
        }

        @Override
        public void update(String table, long id, long k) {
            Command.Assignment assignment = new Command.Assignment("k", FIRST);
            prepared(updates, table, t -> new Command.Update(t, List.of(assignment), idIs(new Operand.Parameter(1))))
                    .bind(0, k)
                    .bind(1, id)
                    .execute()
                    .close();
        }

        @Override
        public void delete(String table, long id) {
            prepared(deletes, table, t -> new Command.DeleteByKey(t, FIRST))
                    .bind(0, id)
                    .execute()
                    .close();
        }

        @Override
        public void close() {
            for (Map<String, Prepared> statements : List.of(inserts, finds, updates, deletes)) {
                statements.values().forEach(Prepared::close);
            }
            session.close();
        }
    }
}
