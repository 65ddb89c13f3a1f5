package org.pesadb.it.isolation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pesadb.it.isolation.Transaction.Outcome;

/**
 * Histories written by hand, one answer a line, in the order of the clock:
 *
 * <pre>
 * A begin                   A begins to write; "begin read" to read; "begin 7" has number 7
 * A read x [1 2]            x is a list; a number alone is a register, - is no row
 * A write x [1 2 3]
 * A insert y [4]            it was not there before
 * A delete y
 * A scan all x=[1 2] y=[4]  every row; or "odd", the rows whose last mark is odd
 * A count all 2
 * A commit                  or rollback, or unknown
 * A commits                 it asks to commit, and is answered later:
 * A committed
 * </pre>
 */
final class HistoryScript {
    static final Range ODD = new Range("odd", (key, value) -> value.last() % 2 == 1);

    private final Recorder recorder = new Recorder();
    private final Map<String, Recorder.Open> open = new HashMap<>();
    private final Map<String, Long> ids = new HashMap<>();

    private HistoryScript() {}

    static History of(String text) {
        HistoryScript script = new HistoryScript();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(script::line);
        if (!script.open.isEmpty()) {
            throw new IllegalArgumentException("still open: " + script.open.keySet());
        }
        return script.recorder.history();
    }

    private void line(String line) {
        String[] words = line.split(" ", 3);
        String session = words[0];
        String rest = words.length > 2 ? words[2] : "";
        if (words[1].equals("begin")) {
            begin(session, rest);
            return;
        }
        Recorder.Open transaction = open.get(session);
        switch (words[1]) {
            case "read" -> transaction.read(key(rest), value(rest));
            case "write" -> transaction.wrote(key(rest), value(rest));
            case "insert" -> {
                transaction.read(key(rest), Value.ABSENT);
                transaction.wrote(key(rest), value(rest));
            }
            case "delete" -> transaction.wrote(rest, Value.ABSENT);
            case "count" -> transaction.counted(range(rest), Long.parseLong(rest.split(" ")[1]));
            case "scan" -> scan(transaction, rest);
            case "commit" -> end(session, Outcome.COMMITTED);
            case "commits" -> transaction.ending();
            case "committed" -> open.remove(session).ended(Outcome.COMMITTED, ids.get(session));
            case "rollback" -> end(session, Outcome.ABORTED);
            case "unknown" -> end(session, Outcome.UNKNOWN);
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void begin(String session, String how) {
        Recorder.Open begun = recorder.begin(session, how.contains("read"));
        begun.begun();
        open.put(session, begun);
        String id = how.replace("read", "").strip();
        ids.put(session, id.isEmpty() ? Transaction.UNNAMED : Long.parseLong(id));
    }

    private void end(String session, Outcome outcome) {
        Recorder.Open ending = open.remove(session);
        ending.ending();
        ending.ended(outcome, ids.get(session));
    }

    private static String key(String words) {
        return words.split(" ", 2)[0];
    }

    private static Value value(String words) {
        return parse(words.split(" ", 2)[1]);
    }

    private static Value parse(String text) {
        if (text.equals("-")) {
            return Value.ABSENT;
        }
        List<Long> marks = Stream.of(text.replaceAll("[\\[\\]]", "").split(" "))
                .map(Long::valueOf)
                .toList();
        return text.startsWith("[") ? Value.list(marks) : Value.register(marks.get(0));
    }

    private static void scan(Recorder.Open transaction, String words) {
        Map<String, Value> rows = new TreeMap<>();
        for (String row : words.substring(key(words).length()).strip().split(" (?=[a-z])")) {
            if (!row.isEmpty()) {
                rows.put(row.split("=")[0], parse(row.split("=")[1]));
            }
        }
        transaction.scanned(range(words), rows);
    }

    private static Range range(String words) {
        return key(words).equals("odd") ? ODD : Range.ALL;
    }
}
