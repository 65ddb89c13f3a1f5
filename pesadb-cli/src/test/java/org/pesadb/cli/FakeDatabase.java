package org.pesadb.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.pesadb.api.BatchInsert;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.ComponentUse;
import org.pesadb.api.Cursor;
import org.pesadb.api.Database;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.Fault;
import org.pesadb.api.Operand;
import org.pesadb.api.Outcome;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.Prepared;
import org.pesadb.api.Progress;
import org.pesadb.api.Session;
import org.pesadb.api.TableSchema;
import org.pesadb.api.spi.ComponentKind;

/** A database of lists: just enough of an engine to test the shell without one. */
final class FakeDatabase implements Database, Session {
    final Map<String, TableSchema> schemas = new LinkedHashMap<>();
    final Map<String, List<Object[]>> rows = new LinkedHashMap<>();
    final Map<String, String> indexes = new LinkedHashMap<>();
    final List<Fault> faults = new ArrayList<>();
    final List<Command> executed = new ArrayList<>();
    RuntimeException next; // what the next command throws
    Consumer<Progress> working = listener -> {}; // what a long command tells
    boolean created = true;
    boolean inTransaction;
    boolean closed;
    private final Path path;
    private Progress progress = Progress.NONE;
    private long transaction;

    FakeDatabase(Path path) {
        this.path = path;
    }

    /** Holds an empty table from now on. */
    void make(TableSchema table) {
        schemas.put(table.name(), table);
        rows.put(table.name(), new ArrayList<>());
    }

    @Override
    public Session openSession() {
        return this;
    }

    @Override
    public boolean created() {
        return created;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Map<String, Object> stats() {
        return Map.of();
    }

    @Override
    public List<ComponentUse> components() {
        return List.of(new ComponentUse(ComponentKind.CODEC, "json", 1, "the catalog", true));
    }

    @Override
    public void check(Consumer<Fault> found) {
        faults.forEach(found);
    }

    @Override
    public Cursor execute(Command command) {
        executed.add(command);
        if (next != null) {
            RuntimeException thrown = next;
            next = null;
            throw thrown;
        }
        if (command instanceof Command.CreateTable create) {
            if (!(create.ifMissing() && schemas.containsKey(create.table().name()))) {
                make(create.table());
            }
        } else if (command instanceof Command.CreateIndex index) {
            indexes.put(
                    index.table() + "." + String.join(",", index.columns()),
                    index.using() == null ? "hash" : index.using());
        } else if (command instanceof Command.Insert insert) {
            try (BatchInsert batch = batchInsert(insert.table())) {
                for (int i = 0; i < insert.values().size(); i++) {
                    batch.setLiteral(i, insert.values().get(i) instanceof Operand.Literal l ? l.text() : null);
                }
                batch.add();
                batch.finish();
            }
            return new FakeCursor(List.of(), List.of(), new Outcome(1, transaction));
        } else if (command instanceof Command.Select select && select.table().startsWith("pesa_")) {
            return catalog(select);
        } else if (command instanceof Command.Select select) {
            List<Object[]> found = rows.get(schema(select.table()).name());
            return new FakeCursor(schema(select.table()).columns(), found, new Outcome(found.size(), transaction));
        } else if (command instanceof Command.ListTables) {
            return new FakeCursor(
                    List.of(
                            Column.of("name", ColumnType.TEXT),
                            Column.of("columns", ColumnType.INT),
                            Column.of("codec", ColumnType.TEXT)),
                    schemas.values().stream()
                            .map(schema -> new Object[] {schema.name(), (long) schema.size(), "json"})
                            .toList(),
                    new Outcome(schemas.size(), transaction));
        } else if (command instanceof Command.DescribeTable describe) {
            TableSchema schema = schema(describe.table());
            return new FakeCursor(
                    List.of(Column.of("column", ColumnType.TEXT), Column.of("index", ColumnType.TEXT)),
                    schema.columns().stream()
                            .map(column -> new Object[] {
                                column.name(),
                                column.unique() ? "hash" : indexes.get(schema.name() + "." + column.name())
                            })
                            .toList(),
                    new Outcome(schema.size(), transaction));
        } else if (command instanceof Command.Compact) {
            working.accept(progress);
        } else if (command instanceof Command.Begin) {
            inTransaction = true;
        } else if (command instanceof Command.Commit || command instanceof Command.Rollback) {
            inTransaction = false;
        }
        transaction++;
        return new FakeCursor(List.of(), List.of(), new Outcome(0, transaction));
    }

    /** What a dump asks of the catalog; a table's number is its place among the tables. */
    private Cursor catalog(Command.Select select) {
        Object asked = ((Operand.Text) toText(select.where().get(0).operands().get(0))).value();
        List<String> names = List.copyOf(schemas.keySet());
        if (select.table().equals("pesa_tables")) {
            return new FakeCursor(
                    List.of(Column.of("id", ColumnType.INT)),
                    List.<Object[]>of(new Object[] {(long) names.indexOf(asked)}),
                    new Outcome(1, transaction));
        }
        TableSchema schema = schemas.get(names.get(Integer.parseInt(asked.toString())));
        List<Object[]> found = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            if (schema.column(i).unique()) {
                found.add(new Object[] {Integer.toString(i), 1L, "hash", "constraint"});
            }
        }
        indexes.forEach((index, kind) -> {
            String table = schema.name() + ".";
            if (index.startsWith(table)) {
                String columns = java.util.Arrays.stream(
                                index.substring(table.length()).split(","))
                        .map(name -> Integer.toString(schema.position(name)))
                        .collect(java.util.stream.Collectors.joining(","));
                found.add(new Object[] {columns, 0L, kind, "user"});
            }
        });
        return new FakeCursor(
                List.of(
                        Column.of("columns", ColumnType.TEXT),
                        Column.of("uniq", ColumnType.INT),
                        Column.of("kind", ColumnType.TEXT),
                        Column.of("made", ColumnType.TEXT)),
                found,
                new Outcome(found.size(), transaction));
    }

    private static Operand toText(Operand operand) {
        return operand instanceof Operand.Int number ? new Operand.Text(Long.toString(number.value())) : operand;
    }

    @Override
    public Prepared prepare(Command command) {
        throw new IllegalStateException("the shell prepares nothing");
    }

    @Override
    public BatchInsert batchInsert(String table) {
        return new FakeBatch(schema(table), rows.get(table), ++transaction);
    }

    @Override
    public <T> T atomically(LongFunction<T> work) {
        throw new IllegalStateException("the shell has no such work");
    }

    @Override
    public TableSchema schema(String table) {
        TableSchema schema = schemas.get(table);
        if (schema == null) {
            throw new PesaDbException(ErrorCode.NO_SUCH_TABLE, "no table " + table);
        }
        return schema;
    }

    @Override
    public boolean inTransaction() {
        return inTransaction;
    }

    @Override
    public void onProgress(Progress listener) {
        progress = listener;
    }

    @Override
    public void cancel() {
        // Nothing here runs long enough.
    }

    @Override
    public void close() {
        closed = true;
    }

    private static final class FakeBatch implements BatchInsert {
        private final TableSchema schema;
        private final List<Object[]> target;
        private final long transaction;
        private final List<Object[]> added = new ArrayList<>();
        private Object[] row;

        FakeBatch(TableSchema schema, List<Object[]> target, long transaction) {
            this.schema = schema;
            this.target = target;
            this.transaction = transaction;
            row = new Object[schema.size()];
        }

        @Override
        public TableSchema schema() {
            return schema;
        }

        @Override
        public void set(int position, long value) {
            row[position] = value;
        }

        @Override
        public void set(int position, String value) {
            row[position] = value;
        }

        @Override
        public void setLiteral(int position, String text) {
            if (position >= schema.size()) {
                throw new PesaDbException(ErrorCode.VALUE_COUNT, "too many values");
            }
            boolean number = text != null && schema.column(position).type() == ColumnType.INT;
            try {
                row[position] = number ? (Object) Long.valueOf(text) : text;
            } catch (NumberFormatException e) {
                throw new PesaDbException(ErrorCode.TYPE_MISMATCH, text + " is no INT", e);
            }
        }

        @Override
        public void add() {
            Object key = row[schema.primaryKey()];
            for (List<Object[]> rows : List.of(target, added)) {
                if (rows.stream().anyMatch(other -> other[schema.primaryKey()].equals(key))) {
                    throw new PesaDbException(
                            ErrorCode.DUPLICATE_KEY,
                            schema.name() + "."
                                    + schema.column(schema.primaryKey()).name() + " " + key + " already exists");
                }
            }
            added.add(row);
            row = new Object[schema.size()];
        }

        @Override
        public Outcome finish() {
            target.addAll(added);
            return new Outcome(added.size(), transaction);
        }

        @Override
        public void close() {
            added.clear();
        }
    }
}
