package org.pesadb.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A database that is used through JDBC. */
enum JdbcPeer implements Peer {
    /** With a write-ahead log that is forced at every commit. */
    SQLITE("SQLite", "INTEGER PRIMARY KEY") {
        @Override
        String url(Path folder) {
            return "jdbc:sqlite:" + folder.resolve("bench.sqlite");
        }

        @Override
        List<String> settings() {
            return List.of(
                    "PRAGMA journal_mode=WAL",
                    "PRAGMA synchronous=FULL",
                    "PRAGMA busy_timeout=60000",
                    "PRAGMA cache_size=-" + CACHE_BYTES / 1024);
        }
    },

    /** With a force behind every commit, which its own commit does without. */
    H2("H2", "BIGINT PRIMARY KEY") {
        @Override
        String url(Path folder) {
            return "jdbc:h2:file:" + folder.resolve("bench").toAbsolutePath()
                    + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000;CACHE_SIZE=" + CACHE_BYTES / 1024;
        }

        @Override
        String afterCommit() {
            return "CHECKPOINT SYNC";
        }
    },

    /** As it comes. */
    DERBY("Derby", "BIGINT PRIMARY KEY") {
        @Override
        String url(Path folder) {
            System.setProperty(
                    "derby.stream.error.file", folder.resolve("derby.log").toString());
            System.setProperty("derby.storage.pageCacheSize", Integer.toString(CACHE_BYTES / 4096));
            return "jdbc:derby:" + folder.resolve("derby") + ";create=true";
        }

        @Override
        void shutDown(Path folder) throws SQLException {
            try {
                DriverManager.getConnection("jdbc:derby:" + folder.resolve("derby") + ";shutdown=true")
                        .close();
            } catch (SQLException down) {
                if (!"08006".equals(down.getSQLState())) {
                    throw down;
                }
            }
        }
    };

    private final String title;
    private final String key;

    JdbcPeer(String title, String key) {
        this.title = title;
        this.key = key;
    }

    abstract String url(Path folder);

    /** Done in every new connection. */
    List<String> settings() {
        return List.of();
    }

    /** What makes a commit durable where it is not by itself, or null. */
    String afterCommit() {
        return null;
    }

    void shutDown(Path folder) throws SQLException {
        // Most close with their last connection.
    }

    String key() {
        return key;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Store open(Path folder) throws SQLException {
        return new JdbcStore(this, folder);
    }

    private Connection connect(Path folder) throws SQLException {
        Connection connection = DriverManager.getConnection(url(folder));
        try (Statement statement = connection.createStatement()) {
            for (String setting : settings()) {
                statement.execute(setting);
            }
        }
        return connection;
    }

    private static final class JdbcStore implements Store {
        private final JdbcPeer peer;
        private final Path folder;
        private final Connection first; // keeps it open

        JdbcStore(JdbcPeer peer, Path folder) throws SQLException {
            this.peer = peer;
            this.folder = folder;
            first = peer.connect(folder);
        }

        @Override
        public void create(String table, boolean secondIndex) throws SQLException {
            try (Statement statement = first.createStatement()) {
                statement.execute("CREATE TABLE " + table + " (id " + peer.key() + ", k BIGINT, name VARCHAR(100))");
                if (secondIndex) {
                    statement.execute("CREATE INDEX " + table + "_k ON " + table + " (k)");
                }
            }
        }

        @Override
        public Client client() throws SQLException {
            return new JdbcClient(peer.connect(folder), peer.afterCommit());
        }

        @Override
        public void close() throws SQLException {
            first.close();
            peer.shutDown(folder);
        }
    }

    private static final class JdbcClient implements Store.Client {
        private static final String INSERT = "INSERT INTO ";
        private static final String VALUES = " VALUES (?, ?, ?)";
        private static final int BATCH = 1000;

        private final Connection connection;
        private final String afterCommit;
        private final Map<String, PreparedStatement> inserts = new HashMap<>();
        private final Map<String, PreparedStatement> finds = new HashMap<>();
        private final Map<String, PreparedStatement> updates = new HashMap<>();
        private final Map<String, PreparedStatement> deletes = new HashMap<>();
        private final Map<String, PreparedStatement> others = new HashMap<>();

        JdbcClient(Connection connection, String afterCommit) {
            this.connection = connection;
            this.afterCommit = afterCommit;
        }

        /** A statement for a table; its words stand before and behind the table's name. */
        private PreparedStatement prepared(
                Map<String, PreparedStatement> statements, String before, String table, String behind)
                throws SQLException {
            PreparedStatement known = statements.get(table);
            if (known == null) {
                known = connection.prepareStatement(before + table + behind);
                statements.put(table, known);
            }
            return known;
        }

        private PreparedStatement prepared(String sql) throws SQLException {
            return prepared(others, "", sql, "");
        }

        private void change(PreparedStatement statement) throws SQLException {
            statement.executeUpdate();
            if (connection.getAutoCommit()) {
                sync();
            }
        }

        private void sync() throws SQLException {
            if (afterCommit != null) {
                prepared(afterCommit).execute();
            }
        }

        @Override
        public void begin() throws SQLException {
            connection.setAutoCommit(false);
        }

        @Override
        public void commit() throws SQLException {
            connection.commit();
            connection.setAutoCommit(true);
            sync();
        }

        @Override
        public void insert(String table, long id, long k, String name) throws SQLException {
            PreparedStatement statement = prepared(inserts, INSERT, table, VALUES);
            statement.setLong(1, id);
            statement.setLong(2, k);
            statement.setString(3, name);
            change(statement);
        }

        @Override
        public void load(String table, int rows, int bound) throws SQLException {
            begin();
            PreparedStatement statement = prepared(inserts, INSERT, table, VALUES);
            for (long id = 0; id < rows; id++) {
                statement.setLong(1, id);
                statement.setLong(2, Rows.k(id, bound));
                statement.setString(3, Rows.name(id));
                statement.addBatch();
                if (id % BATCH == BATCH - 1) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
            commit();
        }

        private static long sum(PreparedStatement query) throws SQLException {
            long sum = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    sum += Rows.sum(rows.getLong(1), rows.getLong(2), rows.getString(3));
                }
            }
            return sum;
        }

        @Override
        public long find(String table, long id) throws SQLException {
            PreparedStatement statement = prepared(finds, "SELECT id, k, name FROM ", table, " WHERE id = ?");
            statement.setLong(1, id);
            return sum(statement);
        }

        @Override
        public long scan(String table) throws SQLException {
            return sum(prepared("SELECT id, k, name FROM " + table));
        }

        @Override
        public long countBelow(String table, long k) throws SQLException {
            PreparedStatement statement = prepared("SELECT COUNT(*) FROM " + table + " WHERE k < ?");
            statement.setLong(1, k);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }

        @Override
        public long join(String small, String large) throws SQLException {
            PreparedStatement statement = prepared("SELECT a.id, a.k, a.name, b.id, b.k, b.name FROM " + small
                    + " a JOIN " + large + " b ON a.id = b.k");
            long sum = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sum += Rows.sum(rows.getLong(1), rows.getLong(2), rows.getString(3));
                    sum += Rows.sum(rows.getLong(4), rows.getLong(5), rows.getString(6));
                }
            }
            return sum;
        }

        @Override
        public void update(String table, long id, long k) throws SQLException {
            PreparedStatement statement = prepared(updates, "UPDATE ", table, " SET k = ? WHERE id = ?");
            statement.setLong(1, k);
            statement.setLong(2, id);
            change(statement);
        }

        @Override
        public void delete(String table, long id) throws SQLException {
            PreparedStatement statement = prepared(deletes, "DELETE FROM ", table, " WHERE id = ?");
            statement.setLong(1, id);
            change(statement);
        }

        @Override
        public void close() throws SQLException {
            connection.close(); // and its statements with it
        }
    }
}
