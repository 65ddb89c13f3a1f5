package org.pesadb.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tutorial of {@code pesadb-api/README.md}, done as it stands there. Before each block that counts is a comment:
 *
 * <pre>
 *   tutorial: shell              lines that begin with $ are typed; each other one must be printed, in this order
 *   tutorial: shown in FILE      the lines stand in the file
 *   tutorial: into FILE          the lines are written into the file, before its line {@code // ---- to add}
 *   tutorial: change in FILE     the line that begins with - stands in the file once; that with + comes in its place
 * </pre>
 *
 * <p>In what must be printed {@code …} stands for anything.
 */
@Tag("outside-build")
class TutorialTest {
    private static final Pattern BLOCK = Pattern.compile(
            "<!-- tutorial: (shell|shown in|into|change in)(?: (\\S+))? -->\n```[a-z]*\n(.*?)\n```\n", Pattern.DOTALL);
    private static final String PROMPT = "$ ";
    private static final String FOLDER = "tutorial: folder ";

    @TempDir
    Path folder;

    private OutsideBuild build;
    private Path here;

    @Test
    void everyStepDoesWhatTheTextSays() throws Exception {
        assumeTrue(File.separatorChar == '/', "its commands are those of a shell");
        build = OutsideBuild.in(Files.createDirectory(folder.resolve("scratch")));
        here = Files.createDirectory(folder.resolve("work"));
        Path programs = Files.createDirectory(folder.resolve("programs"));
        program(
                programs.resolve("mvn"),
                Stream.concat(build.command().stream(), Stream.of(OutsideBuild.SMALL))
                        .toList());
        program(
                programs.resolve("pesadb"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Duser.home=" + folder,
                        "-p",
                        Cli.distribution().toString(),
                        "-m",
                        "org.pesadb.cli/org.pesadb.cli.Main"));

        String text = Files.readString(Path.of(System.getProperty("pesadb.golden"))
                .resolve("../../../../../pesadb-api/README.md")
                .normalize());
        Matcher blocks = BLOCK.matcher(text);
        int commands = 0;
        while (blocks.find()) {
            List<String> lines = blocks.group(3).lines().toList();
            switch (blocks.group(1)) {
                case "shell" -> commands += shell(lines);
                case "shown in" ->
                    assertTrue(
                            Files.readString(here.resolve(blocks.group(2))).contains(blocks.group(3)),
                            blocks.group(2) + " has not\n" + blocks.group(3));
                case "change in" -> change(here.resolve(blocks.group(2)), lines);
                default -> insert(here.resolve(blocks.group(2)), blocks.group(3));
            }
        }
        assertTrue(commands < 10, "the tutorial takes ten commands or more");
        assertTrue(
                text.contains("\n" + commands + " commands, "), "what the tutorial says of its commands: " + commands);
    }

    private static void program(Path script, List<String> command) throws IOException {
        String words = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Files.writeString(script, "#!/bin/sh\nexec " + words + " \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
    }

    private static void insert(Path file, String lines) throws IOException {
        String before = Files.readString(file);
        String after = before.replace("    // ---- to add\n", lines.indent(4) + "\n    // ---- to add\n");
        assertTrue(after.length() > before.length(), file + " has the place");
        Files.writeString(file, after);
    }

    private static void change(Path file, List<String> lines) throws IOException {
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("-") && lines.get(1).startsWith("+"), lines::toString);
        String[] parts = Files.readString(file).split(Pattern.quote(lines.get(0).substring(1) + "\n"), -1);
        assertEquals(2, parts.length, file + " has the line once");
        Files.writeString(file, parts[0] + lines.get(1).substring(1) + "\n" + parts[1]);
    }

    /** Types the commands of a block one after another; returns how many, of which one line may have several. */
    private int shell(List<String> lines) throws Exception {
        int commands = 0;
        for (int at = 0; at < lines.size(); ) {
            assertTrue(lines.get(at).startsWith(PROMPT), lines.get(at));
            String command = lines.get(at++).substring(PROMPT.length());
            List<String> shown = new ArrayList<>();
            while (at < lines.size() && !lines.get(at).startsWith(PROMPT)) {
                shown.add(lines.get(at++));
            }
            assertShown(command, shown, type(command));
            commands += command.split(" && ").length;
        }
        return commands;
    }

    private String type(String command) throws Exception {
        Path output = Files.createTempFile(folder.resolve("scratch"), "shell", ".log");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command + "\necho \"" + FOLDER + "$PWD\"")
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        build.prepare(shell);
        shell.environment().merge("PATH", folder.resolve("programs").toString(), (path, ours) -> ours + ":" + path);
        shell.environment().put("HOME", folder.toString());
        shell.environment().remove("XDG_CONFIG_HOME");
        shell.environment().remove("PESADB_PLUGINS");
        Process process = shell.start();
        process.getOutputStream().close();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), () -> command + " goes on for five minutes");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        int end = printed.lastIndexOf(FOLDER);
        here = Path.of(printed.substring(end + FOLDER.length()).strip());
        return printed.substring(0, end);
    }

    private static void assertShown(String command, List<String> shown, String printed) {
        List<String> lines = printed.lines().map(String::stripTrailing).toList();
        int from = 0;
        for (String line : shown) {
            Pattern pattern = Pattern.compile(Stream.of(line.stripTrailing().split("…", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*")));
            while (from < lines.size() && !pattern.matcher(lines.get(from)).matches()) {
                from++;
            }
            assertTrue(
                    from++ < lines.size(),
                    () -> "$ " + command + "\nprints no line, or not in this place, that is\n" + line + "\nbut\n"
                            + printed);
        }
        if (shown.isEmpty()) {
            assertEquals("", printed, "$ " + command);
        }
    }
}
