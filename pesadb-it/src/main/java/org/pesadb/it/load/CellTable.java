package org.pesadb.it.load;

import java.util.Random;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Cursor;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;

/** Rows that a writer changes a few at a time, and what they hold now. Written by one thread. */
final class CellTable {
    static final int CHANGES = 4;
    private static final String NAME = "cells";
    private static final String FILLING = "x".repeat(200);

    private final long[] versions;
    private volatile long version;
    private volatile long mark;

    CellTable(int cells) {
        versions = new long[cells];
    }

    /** The newest version. */
    long version() {
        return version;
    }

    /** What {@link #read} gives for it. */
    long mark() {
        return mark;
    }

    void create(Session session) {
        Tables.create(session, NAME, Tables.key("id"), Tables.number("version"), Tables.text("filling"));
        try (BatchInsert batch = session.batchInsert(NAME)) {
            for (int i = 0; i < versions.length; i++) {
                batch.set(0, i);
                batch.set(1, 0);
                batch.set(2, FILLING);
                batch.add();
            }
            batch.finish();
        }
    }

    /** Something that tells the states apart: the rows' versions, weighted by their ids. */
    long read(Session session) {
        long sum = 0;
        try (Cursor cursor = session.execute(Db.all(NAME, "id", "version"))) {
            while (cursor.next()) {
                sum += (cursor.getLong(0) + 1) * cursor.getLong(1);
            }
        }
        return sum;
    }

    Writer writer(Session session) {
        return new Writer(session);
    }

    /** Makes one version after another. */
    final class Writer implements AutoCloseable {
        private final Session session;
        private final Prepared set;

        Writer(Session session) {
            this.session = session;
            set = session.prepare(Tables.setByKey(NAME, "version", "id"));
        }

        void commit(Random random) {
            long next = version + 1;
            session.run(Db.BEGIN);
            for (int i = 0; i < CHANGES; i++) {
                int id = i == 0 ? 0 : random.nextInt(versions.length);
                set.bind(0, next).bind(1, id).execute().close();
                mark += (id + 1) * (next - versions[id]);
                versions[id] = next;
            }
            session.run(Db.COMMIT);
            version = next;
        }

        @Override
        public void close() {
            set.close();
        }
    }
}
