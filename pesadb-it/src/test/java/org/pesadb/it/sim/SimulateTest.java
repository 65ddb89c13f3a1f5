package org.pesadb.it.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program tells what it did by text and exit status. */
class SimulateTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private int run(Product product, String... args) {
        return Simulate.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), product, args);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aSoundDatabaseGivesFiguresAndStatus0() {
        assertEquals(0, run(Product.installed(), "--scripts", "3", "--seed", "1", "--threads", "2"));
        assertTrue(printed().contains("3 scripts"), this::printed);
        assertTrue(printed().contains("crash states"), this::printed);
        assertTrue(printed().endsWith("0 violations\n"), this::printed);
    }

    @Test
    void aBrokenOneGivesTheShortestScriptTheCommandThatRepeatsItAndStatus1() {
        Product broken = Product.with(List.of(), BrokenFiles::withoutForceOfFolder);
        assertEquals(1, run(broken, "--states", "10000", "--seed", "1", "--threads", "1", "--sync", "full"));
        assertTrue(printed().contains("1 violation: seed 1, "), this::printed);
        assertTrue(
                printed().contains("repeat it with: pesadb-it/bin/faults --scripts 1 --sync full --seed 1\n"),
                this::printed);
        assertTrue(printed().contains("-- sync full\n"), this::printed);
    }

    @Test
    void wrongOptionsGiveStatus2() {
        assertEquals(2, run(Product.installed(), "--seed", "x"));
    }
}
