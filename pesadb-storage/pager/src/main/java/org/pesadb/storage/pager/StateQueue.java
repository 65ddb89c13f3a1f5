package org.pesadb.storage.pager;

/** States in order of their entry, and out of the middle too: a list through the states themselves. */
final class StateQueue {
    private DirtyPage oldest;
    private DirtyPage newest;
    private int size;

    int size() {
        return size;
    }

    void add(DirtyPage state) {
        state.older = newest;
        if (newest == null) {
            oldest = state;
        } else {
            newest.newer = state;
        }
        newest = state;
        size++;
    }

    /**
     * Takes the next one that nobody asked for since it came to the front last: a second chance for the others.
     *
     * @param most how many to look at
     * @return null where all of those were asked for
     */
    DirtyPage pollUntouched(int most) {
        for (int left = most; left > 0 && oldest != null; left--) {
            DirtyPage first = oldest;
            remove(first);
            if (!first.touched) {
                return first;
            }
            first.touched = false;
            add(first);
        }
        return null;
    }

    void remove(DirtyPage state) {
        if (state.older == null) {
            oldest = state.newer;
        } else {
            state.older.newer = state.newer;
        }
        if (state.newer == null) {
            newest = state.older;
        } else {
            state.newer.older = state.older;
        }
        state.older = null;
        state.newer = null;
        size--;
    }
}
