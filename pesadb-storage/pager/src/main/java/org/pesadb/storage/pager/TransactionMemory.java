package org.pesadb.storage.pager;

import java.util.Arrays;
import java.util.Comparator;
import org.pesadb.api.spi.MutablePage;

/**
 * Which of a transaction's page states are in memory: all of them while they fit its budget, else those asked for last, and
 * the rest in a {@link SpillFile}. States kept for savepoints count like any other. Of the transaction's thread.
 *
 * <h2>Why no change is ever lost</h2>
 *
 * <p>A page that was handed out to be changed may be changed as long as its taker likes, up to the next {@link #release}. So a
 * changed state leaves the memory nowhere else; whoever calls that says that nobody changes a page now. A clean state (read back
 * from the file and handed out to be read only) may leave at any time: so reading a large transaction's own pages, as a query in it
 * does, takes no more memory however many there are. What a reader was given stays as it was, since the image of a state that
 * leaves is let go of and not used for another page: but for states that only a savepoint led back to, once it is released.
 *
 * <p>Their images are used again because each statement of a transaction copies the few pages it changes. In the same few images
 * that costs little; in new ones every statement would write through twice as much memory that no cache holds.
 *
 * <p>Out goes what was not asked for since the search met it last, in order of entry (second chance): many at a time and in order
 * of page numbers, so that they are written, and at the commit read, in few large pieces.
 */
final class TransactionMemory {
    /** The budget is at least so many pages. */
    static final int LEAST_PAGES = 16;

    /** So many clean pages stay, whatever the changed ones take: a way down an index must not be read for each row again. */
    private static final int LEAST_CLEAN = 16;

    private static final int MOST_SPARE = 16;

    private static final Comparator<DirtyPage> BY_PAGE = Comparator.comparingLong(DirtyPage::id);

    private final SpillFile file;
    private final int budget;
    private final StateQueue changed = new StateQueue();
    private final StateQueue clean = new StateQueue();
    private final byte[][] spare = new byte[MOST_SPARE][];
    private int spares;

    /**
     * @param file   for what has no room; not made yet
     * @param budget how many pages may stay
     */
    TransactionMemory(SpillFile file, int budget) {
        this.file = file;
        this.budget = budget;
    }

    /**
     * A budget in pages.
     *
     * @param bytes in bytes
     * @return at least {@link #LEAST_PAGES}
     */
    static int pages(long bytes) {
        return (int) Math.max(LEAST_PAGES, Math.min(Integer.MAX_VALUE / 2, bytes / PageFormat.PAGE_BYTES));
    }

    /** How many pages may stay. */
    int budget() {
        return budget;
    }

    private int inMemory() {
        return changed.size() + clean.size();
    }

    /** Whether {@link #release} has something to do. */
    boolean isOver() {
        return inMemory() > budget;
    }

    /** Whether states are, or were, in the file. */
    boolean hasSpilled() {
        return file.isOpen();
    }

    /** Takes a state just made. */
    void enter(DirtyPage state) {
        changed.add(state);
    }

    /** The page of a state, to be read. */
    MutablePage read(DirtyPage state) {
        state.touched = true;
        MutablePage page = state.page();
        return page != null ? page : load(state);
    }

    /** The page of a state, to be changed: until {@link #release}. */
    MutablePage edit(DirtyPage state) {
        MutablePage page = read(state);
        if (state.slot != DirtyPage.NO_SLOT) {
            clean.remove(state);
            giveSlot(state);
            changed.add(state);
        }
        return page;
    }

    private MutablePage load(DirtyPage state) {
        if (inMemory() >= budget && clean.size() >= LEAST_CLEAN) {
            clean.pollUntouched(2 * clean.size()).unload(); // at the second look none is touched any more
        }
        MutablePage page = state.load(file.read(state));
        clean.add(state);
        return page;
    }

    /** An image to be filled. */
    byte[] image() {
        return spares > 0 ? spare[--spares] : new byte[PageFormat.PAGE_BYTES];
    }

    /** Lets go of a state for good, and uses its image for another one: nobody must read it any more. */
    void reuse(DirtyPage state) {
        MutablePage page = state.page();
        drop(state);
        if (page != null && spares < MOST_SPARE) {
            spare[spares++] = page.array();
        }
    }

    /** Lets go of a state for good. */
    void drop(DirtyPage state) {
        if (state.page() != null) {
            (state.slot == DirtyPage.NO_SLOT ? changed : clean).remove(state);
            state.unload();
        }
        if (state.slot != DirtyPage.NO_SLOT) {
            giveSlot(state);
        }
    }

    private void giveSlot(DirtyPage state) {
        file.give(state.slot);
        state.slot = DirtyPage.NO_SLOT;
    }

    /**
     * Brings the memory below its budget. Nobody must be in the midst of changing a page.
     *
     * @throws org.pesadb.api.PesaDbException DISK_FULL, IO: what was not written stays in memory, and nothing is lost
     */
    void release() {
        int target = budget - budget / 8;
        for (int left = clean.size(); left > 0 && inMemory() > target; left--) {
            unload(clean.pollUntouched(1));
        }
        int excess = Math.min(inMemory() - target, changed.size());
        if (excess > 0) {
            spill(excess);
        }
        while (inMemory() > target) {
            unload(clean.pollUntouched(2 * clean.size()));
        }
    }

    private static void unload(DirtyPage state) {
        if (state != null) {
            state.unload();
        }
    }

    private void spill(int count) {
        DirtyPage[] out = new DirtyPage[count];
        for (int i = 0; i < count; i++) {
            out[i] = changed.pollUntouched(2 * changed.size());
        }
        Arrays.sort(out, BY_PAGE);
        int written = 0;
        try {
            while (written < count) {
                int more = file.write(out, written, count);
                for (int end = written + more; written < end; written++) {
                    out[written].unload();
                }
            }
        } finally {
            for (; written < count; written++) {
                changed.add(out[written]);
            }
        }
    }

    /**
     * The images of some states, for the log. They enter no queue: the transaction is about to end.
     *
     * @param states of this transaction, not freed
     * @param count  how many
     * @param into   gets the image of each that is not in memory, null for the others
     */
    void fetch(DirtyPage[] states, int count, byte[][] into) {
        for (int at = 0; at < count; ) {
            if (states[at].page() != null) {
                into[at++] = null;
                continue;
            }
            int run = 1;
            while (run < SpillFile.RUN_PAGES
                    && at + run < count
                    && states[at + run].page() == null
                    && states[at + run].slot == states[at].slot + run) {
                run++;
            }
            file.read(states, at, run, into);
            at += run;
        }
    }

    /** The end of the transaction, whichever it is. */
    void close() {
        file.close();
    }
}
