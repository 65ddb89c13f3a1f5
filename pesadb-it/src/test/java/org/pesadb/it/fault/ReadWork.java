package org.pesadb.it.fault;

import static org.pesadb.it.fault.Step.backup;
import static org.pesadb.it.fault.Step.batch;
import static org.pesadb.it.fault.Step.checkpoint;
import static org.pesadb.it.fault.Step.compact;
import static org.pesadb.it.fault.Step.create;
import static org.pesadb.it.fault.Step.createPlain;
import static org.pesadb.it.fault.Step.delete;
import static org.pesadb.it.fault.Step.deleteAbove;
import static org.pesadb.it.fault.Step.drop;
import static org.pesadb.it.fault.Step.hold;
import static org.pesadb.it.fault.Step.insert;
import static org.pesadb.it.fault.Step.release;
import static org.pesadb.it.fault.Step.text;
import static org.pesadb.it.fault.Step.transaction;
import static org.pesadb.it.fault.Step.update;
import static org.pesadb.it.fault.Step.updateAll;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.pesadb.api.Options;

/**
 * Work of which the reads matter: with a cache so small that most pages come from files.
 *
 * @param work        what is done
 * @param unproved    what it may begin with instead where the log is damaged on the device: the state without the newest commit,
 *                    since nothing behind that one proves that it was ever durable; and where no commit was forced, any earlier one
 */
record ReadWork(Workload work, Set<State> unproved) {
    private static final UnaryOperator<Options.Builder> SMALL =
            options -> options.cacheBytes(1).checkpointPages(1_000);
    private static final UnaryOperator<Options.Builder> FEW_CHECKPOINTS =
            SMALL.andThen(options -> options.checkpointPages(25))::apply;
    private static final UnaryOperator<Options.Builder> SPILLING =
            SMALL.andThen(options -> options.statementBytes(1).transactionBytes(1))::apply;

    /** So many rows take more pages than the cache holds. */
    private static final int ROWS = 30;

    private static final int LENGTH = 1_200;
    private static final String LONG = "long".repeat(3_000);

    private static final Step[] TWO_TABLES = {
        create("t"), batch("t", 1, 1, ROWS, LENGTH), insert("t", 500, LONG), create("u"), batch("u", 1, 1, 20, 40)
    };

    static List<ReadWork> all() {
        return List.of(
                clean(of("queries").after(TWO_TABLES).sitting(queries())),
                clean(withoutLog(of("without log").after(TWO_TABLES)).sitting(insert("t", 600, "six"))),
                clean(of("check").after(TWO_TABLES).sitting(ReadSteps.check(), insert("u", 99, "behind it"))),
                clean(of("changes")
                        .after(TWO_TABLES)
                        .sitting(
                                insert("t", 600, "six"),
                                transaction(update("t", 7, "seventh"), delete("t", 500), insert("t", 601, LONG + "!")),
                                deleteAbove("u", 10),
                                checkpoint(),
                                drop("t"))),
                clean(Workload.of("checkpoints", "FORCE data.pesa", FEW_CHECKPOINTS)
                        .after(TWO_TABLES)
                        .sitting(
                                update("t", 7, "seventh"),
                                delete("t", 9),
                                deleteAbove("t", 20),
                                batch("t", 900, 1, 20, 800))),
                clean(of("compact").after(TWO_TABLES).sitting(deleteAbove("t", 12), compact(null), compact("u"))),
                clean(of("backup").after(TWO_TABLES).sitting(deleteAbove("t", 20), backup(), insert("u", 77, "later"))),
                clean(Workload.of("spill", "READ transaction", SPILLING)
                        .after(createPlain("t"), batch("t", 1, 1, 15, LENGTH))
                        .sitting(transaction(
                                batch("t", 100, 1, 20, LENGTH),
                                updateAll("t", "y".repeat(900)),
                                deleteAbove("t", 110)))),
                clean(Workload.of("carry", "RENAME data.pesa-wal", FEW_CHECKPOINTS)
                        .after(TWO_TABLES)
                        .sitting(
                                hold(),
                                update("u", 1, "a"),
                                update("t", 2, "b".repeat(900)),
                                batch("u", 100, 1, 30, 900),
                                update("u", 1, "c"),
                                checkpoint(),
                                release(),
                                insert("u", 50, "behind the cut"))),
                killed(of("recovery"), TWO_TABLES, update("t", 1, "in the log")),
                killed(
                        of("recovery behind a checkpoint"),
                        create("t"),
                        batch("t", 1, 1, ROWS, LENGTH),
                        checkpoint(),
                        update("t", 3, "in the log"),
                        deleteAbove("t", 20),
                        insert("t", 77, "the last")),
                unforced());
    }

    private static Workload of(String name) {
        return Workload.of(name, "READ data.pesa", SMALL);
    }

    private static Step[] queries() {
        return new Step[] {
            ReadSteps.find("t", 17, text(17, LENGTH)),
            ReadSteps.find("t", 500, LONG),
            ReadSteps.findByText("t", text(23, LENGTH), 23),
            ReadSteps.findNothing("t", 4_711),
            ReadSteps.sorted("t", ROWS + 1),
            ReadSteps.join("t", "u", 20),
        };
    }

    private static ReadWork clean(Workload work) {
        return new ReadWork(work, Set.of());
    }

    /** The log is gone after the clean close, as it may be. */
    private static Workload withoutLog(Workload closed) {
        SimulatedDisk disk = new SimulatedDisk();
        for (Path file : closed.start().files()) {
            if (!file.toString().endsWith("-wal")) {
                disk.set(file, closed.start().bytes(file));
            }
        }
        return closed.startingWith(disk);
    }

    private static ReadWork killed(Workload work, Step[] steps, Step last) {
        Step[] all = Arrays.copyOf(steps, steps.length + 1);
        all[steps.length] = last;
        return killed(work, all);
    }

    private static ReadWork killed(Workload work, Step... steps) {
        Step[] before = Arrays.copyOf(steps, steps.length - 1);
        return new ReadWork(
                work.killedAfter(steps).sitting().sitting(insert("t", 600, "behind it")),
                Set.of(work.killedAfter(before).before()));
    }

    /** Recovery has to write what only the kernel holds. */
    private static ReadWork unforced() {
        Workload start = of("unforced recovery")
                .killedAfter(
                        createPlain("t"),
                        batch("t", 1, 1, ROWS, LENGTH),
                        insert("t", 900, Workloads.LONG),
                        deleteAbove("t", 800));
        Step[] steps = {update("t", 1, "a".repeat(9_000)), deleteAbove("t", 20), batch("t", 100, 1, 20, 400)};
        Workload killed = start.killedUnforcedAfter(steps);
        return new ReadWork(killed.sitting().sitting(insert("t", 600, "behind it")), killed.earlier());
    }

    @Override
    public String toString() {
        return work.name();
    }
}
