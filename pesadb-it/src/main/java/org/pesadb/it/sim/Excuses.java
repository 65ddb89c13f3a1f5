package org.pesadb.it.sim;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.it.fault.SimulatedDisk;

/** Which errors what befell the disk explains, from one opening of the database to the next. Of one thread. */
final class Excuses {
    private final SimulatedDisk disk;
    private final Mishaps mishaps;
    private final Totals totals;

    /** How many calls had failed when the action began. */
    private long struckBefore;

    private boolean wasFull;
    private int readOnly;

    /** @param mishaps what befalls this disk since the database was opened */
    Excuses(SimulatedDisk disk, Mishaps mishaps, Totals totals) {
        this.disk = disk;
        this.mishaps = mishaps;
        this.totals = totals;
    }

    /** An action begins. */
    void step() {
        struckBefore = mishaps.struck();
        wasFull |= mishaps.isFull();
    }

    /** How often the database has refused to write because it was hurt. */
    int readOnly() {
        return readOnly;
    }

    /** Whether a call failed since the action began, or the disk is full, or gone. */
    private boolean isStruck() {
        return mishaps.struck() > struckBefore || mishaps.isFull() || disk.isDead();
    }

    /** Whether a call failed since the database was opened. */
    boolean isHurt() {
        return isStruck() || wasFull || mishaps.struck() > 0;
    }

    /** Finds that something has failed since the database was opened, so that this may too. */
    void requireStruck(PesaDbException failed, String doing) {
        if (!isHurt()) {
            throw unexpected(failed, null, doing);
        }
    }

    /** A failed read shows as a fault, and so does a page that a failed checkpoint left half written. */
    boolean isExplained(String fault) {
        return isStruck() || isHurt() && fault.endsWith("; the log holds a newer version, which will be written here");
    }

    /** An error that nothing explains. */
    static Violation unexpected(PesaDbException failed, ErrorCode refusal, String doing) {
        return new Violation(
                Violation.Kind.WRONG_ERROR,
                doing + " gave " + failed.code() + " instead of " + (refusal == null ? "succeeding" : refusal) + ": "
                        + failed.getMessage(),
                failed);
    }

    /**
     * Finds that a failed command may fail so.
     *
     * @param refusal what the model refuses it with, or null
     */
    void judge(PesaDbException failed, ErrorCode refusal, boolean writes, String doing) {
        totals.refusals++;
        Opened.requireDecent(failed, doing);
        if (failed.code() == refusal && !failed.outcomeUnknown()) {
            return;
        }
        boolean device = failed.code() == ErrorCode.IO || failed.code() == ErrorCode.DISK_FULL;
        readOnly += failed.code() == ErrorCode.READ_ONLY ? 1 : 0;
        boolean explained =
                device && isStruck() || writes && isHurt() && (device || failed.code() == ErrorCode.READ_ONLY);
        if (!explained) {
            throw unexpected(failed, refusal, doing);
        }
    }

    /** Finds that a command that succeeded may do so. */
    static void requireNotRefused(ErrorCode refusal, String doing) {
        if (refusal != null) {
            throw new Violation(
                    Violation.Kind.NOT_REFUSED, doing + " succeeded instead of being refused with " + refusal);
        }
    }
}
