package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The helpers tell the truth: what a line means, what a process printed before it died, how it ended. */
class CliTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void linesAreOneOfThreeThings() {
        Reply row = Reply.parse("{\"row\":{\"b\":1,\"a\":null,\"c\":\"x\"}}");
        assertEquals(Reply.Kind.ROW, row.kind());
        assertEquals(Arrays.asList(1L, null, "x"), row.values());
        assertEquals(List.of("b", "a", "c"), List.copyOf(row.fields().keySet()));
        Reply ok = Reply.parse("{\"ok\":{\"command\":\"INS\",\"rows\":1,\"tx\":9223372036854775807}}");
        assertEquals(Long.MAX_VALUE, ok.number("tx"));
        assertEquals("", ok.code());
        Reply error = Reply.parse("{\"error\":{\"code\":\"SYNTAX\",\"message\":\"m\"}}");
        assertEquals("SYNTAX", error.code());
        assertEquals(Map.of("code", "SYNTAX", "message", "m"), error.fields());
    }

    @Test
    void anythingElseIsRefused() {
        for (String line : List.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"row\":1}",
                "{\"row\":null}",
                "{\"rows\":{}}",
                "{\"row\":{},\"ok\":{}}",
                "{\"row\":{}} {}",
                "{\"row\":{\"a\":")) {
            assertThrows(IllegalArgumentException.class, () -> Reply.parse(line), line);
        }
        assertThrows(
                IllegalStateException.class, () -> Reply.parse("{\"ok\":{}}").number("rows"));
    }

    @Test
    void whatWasPrintedBeforeAKillIsStillRead() throws IOException {
        try (CliProcess process = Cli.in(folder).start("--format", "json", "k.pesa")) {
            assertEquals(
                    Reply.Kind.OK, process.call("INS users 1 Alice", PATIENCE).kind());
            process.send("SEL users");
            process.send("COUNT users");
            assertEquals(List.of(1L, "Alice"), process.next(PATIENCE).values());
            assertEquals(1, process.next(PATIENCE).number("rows"));
            process.kill();
            process.rest();
            assertNull(process.next(PATIENCE));
            assertEquals("", process.errors());
            assertEquals(137, process.waitFor(PATIENCE), "128 and SIGKILL");
        }
    }

    @Test
    void aConversationEndsWithItsInput() throws IOException {
        try (CliProcess process = Cli.in(folder).start("--format", "json", "e.pesa")) {
            assertEquals("DUPLICATE_KEY", twice(process).code());
            process.endInput();
            assertEquals(1, process.waitFor(PATIENCE), "a command failed");
            assertThrows(IOException.class, () -> process.call("COUNT users", PATIENCE));
        }
    }

    private static Reply twice(CliProcess process) throws IOException {
        assertEquals(Reply.Kind.OK, process.call("INS users 1 Alice", PATIENCE).kind());
        return process.call("INS users 1 Alice", PATIENCE);
    }
}
