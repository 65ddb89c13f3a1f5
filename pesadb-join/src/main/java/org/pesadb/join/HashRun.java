package org.pesadb.join;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.pesadb.api.spi.JoinContext;
import org.pesadb.api.spi.JoinInput;
import org.pesadb.api.spi.JoinStrategy.JoinKind;

/**
 * A whole hash join: a pass over both inputs, and one over each pair of partitions that it put aside, depth first, so that few
 * wait at a time. Of one thread.
 */
final class HashRun implements Pass {
    /** Whatever the partitions that wait hold, a pass may use at least this part of the memory. */
    private static final int LEAST_SHARE = 8;

    private final Deque<HashTask> waiting = new ArrayDeque<>();
    private final JoinContext context;
    private final JoinedRow joined;
    private final boolean keepLeft;
    private final long spillBuffer;
    private final JoinKeys keys = new JoinKeys();
    private final Checks checks;
    private HashPass pass;

    /** @param spillBuffer what the buffer of a spill is taken to need, in bytes */
    HashRun(JoinInput left, JoinInput right, JoinKind kind, JoinContext context, JoinedRow joined, long spillBuffer) {
        this.context = context;
        this.spillBuffer = spillBuffer;
        this.joined = joined;
        keepLeft = kind == JoinKind.LEFT;
        checks = new Checks(context);
        waiting.push(new HashTask(Side.all(left), Side.all(right), 0, true));
    }

    JoinContext context() {
        return context;
    }

    JoinedRow joined() {
        return joined;
    }

    /** Whether left rows without a partner stay. */
    boolean keepLeft() {
        return keepLeft;
    }

    /** What the buffer of a spill is taken to need, in bytes. */
    long spillBuffer() {
        return spillBuffer;
    }

    JoinKeys keys() {
        return keys;
    }

    Checks checks() {
        return checks;
    }

    @Override
    public boolean next() {
        while (true) {
            if (pass == null) {
                HashTask task = waiting.poll();
                if (task == null) {
                    return false;
                }
                long elsewhere =
                        waiting.stream().mapToLong(HashTask::memoryBytes).sum();
                long left = context.memoryBytes() - elsewhere - task.memoryBytes();
                pass = new HashPass(this, task, Math.max(left, context.memoryBytes() / LEAST_SHARE));
            }
            if (pass.next()) {
                return true;
            }
            pass.partitions(waiting);
            HashPass done = pass;
            pass = null;
            done.close();
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> open = new ArrayList<>(waiting);
        open.add(pass);
        waiting.clear();
        pass = null;
        Closing.all(open);
    }
}
