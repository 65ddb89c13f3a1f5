package org.pesadb.it.fault;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Who holds the locks of a disk. Guarded by it. */
final class Locks {
    /** How many share it, or -1 for one alone. */
    private final Map<Path, Integer> holders = new HashMap<>();

    /** Takes a lock, unless somebody holds one that forbids it. */
    boolean take(Path path, boolean shared) {
        int before = holders.getOrDefault(path, 0);
        if (before < 0 || before > 0 && !shared) {
            return false;
        }
        holders.put(path, shared ? before + 1 : -1);
        return true;
    }

    void giveBack(Path path, boolean shared) {
        holders.merge(path, shared ? -1 : 1, Integer::sum);
    }
}
