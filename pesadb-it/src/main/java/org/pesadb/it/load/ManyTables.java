package org.pesadb.it.load;

import java.nio.file.Path;
import java.util.Random;
import org.pesadb.api.Column;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.Operand;
import org.pesadb.api.PesaDb;
import org.pesadb.api.Prepared;
import org.pesadb.api.Session;
import org.pesadb.it.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many tables, many columns, one long text: what has no ceiling must also not become slow. */
@Command(name = "tables", description = "Many tables, a table of many columns, one long text.")
final class ManyTables extends Program {
    private static final String WIDE = "wide";
    private static final String LONG = "long";
    private static final int WIDE_ROWS = 100;
    private static final int READS = 1_000;

    @Option(names = "--tables", defaultValue = "2000", description = "how many (default: ${DEFAULT-VALUE})")
    private int tables;

    @Option(names = "--columns", defaultValue = "300", description = "of one table (default: ${DEFAULT-VALUE})")
    private int columns;

    @Option(names = "--megabytes", defaultValue = "50", description = "of one text (default: ${DEFAULT-VALUE})")
    private int megabytes;

    @Override
    void run(Report report, Path scratch, long seed) throws Exception {
        if (tables < 1 || columns < 2 || megabytes < 1) {
            throw usage("it takes a table, two columns and a megabyte at least");
        }
        Path file = scratch.resolve("tables.pesa");
        Timeline creates;
        Timeline inserts;
        try (Database database = PesaDb.open(file);
                Session session = database.openSession()) {
            long start = System.nanoTime();
            creates = new Timeline(start);
            inserts = new Timeline(start);
            createAll(report, session, creates, inserts);
            wide(report, session);
            longText(report, session);
            read(report, session, new Random(seed), "in the same session");
        }
        long start = System.nanoTime();
        try (Database database = PesaDb.open(file);
                Session session = database.openSession()) {
            report.say(
                    "reopened in %s with %d page visits; main file %s",
                    Units.time(System.nanoTime() - start),
                    Tables.figure(database, "page_visits"),
                    Units.bytes(length(file)));
            start = System.nanoTime();
            report.expect(
                    rowOf(session, 0),
                    "the first table has its row, %s after opening",
                    Units.time(System.nanoTime() - start));
            read(report, session, new Random(seed), "after reopening");
            readWide(report, session);
            readLong(report, session);
            Db.check(database, report);
        }
        report.picture(new Chart("tables: " + tables + " created one after another")
                .panel(Panel.latency("CREATE", creates))
                .panel(Panel.latency("INS into a new table", inserts)));
    }

    private static String table(int i) {
        return "t" + i;
    }

    private void createAll(Report report, Session session, Timeline creates, Timeline inserts) {
        Recorder create = creates.recorder();
        Recorder insert = inserts.recorder();
        for (int i = 0; i < tables; i++) {
            long start = System.nanoTime();
            Tables.create(
                    session,
                    table(i),
                    Tables.key("id"),
                    Tables.number("n"),
                    Tables.text("text").asUnique());
            create.since(start);
            start = System.nanoTime();
            session.run(new org.pesadb.api.Command.Insert(
                    table(i), java.util.List.of(Operand.of(i), Operand.of(i + 1), Operand.of("text of " + i))));
            insert.since(start);
            creates.tick();
            inserts.tick();
        }
        report.latencyHead();
        report.latencies("CREATE", creates.total());
        report.latencies("INS into a new table", inserts.total());
        report.overTime("CREATE", creates);
    }

    private boolean rowOf(Session session, int i) {
        try (Cursor cursor = session.execute(Db.all(table(i)))) {
            return cursor.next()
                    && cursor.getLong(0) == i
                    && cursor.getLong(1) == i + 1
                    && cursor.getText(2).equals("text of " + i)
                    && !cursor.next();
        }
    }

    private void read(Report report, Session session, Random random, String when) {
        int wrong = 0;
        long start = System.nanoTime();
        for (int i = 0; i < READS; i++) {
            wrong += rowOf(session, random.nextInt(tables)) ? 0 : 1;
        }
        report.expect(
                wrong == 0,
                "%s %d reads of random tables, %s each, %d wrong",
                when,
                READS,
                Units.time((double) (System.nanoTime() - start) / READS),
                wrong);
        try (Cursor cursor = session.execute(new org.pesadb.api.Command.ListTables())) {
            int listed = 0;
            while (cursor.next()) {
                listed++;
            }
            report.expect(listed >= tables + 2, "%s %d tables are listed", when, listed);
        }
    }

    private void wide(Report report, Session session) {
        Column[] all = new Column[columns];
        for (int i = 0; i < columns; i++) {
            all[i] = i == 0 ? Tables.key("c0") : i % 2 == 0 ? Tables.number("c" + i) : Tables.text("c" + i);
        }
        long start = System.nanoTime();
        Tables.create(session, WIDE, all);
        long created = System.nanoTime() - start;
        start = System.nanoTime();
        try (Prepared insert = session.prepare(Tables.insert(WIDE, columns))) {
            for (int row = 0; row < WIDE_ROWS; row++) {
                for (int i = 0; i < columns; i++) {
                    if (i % 2 == 0) {
                        insert.bind(i, cell(row, i));
                    } else {
                        insert.bind(i, "value " + cell(row, i));
                    }
                }
                insert.execute().close();
            }
        }
        report.say(
                "a table of %d columns: created in %s, %s for each row added",
                columns, Units.time(created), Units.time((double) (System.nanoTime() - start) / WIDE_ROWS));
    }

    private long cell(int row, int column) {
        return column == 0 ? row : (long) row * columns + column;
    }

    private void readWide(Report report, Session session) {
        int rows = 0;
        int wrong = 0;
        long start = System.nanoTime();
        try (Cursor cursor = session.execute(Db.all(WIDE))) {
            while (cursor.next()) {
                rows++;
                int row = (int) cursor.getLong(0);
                for (int i = 0; i < columns; i++) {
                    boolean right = i % 2 == 0
                            ? cursor.getLong(i) == cell(row, i)
                            : cursor.getText(i).equals("value " + cell(row, i));
                    wrong += right ? 0 : 1;
                }
            }
        }
        report.expect(
                rows == WIDE_ROWS && wrong == 0,
                "%d rows of %d columns read in %s, %d values wrong",
                rows,
                columns,
                Units.time(System.nanoTime() - start),
                wrong);
    }

    private String text() {
        return "0123456789abcdef".repeat(megabytes << 16);
    }

    private void longText(Report report, Session session) {
        Tables.create(session, LONG, Tables.key("id"), Tables.text("text"));
        long start = System.nanoTime();
        session.run(new org.pesadb.api.Command.Insert(LONG, java.util.List.of(Operand.of(1), Operand.of(text()))));
        report.say("a text of %d MiB added in %s", megabytes, Units.time(System.nanoTime() - start));
    }

    private void readLong(Report report, Session session) {
        long start = System.nanoTime();
        String read;
        try (Cursor cursor = session.execute(Db.all(LONG, "text"))) {
            read = cursor.next() ? cursor.getText(0) : null;
        }
        long nanos = System.nanoTime() - start;
        report.expect(
                text().equals(read), "a text of %d MiB reads as it was written, in %s", megabytes, Units.time(nanos));
    }
}
