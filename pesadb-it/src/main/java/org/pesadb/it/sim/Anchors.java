package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which step it happened what an earlier step had armed. With that a script can be written so that each arming stands right before
 * the step that it befalls: then other steps can be left out without moving it. Of one thread.
 */
final class Anchors {
    /** By the step that armed it. */
    private final Map<Integer, Anchor> anchors = new HashMap<>();

    private int step;
    private long callsBefore;

    private record Anchor(int step, int calls) {}

    /** A step begins, after so many calls to the disk. */
    void step(int number, long calls) {
        step = number;
        callsBefore = calls;
    }

    /** What a step had armed happens now, at a call to the disk. */
    void happenedAtCall(int armedIn, long call) {
        happened(armedIn, (int) (call - callsBefore));
    }

    /** What a step had armed happens now for the first time, at one of this step's calls of its kind. */
    void happened(int armedIn, int calls) {
        anchors.putIfAbsent(armedIn, new Anchor(step, calls));
    }

    /** The script with each arming right before the step that it befell. */
    Script anchored(Script script) {
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < script.actions().size(); i++) {
            for (int armedIn = 1; armedIn <= i; armedIn++) {
                Anchor anchor = anchors.get(armedIn);
                if (anchor != null && anchor.step == i + 1) {
                    actions.add(withCalls(script.actions().get(armedIn - 1), anchor.calls));
                }
            }
            if (!anchors.containsKey(i + 1)) {
                actions.add(script.actions().get(i));
            }
        }
        return script.with(actions);
    }

    private static Action withCalls(Action action, int calls) {
        if (action instanceof Action.Fall fall) {
            return new Action.Fall(calls, fall.power(), fall.chance());
        } else if (action instanceof Action.Peek peek) {
            return new Action.Peek(calls, peek.chance());
        } else if (action instanceof Action.Fail fail) {
            return new Action.Fail(fail.trouble(), calls, fail.lasting());
        }
        throw new IllegalArgumentException("nothing is armed by " + action.line());
    }
}
