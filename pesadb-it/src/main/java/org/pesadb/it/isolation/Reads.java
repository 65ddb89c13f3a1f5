package org.pesadb.it.isolation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pesadb.it.isolation.Transaction.Step;

/**
 * Judges what each transaction saw by itself: whether it may be seen at all, and whether it fits what the same transaction saw
 * before. Gathers for {@link Graph} what was seen of others. Of one thread.
 *
 * <p>A transaction that was rolled back is judged too: its program has seen what it saw.
 */
final class Reads {
    /** A transaction saw a version of another one. */
    record Seen(Transaction reader, Version version, boolean byScan) {}

    /** A transaction saw that there is no row of this key within a range. */
    record Unseen(Transaction reader, String key, Range range, boolean byScan) {}

    private final Versions versions;
    private final List<Seen> seen = new ArrayList<>();
    private final List<Unseen> unseen = new ArrayList<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    Reads(History history, Versions versions) {
        this.versions = versions;
        for (Transaction transaction : history.transactions()) {
            new One(transaction).judge();
        }
    }

    List<Seen> seen() {
        return seen;
    }

    List<Unseen> unseen() {
        return unseen;
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }

    /** One transaction, step by step. */
    private final class One {
        private final Transaction reader;
        private final Map<String, Value> own = new HashMap<>();
        private final Map<String, Value> known = new HashMap<>();
        private final Map<String, List<Unseen>> missed = new HashMap<>();
        private final Map<String, Long> counts = new HashMap<>();

        One(Transaction reader) {
            this.reader = reader;
        }

        void judge() {
            for (Step step : reader.steps()) {
                if (step.operation() instanceof Operation.Write write) {
                    own.put(write.key(), write.value());
                    counts.clear();
                } else if (step.operation() instanceof Operation.Read read) {
                    look(step, read.key(), read.value(), Range.ALL, false);
                } else if (step.operation() instanceof Operation.Count count) {
                    count(count.range(), count.rows());
                } else if (step.operation() instanceof Operation.Scan scan) {
                    scan.rows().forEach((key, value) -> look(step, key, value, scan.range(), true));
                    for (String key : versions.keys()) {
                        if (!scan.rows().containsKey(key)) {
                            look(step, key, Value.ABSENT, scan.range(), true);
                        }
                    }
                    count(scan.range(), scan.rows().size());
                }
            }
        }

        private void count(Range range, long rows) {
            Long before = counts.put(range.name(), rows);
            if (before != null && before != rows) {
                report(Phenomenon.PHANTOM, reader + " saw " + before + " rows of " + range + ", and later " + rows);
            }
        }

        private void look(Step step, String key, Value value, Range range, boolean byScan) {
            Value written = own.get(key);
            if (written != null) {
                Value expected = range.holds(key, written) ? written : Value.ABSENT;
                if (!expected.equals(value)) {
                    report(
                            Phenomenon.OWN_WRITE_MISSED,
                            reader + " had written " + key + " = " + written + ", and then saw " + value + " there");
                }
                return;
            }
            if (!value.present()) {
                miss(new Unseen(reader, key, range, byScan));
                return;
            }
            if (!range.holds(key, value)) {
                report(
                        Phenomenon.VALUE_FROM_NOWHERE,
                        reader + " asked for " + range + " and got " + key + " = " + value
                                + ", which does not belong to it");
            }
            agree(key, value, byScan);
            source(step, key, value, byScan);
        }

        /** A row was not there: it must not have been there before. */
        private void miss(Unseen now) {
            Value before = known.get(now.key());
            if (before == null) {
                missed.computeIfAbsent(now.key(), key -> new ArrayList<>()).add(now);
                unseen.add(now);
            } else if (now.range().holds(now.key(), before)) {
                report(
                        now.byScan() ? Phenomenon.PHANTOM : Phenomenon.FUZZY_READ,
                        reader + " saw " + now.key() + " = " + before + ", and later no such row"
                                + (now.byScan() ? " in its scan of " + now.range() : ""));
            }
        }

        private void agree(String key, Value value, boolean byScan) {
            Value before = known.putIfAbsent(key, value);
            if (before != null && !before.equals(value)) {
                report(
                        Phenomenon.FUZZY_READ,
                        reader + " saw " + key + " = " + before + ", and later " + key + " = " + value);
            }
            for (Unseen miss : missed.getOrDefault(key, List.of())) {
                if (miss.range().holds(key, value)) {
                    report(
                            byScan || miss.byScan() ? Phenomenon.PHANTOM : Phenomenon.FUZZY_READ,
                            reader + " saw no row " + key + " in " + miss.range() + ", and later " + key + " = "
                                    + value);
                    return;
                }
            }
        }

        private void source(Step step, String key, Value value, boolean byScan) {
            Version version = versions.written(key, value);
            if (version == null) {
                report(Phenomenon.VALUE_FROM_NOWHERE, reader + " saw " + key + " = " + value + ", which nobody wrote");
                return;
            }
            for (long mark : value.marks()) {
                Version part = versions.byMark(key, mark);
                if (part == null) {
                    report(
                            Phenomenon.VALUE_FROM_NOWHERE,
                            reader + " saw " + key + " = " + value + ", and nobody wrote " + mark);
                    return;
                }
                if (!versions.committed(part.writer())) {
                    report(
                            Phenomenon.ABORTED_READ,
                            reader + " saw " + key + " = " + value + ", and " + part.writer() + ", which wrote " + mark
                                    + ", never committed",
                            part.writer());
                    return;
                }
            }
            Transaction writer = version.writer();
            if (!version.installed()) {
                report(
                        Phenomenon.INTERMEDIATE_READ,
                        reader + " saw " + version + ", and " + writer + ", which wrote it, wrote " + key
                                + " once more before it committed",
                        writer);
            } else if (step.answered() < writer.ending()) {
                report(
                        Phenomenon.DIRTY_READ,
                        reader + " saw " + version + " before " + writer + ", which wrote it, asked to commit",
                        writer);
            } else {
                seen.add(new Seen(reader, version, byScan));
            }
        }

        private void report(Phenomenon phenomenon, String explanation, Transaction... others) {
            List<Transaction> involved = new ArrayList<>(List.of(reader));
            involved.addAll(List.of(others));
            anomalies.add(new Anomaly(phenomenon, explanation, involved));
        }
    }
}
