package org.pesadb.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page, without a browser: they belong together, need nothing from elsewhere, and take no data for markup. */
class PageFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/org/pesadb/cli/http/page");
    private static final String INDEX = "index.txt";

    private static List<String> listed() throws IOException {
        return Files.readAllLines(FOLDER.resolve(INDEX));
    }

    private static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    private static List<String> groups(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void theListNamesEveryFileAndNoOther() throws IOException {
        Set<String> there;
        try (Stream<Path> files = Files.list(FOLDER)) {
            there = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(INDEX))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertEquals(there, new TreeSet<>(listed()));
        assertEquals(there.size(), listed().size());
    }

    @Test
    void whatIsImportedIsThereAndExported() throws IOException {
        for (String name : listed()) {
            if (!name.endsWith(".js")) {
                continue;
            }
            for (MatchResult found : Pattern.compile("import (.*?) from \"(.*?)\";")
                    .matcher(text(name))
                    .results()
                    .toList()) {
                assertTrue(found.group(2).startsWith("./"), name + ": " + found.group());
                String other = text(found.group(2).substring(2));
                if (found.group(1).startsWith("{")) {
                    for (String imported :
                            found.group(1).replaceAll("[{} ]", "").split(",")) {
                        assertTrue(
                                Pattern.compile("export (async )?(const|function|class) " + imported + "\\b")
                                        .matcher(other)
                                        .find(),
                                name + " imports " + imported + " from " + found.group(2));
                    }
                }
            }
        }
    }

    @Test
    void thePageNamesItsOwnAssetsAlone() throws IOException {
        String html = text("index.html");
        for (String address : groups("(?:src|href)=\"([^\"]*)\"", html)) {
            boolean asset = address.startsWith("/assets/") && listed().contains(address.substring("/assets/".length()));
            assertTrue(asset || address.equals("/docs") || address.startsWith("#"), address);
        }
        List<String> elsewhere = new ArrayList<>();
        for (String name : listed()) {
            elsewhere.addAll(groups("(https?://(?!www\\.w3\\.org/2000/svg)[^\\s\"']*)", text(name)));
        }
        assertEquals(List.of(), elsewhere);
    }

    @Test
    void nothingIsTakenForMarkupOrCode() throws IOException {
        Pattern forbidden = Pattern.compile(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment|DOMParser|\\beval\\(|new Function");
        for (String name : listed()) {
            assertFalse(forbidden.matcher(text(name)).find(), name);
        }
        String html = text("index.html");
        assertFalse(
                Pattern.compile("<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]*\\ssrc=)")
                        .matcher(html)
                        .find(),
                "the policy of the server lets nothing inline through");
    }
}
