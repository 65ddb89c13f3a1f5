package org.pesadb.storage.pager;

import java.util.Arrays;

/** What stood in a transaction's map before each change under a savepoint, in order. Of one thread. */
final class UndoList {
    private static final int FIRST_ROOM = 16;

    private long[] ids = new long[FIRST_ROOM];
    private DirtyPage[] states = new DirtyPage[FIRST_ROOM];
    private int size;

    int size() {
        return size;
    }

    /**
     * Adds an entry.
     *
     * @param id    the page's number
     * @param state what stood there; null for nothing
     */
    void add(long id, DirtyPage state) {
        if (size == ids.length) {
            int room = Math.addExact(size, size >> 1);
            ids = Arrays.copyOf(ids, room);
            states = Arrays.copyOf(states, room);
        }
        ids[size] = id;
        states[size++] = state;
    }

    long id(int at) {
        return ids[at];
    }

    DirtyPage state(int at) {
        return states[at];
    }

    /** Puts an entry in another's place. */
    void move(int from, int to) {
        ids[to] = ids[from];
        states[to] = states[from];
    }

    /** Forgets the entries from a position on. */
    void cut(int to) {
        if (to == 0 && ids.length > FIRST_ROOM) {
            ids = new long[FIRST_ROOM];
            states = new DirtyPage[FIRST_ROOM];
        } else {
            Arrays.fill(states, to, size, null);
        }
        size = to;
    }
}
