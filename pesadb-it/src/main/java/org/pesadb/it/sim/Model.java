package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.Command;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.TableSchema;

/** What a command makes of a state, by plain maps. */
final class Model {
    private Model() {}

    /**
     * What a command must do.
     *
     * @param refusal the code it must be refused with, or null
     * @param rows    the rows it must say that it changed, or -1 for any number
     * @param after   the state it leaves
     */
    record Effect(ErrorCode refusal, long rows, State after) {
        static Effect refused(ErrorCode code, State before) {
            return new Effect(code, 0, before);
        }
    }

    /** What a command that changes something must do to a state. */
    static Effect change(State before, Command command) {
        if (command instanceof Command.CreateTable create) {
            return create(before, create);
        }
        String name = tableOf(command);
        TableState table = before.tables().get(name);
        if (table == null) {
            return Effect.refused(ErrorCode.NO_SUCH_TABLE, before);
        }
        if (command instanceof Command.DropTable) {
            return new Effect(null, -1, before.with(name, null));
        } else if (command instanceof Command.CreateIndex create) {
            return index(before, table, create);
        } else if (command instanceof Command.DropIndex drop) {
            if (!table.indexes().containsKey(drop.columns())) {
                return Effect.refused(ErrorCode.NO_SUCH_INDEX, before);
            }
            Map<List<String>, Boolean> left = new HashMap<>(table.indexes());
            left.remove(drop.columns());
            return new Effect(null, -1, before.with(name, new TableState(table.schema(), left, table.rows())));
        } else if (command instanceof Command.AddColumn add) {
            return add(before, table, add);
        } else if (command instanceof Command.Recode) {
            return new Effect(null, -1, before);
        } else if (command instanceof Command.Insert insert) {
            return insert(
                    before,
                    name,
                    Arrays.asList(
                            insert.values().stream().map(TableState::value).toArray()));
        }
        return rows(before, name, table, command);
    }

    /** What adding rows one after another must do: all of them, or none. */
    static Effect insert(State before, String name, List<?>... rows) {
        TableState table = before.tables().get(name);
        if (table == null) {
            return Effect.refused(ErrorCode.NO_SUCH_TABLE, before);
        }
        for (List<?> row : rows) {
            List<Object> added = new ArrayList<>(row);
            ErrorCode refusal = refusal(table, null, added);
            if (refusal != null) {
                return Effect.refused(refusal, before);
            }
            TreeMap<Long, List<Object>> changed = new TreeMap<>(table.rows());
            changed.put((Long) added.get(0), added);
            table = table.with(changed);
        }
        return new Effect(null, rows.length, before.with(name, table));
    }

    private static Effect create(State before, Command.CreateTable create) {
        String name = create.table().name();
        if (before.tables().containsKey(name)) {
            return Effect.refused(ErrorCode.TABLE_EXISTS, before);
        }
        return new Effect(null, -1, before.with(name, new TableState(create.table(), Map.of(), new TreeMap<>())));
    }

    private static Effect index(State before, TableState table, Command.CreateIndex create) {
        if (table.hasIndex(create.columns())) {
            return Effect.refused(ErrorCode.INDEX_EXISTS, before);
        }
        if (create.unique()) {
            for (Map.Entry<Long, List<Object>> row : table.rows().entrySet()) {
                if (table.isTaken(create.columns(), row.getValue(), row.getKey())) {
                    return Effect.refused(ErrorCode.DUPLICATE_KEY, before);
                }
            }
        }
        Map<List<String>, Boolean> more = new HashMap<>(table.indexes());
        more.put(create.columns(), create.unique());
        return new Effect(null, -1, before.with(create.table(), new TableState(table.schema(), more, table.rows())));
    }

    private static Effect add(State before, TableState table, Command.AddColumn add) {
        Column column = add.column();
        if (table.schema().find(column.name()) >= 0) {
            return Effect.refused(ErrorCode.SYNTAX, before);
        }
        if (column.notNull() && column.initial() == null && !table.rows().isEmpty()) {
            return Effect.refused(ErrorCode.NOT_NULL, before);
        }
        List<Column> columns = new ArrayList<>(table.schema().columns());
        columns.add(column);
        TreeMap<Long, List<Object>> wider = new TreeMap<>();
        table.rows().forEach((key, row) -> {
            List<Object> values = new ArrayList<>(row);
            values.add(column.initial());
            wider.put(key, values);
        });
        return new Effect(
                null,
                -1,
                before.with(
                        add.table(), new TableState(new TableSchema(add.table(), columns), table.indexes(), wider)));
    }

    /** The values of a row in a table that has got more columns since: their defaults, or NULL where that is allowed. */
    static List<Object> completed(State state, String name, List<Object> row) {
        TableState table = state.tables().get(name);
        List<Object> values = new ArrayList<>(row);
        for (int i = row.size(); table != null && i < table.schema().size(); i++) {
            Column column = table.schema().column(i);
            Object left = column.initial() != null || column.type() == ColumnType.INT ? column.initial() : "";
            values.add(column.notNull() ? left : null);
        }
        return values;
    }

    private static Effect rows(State before, String name, TableState table, Command command) {
        TreeMap<Long, List<Object>> changed = new TreeMap<>(table.rows());
        if (command instanceof Command.DeleteByKey delete) {
            long removed = changed.remove((Long) TableState.value(delete.key())) == null ? 0 : 1;
            return new Effect(null, removed, before.with(name, table.with(changed)));
        } else if (command instanceof Command.Delete delete) {
            changed.keySet().removeAll(table.where(delete.where()).keySet());
            return new Effect(null, table.rows().size() - changed.size(), before.with(name, table.with(changed)));
        } else if (command instanceof Command.Update update) {
            TableState current = table;
            TreeMap<Long, List<Object>> matched = table.where(update.where());
            for (Map.Entry<Long, List<Object>> row : matched.entrySet()) {
                List<Object> values = new ArrayList<>(row.getValue());
                for (Command.Assignment assignment : update.assignments()) {
                    values.set(table.schema().position(assignment.column()), TableState.value(assignment.value()));
                }
                ErrorCode refusal = refusal(current, row.getKey(), values);
                if (refusal != null) {
                    return Effect.refused(refusal, before);
                }
                changed.put(row.getKey(), values);
                current = table.with(changed);
            }
            return new Effect(null, matched.size(), before.with(name, table.with(changed)));
        }
        throw new IllegalArgumentException("the model knows no " + command);
    }

    private static ErrorCode refusal(TableState table, Long replaced, List<Object> values) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null && table.schema().column(i).notNull()) {
                return ErrorCode.NOT_NULL;
            }
        }
        for (List<String> columns : table.uniques()) {
            if (table.isTaken(columns, values, replaced)) {
                return ErrorCode.DUPLICATE_KEY;
            }
        }
        return null;
    }

    /** The table that a command is about. */
    static String tableOf(Command command) {
        if (command instanceof Command.Insert insert) {
            return insert.table();
        } else if (command instanceof Command.Update update) {
            return update.table();
        } else if (command instanceof Command.Delete delete) {
            return delete.table();
        } else if (command instanceof Command.DeleteByKey delete) {
            return delete.table();
        } else if (command instanceof Command.DropTable drop) {
            return drop.table();
        } else if (command instanceof Command.AddColumn add) {
            return add.table();
        } else if (command instanceof Command.Recode recode) {
            return recode.table();
        } else if (command instanceof Command.CreateIndex create) {
            return create.table();
        } else if (command instanceof Command.DropIndex drop) {
            return drop.table();
        } else if (command instanceof Command.Select select) {
            return select.table();
        }
        throw new IllegalArgumentException("the model knows no " + command);
    }
}
