package org.pesadb.storage.pager;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The changes of a transaction: the state of each page it touched, the fields of page 0, and the way back to each open
 * savepoint. Of the transaction's thread.
 *
 * <p>While a savepoint is open, a page made before it is copied before it changes, and what it replaces goes to a list. Undoing
 * walks that list backwards. Savepoints are numbered on and on; a state belongs to the newest savepoint that was open when
 * it was made, and may be changed in place as long as no newer one is open. Where a state is replaced that no open savepoint
 * needs, it is dropped, and its place in the {@link TransactionMemory} with it: so however often a page changes, there is one
 * state of it, and one more for each open savepoint at most.
 */
final class DirtyPages {
    private record Savepoint(int number, int undos, Root root) {}

    private final TransactionMemory memory;
    private final LongMap<DirtyPage> pages = new LongMap<>();
    private final UndoList undos = new UndoList();
    private final List<Savepoint> savepoints = new ArrayList<>();
    private int lastNumber;
    private int newestOpen;
    private Root root;

    /** All pages freed under one savepoint share a state: dropping a large table must not take an object for each page. */
    private DirtyPage freed = DirtyPage.freed(0);

    DirtyPages(Root root, TransactionMemory memory) {
        this.root = root;
        this.memory = memory;
    }

    DirtyPage get(long id) {
        return pages.get(id);
    }

    /** The memory that its states share. */
    TransactionMemory memory() {
        return memory;
    }

    /** Enters the state of a page just made. */
    void put(DirtyPage state) {
        memory.enter(state);
        replace(state.id(), state);
    }

    /** Enters that a page is free: what was in it says nothing any more. */
    void free(long id) {
        if (freed.savepoint != newestOpen) {
            freed = DirtyPage.freed(newestOpen);
        }
        replace(id, freed);
    }

    private void replace(long id, DirtyPage state) {
        DirtyPage before = pages.get(id);
        if (newestOpen > 0 && (before == null || before.savepoint < newestOpen)) {
            undos.add(id, before);
        } else if (before != null) {
            memory.drop(before);
        }
        pages.put(id, state);
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
            long id = undos.id(at);
            DirtyPage now = pages.get(id);
            if (now != null) {
                memory.drop(now);
            }
            if (undos.state(at) == null) {
                pages.remove(id);
            } else {
                pages.put(id, undos.state(at));
            }
        }
        undos.cut(to.undos);
        root = to.root;
    }

    void release(int number) {
        Savepoint ended = end(number);
        int kept = ended.undos;
        for (int at = kept; at < undos.size(); at++) {
            DirtyPage state = undos.state(at);
            // A state made under the savepoint that is the newest now has one before it in the list: only that leads
            // back.
            if (!savepoints.isEmpty() && (state == null || state.savepoint < newestOpen)) {
                undos.move(at, kept++);
            } else if (state != null) {
                memory.reuse(state);
            }
        }
        undos.cut(kept);
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
     * @return their numbers, in order
     */
    long[] changedIds() {
        long[] ids = pages.sortedKeys();
        int kept = 0;
        for (long id : ids) {
            if (!pages.get(id).isFreed()) {
                ids[kept++] = id;
            }
        }
        return Arrays.copyOf(ids, kept);
    }

    /**
     * The pages that have something to say, of a transaction that has not spilled: all are in memory.
     *
     * @return in order of their numbers
     */
    List<DirtyPage> changed() {
        long[] ids = changedIds();
        List<DirtyPage> changed = new ArrayList<>(ids.length + 1);
        for (long id : ids) {
            changed.add(pages.get(id));
        }
        return changed;
    }
}
