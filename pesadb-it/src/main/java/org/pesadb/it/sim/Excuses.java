package org.pesadb.it.sim;

import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.it.fault.SimulatedDisk;

/** Which errors what befell the disk explains, from one opening of the database to the next. Of one thread. */
final class Excuses {
    private final SimulatedDisk disk;
    private final Mishaps mishaps;
    private final Totals totals;

    /** How many calls had failed when the action began, and how many reads were spoiled. */
    private long struckBefore;

    private long spoiledBefore;

    /** Whether the disk was full at any time in this action. */
    private boolean wasFull;

    /** Whether the disk was full at any time since the database was opened. */
    private boolean everFull;

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
        spoiledBefore = mishaps.spoiled();
        wasFull = mishaps.isFull();
        everFull |= wasFull;
    }

    /** How often the database has refused to write because it was hurt. */
    int readOnly() {
        return readOnly;
    }

    /** Whether a call failed since the action began, or the disk is full, or gone. */
    private boolean isStruck() {
        return mishaps.struck() > struckBefore || mishaps.isFull() || disk.isDead();
    }

    /** Whether a call failed since the database was opened, or the disk is full. */
    boolean isHurt() {
        return isStruck() || mishaps.struck() > 0;
    }

    /** Finds that something fails just now, or has failed so that nothing is written any more. */
    void requireStruck(PesaDbException failed, String doing) {
        if (!isStruck() && !wasFull && !mishaps.mayBePoisoned()) {
            throw unexpected(failed, null, doing);
        }
    }

    /** A failed read shows as a fault, and so does a page that a failed checkpoint left half written. */
    boolean isExplained(String fault) {
        return isStruck()
                || (isHurt() || everFull)
                        && fault.endsWith("; the log holds a newer version, which will be written here");
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
        readOnly += failed.code() == ErrorCode.READ_ONLY ? 1 : 0;
        if (!explains(failed, writes)) {
            throw unexpected(failed, refusal, doing);
        }
    }

    /**
     * What fails just now fails with the code of that. Only where nobody knows what the device has of what was written may writes be
     * refused later too, and only then may an outcome be unknown.
     */
    private boolean explains(PesaDbException failed, boolean writes) {
        boolean poisoned = mishaps.mayBePoisoned() || disk.isDead();
        boolean now = switch (failed.code()) {
            case IO, DISK_FULL -> isStruck();
            case CORRUPT -> mishaps.spoiled() > spoiledBefore;
            default -> false;
        };
        boolean later = writes
                && poisoned
                && (failed.code() == ErrorCode.IO
                        || failed.code() == ErrorCode.DISK_FULL
                        || failed.code() == ErrorCode.READ_ONLY);
        return (now || later) && (poisoned || !failed.outcomeUnknown());
    }

    /** Finds that a command that succeeded may do so. */
    static void requireNotRefused(ErrorCode refusal, String doing) {
        if (refusal != null) {
            throw new Violation(
                    Violation.Kind.NOT_REFUSED, doing + " succeeded instead of being refused with " + refusal);
        }
    }
}
