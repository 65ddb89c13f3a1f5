package org.pesadb.it.fault;

import static org.pesadb.it.fault.Step.backup;
import static org.pesadb.it.fault.Step.batch;
import static org.pesadb.it.fault.Step.checkpoint;
import static org.pesadb.it.fault.Step.compact;
import static org.pesadb.it.fault.Step.create;
import static org.pesadb.it.fault.Step.createIndex;
import static org.pesadb.it.fault.Step.createOrderedIndex;
import static org.pesadb.it.fault.Step.createPlain;
import static org.pesadb.it.fault.Step.delete;
import static org.pesadb.it.fault.Step.deleteAbove;
import static org.pesadb.it.fault.Step.drop;
import static org.pesadb.it.fault.Step.dropIndex;
import static org.pesadb.it.fault.Step.hold;
import static org.pesadb.it.fault.Step.insert;
import static org.pesadb.it.fault.Step.recode;
import static org.pesadb.it.fault.Step.refusedBatch;
import static org.pesadb.it.fault.Step.release;
import static org.pesadb.it.fault.Step.rolledBack;
import static org.pesadb.it.fault.Step.sorted;
import static org.pesadb.it.fault.Step.transaction;
import static org.pesadb.it.fault.Step.update;
import static org.pesadb.it.fault.Step.updateAll;

import java.util.List;
import java.util.function.UnaryOperator;
import org.pesadb.api.Options;
import org.pesadb.api.SyncMode;
import org.pesadb.api.spi.ComponentKind;

/** Every kind of work that writes to a disk in an order of its own, each as small as shows it. */
final class Workloads {
    private static final UnaryOperator<Options.Builder> PLAIN = options -> options;
    private static final UnaryOperator<Options.Builder> LITTLE_MEMORY =
            options -> options.statementBytes(1).transactionBytes(1).checkpointPages(60);

    /** Leaves a log with room for commits: where it must grow, that forces those before. */
    static final String LONG = "x".repeat(150_000);

    private Workloads() {}

    static List<Workload> all() {
        return List.of(
                creation(),
                commits("commits", PLAIN),
                commits("commits, sync normal", options -> options.sync(SyncMode.NORMAL)),
                carry(),
                spill(),
                sorting(),
                dropTable(),
                indexGrowth("hash"),
                indexGrowth("btree"),
                backupWork(),
                compaction("compact", PLAIN),
                compaction("compact, btree", options -> options.component(ComponentKind.INDEX, "btree")),
                recoding(),
                recovery(),
                unforcedRecovery());
    }

    /** The database itself, its first table, its first commit; and the same again, opened anew. */
    private static Workload creation() {
        return Workload.of("creation", "RENAME data.pesa", PLAIN)
                .sitting(create("t"), insert("t", 1, "one"))
                .sitting(insert("t", 2, "two"));
    }

    /** Small commits, an overflowing row, a transaction, checkpoints that cut the log in place. */
    private static Workload commits(String name, UnaryOperator<Options.Builder> settings) {
        return Workload.of(name, "FORCE data.pesa", settings)
                .after(create("t"), insert("t", 1, "one"), insert("t", 2, "two"), insert("t", 3, "three"))
                .sitting(
                        insert("t", 4, "long".repeat(4_000)),
                        transaction(insert("t", 5, "five"), update("t", 2, "second"), delete("t", 3)),
                        checkpoint(),
                        update("t", 4, "short"),
                        rolledBack(insert("t", 6, "never")),
                        insert("t", 7, "seven"),
                        batch("t", 100, 1, 20, 100),
                        delete("t", 110));
    }

    /** An older snapshot, so that a cut carries the rest over into a fresh file. */
    private static Workload carry() {
        return Workload.of("carry", "RENAME data.pesa-wal", PLAIN)
                .after(create("t"), batch("t", 1, 1, 10, 200))
                .sitting(
                        hold(),
                        update("t", 1, "a"),
                        update("t", 2, "b"),
                        update("t", 1, "c"),
                        update("t", 1, "d"),
                        update("t", 3, "e"),
                        update("t", 1, "f"),
                        update("t", 1, "g"),
                        update("t", 1, "h"),
                        checkpoint(),
                        insert("t", 50, "behind the cut"),
                        release(),
                        insert("t", 51, "after it"));
    }

    /** Transactions and statements with more changes than their memory holds; one fails in between. */
    private static Workload spill() {
        return Workload.of("spill", "DELETE transaction", LITTLE_MEMORY)
                .after(createPlain("t"), insert("t", -1, "before"))
                .sitting(transaction(
                        batch("t", 1, 0x9E3779B97F4AL, 60, 1_500),
                        refusedBatch("t", 5, 30, 1_500, 1),
                        deleteAbove("t", 40 * 0x9E3779B97F4AL),
                        updateAll("t", "y".repeat(1_600))));
    }

    /** Rows, groups and the entries of an index that are sorted in files; each in several runs. */
    private static Workload sorting() {
        return Workload.of("sorting", "DELETE sort-1", LITTLE_MEMORY)
                .after(createPlain("t"), batch("t", 1, 0x9E3779B97F4AL, 24, 900))
                .sitting(
                        sorted("t"),
                        createOrderedIndex("t"),
                        transaction(insert("t", 3, "in between"), sorted("t")),
                        dropIndex("t"));
    }

    private static Workload dropTable() {
        return Workload.of("drop", "FORCE data.pesa", PLAIN)
                .after(create("t"), batch("t", 1, 1, 30, 400), insert("t", 100, "z".repeat(9_000)), create("u"))
                .sitting(insert("u", 1, "stays"), drop("t"), create("t"), batch("t", 1_000, 1, 10, 300));
    }

    /** An index that is made, grows over several levels or splits, shrinks, and is dropped. */
    private static Workload indexGrowth(String kind) {
        return Workload.of(
                        "index growth, " + kind,
                        "FORCE data.pesa",
                        options -> options.checkpointPages(30).component(ComponentKind.INDEX, kind))
                .after(createPlain("t"), batch("t", 1, 1, 100, 60))
                .sitting(createIndex("t"), batch("t", 1_000, 7, 400, 40), deleteAbove("t", 2_000), dropIndex("t"));
    }

    private static Workload backupWork() {
        return Workload.of("backup", "RENAME copy.pesa", PLAIN)
                .after(create("t"), batch("t", 1, 1, 30, 500))
                .sitting(insert("t", 100, "newest"), backup(), insert("t", 101, "not in the backup"));
    }

    private static Workload compaction(String name, UnaryOperator<Options.Builder> settings) {
        return Workload.of(name, "TRUNCATE data.pesa", settings)
                .after(
                        create("t"),
                        create("u"),
                        batch("t", 1, 1, 40, 500),
                        batch("u", 1, 1, 10, 500),
                        deleteAbove("t", 5))
                .sitting(compact(null), insert("t", 100, "behind it"), delete("u", 7), compact("u"));
    }

    /** A table in another codec and back, with more changes than the memory of a transaction holds. */
    private static Workload recoding() {
        return Workload.of("recode", "DELETE transaction", LITTLE_MEMORY)
                .after(create("t"), batch("t", 1, 1, 40, 300), insert("t", 100, "z".repeat(9_000)))
                .sitting(
                        recode("t", "binary"),
                        update("t", 7, "in between"),
                        transaction(recode("t", "json"), delete("t", 8)));
    }

    /** A killed process has left commits in the log, some of them carried, and a transaction that never ended. */
    private static Workload recovery() {
        return Workload.of("recovery", "READ data.pesa-wal", PLAIN)
                .killedAfter(
                        create("t"),
                        batch("t", 1, 1, 20, 300),
                        checkpoint(),
                        update("t", 1, "in the log"),
                        insert("t", 30, "x".repeat(5_000)))
                .sitting()
                .sitting(insert("t", 40, "behind it"));
    }

    /** A killed process has left commits of many pages each that only the kernel holds: recovery must force them before it uses them. */
    private static Workload unforcedRecovery() {
        return Workload.of("unforced recovery", "WRITE data.pesa", options -> options.checkpointPages(1_000))
                .killedAfter(create("t"), batch("t", 1, 1, 20, 300), insert("t", 900, LONG), deleteAbove("t", 800))
                .killedUnforcedAfter(
                        update("t", 1, "a".repeat(9_000)), deleteAbove("t", 3), batch("t", 100, 1, 20, 400))
                .sitting();
    }
}
