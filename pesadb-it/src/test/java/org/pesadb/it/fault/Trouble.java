package org.pesadb.it.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.pesadb.api.ErrorCode;
import org.pesadb.it.fault.IoCall.Kind;

/** One thing that goes wrong in a run, at a given call. Of one run. */
final class Trouble implements FaultPlan {
    /** Nothing; the device, once and from then on; no room, once and from then on; and what else can become of this kind of call. */
    private enum How {
        NEVER,
        FAILS,
        FAILS_FROM_THEN_ON,
        HAS_NO_ROOM,
        HAS_NO_ROOM_FROM_THEN_ON,
        STOPS_SHORT,
        LOSES_ALL,
        LOSES_SOME
    }

    private final How how;
    private final IoCall at;
    private final Random chance;
    private final List<IoCall> calls;
    private SimulatedDisk disk;
    private boolean struck;

    /** The call that it met: an index hashes otherwise each time, so that it need not be of the kind that was planned. */
    private IoCall met;

    private boolean poison;

    private Trouble(How how, IoCall at, Random chance, List<IoCall> calls) {
        this.how = how;
        this.at = at;
        this.chance = chance;
        this.calls = calls;
    }

    /** Nothing goes wrong, and all calls are listed. */
    static Trouble none(List<IoCall> calls) {
        return new Trouble(How.NEVER, null, new Random(0), calls);
    }

    /** All that can go wrong at a call. */
    static List<Trouble> of(IoCall call, long seed) {
        List<Trouble> all = new ArrayList<>();
        for (How how : How.values()) {
            boolean can = switch (how) {
                case NEVER -> false;
                case FAILS, FAILS_FROM_THEN_ON -> true;
                case HAS_NO_ROOM -> call.kind().changes();
                case HAS_NO_ROOM_FROM_THEN_ON, STOPS_SHORT -> call.kind() == Kind.WRITE;
                case LOSES_ALL, LOSES_SOME -> call.kind() == Kind.FORCE || call.kind() == Kind.FORCE_FOLDER;
            };
            if (can) {
                all.add(new Trouble(how, call, new Random(seed + call.number()), List.of()));
            }
        }
        return all;
    }

    void on(SimulatedDisk harmed) {
        disk = harmed;
        harmed.plan(this);
    }

    @Override
    public Injection before(IoCall call) {
        boolean now = at != null && call.number() == at.number();
        struck |= now;
        met = now ? call : met;
        Injection injection = injection(call, now);
        poison |= Poison.allows(call, injection, Workload.PATH);
        return injection;
    }

    private Injection injection(IoCall call, boolean now) {
        return switch (how) {
            case NEVER -> {
                calls.add(call);
                yield Injection.NONE;
            }
            case FAILS -> now ? Injection.EIO : Injection.NONE;
            case FAILS_FROM_THEN_ON -> struck ? Injection.EIO : Injection.NONE;
            case HAS_NO_ROOM -> now ? Injection.ENOSPC : Injection.NONE;
            case HAS_NO_ROOM_FROM_THEN_ON -> {
                if (now) {
                    disk.capacity(disk.used() + chance.nextInt(Math.max(1, call.length())));
                }
                yield Injection.NONE;
            }
            case STOPS_SHORT ->
                now
                        ? new Injection.ShortWrite(chance.nextInt(Math.max(1, call.length())), "Input/output error")
                        : Injection.NONE;
            case LOSES_ALL -> now ? new Injection.LostForce(0) : Injection.NONE;
            case LOSES_SOME -> now ? new Injection.LostForce(chance.nextLong()) : Injection.NONE;
        };
    }

    /** Whether it has begun. */
    boolean hasStruck() {
        return struck;
    }

    /** Whether a call has failed after which nothing may be written until the database is opened again. */
    boolean mayPoison() {
        return poison;
    }

    /** Whether no call succeeds any more. */
    boolean killsTheDevice() {
        return how == How.FAILS_FROM_THEN_ON;
    }

    /** Whether programs go on to see what the device will never have. */
    boolean loses() {
        return how == How.LOSES_ALL || how == How.LOSES_SOME;
    }

    /** Whether files cannot grow any more. */
    boolean fillsTheDisk() {
        return how == How.HAS_NO_ROOM_FROM_THEN_ON;
    }

    /**
     * Whether what is not needed any more can be deleted all the same. Where a renaming failed, nobody knows what name leads where:
     * that is left to the next open.
     */
    boolean letsDelete() {
        return how != How.FAILS_FROM_THEN_ON && (met == null || met.kind() != Kind.DELETE && met.kind() != Kind.RENAME);
    }

    /** There is room again. */
    void end() {
        disk.capacity(Long.MAX_VALUE);
    }

    /** What a statement says that it harms. */
    ErrorCode code() {
        return how == How.HAS_NO_ROOM || how == How.HAS_NO_ROOM_FROM_THEN_ON ? ErrorCode.DISK_FULL : ErrorCode.IO;
    }

    @Override
    public String toString() {
        return at + " " + how;
    }
}
