package org.pesadb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.Command;

/** A lesson with somebody at the terminal. What the lessons show is tested with a real database. */
class LearnToolTest {
    private static final String LESSON = """
            title: Two steps
            about: and a text

            Read this.

            > INS users 1 Alice
            expect text ok (1 row)

            > SEL users
            expect rows 1
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private FakeDatabase database;

    private int run(String typed) throws IOException {
        return run(LESSON, typed);
    }

    private int run(String lesson, String typed) throws IOException {
        Path file = Files.writeString(folder.resolve("two.lesson"), lesson);
        database = new FakeDatabase(folder.resolve("x.pesa"));
        App app = new App(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                true,
                new Stop(),
                (path, options) -> {
                    options.initialTables().forEach(database::make);
                    return database;
                });
        return app.run("learn", file.toString());
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void enterTypesTheCommandThatIsShown() throws IOException {
        assertEquals(0, run("\n\n"));
        assertEquals("""
                Two steps
                =========

                Enter runs the command that is shown, or type it. Try others in between; exit leaves.

                Read this.

                    INS users 1 Alice
                pesa> ok (1 row)

                    SEL users
                pesa>  id | name
                ----+-------
                  1 | Alice
                (1 row)

                That was the lesson: 2 steps, and each showed what the text says.
                """, out());
        assertTrue(database.closed);
    }

    @Test
    void theReaderMayTypeTheCommand() throws IOException {
        assertEquals(0, run("ins users 1 Alice;\nNEXT\n"));
        assertEquals(1, database.rows.get("users").size());
        assertTrue(out().contains("each showed what the text says"), out());
    }

    @Test
    void otherCommandsRunToo() throws IOException {
        assertEquals(0, run("TABLES\nnonsense\n\nCOUNT users\n\n"));
        assertTrue(out().contains("orders") && out().contains("error UNKNOWN_COMMAND"), out());
        assertTrue(out().contains("each showed what the text says"), out());
    }

    @Test
    void whatTheReaderHasChangedDoesNotFailTheLesson() throws IOException {
        assertEquals(0, run("\nINS users 2 Bob\n\n"));
        assertTrue(out().contains("-- This is not what the lesson awaits (line 10 says: expect rows 1)"), out());
        assertFalse(out().contains("each showed"), out());
        assertEquals(2, database.rows.get("users").size());
    }

    @Test
    void theReaderMayTypeAnActionAsItIsShown() throws IOException {
        assertEquals(0, run(lesson("!files\nexpect text the main file"), "!files\n"));
        assertTrue(out().contains("    !files\n") && out().contains("the main file"), out());
        assertTrue(out().contains("each showed what the text says"), out());
        assertEquals(0, run(lesson("!files"), "!crash\n\n"));
        assertTrue(out().contains("What begins with ! is for the lesson to do"), out());
    }

    @Test
    void anActionThatFailsAfterCommandsOfTheReadersOwnIsRemarkedAndEndsNothing() throws IOException {
        String broken = lesson("!repeat 1..2 SEL nothing\n\n> SEL users\nexpect rows 0");
        assertEquals(1, run(broken, "\n\n"));
        assertEquals(0, run(broken, "TABLES\n\n\n"));
        assertTrue(out().contains("-- This failed (no table nothing); what you typed yourself may be why."), out());
        assertTrue(out().contains("That was the lesson"), out());
    }

    @Test
    void whatIsRepeatedAndFailsLeavesNoTransactionOpen() throws IOException {
        assertEquals(1, run(lesson("!repeat 1..2 SEL nothing"), "\n"));
        assertFalse(database.inTransaction);
        assertTrue(database.executed.contains(new Command.Rollback()), database.executed.toString());
    }

    private static String lesson(String steps) {
        return "title: Some steps\nabout: and no text\n\n" + steps + "\n";
    }

    @Test
    void theReaderMayLeave() throws IOException {
        for (String typed : List.of("", "exit\n", "QUIT;\n", "\nexit\n")) {
            out.reset();
            assertEquals(0, run(typed));
            assertFalse(out().contains("That was the lesson"), out());
            assertTrue(database.closed);
        }
    }
}
