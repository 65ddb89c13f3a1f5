package org.pesadb.it.sim;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.pesadb.api.Column;
import org.pesadb.api.Command;
import org.pesadb.api.Condition;
import org.pesadb.api.TableSchema;

/** Writes commands in PesaDB's command language, to be read by people: a long text is cut, and its length said. */
final class Words {
    private static final int LONGEST = 24;

    private Words() {}

    static String of(Command command) {
        if (command instanceof Command.Insert insert) {
            return "INS " + insert.table() + " "
                    + insert.values().stream()
                            .map(value -> value(TableState.value(value)))
                            .collect(Collectors.joining(" "));
        } else if (command instanceof Command.Update update) {
            return "UPD " + update.table() + " SET "
                    + update.assignments().stream()
                            .map(set -> set.column() + "=" + value(TableState.value(set.value())))
                            .collect(Collectors.joining(","))
                    + where(update.where());
        } else if (command instanceof Command.Delete delete) {
            return "DEL " + delete.table() + where(delete.where());
        } else if (command instanceof Command.DeleteByKey delete) {
            return "DEL " + delete.table() + " " + value(TableState.value(delete.key()));
        } else if (command instanceof Command.Select select) {
            return "SEL " + select.table() + where(select.where());
        } else if (command instanceof Command.Begin begin) {
            return begin.readOnly() ? "BEGIN READ" : "BEGIN";
        } else if (command instanceof Command.Compact compact) {
            return compact.table() == null ? "COMPACT" : "COMPACT " + compact.table();
        } else if (command instanceof Command.Backup backup) {
            return "BACKUP TO '" + backup.to() + "'";
        }
        return schema(command);
    }

    private static String schema(Command command) {
        if (command instanceof Command.CreateTable create) {
            return "CREATE " + create.table().name() + " " + columns(create.table())
                    + (create.index() == null ? "" : " INDEX " + create.index());
        } else if (command instanceof Command.DropTable drop) {
            return "DROP " + drop.table();
        } else if (command instanceof Command.CreateIndex create) {
            return "INDEX " + create.table() + " " + String.join(",", create.columns())
                    + (create.unique() ? " UNIQUE" : "")
                    + (create.using() == null ? "" : " USING " + create.using());
        } else if (command instanceof Command.DropIndex drop) {
            return "DROP INDEX " + drop.table() + " " + String.join(",", drop.columns());
        }
        return command.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    private static String columns(TableSchema schema) {
        return schema.columns().stream().map(Words::column).collect(Collectors.joining(" "));
    }

    private static String column(Column column) {
        String constraints =
                column.primaryKey() ? ":PK" : (column.unique() ? ":UNIQUE" : "") + (column.notNull() ? ":NOTNULL" : "");
        return column.name() + ":" + column.type() + constraints;
    }

    private static String where(List<Condition> conditions) {
        if (conditions.isEmpty()) {
            return "";
        }
        return " WHERE "
                + conditions.stream()
                        .map(condition -> condition.operands().isEmpty()
                                ? condition.column() + " "
                                        + condition.operator().symbol()
                                : condition.column()
                                        + condition.operator().symbol()
                                        + value(TableState.value(
                                                condition.operands().get(0))))
                        .collect(Collectors.joining(" AND "));
    }

    /** A row, for people. */
    static String brief(List<?> row) {
        return row.stream().map(Words::value).collect(Collectors.joining(", ", "(", ")"));
    }

    /** A value as a command writes it; a long one is cut. */
    static String value(Object value) {
        if (value instanceof String text) {
            return text.length() <= LONGEST
                    ? quoted(text)
                    : quoted(text.substring(0, LONGEST)) + "… (" + text.length() + " characters)";
        }
        return String.valueOf(value).replace("null", "NULL");
    }

    private static String quoted(String text) {
        if (text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return out.append('"').toString();
    }
}
