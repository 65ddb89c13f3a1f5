package org.pesadb.storage.pager;

import java.util.ArrayList;
import java.util.List;

/**
 * The changes of a transaction: the state of each page it touched, the fields of page 0, and the way back to each open
 * savepoint. Of the transaction's thread.
 *
 * <p>While a savepoint is open, a page made before it is copied before it changes, and what it replaces goes to a list. Undoing
 * walks that list backwards. Savepoints are numbered on and on; a state belongs to the newest savepoint that was open when
 * it was made, and may be changed in place as long as no newer one is open.
 */
final class DirtyPages {
    /** What stood in the map before; state null where nothing did. */
    private record Undo(long id, DirtyPage state) {}

    private record Savepoint(int number, int undos, Root root) {}

    private final LongMap<DirtyPage> pages = new LongMap<>();
    private final List<Undo> undos = new ArrayList<>();
    private final List<Savepoint> savepoints = new ArrayList<>();
    private int lastNumber;
    private int newestOpen;
    private Root root;

    DirtyPages(Root root) {
        this.root = root;
    }

    DirtyPage get(long id) {
        return pages.get(id);
    }

    void put(DirtyPage state) {
        if (newestOpen > 0) {
            undos.add(new Undo(state.id(), pages.get(state.id())));
        }
        pages.put(state.id(), state);
    }

    /**
     * Whether a state may be changed in place.
     *
     * @param state of this transaction
     * @return false where an open savepoint needs it as it is
     */
    boolean changeable(DirtyPage state) {
        return state.savepoint >= newestOpen;
    }

    /**
     * The savepoint to which a new state belongs.
     *
     * @return 0 for none
     */
    int newestOpen() {
        return newestOpen;
    }

    Root root() {
        return root;
    }

    void root(Root changed) {
        root = changed;
    }

    boolean isEmpty() {
        return pages.size() == 0;
    }

    int savepoint() {
        newestOpen = ++lastNumber;
        savepoints.add(new Savepoint(newestOpen, undos.size(), root));
        return newestOpen;
    }

    void rollbackTo(int number) {
        Savepoint to = end(number);
        for (int at = undos.size() - 1; at >= to.undos; at--) {
            Undo undo = undos.remove(at);
            if (undo.state == null) {
                pages.remove(undo.id);
            } else {
                pages.put(undo.id, undo.state);
            }
        }
        root = to.root;
    }

    void release(int number) {
        end(number);
        if (savepoints.isEmpty()) {
            undos.clear();
        }
    }

    /** Ends a savepoint and those after it; what they would undo is the one's before them to undo now. */
    private Savepoint end(int number) {
        int at = savepoints.size() - 1;
        while (at >= 0 && savepoints.get(at).number != number) {
            at--;
        }
        if (at < 0) {
            throw new IllegalArgumentException("savepoint " + number + " is not open");
        }
        Savepoint ended = savepoints.get(at);
        savepoints.subList(at, savepoints.size()).clear();
        newestOpen = at == 0 ? 0 : savepoints.get(at - 1).number;
        return ended;
    }

    /**
     * The pages that have something to say.
     *
     * @return in order of their numbers
     */
    List<DirtyPage> changed() {
        long[] ids = pages.sortedKeys();
        List<DirtyPage> changed = new ArrayList<>(ids.length + 1);
        for (long id : ids) {
            DirtyPage state = pages.get(id);
            if (state.page != null) {
                changed.add(state);
            }
        }
        return changed;
    }
}
