package org.pesadb.it.load;

import org.pesadb.api.Database;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The part of {@code big} that adds rows to the table and is killed, or undoes them. */
@Command(name = "big-transaction", hidden = true)
final class BigTransaction extends Part {
    /** The keys of what is undone lie beyond those of everything that stays. */
    private static final long FIRST_UNDONE = 1L << 40;

    private static final int STATEMENTS = 10;
    private static final double LONGEST_WAIT_MILLIS = 60_000;

    @Parameters(index = "1", description = "append, or leave nothing")
    private String end;

    @Parameters(index = "2", description = "to append: how many rows there are; else rows of the transaction")
    private long rows;

    @Override
    public Integer call() {
        Report report = report("big-transaction");
        try (Database database = PesaDb.open(file);
                Session session = database.openSession()) {
            if (end.equals("append")) {
                append(session);
            } else {
                leave(report, database, session);
            }
        }
        return report.faults().isEmpty() ? 0 : 1;
    }

    /** Commits until it is killed, or nobody reads what it prints. */
    private void append(Session session) {
        for (long id = rows; !out.checkError(); id += KillTail.ROWS) {
            Orders.insert(session, id, id + KillTail.ROWS);
            out.println(KillTail.acknowledge(id + KillTail.ROWS));
        }
    }

    /** Undoes all it adds, and adds it again to be killed. */
    private void leave(Report report, Database database, Session session) {
        long before = Tables.count(session, Orders.TABLE);
        transaction(report, database, session);
        long start = System.nanoTime();
        session.run(Db.ROLLBACK);
        report.say("rolled back in %s", Units.time(System.nanoTime() - start));
        long after = Tables.count(session, Orders.TABLE);
        report.expect(after == before, "%d rows before the transaction, %d after its ROLLBACK", before, after);
        transaction(report, database, session);
        out.println(KillTail.READY);
        Pause.millis(LONGEST_WAIT_MILLIS);
    }

    private void transaction(Report report, Database database, Session session) {
        long start = System.nanoTime();
        session.run(Db.BEGIN);
        long each = Math.max(1, rows / STATEMENTS);
        for (long id = 0; id < rows; id += each) {
            Orders.insert(session, FIRST_UNDONE + id, FIRST_UNDONE + Math.min(rows, id + each));
        }
        report.say(
                "%d rows added in %s, log file %s",
                rows, Units.time(System.nanoTime() - start), Units.bytes(Program.length(Db.log(database.path()))));
    }
}
