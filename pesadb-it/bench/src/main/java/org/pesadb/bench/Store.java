package org.pesadb.bench;

import java.sql.SQLException;

/**
 * An open database. Threads share it. Every table is {@code (id INT PRIMARY KEY, k INT, name TEXT)}; {@link Rows} says what is in
 * it.
 */
interface Store extends AutoCloseable {
    /**
     * Makes a table.
     *
     * @param secondIndex whether {@code k} is indexed too
     */
    void create(String table, boolean secondIndex) throws Exception;

    /** A conversation, of one thread. */
    Client client() throws Exception;

    @Override
    void close() throws SQLException;

    /** One conversation. What it prepares it keeps. Outside of {@link #begin} each change is a durable transaction. */
    interface Client extends AutoCloseable {
        void begin() throws Exception;

        void commit() throws Exception;

        void insert(String table, long id, long k, String name) throws Exception;

        /**
         * Inserts the rows from 0 on in one durable transaction, by what this store has for many rows.
         *
         * @param bound of their {@code k}
         */
        void load(String table, int rows, int bound) throws Exception;

        /** Reads every column of the row of a key; returns a sum of them. */
        long find(String table, long id) throws Exception;

        /** Reads every column of every row; returns a sum of them. */
        long scan(String table) throws Exception;

        /** Counts the rows whose {@code k}, which has no index, is below a bound. */
        long countBelow(String table, long k) throws Exception;

        /** Reads every column of every pair of rows of equal {@code small.id} and {@code large.k}; returns a sum of them. */
        long join(String small, String large) throws Exception;

        void update(String table, long id, long k) throws Exception;

        void delete(String table, long id) throws Exception;

        @Override
        void close() throws SQLException;
    }
}
