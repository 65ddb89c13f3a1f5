package org.pesadb.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pesadb.api.PesaDbException;
import org.pesadb.cli.language.Token;

class CommandReaderTest {
    private static final int LIMIT = 1000;

    /** What comes of a script: for each command its texts joined by |, or its error. */
    private static List<String> read(byte[] script) throws IOException {
        List<String> commands = new ArrayList<>();
        try (Utf8Lines lines = new Utf8Lines(new ByteArrayInputStream(script), "script", LIMIT)) {
            CommandReader reader = new CommandReader(lines, LIMIT);
            while (true) {
                try {
                    List<Token> tokens = reader.next();
                    if (tokens == null) {
                        return commands;
                    }
                    commands.add(
                            String.join("|", tokens.stream().map(Token::text).toList()));
                } catch (PesaDbException failure) {
                    commands.add(failure.code() + " " + failure.getMessage());
                }
            }
        }
    }

    private static List<String> read(String script) throws IOException {
        return read(script.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void oneCommandALine() throws IOException {
        assertEquals(
                List.of("INS|t|ä", "SEL|t"), read("\uFEFFINS t ä\r\n\r\n-- nothing\r\nSEL t;\r\n"), "BOM and CR LF");
        assertEquals(List.of("SEL|t"), read("SEL t"), "no line feed at the end");
        assertEquals(List.of(), read(""));
    }

    @Test
    void quotesGoOn() throws IOException {
        assertEquals(List.of("INS|t|a\n\nSEL t|b", "SEL|t"), read("INS t 'a\n\nSEL t' b\nSEL t\n"));
    }

    @Test
    void unclosedQuoteIsOneErrorAtTheEnd() throws IOException {
        List<String> commands = read("SEL t\nINS t 'a\nSEL t\n");
        assertEquals(2, commands.size());
        assertTrue(commands.get(1).startsWith("SYNTAX the quote ' at character 7"), commands.get(1));
    }

    @Test
    void badEncodingIsOneErrorThatNamesTheLine() throws IOException {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        script.write("SEL a\nINS t '".getBytes(StandardCharsets.UTF_8));
        script.write(0xFF);
        script.write("'\nSEL \uFFFD\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(
                List.of("SEL|a", "BAD_ENCODING script line 2 is not valid UTF-8", "SEL|\uFFFD"),
                read(script.toByteArray()));
    }

    @Test
    void tooLongLineIsOneErrorAndMemoryStaysBounded() throws IOException {
        List<String> commands = read("SEL a\nINS t " + "x".repeat(200_000) + "\nSEL b\n");
        assertEquals(3, commands.size());
        assertTrue(commands.get(1).startsWith("OUT_OF_MEMORY script line 2"), commands.get(1));
        assertEquals("SEL|b", commands.get(2));
    }

    @Test
    void tooLongQuoteIsFollowedToItsEnd() throws IOException {
        List<String> commands = read("INS t '" + "x\n".repeat(LIMIT) + "' 2\nSEL b\n");
        assertEquals(2, commands.size(), commands.toString());
        assertTrue(commands.get(0).startsWith("OUT_OF_MEMORY"), commands.get(0));
        assertEquals("SEL|b", commands.get(1));
    }

    @Test
    void lineOfExactlyTheLimitIsRead() throws IOException {
        assertEquals(List.of("x".repeat(LIMIT)), read("x".repeat(LIMIT) + "\n"));
        assertTrue(read("x".repeat(LIMIT + 1)).get(0).startsWith("OUT_OF_MEMORY"));
    }
}
