package org.pesadb.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * A question that another database has answered, as it stands in {@code data/answers.txt}.
 *
 * @param command of ours
 * @param sql     the same for the other one
 * @param uses    what EXPLAIN says of it where there are indexes, or null
 * @param answer  lines: of each row its values, or one line that stands for many rows
 */
record AskedElsewhere(String command, String sql, String uses, List<String> answer) {
    /** As many rows as stand in the file; what has more stands there as a digest. */
    private static final int MOST_LINES = 25;

    AskedElsewhere {
        answer = List.copyOf(answer);
    }

    /** Reads all questions of a file. */
    static List<AskedElsewhere> read(Path file) throws IOException {
        List<AskedElsewhere> questions = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        String uses = null;
        String command = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("uses: ")) {
                uses = line.substring("uses: ".length());
            } else if (line.startsWith("pesa: ")) {
                command = line.substring("pesa: ".length());
            } else if (line.startsWith("sql: ")) {
                List<String> rest = lines.subList(i + 1, lines.size());
                int end = rest.indexOf("");
                questions.add(
                        new AskedElsewhere(command, line.substring("sql: ".length()), uses, rest.subList(0, end)));
                i += end;
                uses = null;
            }
        }
        return questions;
    }

    boolean joins() {
        return command.startsWith("JOIN ");
    }

    /** What rows of ours look like in the file. */
    List<String> asAnswer(List<List<Object>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<Object> row : rows) {
            lines.add(String.join(
                    " | ",
                    row.stream()
                            .map(value -> value == null ? "NULL" : value.toString())
                            .toList()));
        }
        if (!command.contains(" ORDER ")) {
            lines.sort((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));
        }
        return lines.size() > MOST_LINES
                ? Collections.singletonList(lines.size() + " rows, SHA-256 " + digest(lines))
                : lines;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String digest(List<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String line : lines) {
                digest.update(utf8(line));
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
