package org.pesadb.it.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pesadb.testing.Seeds;

/**
 * One run of a load program in this process.
 *
 * @param exit its exit status
 * @param text what it printed
 */
record LoadRun(int exit, String text) {
    private static final Pattern TAG = Pattern.compile("<(/?)(\\w+)((?: [\\w-]+='[^'<]*')*)(/?)>");
    private static final Pattern POINTS = Pattern.compile("points='((?:-?\\d+\\.\\d,-?\\d+\\.\\d )*)'");

    static LoadRun of(Path folder, String program, String... options) {
        List<String> args = new ArrayList<>(List.of(program, "--folder", folder.toString()));
        args.addAll(List.of("--seed", Long.toString(Seeds.one())));
        args.addAll(List.of(options));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int exit = LoadCommand.run(out, args.toArray(String[]::new));
        return new LoadRun(exit, bytes.toString(StandardCharsets.UTF_8));
    }

    /** The verdicts that did not hold. */
    List<String> faults() {
        return text.lines()
                .filter(line -> line.startsWith("FAIL "))
                .map(line -> line.substring("FAIL ".length()))
                .toList();
    }

    void assertPassed() {
        assertEquals(List.of(), faults(), text);
        assertEquals(0, exit, text);
    }

    void assertSaid(String line) {
        assertTrue(text.lines().anyMatch(each -> each.matches(line)), () -> "no line " + line + " in\n" + text);
    }

    /** It left a report, a picture that is well-formed and has so many lines in its diagrams, and nothing else. */
    static void assertLeft(Path folder, String program, int least) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(program + ".svg", program + ".txt"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertTrue(Files.readString(folder.resolve(program + ".txt")).startsWith(program + ", seed "));
        int lines = lines(Files.readString(folder.resolve(program + ".svg")));
        assertTrue(lines >= least, program + ".svg has " + lines + " lines");
    }

    /** How many lines with a point at least an SVG document draws; it must be well-formed. */
    static int lines(String svg) {
        Deque<String> open = new ArrayDeque<>();
        int lines = 0;
        int end = 0;
        Matcher tag = TAG.matcher(svg);
        while (tag.find()) {
            assertTrue(
                    svg.substring(end, tag.start()).matches("(?s)([^<&]|&(amp|lt);)*"), "text before " + tag.group());
            end = tag.end();
            if (!tag.group(1).isEmpty()) {
                assertEquals(open.pop(), tag.group(2), svg);
            } else if (tag.group(4).isEmpty()) {
                open.push(tag.group(2));
            }
            if (tag.group(2).equals("polyline")) {
                Matcher points = POINTS.matcher(tag.group(3));
                assertTrue(points.find(), tag.group());
                lines += points.group(1).isEmpty() ? 0 : 1;
            }
        }
        assertEquals(0, open.size() + svg.substring(end).strip().length(), svg);
        return lines;
    }
}
