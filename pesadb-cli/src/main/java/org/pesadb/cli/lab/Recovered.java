package org.pesadb.cli.lab;

import java.util.List;

/**
 * What opening made of what was left. Immutable.
 *
 * @param steps        what it did, in its order
 * @param transactions which transactions the log told of, and what became of each
 * @param verdict      {@code there}, {@code absent}, {@code unchanged} (the command changes nothing that a query sees), or {@code other}: neither, which
 *                     would be a fault
 * @param why          why so
 * @param kept         whether the promise was kept: whole or absent, and there if it had been told to be done
 * @param tables       the rows of each table
 * @param faults       what a check of everything found; empty where all is well
 */
public record Recovered(
        List<Step> steps,
        List<Fate> transactions,
        String verdict,
        String why,
        boolean kept,
        List<TableRows> tables,
        List<String> faults) {
    /** The command's changes are all there. */
    public static final String THERE = "there";

    /** Nothing of the command is there. */
    public static final String ABSENT = "absent";

    /** The command changes nothing that a query sees. */
    public static final String UNCHANGED = "unchanged";

    /** Neither there nor absent. */
    public static final String OTHER = "other";

    /**
     * Calls of one kind to one file, one after another.
     *
     * @param call  the kind, such as {@code WRITE}
     * @param file  the file
     * @param calls how many
     * @param from  the first byte concerned
     * @param to    the byte behind the last
     * @param what  what lies there
     * @param why   what it is good for
     */
    public record Step(String call, String file, int calls, long from, long to, String what, String why) {}

    /**
     * A transaction of the log.
     *
     * @param transaction its number
     * @param own         whether it is the command's
     * @param back        whether it came back
     * @param why         why so
     */
    public record Fate(long transaction, boolean own, boolean back, String why) {}

    /**
     * A table; -1 stands for one that is not there.
     *
     * @param name   its name
     * @param before its rows before the command
     * @param done   its rows where the command is done
     * @param now    its rows after recovery
     */
    public record TableRows(String name, long before, long done, long now) {}
}
