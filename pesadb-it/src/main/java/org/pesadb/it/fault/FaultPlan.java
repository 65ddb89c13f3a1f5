package org.pesadb.it.fault;

/**
 * Is told of every call to a disk before it happens, and says what goes wrong with it. Called without the disk's lock by the
 * thread that makes the call: it may wait, look at the disk, copy it, or close the database. Threads call one at the same time.
 */
@FunctionalInterface
public interface FaultPlan {
    /** Nothing goes wrong. */
    FaultPlan NONE = call -> Injection.NONE;

    /**
     * Decides.
     *
     * @param call the call that is about to happen
     * @return what goes wrong; not null
     */
    Injection before(IoCall call);

    /**
     * Two plans: where the first lets a call be, the second decides. Both are told of every call.
     *
     * @param other the second
     * @return both
     */
    default FaultPlan and(FaultPlan other) {
        return call -> {
            Injection first = before(call);
            Injection second = other.before(call);
            return first instanceof Injection.None ? second : first;
        };
    }
}
