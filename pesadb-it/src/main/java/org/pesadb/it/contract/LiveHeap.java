package org.pesadb.it.contract;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;

/** How much of the heap is alive. Has no state. */
final class LiveHeap {
    private static final int TRIES = 3;

    private LiveHeap() {}

    /** Whether this JVM collects garbage when it is asked to; without that nothing can be said. */
    static boolean canBeMeasured() {
        for (int i = 0; i < TRIES; i++) {
            WeakReference<byte[]> garbage = new WeakReference<>(new byte[1 << 16]);
            System.gc();
            if (garbage.get() != null) {
                return false;
            }
        }
        return true;
    }

    /** What is alive now, in bytes; other threads' garbage may be among it. */
    static long bytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
