package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pesadb.api.Column;
import org.pesadb.api.ColumnType;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.TableSchema;
import org.pesadb.cli.language.Suggestions;

class SuggestionsTest {
    private final FakeDatabase database = new FakeDatabase(Path.of("x"));
    private final Suggestions suggestions = new Suggestions(database);

    @BeforeEach
    void tables() {
        Opened.SAMPLES.forEach(database::make);
        database.make(new TableSchema(
                "my table",
                List.of(
                        Column.of("id", ColumnType.INT).asPrimaryKey(),
                        Column.of("Größe", ColumnType.INT),
                        Column.of("name", ColumnType.TEXT))));
    }

    private List<String> at(String text) {
        return suggestions.at(text).words();
    }

    @Test
    void offersTablesAndTheirColumns() {
        assertEquals(List.of("users", "orders", "'my table'"), at("SEL "));
        assertEquals(List.of("users"), at("sel us"));
        assertEquals(List.of("'my table'"), at("DUMP m"));
        assertEquals(
                List.of("orders", "INDEX"),
                at("DROP ").stream().filter(word -> !word.matches("users|'.*")).toList());
        assertEquals(List.of("order_id", "user_id", "item"), at("SEL orders COLS "));
        assertEquals(List.of("item"), at("SEL orders COLS user_id,i"));
        assertEquals(List.of("Größe"), at("SEL 'my table' WHERE G"));
        assertEquals(List.of("user_id"), at("UPD orders SET item=x, u"));
        assertEquals(List.of("order_id", "user_id", "item"), at("JOIN users orders ON id "));
        assertEquals(
                List.of("id", "name", "order_id", "user_id", "item"),
                at("JOIN users orders ON id user_id JOIN users ON "));
        assertEquals(List.of("id", "name"), at("JOIN users orders ON id user_id JOIN users ON item "));
    }

    @Test
    void namesTheColumnsOfAJoinAsItsResultDoes() {
        assertEquals(
                List.of("users.id", "users.name", "b.id", "Größe", "b.name"),
                at("JOIN users 'my table' AS b ON id id COLS "));
        assertEquals(
                List.of("users.id", "users.name", "users_2.id", "users_2.name"), at("JOIN users users ON id id COLS "));
        assertEquals(
                List.of("users_3.id", "users_3.name"),
                at("JOIN users users ON id id JOIN users ON users_2.id id COLS users_3"));
        assertEquals(
                List.of("id", "name", "order_id", "user_id", "item"), at("JOIN users orders ON id user_id WHERE "));
    }

    @Test
    void neverDisturbsSomebodyWhoWrites() {
        assertEquals(List.of(), at("SEL nothing_of_this_name COLS "));
        database.next = new PesaDbException(ErrorCode.IO, "the database is closed");
        assertEquals(List.of(), at("SEL "));
        database.next = new IllegalStateException("a fault");
        assertEquals(List.of(), at("SEL "));
        assertEquals(List.of("users"), at("SEL u"), "and goes on");
    }

    private List<String> typed(String keys, int lines) throws IOException {
        Terminal terminal = new DumbTerminal(
                "test",
                "xterm", // of one called dumb, nothing is completed
                new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                StandardCharsets.UTF_8);
        List<String> read = new java.util.ArrayList<>();
        try (TerminalLines reader = new TerminalLines(terminal, null, () -> {}, suggestions)) {
            for (int i = 0; i < lines; i++) {
                read.add(reader.next(i == 1).text());
            }
        }
        return read;
    }

    @Test
    void theTabKeyCompletesAtATerminal() throws IOException {
        assertEquals(List.of("SEL users COLS id,name WHERE "), typed("SEL us\tCO\tid,na\tWH\t\n", 1));
        assertEquals(List.of("sel orders order "), typed("sel or\tor\t\n", 1));
        assertEquals(
                List.of("INS users 1 'open", "us"),
                typed("INS users 1 'open\nus\t\n", 2),
                "nothing is offered within an open quote");
    }
}
