package org.pesadb.cli.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Tells of the calls that opening a database makes, those together that are of one kind and follow each other. */
final class RecoverySteps {
    private final List<LogPiece> log;
    private final List<Recovered.Step> steps = new ArrayList<>();
    private boolean logForced;
    private boolean mainWritten;
    private int headers;

    private RecoverySteps(List<LogPiece> log) {
        this.log = log;
    }

    /**
     * The steps.
     *
     * @param calls in their order
     * @param log   the records of the log as they lay before
     */
    static List<Recovered.Step> of(List<DiskCall> calls, List<LogPiece> log) {
        RecoverySteps told = new RecoverySteps(log);
        for (int at = 0; at < calls.size(); ) {
            int to = told.replayEnd(calls, at);
            if (to > at) {
                told.replay(calls.subList(at, to));
            } else {
                to = at + 1;
                while (to < calls.size() && together(calls.get(at), calls.get(to)) && told.replayEnd(calls, to) == to) {
                    to++;
                }
                told.step(calls.subList(at, to));
            }
            at = to;
        }
        return told.steps;
    }

    private static boolean together(DiskCall one, DiskCall other) {
        return one.kind() == other.kind() && one.path().equals(other.path());
    }

    private static boolean writesMain(DiskCall call) {
        return call.kind() == DiskCall.Kind.WRITE && call.path().equals(Machine.MAIN);
    }

    /** Where the run of calls from here ends that bring pages from the log to the main file; here, if that is not what begins. */
    private int replayEnd(List<DiskCall> calls, int from) {
        if (!logForced && !writesMain(calls.get(from))) { // what is read until then is looked for
            return from;
        }
        int end = from;
        for (int at = from; at < calls.size(); at++) {
            DiskCall call = calls.get(at);
            if (writesMain(call)) {
                end = at + 1;
            } else if (call.kind() != DiskCall.Kind.READ) {
                break;
            }
        }
        return end;
    }

    /** Page by page a read of the log and a write of the main file: one step. */
    private void replay(List<DiskCall> calls) {
        mainWritten = true;
        List<DiskCall> writes = calls.stream().filter(RecoverySteps::writesMain).toList();
        add(
                writes,
                pages(writes),
                "what was committed goes from the log, where its checksum is tested once more, to its place in the main file");
    }

    private void step(List<DiskCall> calls) {
        DiskCall first = calls.get(0);
        boolean main = first.path().equals(Machine.MAIN);
        boolean logged = first.path().equals(Machine.LOG);
        logForced |= logged && first.kind() == DiskCall.Kind.FORCE;
        long from = from(calls);
        String what = main ? pages(calls) : logged ? records(from, to(calls)) : "";
        add(calls, what, main ? ofMain(first) : logged ? ofLog(first, from) : "");
    }

    private static long from(List<DiskCall> calls) {
        return calls.stream().mapToLong(DiskCall::position).min().orElseThrow();
    }

    private static long to(List<DiskCall> calls) {
        return calls.stream().mapToLong(DiskCall::end).max().orElseThrow();
    }

    private void add(List<DiskCall> calls, String what, String why) {
        DiskCall first = calls.get(0);
        steps.add(new Recovered.Step(
                first.kind().name(), Machine.name(first.path()), calls.size(), from(calls), to(calls), what, why));
    }

    private static String pages(List<DiskCall> calls) {
        if (calls.get(0).length() == 0) {
            return "";
        }
        String pages = calls.stream()
                .flatMap(call -> LongStream.range(
                                call.position() / Content.BLOCK_BYTES,
                                (call.end() + Content.BLOCK_BYTES - 1) / Content.BLOCK_BYTES)
                        .boxed())
                .distinct()
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return "pages " + pages;
    }

    private String records(long from, long to) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (LogPiece piece : log) {
            if (!piece.isRoom() && piece.overlaps(from, to)) {
                String name = piece.record() + (piece.state().equals("counts") ? "" : ", " + piece.state());
                counts.merge(name, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining("; "));
    }

    private String ofMain(DiskCall call) {
        return switch (call.kind()) {
            case READ ->
                steps.isEmpty()
                        ? "what kind of database this is, and which parts wrote it"
                        : "what is there is looked at, each page with its checksum";
            case WRITE -> {
                mainWritten = true;
                yield "what was committed goes from the log to its place in the main file";
            }
            case FORCE -> "from here on the device has it, and the log is not needed for it any more";
            case TRUNCATE -> "pages behind the end of the database go";
            default -> "";
        };
    }

    private String newGeneration() {
        headers++;
        return headers == 1
                ? "a new generation of the log begins: no record of the one before is valid any more"
                : "the other slot of the header says so too: one of them is always whole";
    }

    private String ofLog(DiskCall call, long from) {
        boolean header = log.stream().anyMatch(piece -> piece.isHeader() && piece.overlaps(from, from + 1));
        return switch (call.kind()) {
            case READ ->
                header
                        ? "which slot of the header counts, and from there on record after record: the first one that is not valid ends the log"
                        : "record after record: each has a checksum that no other record can have, and the first one that is not valid ends the log";
            case WRITE ->
                header
                        ? mainWritten
                                ? newGeneration()
                                : "a new generation of the log was about to begin when the power went: that is completed"
                        : "what is valid is written once more: after a crash it may be in the memory of the system alone";
            case FORCE ->
                mainWritten
                        ? "from here on the new generation counts, also after another loss of power"
                        : "from here on the device has it for certain";
            case TRUNCATE -> "room that is not needed goes back to the system";
            default -> "";
        };
    }
}
