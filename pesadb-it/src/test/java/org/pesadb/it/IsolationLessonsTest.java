package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.pesadb.cli.output.JsonResults;
import org.pesadb.cli.output.TableResults;
import org.pesadb.it.isolation.Phenomenon;

/**
 * Runs every lesson in {@code src/test/resources/isolation}: a {@link Conversation} of two or three sessions for each way in which
 * transactions can harm one another. Each gives what its comments say, and prints NAME.out to the letter, which {@code
 * -Dgolden.update=true} writes anew.
 */
class IsolationLessonsTest {
    private static final Path LESSONS = Path.of(System.getProperty("pesadb.golden", "src/test/resources/golden"))
            .resolveSibling("isolation");

    @TempDir
    Path folder;

    private static List<GoldenScript> lessons() throws IOException {
        List<GoldenScript> lessons = new ArrayList<>();
        try (Stream<Path> files = Files.list(LESSONS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".pesa"))
                    .sorted()
                    .toList()) {
                lessons.add(GoldenScript.read(file));
            }
        }
        return lessons;
    }

    @TestFactory
    Stream<DynamicTest> each() throws IOException {
        return lessons().stream()
                .flatMap(lesson -> Stream.of(
                        DynamicTest.dynamicTest(lesson.name() + " means what it says", () -> meaning(lesson)),
                        DynamicTest.dynamicTest(lesson.name() + " prints what it printed", () -> printed(lesson))));
    }

    private void meaning(GoldenScript lesson) throws IOException {
        String json = Conversation.run(lesson, folder.resolve(lesson.name() + "-json.pesa"), JsonResults::new, false);
        String got = json.lines().map(Reply::parse).map(GoldenScript::shorten).collect(Collectors.joining("\n"));
        assertFalse(lesson.wanted().isEmpty(), "it says nothing that can be checked");
        assertEquals(String.join("\n", lesson.wanted()), got);
    }

    private void printed(GoldenScript lesson) throws IOException {
        String got = Conversation.run(
                lesson, folder.resolve(lesson.name() + ".pesa"), out -> new TableResults(out, out, false), true);
        Path file = LESSONS.resolve(lesson.name() + ".out");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, got);
        }
        assertTrue(Files.exists(file), file + " is missing; write it with -Dgolden.update=true and read it");
        assertEquals(Files.readString(file), got, "if it is right now, -Dgolden.update=true writes it to " + file);
    }

    @Test
    void everyPhenomenonThatAUserCanTryHasALesson() throws IOException {
        Set<String> taught = new TreeSet<>();
        for (GoldenScript lesson : lessons()) {
            for (Phenomenon phenomenon : Phenomenon.values()) {
                if (lesson.text().toLowerCase(Locale.ROOT).contains(phenomenon.title())) {
                    taught.add(phenomenon.title());
                }
            }
        }
        Set<String> all = Stream.of(Phenomenon.values()).map(Phenomenon::title).collect(Collectors.toSet());
        // These are faults of a database, and not what some databases allow.
        all.removeAll(Set.of("value from nowhere", "two writers", "not as numbered"));
        all.removeAll(taught);
        assertEquals(Set.of(), all, "without a lesson");
    }
}
