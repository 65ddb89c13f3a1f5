package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.pesadb.it.fault.FaultPlan;
import org.pesadb.it.fault.Injection;
import org.pesadb.it.fault.IoCall;
import org.pesadb.it.fault.Poison;
import org.pesadb.it.fault.SimulatedDisk;

/** What is to befall a disk, and what has. Of one thread. */
final class Mishaps implements FaultPlan {
    private final SimulatedDisk disk;
    private final Totals totals;
    private final List<Armed> armed = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private final Anchors anchors;
    private long struck;
    private long spoiled;
    private boolean poisoned;
    private boolean full;

    private static final class Armed {
        final Trouble trouble;
        final boolean lasting;
        final int armedIn;
        int left;
        int leftAtStep;

        Armed(Action.Fail fail, int step) {
            armedIn = step;
            leftAtStep = fail.calls();
            trouble = fail.trouble();
            lasting = fail.lasting();
            left = fail.calls();
        }
    }

    private record Look(int armedIn, long call, long chance) {}

    /** What a loss of power would have left, and the chance that decided about it. */
    record Image(SimulatedDisk disk, long chance) {}

    Mishaps(SimulatedDisk disk, Anchors anchors, Totals totals) {
        this.disk = disk;
        this.anchors = anchors;
        this.totals = totals;
        disk.plan(this);
    }

    /** A step begins. */
    void step() {
        for (Armed each : armed) {
            each.leftAtStep = each.left;
        }
    }

    void fail(Action.Fail fail, int step) {
        armed.add(new Armed(fail, step));
    }

    void look(Action.Peek peek, int step) {
        looks.add(new Look(step, disk.calls() + peek.calls(), peek.chance()));
    }

    void fill(int bytes) {
        full = true;
        disk.capacity(disk.used() + bytes);
        totals.disksFilled++;
    }

    void mend() {
        armed.clear();
        full = false;
        disk.capacity(Long.MAX_VALUE);
    }

    /** How many calls have failed. A full disk says nothing of itself. */
    long struck() {
        return struck;
    }

    /** How many reads gave something else than stands there, of those in {@link #struck}. */
    long spoiled() {
        return spoiled;
    }

    /** Whether a call failed after which the database may refuse to write until it is opened again. */
    boolean mayBePoisoned() {
        return poisoned;
    }

    boolean isFull() {
        return full;
    }

    /** What a loss of power would have left at the calls to look at, since this was asked last. */
    List<Image> takeImages() {
        List<Image> taken = List.copyOf(images);
        images.clear();
        return taken;
    }

    @Override
    public Injection before(IoCall call) {
        if (call.kind() == IoCall.Kind.CREATE && call.path().endsWith("transaction")) {
            totals.spills++;
        }
        for (Iterator<Look> each = looks.iterator(); each.hasNext(); ) {
            Look look = each.next();
            if (call.number() >= look.call()) {
                each.remove();
                anchors.happenedAtCall(look.armedIn(), call.number());
                images.add(new Image(disk.copy().crash(new Random(look.chance())), look.chance()));
            }
        }
        for (Iterator<Armed> each = armed.iterator(); each.hasNext(); ) {
            Armed next = each.next();
            if (next.trouble.befalls(call.kind()) && --next.left <= 0) {
                if (!next.lasting) {
                    each.remove();
                }
                anchors.happened(next.armedIn, next.leftAtStep);
                struck++;
                spoiled += next.trouble.spoilsReads() ? 1 : 0;
                poisoned |= Poison.allows(call, next.trouble.injection(), Workload.PATH);
                totals.struck(next.trouble);
                return next.trouble.injection();
            }
        }
        return Injection.NONE;
    }
}
