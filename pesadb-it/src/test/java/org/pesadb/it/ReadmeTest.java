package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session that README.md shows, typed into the real command line: it must answer what the text says. */
class ReadmeTest {
    private static final String PROMPT = "pesa> ";

    @TempDir
    Path folder;

    @Test
    void theSessionInTheReadmeIsTrue() throws Exception {
        List<String> typed = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (String line : session()) {
            if (line.startsWith(PROMPT)) {
                typed.add(line.substring(PROMPT.length()));
            } else {
                shown.add(line);
            }
        }
        assertTrue(typed.size() > 5, "README.md has a session");
        CliResult result = Cli.in(folder).run(String.join("\n", typed) + "\n", "data/data.pesa");
        assertEquals(String.join("\n", shown) + "\n", result.stdout());
        assertEquals("", result.stderr());
        assertEquals(0, result.exit());
    }

    private static List<String> session() throws Exception {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("pesadb.golden"))
                .resolve("../../../../../README.md")
                .normalize());
        int begin = lines.indexOf("<!-- session -->") + 2;
        return lines.subList(begin, begin + lines.subList(begin, lines.size()).indexOf("```"));
    }
}
