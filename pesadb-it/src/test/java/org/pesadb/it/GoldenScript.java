package org.pesadb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A script of commands that says by comments what each one gives:
 *
 * <pre>
 * -- args: --bare                     on the first line: options of the run
 * SEL users WHERE id=1
 * -- > id=1 name=Alice                a row: column=value, in order; NULL unquoted, text that needs it in '…'
 * -- > ok 1                           the command succeeded, with so many rows
 * -- > error DUPLICATE_KEY            the command failed
 * -- > ...                            any rows, or none
 * -- > ok any                         the command succeeded, with however many rows
 * </pre>
 *
 * @param name   the file's name without its ending
 * @param text   the whole script
 * @param args   options of the run
 * @param wanted the lines behind {@code -- >}
 */
record GoldenScript(String name, String text, List<String> args, List<String> wanted) {
    private static final String ARGS = "-- args:";
    private static final String WANTED = "-- > ";
    private static final String ANY = "...";
    private static final String ANY_OK = "ok any";

    static GoldenScript read(Path file) throws IOException {
        String text = Files.readString(file);
        String name = file.getFileName().toString().replace(".pesa", "");
        List<String> args = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith(ARGS)) {
                args.addAll(List.of(line.substring(ARGS.length()).trim().split(" ")));
            } else if (line.startsWith(WANTED)) {
                wanted.add(line.substring(WANTED.length()).strip());
            }
        }
        return new GoldenScript(name, text, List.copyOf(args), List.copyOf(wanted));
    }

    /** A reply as the scripts write it. */
    static String shorten(Reply reply) {
        return switch (reply.kind()) {
            case OK -> "ok " + reply.number("rows");
            case ERROR -> "error " + reply.code();
            case ROW ->
                reply.fields().entrySet().stream()
                        .map(field -> field.getKey() + "=" + shorten(field.getValue()))
                        .collect(Collectors.joining(" "));
        };
    }

    private static String shorten(Object value) {
        if (!(value instanceof String text)) {
            return value == null ? "NULL" : value.toString();
        }
        // A text that looks like a number, NULL, or more than one word is quoted, so that types are seen.
        boolean plain = text.matches("[\\p{L}_.%'/#:-][\\p{L}\\p{N}_.,%'/#:-]*") && !text.equalsIgnoreCase("NULL");
        return plain
                ? text
                : "'" + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") + "'";
    }

    /** Puts the mark for any rows wherever the script has it, in place of the rows that are there. */
    static List<String> hideUnlisted(List<String> got, List<String> wanted) {
        List<String> shown = new ArrayList<>();
        int at = 0;
        for (String line : wanted) {
            if (line.equals(ANY)) {
                while (at < got.size() && !isEnd(got.get(at))) {
                    at++;
                }
                shown.add(ANY);
            } else if (at < got.size()) {
                String next = got.get(at++);
                shown.add(line.equals(ANY_OK) && next.startsWith("ok ") ? ANY_OK : next);
            }
        }
        shown.addAll(got.subList(at, got.size()));
        return shown;
    }

    private static boolean isEnd(String line) {
        return line.startsWith("ok ") || line.startsWith("error ");
    }
}
