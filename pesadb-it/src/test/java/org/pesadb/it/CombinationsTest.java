package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;

/** Parts fit together: whichever log, pager, codec, index and join there is, every script has the same answers. */
@Tag("outside-build")
class CombinationsTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("pesadb.golden", "src/test/resources/golden"));

    /** Scripts that show which parts there are and what they would do. */
    private static final Set<String> LEFT_OUT =
            Set.of("10-tables-about-tables", "17-every-form", "20-ranges", "21-explain", "22-codecs", "23-joins");

    @TempDir
    Path folder;

    @Test
    void everyPairOfPartsOfDifferentKindsAnswersAlike() throws Exception {
        Components all = Components.installed().withPlugins(List.of(WorkedPlugins.folder()));
        answerAlike(
                Pairs.of(parts(all, name -> !name.startsWith("assert-"))),
                "--plugins",
                WorkedPlugins.folder().toString(),
                "--set",
                "aes-gcm.key-file=" + WorkedPlugins.key());
    }

    /** Parts that hold their caller to the SPI answer like others, or tell of a misuse. */
    @Test
    void noPartIsMisused() throws Exception {
        List<List<String>> asserting = parts(Components.installed(), name -> name.startsWith("assert-"));
        int most = asserting.stream().mapToInt(List::size).max().orElse(0);
        assertTrue(most >= 4, () -> "parts that hold their caller to the SPI: " + asserting);
        List<List<String>> combinations = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            List<String> combination = new ArrayList<>();
            for (ComponentKind kind : ComponentKind.values()) {
                List<String> names = asserting.get(kind.ordinal());
                combination.add(
                        names.isEmpty()
                                ? Components.installed().defaultName(kind).orElseThrow()
                                : names.get(i % names.size()));
            }
            combinations.add(combination);
        }
        answerAlike(combinations);
    }

    private void answerAlike(List<List<String>> combinations, String... options) throws IOException {
        List<GoldenScript> scripts = scripts();
        List<String> wrong = new ArrayList<>();
        try (WarmCli cli = WarmCli.assertingWithin(folder)) {
            for (List<String> combination : combinations) {
                for (GoldenScript script : scripts) {
                    String got = run(cli, script, combination, options);
                    if (!got.equals(String.join("\n", script.wanted()))) {
                        wrong.add(script.name() + " with " + combination + ":\n" + got);
                    }
                }
            }
        }
        System.out.println("combinations: " + combinations.size() + " of parts, each with " + scripts.size()
                + " scripts: " + combinations);
        assertEquals("", String.join("\n\n", wrong));
    }

    private static List<GoldenScript> scripts() throws IOException {
        List<GoldenScript> scripts = new ArrayList<>();
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".pesa"))
                    .sorted()
                    .toList()) {
                GoldenScript script = GoldenScript.read(file);
                found.add(script.name());
                if (!LEFT_OUT.contains(script.name())) {
                    scripts.add(script);
                }
            }
        }
        assertTrue(found.containsAll(LEFT_OUT), "scripts that are left out and not there: " + LEFT_OUT);
        assertTrue(scripts.size() >= 15, scripts::toString);
        return scripts;
    }

    /** The names of the parts that are there, kind by kind. */
    private static List<List<String>> parts(Components components, Predicate<String> wanted) {
        List<List<String>> parts = new ArrayList<>();
        for (ComponentKind kind : ComponentKind.values()) {
            parts.add(components.names(kind).stream().filter(wanted).toList());
        }
        return parts;
    }

    private static String run(WarmCli cli, GoldenScript script, List<String> combination, String... options)
            throws IOException {
        List<String> args = new ArrayList<>(List.of("--format", "json", "--sync", "off"));
        for (ComponentKind kind : ComponentKind.values()) {
            args.addAll(List.of("--" + kind.label(), combination.get(kind.ordinal())));
        }
        args.addAll(List.of(options));
        args.addAll(script.args());
        args.add("golden.pesa");
        cli.clear();
        CliResult result = cli.run(script.text(), args.toArray(String[]::new));
        List<String> got = result.replies().stream().map(GoldenScript::shorten).toList();
        return String.join("\n", GoldenScript.hideUnlisted(got, script.wanted())) + result.stderr();
    }
}
