package org.pesadb.it.sim;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;

/** What may go wrong with a call to the disk. */
enum Trouble {
    /** A call that changes something fails. */
    EIO(
            Injection.EIO,
            IoCall.Kind.CREATE,
            IoCall.Kind.WRITE,
            IoCall.Kind.FORCE,
            IoCall.Kind.TRUNCATE,
            IoCall.Kind.RENAME,
            IoCall.Kind.DELETE,
            IoCall.Kind.FORCE_FOLDER),
    /** There is no room. */
    ENOSPC(Injection.ENOSPC, IoCall.Kind.CREATE, IoCall.Kind.WRITE),
    /** A write does a part and fails. */
    SHORT_WRITE(new Injection.ShortWrite(1000, "Input/output error"), IoCall.Kind.WRITE),
    /** A write does a part, and for the rest there is no room. */
    SHORT_WRITE_ENOSPC(new Injection.ShortWrite(5000, "No space left on device"), IoCall.Kind.WRITE),
    /** A force fails; what waited for it is on the device or not, and will never be forced again. */
    LOST_FORCE(new Injection.LostForce(7), IoCall.Kind.FORCE, IoCall.Kind.FORCE_FOLDER),
    /** A force fails; nothing of what waited for it is on the device, nor ever will be. */
    VAIN_FORCE(new Injection.LostForce(0), IoCall.Kind.FORCE, IoCall.Kind.FORCE_FOLDER),
    /** A call that only asks fails. */
    READ_EIO(
            Injection.EIO,
            IoCall.Kind.OPEN,
            IoCall.Kind.READ,
            IoCall.Kind.LENGTH,
            IoCall.Kind.EXISTS,
            IoCall.Kind.LIST),
    /** A read gives a bit turned over, near its beginning. */
    READ_FLIP(new Injection.FlippedBit(333), IoCall.Kind.READ),
    /** A read gives zeros. */
    READ_ZEROS(Injection.ZEROS, IoCall.Kind.READ),
    /** A read gives the next page. */
    READ_OTHER(new Injection.OtherBlock(4096), IoCall.Kind.READ);

    /** The first ones, of which a seed draws one. */
    private static final int DRAWN = READ_EIO.ordinal() + 1;

    private final Injection injection;
    private final Set<IoCall.Kind> kinds;

    Trouble(Injection injection, IoCall.Kind first, IoCall.Kind... more) {
        this.injection = injection;
        kinds = EnumSet.of(first, more);
    }

    /**
     * Draws one.
     *
     * @param random decides, by as many numbers as ever: what old seeds have found stays found
     * @param reads  decides what becomes of a read
     */
    static Trouble draw(Random random, Random reads) {
        Trouble drawn = values()[random.nextInt(DRAWN)];
        int more = values().length - DRAWN;
        return drawn == READ_EIO && reads.nextInt(more + 1) < more ? values()[DRAWN + reads.nextInt(more)] : drawn;
    }

    /** Whether a read gives what does not stand there, and does not fail. */
    boolean spoilsReads() {
        return ordinal() >= DRAWN;
    }

    /** Whether it befalls only calls that change nothing, so that nothing may be left of it. */
    boolean isOfReads() {
        return this == READ_EIO || spoilsReads();
    }

    Injection injection() {
        return injection;
    }

    /** Whether it can befall a call. */
    boolean befalls(IoCall.Kind kind) {
        return kinds.contains(kind);
    }
}
