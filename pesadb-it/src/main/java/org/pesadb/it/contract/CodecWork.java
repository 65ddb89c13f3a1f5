package org.pesadb.it.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Options;
import org.pesadb.api.PesaDb;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.RowCodec;
import org.pesadb.it.Tables;
import org.pesadb.it.fault.SimulatedDisk;

/** A table that is written by a codec and changed by chance, beside a plain model of it. Each step is one commit. Of one thread. */
final class CodecWork {
    private static final Path PATH = Path.of("/kit/rows.pesa").toAbsolutePath();
    private static final String TABLE = "t";
    /** The longest of the texts that are longer than a page. */
    private static final int LONG_TEXT = 9_000;

    private final RowCodec codec;
    private final Random random;
    private final List<Column> columns = new ArrayList<>(List.of(
            Column.of("id", ColumnType.INT).asPrimaryKey(),
            Column.of("u", ColumnType.INT).asUnique(),
            Column.of("n", ColumnType.TEXT)));
    private final TreeMap<Long, List<Object>> rows = new TreeMap<>();
    private boolean ours = true;
    private long nextId = 1;

    CodecWork(RowCodec codec, Random random) {
        this.codec = codec;
        this.random = random;
    }

    /** Opens a database in which everything happens in the caller's thread. */
    static Database open(SimulatedDisk disk, RowCodec codec, boolean asDefault) {
        Options.Builder options = PesaDb.options()
                .files(disk)
                .components(KitParts.with(codec))
                .background(Runnable::run)
                .checkpointPages(20)
                .cacheBytes(100_000);
        return PesaDb.open(
                PATH,
                asDefault ? options.component(ComponentKind.CODEC, codec.name()).build() : options.build());
    }

    /** What stands in the table, by its key. */
    static List<List<Object>> read(Session session) {
        return Tables.rows(
                session,
                new Command.Select(TABLE, List.of(), List.of(), new Command.Ordering("id", false), Command.Limit.NONE));
    }

    /** What must stand in the table now, by its key. */
    List<List<Object>> expected() {
        return rows.values().stream().<List<Object>>map(ArrayList::new).toList();
    }

    /** What the table is now. */
    TableSchema schema() {
        return new TableSchema(TABLE, columns);
    }

    void create(Session session) {
        session.run(new Command.CreateTable(schema(), false, codec.name(), null));
        for (int i = 0; i < 12; i++) {
            insert(session);
        }
    }

    /** Does one thing. */
    void step(Session session) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> insert(session);
            case 3, 4 -> update(session);
            case 5 -> delete(session);
            case 6 -> refused(session);
            case 7 -> rolledBack(session);
            case 8 -> add(session);
            case 9 -> recode(session);
            case 10 -> session.run(new Command.Checkpoint());
            default -> changeAll(session);
        }
    }

    /** Every kind of step once at least, so that no seed leaves one out. */
    void everyStep(Session session) {
        insert(session);
        update(session);
        add(session);
        insert(session);
        refused(session);
        recode(session);
        update(session);
        rolledBack(session);
        changeAll(session);
        recode(session);
        delete(session);
        insert(session);
        session.run(new Command.Checkpoint());
    }

    private Object text() {
        if (random.nextInt(6) == 0) {
            return null;
        }
        return random.nextInt(6) == 0
                ? CodecRows.text(random) + "long ".repeat(random.nextInt(LONG_TEXT / 5))
                : CodecRows.text(random);
    }

    private long someId() {
        return rows.higherKey(rows.lastKey() - 1 - random.nextInt(Math.min(rows.size(), 10)));
    }

    void insert(Session session) {
        List<Object> row = new ArrayList<>(List.of(nextId++, random.nextLong()));
        row.add(text());
        for (int i = row.size(); i < columns.size(); i++) {
            row.add(CodecRows.value(columns.get(i).type(), random));
        }
        Tables.insert(session, TABLE, row.toArray());
        rows.put((Long) row.get(0), row);
    }

    private void update(Session session) {
        long id = someId();
        Object text = text();
        session.run(Tables.set(TABLE, "n", text, Condition.equal("id", id)));
        rows.get(id).set(2, text);
    }

    private void changeAll(Session session) {
        Object text = text();
        session.run(Tables.set(TABLE, "n", text));
        rows.values().forEach(row -> row.set(2, text));
    }

    void delete(Session session) {
        if (rows.size() < 4) {
            insert(session);
            return;
        }
        long id = someId();
        session.run(new Command.Delete(TABLE, List.of(Condition.equal("id", id))));
        rows.remove(id);
    }

    /** A statement over many rows that fails in the middle leaves all as it was. */
    private void refused(Session session) {
        PesaDbException refused = assertThrows(
                PesaDbException.class, () -> session.run(Tables.set(TABLE, "u", 7L)), "two rows cannot have one value");
        assertEquals(ErrorCode.DUPLICATE_KEY, refused.code(), refused.getMessage());
    }

    private void rolledBack(Session session) {
        session.run(new Command.Begin(false));
        Tables.insert(session, TABLE, someRow(-1).toArray());
        session.run(Tables.set(TABLE, "n", "rolled back"));
        session.run(new Command.Delete(TABLE, List.of(Condition.equal("id", someId()))));
        session.run(new Command.Rollback());
    }

    private List<Object> someRow(long id) {
        List<Object> row = new ArrayList<>(rows.firstEntry().getValue());
        row.set(0, id);
        row.set(1, random.nextLong());
        return row;
    }

    private void add(Session session) {
        if (columns.size() > 6) {
            insert(session);
            return;
        }
        ColumnType type = random.nextBoolean() ? ColumnType.INT : ColumnType.TEXT;
        Column column = Column.of("added" + columns.size(), type);
        if (random.nextInt(3) > 0) {
            column = column.withDefault(CodecRows.value(type, random));
        }
        session.run(new Command.AddColumn(TABLE, column));
        columns.add(column);
        for (List<Object> row : rows.values()) {
            row.add(column.initial());
        }
    }

    /** From this codec to the default one, and back. */
    private void recode(Session session) {
        ours = !ours;
        String other = Components.installed().defaultName(ComponentKind.CODEC).orElseThrow();
        session.run(new Command.Recode(TABLE, ours ? codec.name() : other));
    }
}
