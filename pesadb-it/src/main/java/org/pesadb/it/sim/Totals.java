package org.pesadb.it.sim;

import java.util.EnumMap;
import java.util.Map;

/** What was tried. Of one thread; sums are made of several. */
final class Totals {
    long scripts;
    long actions;
    long transactions;
    long crashStates;
    long fallsInRecovery;
    long refusals;
    long unknownOutcomes;
    long backups;
    long checks;
    long spills;
    final Map<Trouble, Long> faults = new EnumMap<>(Trouble.class);
    long disksFilled;

    void struck(Trouble trouble) {
        faults.merge(trouble, 1L, Long::sum);
    }

    long injected() {
        return faults.values().stream().mapToLong(Long::longValue).sum() + disksFilled;
    }

    void add(Totals other) {
        scripts += other.scripts;
        actions += other.actions;
        transactions += other.transactions;
        crashStates += other.crashStates;
        fallsInRecovery += other.fallsInRecovery;
        refusals += other.refusals;
        unknownOutcomes += other.unknownOutcomes;
        backups += other.backups;
        checks += other.checks;
        spills += other.spills;
        disksFilled += other.disksFilled;
        other.faults.forEach((trouble, count) -> faults.merge(trouble, count, Long::sum));
    }

    /** All figures, a line for each, for people. */
    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "scripts", scripts);
        line(text, "steps", actions);
        line(text, "transactions acknowledged", transactions);
        line(text, "transactions larger than their memory", spills);
        line(text, "crash states", crashStates);
        line(text, "of them after a crash during recovery", fallsInRecovery);
        faults.forEach((trouble, count) -> line(text, "failed calls, " + trouble, count));
        line(text, "disks filled", disksFilled);
        line(text, "commands refused", refusals);
        line(text, "outcomes unknown", unknownOutcomes);
        line(text, "backups", backups);
        line(text, "checks", checks);
        return text.toString();
    }

    private static void line(StringBuilder text, String what, long count) {
        text.append(String.format("%10d %s%n", count, what));
    }
}
