package org.pesadb.it.load;

import org.pesadb.api.Database;
import org.pesadb.api.Session;

/** A session with an open snapshot, and what it must read. Its lock lets one thread at a time use it. */
final class HeldSnapshot {
    private final Session session;
    private final long version;
    private final long mark;

    private HeldSnapshot(Session session, long version, long mark) {
        this.session = session;
        this.version = version;
        this.mark = mark;
    }

    /** Opens one; called by the writer's thread. */
    static HeldSnapshot open(Database database, CellTable table) {
        Session session = database.openSession();
        session.run(Db.BEGIN_READ);
        return new HeldSnapshot(session, table.version(), table.mark());
    }

    /** What is wrong with what it reads, or null. */
    synchronized String verify(CellTable table) {
        long read = table.read(session);
        return read == mark ? null : "the snapshot of version " + version + " reads " + read + ", not " + mark;
    }

    synchronized void close() {
        session.close();
    }
}
